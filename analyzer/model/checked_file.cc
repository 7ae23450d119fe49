#include "model/checked_file.h"

#include <fmt/format.h>

#include <cstring>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/digest.h"
#include "model/write_file.h"

namespace driftline {
namespace {

constexpr int64_t settled = 3;   // seconds: some file systems tell times no finer than that, and a second writing would not show

std::string slurp(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::string note_file(const std::string& file) { return file + ".checked"; }

}  // namespace

Result<CheckedFile> open_checked(const std::string& file) {
    auto mapped = MappedFile::open(file);
    if (!mapped) return mapped.error();
    std::string_view body = (*mapped)->bytes();
    uint64_t sum = 0;
    if (body.size() < sizeof sum) return Error{fmt::format("{}: damaged (too short)", file)};
    std::memcpy(&sum, body.data() + body.size() - sizeof sum, sizeof sum);
    body.remove_suffix(sizeof sum);
    const std::string note = fmt::format("{} {:016x} {}", (*mapped)->state(), sum, slurp("/proc/sys/kernel/random/boot_id"));
    if (slurp(note_file(file)) == note) return CheckedFile{std::move(*mapped), body};
    (*mapped)->read_all();
    if (sum != digest64(body)) return Error{fmt::format("{}: damaged (its checksum differs)", file)};
    if (std::time(nullptr) - (*mapped)->written() > settled) (void)write_file(note_file(file), {note});
    return CheckedFile{std::move(*mapped), body};
}

Result<uint64_t> write_checked(const std::string& file, std::vector<std::string_view> body) {
    const uint64_t sum = digest64(body);
    body.emplace_back(reinterpret_cast<const char*>(&sum), sizeof sum);
    return write_file(file, body);
}

void remove_checked(const std::string& file) {
    std::error_code ignored;
    std::filesystem::remove(file, ignored);
    std::filesystem::remove(note_file(file), ignored);
}

}  // namespace driftline

#include "model/snapshot_delta.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <span>

#include "base/digest.h"
#include "model/checked_file.h"

namespace driftline {
namespace {

constexpr uint64_t format_version = 2;   // raise when the meaning of a row changes
constexpr std::array<char, 8> magic = {'D', 'R', 'F', 'D', 'E', 'L', 'T', 'A'};

// A file: this, then each column as it lies in memory, the letters of all names, the strings, and the checksum.
struct Header {
    std::array<char, 8> magic{};
    uint64_t layout = 0;                        // a digest of what rows are like, the format and who made it
    std::array<uint64_t, 5> rows{};             // of offsets, list items, files, changes, letters
    std::array<uint64_t, 5> strings{};          // bytes of: framework, version and commit of either side
};
static_assert(sizeof(Header) % alignof(Change) == 0 && sizeof(Change) % alignof(uint32_t) == 0 && sizeof(ChangedFile) % alignof(Change) == 0 && alignof(Change) == alignof(uint32_t));
static_assert(std::is_trivially_copyable_v<Change>);
constexpr std::array<size_t, 5> row_sizes = {sizeof(uint32_t), sizeof(Name), sizeof(ChangedFile), sizeof(Change), sizeof(char)};

uint64_t layout(uint64_t maker) { return digest64(fmt::format("{} {} {} {}", format_version, sizeof(Change), sizeof(Header), maker)); }

// Cuts columns off the front of a file's body.
class Cutter {
public:
    explicit Cutter(std::string_view bytes) : rest_(bytes) {}
    // Nothing, and `whole` is false from then on, where there is not as much.
    std::string_view cut(uint64_t rows, size_t row_size) {
        if (rows > rest_.size() / row_size) whole = false;
        const std::string_view cut = rest_.substr(0, whole ? rows * row_size : 0);
        rest_.remove_prefix(cut.size());
        return cut;
    }
    template <class Row>
    std::span<const Row> rows(uint64_t count) {
        const std::string_view bytes = cut(count, sizeof(Row));
        return {reinterpret_cast<const Row*>(bytes.data()), bytes.size() / sizeof(Row)};
    }
    bool at_end() const { return whole && rest_.empty(); }

    bool whole = true;

private:
    std::string_view rest_;
};

}  // namespace

Result<uint64_t> save_delta(const Delta& delta, uint64_t maker, const std::string& file) {
    const std::array<std::string_view, 5> columns = {delta.names.offsets().bytes(), delta.list_items.bytes(), delta.files.bytes(), delta.changes.bytes(), delta.names.letters().bytes()};
    const std::array<std::string_view, 5> strings = {delta.framework, delta.from.version, delta.from.commit, delta.to.version, delta.to.commit};
    Header header{magic, layout(maker), {}, {}};
    for (size_t i = 0; i < columns.size(); ++i) header.rows[i] = columns[i].size() / row_sizes[i];
    for (size_t i = 0; i < strings.size(); ++i) header.strings[i] = strings[i].size();
    std::vector<std::string_view> parts = {{reinterpret_cast<const char*>(&header), sizeof header}};
    for (const std::string_view column : columns) parts.push_back(column);
    for (const std::string_view string : strings) parts.push_back(string);
    return write_checked(file, std::move(parts));
}

Result<Delta> load_delta_file(const std::string& file, uint64_t maker) {
    const auto checked = open_checked(file);
    if (!checked) return checked.error();
    const Error damaged{fmt::format("{}: damaged", file)};
    Header header;
    if (checked->body.size() < sizeof header) return damaged;
    std::memcpy(&header, checked->body.data(), sizeof header);
    if (header.magic != magic) return damaged;
    if (header.layout != layout(maker)) return Error{fmt::format("{}: made by another version of driftline", file)};
    // Used as they lie in the file; what a row's ids lead to, the checksum vouches for.
    Cutter rest(checked->body.substr(sizeof header));
    const auto offsets = rest.rows<uint32_t>(header.rows[0]);
    const auto items = rest.rows<Name>(header.rows[1]);
    const auto files = rest.rows<ChangedFile>(header.rows[2]);
    const auto changes = rest.rows<Change>(header.rows[3]);
    const auto letters = rest.rows<char>(header.rows[4]);
    std::array<std::string_view, 5> strings;
    for (size_t i = 0; i < strings.size(); ++i) strings[i] = rest.cut(header.strings[i], 1);
    if (!rest.at_end() || offsets.size() < 2 || offsets.front() != 0 || offsets.back() != letters.size() || !std::is_sorted(offsets.begin(), offsets.end())) return damaged;

    Delta delta;
    delta.framework = strings[0];
    delta.from.version = strings[1];
    delta.from.commit = strings[2];
    delta.to.version = strings[3];
    delta.to.commit = strings[4];
    delta.stored = checked->file;
    delta.names = DeltaNames(offsets, letters);
    delta.list_items = DeltaRows<Name>(items);
    delta.files = DeltaRows<ChangedFile>(files);
    delta.changes = DeltaRows<Change>(changes);
    return delta;
}

}  // namespace driftline

#include "model/write_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace driftline {
namespace {

bool write_all(int file, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t done = ::write(file, bytes.data(), bytes.size());
        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) return false;
        bytes.remove_prefix(size_t(done));
    }
    return true;
}

}  // namespace

Result<uint64_t> write_file(const std::string& wanted, const std::vector<std::string_view>& parts) {
    namespace fs = std::filesystem;
    std::error_code ignored;
    // A link is written through, and a device or a pipe is written to: renaming would put a file in its place.
    const std::string file = fs::is_symlink(wanted, ignored) && fs::exists(wanted, ignored) ? fs::canonical(wanted, ignored).string() : wanted;
    const bool in_place = fs::exists(file, ignored) && !fs::is_regular_file(file, ignored);
    const auto folder = fs::path(file).parent_path();
    if (!folder.empty()) fs::create_directories(folder, ignored);
    const std::string target = in_place ? file : fmt::format("{}.{}.tmp", file, ::getpid());
    const auto failed = [&](int cause) {
        if (!in_place) ::unlink(target.c_str());
        return Error{fmt::format("{}: cannot be written ({})", wanted, std::strerror(cause))};
    };
    const int descriptor = ::open(target.c_str(), in_place ? O_WRONLY | O_CLOEXEC : O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (descriptor < 0) return failed(errno);
    uint64_t size = 0;
    for (const std::string_view part : parts) {
        if (!write_all(descriptor, part)) {
            const int cause = errno;
            ::close(descriptor);
            return failed(cause);
        }
        size += part.size();
    }
    if (::close(descriptor) != 0) return failed(errno);
    if (!in_place && ::rename(target.c_str(), file.c_str()) != 0) return failed(errno);
    return size;
}

}  // namespace driftline

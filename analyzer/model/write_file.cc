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

Result<uint64_t> write_file(const std::string& file, const std::vector<std::string_view>& parts) {
    std::error_code ignored;
    const auto folder = std::filesystem::path(file).parent_path();
    if (!folder.empty()) std::filesystem::create_directories(folder, ignored);
    const std::string temporary = fmt::format("{}.{}.tmp", file, ::getpid());
    const auto failed = [&](int cause) {
        ::unlink(temporary.c_str());
        return Error{fmt::format("{}: cannot be written ({})", file, std::strerror(cause))};
    };
    const int descriptor = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
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
    if (::rename(temporary.c_str(), file.c_str()) != 0) return failed(errno);
    return size;
}

}  // namespace driftline

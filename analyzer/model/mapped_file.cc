#include "model/mapped_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace driftline {

Result<std::shared_ptr<const MappedFile>> MappedFile::open(const std::string& file) {
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return Error{fmt::format("{}: cannot be opened ({})", file, std::strerror(errno))};
    struct stat status {};
    const bool regular = ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
    const size_t size = regular ? static_cast<size_t>(status.st_size) : 0;
    void* memory = size > 0 ? ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0) : MAP_FAILED;
    if (memory == MAP_FAILED) {
        ::close(descriptor);
        return Error{fmt::format("{}: {}", file, regular && size == 0 ? "is empty" : "cannot be read")};
    }
    std::shared_ptr<MappedFile> mapped(new MappedFile(descriptor, memory, size));
    mapped->state_ = fmt::format("{} {} {} {}.{:09} {}.{:09}", status.st_dev, status.st_ino, size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_sec, status.st_ctim.tv_nsec);
    mapped->written_ = std::max(status.st_mtim.tv_sec, status.st_ctim.tv_sec);
    return std::shared_ptr<const MappedFile>(std::move(mapped));
}

MappedFile::~MappedFile() {
    ::munmap(memory_, size_);
    ::close(descriptor_);
}

void MappedFile::read_all() const {
#ifdef MADV_POPULATE_READ
    ::madvise(memory_, size_, MADV_POPULATE_READ);
#endif
}

MappedFile::Part MappedFile::copy(std::string_view bytes, size_t room) const {
    const size_t page = static_cast<size_t>(::sysconf(_SC_PAGESIZE)), offset = static_cast<size_t>(bytes.data() - static_cast<const char*>(memory_));
    const size_t before = offset % page, filled = before + bytes.size(), whole = (filled + room + page - 1) / page * page;
    void* memory = ::mmap(nullptr, whole, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) return {};
    std::shared_ptr<void> keeper(memory, [whole](void* begin) { ::munmap(begin, whole); });
    if (!bytes.empty() && ::mmap(memory, filled, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED | MAP_NORESERVE, descriptor_, static_cast<off_t>(offset - before)) == MAP_FAILED) return {};
    return {static_cast<char*>(memory) + before, whole - before, std::move(keeper)};
}

}  // namespace driftline

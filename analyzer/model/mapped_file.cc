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
    ::close(descriptor);
    if (memory == MAP_FAILED) return Error{fmt::format("{}: {}", file, regular && size == 0 ? "is empty" : "cannot be read")};
    std::shared_ptr<MappedFile> mapped(new MappedFile(memory, size));
    mapped->state_ = fmt::format("{} {} {} {}.{:09} {}.{:09}", status.st_dev, status.st_ino, size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_sec, status.st_ctim.tv_nsec);
    mapped->written_ = std::max(status.st_mtim.tv_sec, status.st_ctim.tv_sec);
    return std::shared_ptr<const MappedFile>(std::move(mapped));
}

MappedFile::~MappedFile() { ::munmap(memory_, size_); }

void MappedFile::read_all() const {
#ifdef MADV_POPULATE_READ
    ::madvise(memory_, size_, MADV_POPULATE_READ);
#endif
}

}  // namespace driftline

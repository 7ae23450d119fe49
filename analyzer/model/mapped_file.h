// A file's bytes as the system maps them: a large snapshot is read where it lies.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace driftline {

// Immutable. The bytes live as long as the object; the file is replaced by renaming, never changed in place.
class MappedFile {
public:
    static Result<std::shared_ptr<const MappedFile>> open(const std::string& file);
    ~MappedFile();
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;
    std::string_view bytes() const { return {static_cast<const char*>(memory_), size_}; }
    const std::string& state() const { return state_; }   // of the file: another one where it was written to since
    int64_t written() const { return written_; }          // seconds since 1970
    void read_all() const;                                // everything is about to be read

private:
    MappedFile(void* memory, size_t size) : memory_(memory), size_(size) {}
    void* memory_;
    size_t size_;
    int64_t written_ = 0;
    std::string state_;
};

}  // namespace driftline

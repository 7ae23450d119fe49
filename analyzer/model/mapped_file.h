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
    // Memory that starts as a copy of a part of the file, made page by page when it is written to, and may grow behind it.
    struct Part {
        char* begin = nullptr;
        size_t capacity = 0;            // bytes, those of the file first
        std::shared_ptr<void> keeper;   // unmaps it
    };

    static Result<std::shared_ptr<const MappedFile>> open(const std::string& file);
    ~MappedFile();
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;
    std::string_view bytes() const { return {static_cast<const char*>(memory_), size_}; }
    const std::string& state() const { return state_; }   // of the file: another one where it was written to since
    int64_t written() const { return written_; }          // seconds since 1970
    void read_all() const;                                // everything is about to be read
    // `bytes` of this file's, with room for as many more as `room`; nothing where the system does not allow it.
    Part copy(std::string_view bytes, size_t room) const;

private:
    MappedFile(int descriptor, void* memory, size_t size) : descriptor_(descriptor), memory_(memory), size_(size) {}
    int descriptor_;
    void* memory_;
    size_t size_;
    int64_t written_ = 0;
    std::string state_;
};

}  // namespace driftline

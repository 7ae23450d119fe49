// A file that ends in a checksum of all before it.
//
// To read a stored core from end to end costs more than what a commit hook does with it. So a file that was found whole is noted, beside it, as
// FILE.checked; the note holds until the file is written to or the machine starts anew (what was never written out may be lost then).
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/mapped_file.h"

namespace driftline {

struct CheckedFile {
    std::shared_ptr<const MappedFile> file;
    std::string_view body;   // without the checksum
};
// An error that names the file if it cannot be read, is cut or damaged.
Result<CheckedFile> open_checked(const std::string& file);
Result<uint64_t> write_checked(const std::string& file, std::vector<std::string_view> body);   // its parts; bytes written
void remove_checked(const std::string& file);                                     // and what is noted of it

}  // namespace driftline

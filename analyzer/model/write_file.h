// Writing a file whole or not at all.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace driftline {

// Writes the parts under a temporary name beside `file`, then renames; makes the folder. What is no regular file
// (a terminal, a pipe, /dev/null) is written to as it is, and a link is written through. On any failure (a full
// disk, a missing right) nothing is left behind and the error names the file and the cause. Returns bytes written.
Result<uint64_t> write_file(const std::string& file, const std::vector<std::string_view>& parts);

}  // namespace driftline

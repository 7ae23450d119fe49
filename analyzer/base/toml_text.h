// Strings for TOML files that we write.
#pragma once
#include <string>
#include <string_view>

namespace driftline {

// A basic string, quotes included: one line, read back as text. Bytes that are not UTF-8 become U+FFFD.
std::string toml_string(std::string_view text);

}  // namespace driftline

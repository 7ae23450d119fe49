// Small string helpers the standard library lacks in C++20.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace driftline {

std::vector<std::string_view> split(std::string_view text, char separator);  // views into text; "" gives one empty part
std::string_view trim(std::string_view text);                                // ASCII white space
std::string replace_all(std::string_view text, std::string_view from, std::string_view to);
std::string join(const std::vector<std::string>& parts, std::string_view separator);
std::string lower(std::string_view text);                                    // ASCII
bool is_valid_utf8(std::string_view bytes);
// Bytes that are not UTF-8 become U+FFFD, control characters (but tab and newline) become visible escapes.
std::string printable(std::string_view bytes);
// The same without line ends: what comes from a repository must not begin a line of its own.
std::string one_line(std::string_view bytes);
// Shell-style pattern with * (within a path segment), ** (across) and ?.
bool glob_match(std::string_view pattern, std::string_view path);

}  // namespace driftline

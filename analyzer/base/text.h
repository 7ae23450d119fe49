// Small string helpers the standard library lacks in C++20.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace driftline {

std::vector<std::string_view> split(std::string_view text, char separator);  // views into text; "" gives one empty part
std::string_view trim(std::string_view text);                                // ASCII white space
std::string replace_all(std::string_view text, std::string_view from, std::string_view to);
std::vector<std::string_view> quoted_parts(std::string_view text);           // what stands between quotes: a[@b='c'] or ("d", 'e')
std::string join(const std::vector<std::string>& parts, std::string_view separator);
std::string lower(std::string_view text);                                    // ASCII
bool is_valid_utf8(std::string_view bytes);
// Bytes that are not UTF-8 become U+FFFD. Visible escapes take the place of control characters (but tab and newline) and of what
// turns text around or ends a line unseen (marks of direction, line separators), and of a build log's commands: "##[error]".
std::string printable(std::string_view bytes);
// JSON with the same characters as \u escapes: its values stay, and nothing in it steers a terminal, editor or log. Expects UTF-8.
std::string escaped_json(std::string_view json);
// The same as one line: what comes from a repository must not begin a line of its own, nor one with "::" (a command).
std::string one_line(std::string_view bytes);
// Shell-style pattern with * (within a path segment), ** (across; "**/" takes whole segments, or none) and ?. Quick for any pattern.
bool glob_match(std::string_view pattern, std::string_view path);

}  // namespace driftline

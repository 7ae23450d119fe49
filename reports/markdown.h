// Text of a repository inside Markdown: shown, never obeyed. No mention, no link, no markup comes out of it.
#pragma once
#include <string>
#include <string_view>

namespace driftline {

// Prose: every character that Markdown or a forge gives a meaning becomes an entity.
std::string markdown_prose(std::string_view text);
// A span of code, cut at 200 bytes. `in_table`: without the bar that would end a cell.
std::string markdown_code(std::string_view text, bool in_table = false);

}  // namespace driftline

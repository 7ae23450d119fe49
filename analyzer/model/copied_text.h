// What a copy of a definition brought along: its docstring and its comments, word for word, however the lines were broken.
// Pure functions of their input; thread-safe.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace driftline {

class CopiedText {
public:
    explicit CopiedText(std::string_view original);       // the text of a def or class; "" = nothing was copied
    std::string without(std::string_view text) const;     // the lines of `text` that the original does not say

private:
    std::string said_;
};

// Python: whole-line comments inside a definition, those on neighbouring lines as one.
std::vector<std::string> comment_blocks(std::string_view definition);

}  // namespace driftline

// Text people wrote beside a definition: docstrings and comments, found in the source at report time.
// Pure functions of their input; thread-safe. Offsets are bytes; out of range they give "".
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace driftline {

// The docstring of a def or class, from its text ("class X(...):" or "def f(...):", decorators allowed); "" without one.
std::string docstring(std::string_view definition);
// Lines of code in a def or class: without decorators, head, docstring, comments and empty lines.
uint32_t code_lines(std::string_view definition);
// Python: lines of comments directly above the line `begin` stands on, and the one behind `end` on its line.
std::string comments_beside(std::string_view file, size_t begin, size_t end);
// Python: whole-line comments inside a definition.
std::string comments_inside(std::string_view definition);
// Python: comments before the first statement of a definition's body, around its docstring.
std::string comments_at_head(std::string_view definition);
// Python: where the defs and classes of a file stand, however they are nested; found in one pass. Keeps views of the file's text.
class TextDefinitions {
public:
    explicit TextDefinitions(std::string_view file);
    // Bytes [begin, end) of one, decorators included: the last one before `at`, else the first one behind it; {0, 0} if there is none.
    std::pair<size_t, size_t> find(std::string_view name, size_t at) const;

private:
    struct Definition { size_t name, begin, end; };
    std::map<std::string_view, std::vector<Definition>> by_name_;
};
// XML: the comment directly above `begin`; "" if anything but white space stands between.
std::string xml_comment_above(std::string_view file, size_t begin);
// XML: all comments between two offsets.
std::string xml_comments_inside(std::string_view file, size_t begin, size_t end);
// `word` stands in `text` with no letter, digit or underscore beside it; dots part words unless `word` has some.
bool names_word(std::string_view text, std::string_view word);
// Python: `word` stands in the code, not only in comments and strings. What f-strings put in is code.
bool code_names_word(std::string_view code, std::string_view word);

}  // namespace driftline

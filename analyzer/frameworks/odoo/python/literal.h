// Text of Python source made comparable: string literals decoded, expressions written one way, bodies as token streams.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "syntax/python_tree.h"

namespace driftline::odoo {

struct Literal {
    std::string_view content;     // between the quotes
    bool formatted = false;       // has interpolations
    bool bytes = false, raw = false;
    bool escaped = false;         // has a backslash that means something
};
// REQUIRES: id is a `string` node.
Literal read_literal(const PythonTree& tree, NodeId id);
std::string unescape(std::string_view content);

// An expression on one line: white space and comments normalised, strings in single quotes, no trailing commas, no
// parentheses around the whole. Stops soon after `limit` bytes.
std::string normal_text(const PythonTree& tree, NodeId id, size_t limit = 4096);
// At most `limit` bytes of it, not cutting a character in two.
std::string_view clipped(std::string_view text, size_t limit);

// Appends a token stream that is equal for code that differs only in layout: comments, docstrings, quotes, implicit
// concatenation, redundant parentheses, trailing commas.
void append_tokens(const PythonTree& tree, NodeId id, std::string& out);

}  // namespace driftline::odoo

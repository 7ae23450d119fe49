#include "check/merge_copy.h"

#include <algorithm>
#include <map>
#include <string>

#include "base/text.h"

namespace driftline {

std::string spelled(std::string_view line) {
    std::string made{trim(line)};
    std::replace(made.begin(), made.end(), '\'', '"');
    return made;
}

namespace {

// `text` with the lines that `ours` has, too, as ours writes them: a formatter's quotes are no conflict.
std::string as_written(std::string_view text, std::string_view ours) {
    std::map<std::string, std::string_view> lines;
    for (const std::string_view line : split(ours, '\n')) lines.emplace(spelled(line), line);
    std::string made;
    for (const std::string_view line : split(text, '\n')) {
        const auto known = lines.find(spelled(line));
        const bool same_place = known != lines.end() && known->second.find_first_not_of(' ') == line.find_first_not_of(' ');
        (made += same_place ? known->second : line) += '\n';
    }
    made.pop_back();
    return made;
}

// A method's lines: up to the colon of its def, its docstring, the rest. Each part ends in a newline, or is empty.
struct Parts { std::string head, docstring, rest; };

Parts parts_of(std::string_view text) {
    Parts parts;
    int depth = 0;
    bool in_head = true;
    std::string_view quote;   // of a docstring that is open
    for (const std::string_view line : split(text.substr(0, text.size() - text.ends_with('\n')), '\n')) {
        const std::string_view code = trim(line);
        if (in_head) {
            for (const char c : code) depth += c == '(' || c == '[' || c == '{' ? 1 : c == ')' || c == ']' || c == '}' ? -1 : 0;
            in_head = code.starts_with('@') || depth > 0 || code.substr(0, code.find(" #")).find_last_of(':') == code.npos;
            (parts.head += line) += '\n';
            continue;
        }
        const bool opens = quote.empty() && parts.docstring.empty() && parts.rest.empty() && (code.starts_with("\"\"\"") || code.starts_with("'''"));
        if (opens) quote = code.substr(0, 3);
        if (quote.empty()) {
            (parts.rest += line) += '\n';
            continue;
        }
        (parts.docstring += line) += '\n';
        if (code.find(quote, opens ? 3 : 0) != code.npos) quote = {};
    }
    return parts;
}

// Of the three texts one has no docstring, or another: that is no change to merge.
std::string with_docstring(std::string_view text, const std::string& docstring) {
    const Parts parts = parts_of(text);
    return parts.head + docstring + parts.rest;
}

}  // namespace

Merge merge_copy(std::string_view base, std::string_view ours, std::string_view theirs, const MergeLabels& labels) {
    const std::string docstring = parts_of(ours).docstring;
    const auto like_ours = [&](std::string_view text) { return as_written(with_docstring(text, docstring), ours); };
    return merge_texts(like_ours(base), ours, like_ours(theirs), labels);
}

}  // namespace driftline

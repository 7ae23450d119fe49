#include "rules/overrides/jinja.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"
#include "rules/overrides/unbound.h"

namespace driftline {

namespace {

constexpr int last_series = 14;
constexpr std::string_view opening = "${", variable = "object.";

bool joins(char c) { return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// What may stand beside an undefined value without a failure.
bool harmless(std::string_view word) {
    static constexpr std::array words = {"", "or", "and", "not", "if", "elif", "else", "in", "|", "==", "!=", ":"};
    return std::find(words.begin(), words.end(), word) != words.end();
}

// A name or a sign.
std::string_view last_word(std::string_view text) {
    text = trim(text);
    size_t begin = text.size();
    while (begin > 0 && text[begin - 1] != ' ' && joins(text[begin - 1]) == joins(text.back())) --begin;
    return text.substr(begin);
}
std::string_view first_word(std::string_view text) {
    text = trim(text);
    size_t end = 0;
    while (end < text.size() && text[end] != ' ' && joins(text[end]) == joins(text.front())) ++end;
    return text.substr(0, end);
}

}  // namespace

bool taken_for_empty(const Program& program, const UseRow& use, std::string_view missing, const CheckOptions& options) {
    const int at = series(program);
    const std::string_view path = program.world.str(use.path);
    if (at == 0 || at > last_series || !use.is_data() || use.kind != UseKind::field_path || !(use.flags & use_expression) || !options.text_of) return false;
    if (path.substr(path.rfind('.') + 1) != missing || path.find(missing) + missing.size() != path.size()) return false;
    const std::string file = options.text_of(use.at.file);
    const std::string_view text = file;
    if (use.at.begin < variable.size() || use.at.end > text.size() || text.substr(use.at.begin, use.at.end - use.at.begin) != path) return false;
    const size_t begin = use.at.begin - variable.size();
    if (text.substr(begin, variable.size()) != variable) return false;
    const size_t line = text.rfind('\n', begin) + 1, print = text.rfind(opening, begin);   // npos + 1 = 0
    std::string_view before, after = text.substr(use.at.end);
    if (print != text.npos && text.substr(print, begin - print).find('}') == text.npos) {
        before = text.substr(print + opening.size(), begin - print - opening.size());
        after = after.substr(0, after.find('}'));
    } else if (trim(text.substr(line, begin - line)).starts_with("% ")) {
        before = trim(text.substr(line, begin - line)).substr(1);
        after = after.substr(0, after.find('\n'));
    } else {
        return false;
    }
    return std::count(before.begin(), before.end(), '(') == std::count(before.begin(), before.end(), ')') && harmless(last_word(before)) && harmless(first_word(after));
}

}  // namespace driftline

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

// Filters that take an undefined value; round, abs, int and the like raise.
bool takes_nothing(std::string_view filter) {
    static constexpr std::array words = {"safe", "e", "escape", "default", "d", "join", "list", "length", "upper", "lower", "title", "trim", "string", "replace"};
    return std::find(words.begin(), words.end(), filter) != words.end();
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

bool taken_for_empty(const Program& program, const Finding& finding, const CheckOptions& options) {
    const Facts& facts = program.world.facts;
    const int version = series(program);
    const At& at = finding.places.front().at;
    if (version == 0 || version > last_series || finding.kind != SymbolKind::field || !options.text_of || at.file == no_row || facts.files[at.file].kind != FileKind::xml) return false;
    const std::string file = options.text_of(at.file);
    const std::string_view text = file;
    if (at.begin < variable.size() || at.end > text.size() || text.substr(at.begin - variable.size(), variable.size()) != variable) return false;
    const std::string_view path = text.substr(at.begin, at.end - at.begin), missing = std::string_view(finding.symbol).substr(finding.symbol.rfind('.') + 1);
    if (path.substr(path.rfind('.') + 1) != missing || path.find(missing) + missing.size() != path.size()) return false;
    const size_t begin = at.begin - variable.size();
    const size_t line = text.rfind('\n', begin) + 1, print = text.rfind(opening, begin);   // npos + 1 = 0
    std::string_view before, after = text.substr(at.end);
    if (print != text.npos && text.substr(print, begin - print).find('}') == text.npos) {
        before = text.substr(print + opening.size(), begin - print - opening.size());
        after = after.substr(0, after.find('}'));
    } else if (trim(text.substr(line, begin - line)).starts_with("% ")) {
        before = trim(text.substr(line, begin - line)).substr(1);
        after = after.substr(0, after.find('\n'));
    } else {
        return false;
    }
    if (first_word(after) == "|" && !takes_nothing(first_word(trim(after).substr(1)))) return false;
    return std::count(before.begin(), before.end(), '(') == std::count(before.begin(), before.end(), ')') && harmless(last_word(before)) && harmless(first_word(after));
}

}  // namespace driftline

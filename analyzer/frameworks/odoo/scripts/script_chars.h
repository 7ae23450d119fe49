// Words, blanks and quoted strings of a script's text.
#pragma once
#include <algorithm>
#include <cctype>
#include <string_view>

namespace driftline::odoo {

inline bool in_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '$'; }
inline bool is_word(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), in_word); }
inline size_t skip_blanks(std::string_view text, size_t at) {
    while (at < text.size() && (text[at] == ' ' || text[at] == '\t' || text[at] == '\n' || text[at] == '\r')) ++at;
    return at;
}
// "" if none begins there.
inline std::string_view word_at(std::string_view text, size_t at) {
    size_t end = at;
    while (end < text.size() && in_word(text[end])) ++end;
    return text.substr(std::min(at, text.size()), end - at);
}
// Nothing but blanks before it on its line.
inline bool stands_first(std::string_view text, size_t at) {
    while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '\t')) --at;
    return at == 0 || text[at - 1] == '\n';
}
// What stands between the quotes that begin there, on one line; "" if none do.
inline std::string_view quoted_at(std::string_view text, size_t at) {
    if (at >= text.size() || (text[at] != '"' && text[at] != '\'' && text[at] != '`')) return {};
    const char ends[] = {text[at], '\n'};
    const size_t end = text.find_first_of(std::string_view(ends, 2), at + 1);
    return end == text.npos || text[end] == '\n' ? std::string_view{} : text.substr(at + 1, end - at - 1);
}

// Calls `f` with where each `word` stands that is no part of a longer one.
template <class F> void each_word(std::string_view text, std::string_view word, F&& f) {
    for (size_t at = text.find(word); at != text.npos; at = text.find(word, at + word.size()))
        if ((at == 0 || !in_word(text[at - 1])) && (at + word.size() >= text.size() || !in_word(text[at + word.size()]))) f(at);
}

}  // namespace driftline::odoo

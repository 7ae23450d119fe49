// Words, blanks and quoted strings of a script's text.
#pragma once
#include <algorithm>
#include <cctype>
#include <string_view>

namespace driftline {

inline bool in_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '$'; }
inline bool is_word(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), in_word); }
inline bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
inline size_t skip_blanks(std::string_view text, size_t at) {
    while (at < text.size() && is_blank(text[at])) ++at;
    return at;
}
// "" if none begins there.
inline std::string_view word_at(std::string_view text, size_t at) {
    size_t end = at;
    while (end < text.size() && in_word(text[end])) ++end;
    return text.substr(std::min(at, text.size()), end - at);
}
// Where what stands before `at` ends, without blanks.
inline size_t end_before(std::string_view text, size_t at) {
    while (at > 0 && is_blank(text[at - 1])) --at;
    return at;
}
// The word that ends there; of a very long one its end.
inline std::string_view word_before(std::string_view text, size_t end) {
    constexpr size_t longest = 100;   // bytes
    size_t at = end;
    while (at > 0 && end - at < longest && in_word(text[at - 1])) --at;
    return text.substr(at, end - at);
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
inline bool has_word(std::string_view text, std::string_view word) {
    bool found = false;
    each_word(text, word, [&](size_t) { found = true; });
    return found;
}

}  // namespace driftline

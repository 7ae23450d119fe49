// Characters of identifiers, ASCII only: what model, field and method names are made of.
#pragma once
#include <algorithm>
#include <string_view>

namespace driftline::odoo {

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
inline bool is_word(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
inline bool is_identifier(std::string_view text) { return !text.empty() && !is_digit(text[0]) && std::all_of(text.begin(), text.end(), is_word); }
// "a", "a.b", "a.b.c"
inline bool is_dotted(std::string_view text) {
    while (true) {
        const size_t dot = text.find('.');
        if (!is_identifier(text.substr(0, dot))) return false;
        if (dot == text.npos) return true;
        text.remove_prefix(dot + 1);
    }
}
// "module.name" or "name", which may start with a digit.
inline bool is_xmlid(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return is_word(c) || c == '-' || c == '.'; });
}
// "module.name"
inline bool is_full_xmlid(std::string_view text) {
    const size_t dot = text.find('.');
    const auto part = [](char c) { return is_word(c) || c == '-'; };
    return dot != text.npos && dot > 0 && dot + 1 < text.size() && std::all_of(text.begin(), text.begin() + dot, is_word) &&
           std::all_of(text.begin() + dot + 1, text.end(), part);
}

}  // namespace driftline::odoo

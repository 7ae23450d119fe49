// Tokens of method bodies and archs, found without a grammar: what makes two texts comparable.
#pragma once
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace driftline::odoo {

inline uint64_t hash_text(std::string_view text) {
    constexpr uint64_t k = 0x9E3779B97F4A7C15;
    uint64_t h = text.size() * k;
    const char* p = text.data();
    size_t left = text.size();
    for (; left >= 8; left -= 8, p += 8) {
        uint64_t x = 0;
        std::memcpy(&x, p, 8);
        h = (h ^ x) * k;
        h ^= h >> 29;
    }
    uint64_t x = 0;
    std::memcpy(&x, p, left);
    h = (h ^ x) * k;
    return h ^ (h >> 32);
}
inline uint64_t hash_pair(uint64_t a, uint64_t b) {
    uint64_t h = (a ^ (b + 0x9E3779B97F4A7C15 + (a << 6) + (a >> 2))) * 0xD6E8FEB86659FD93;
    return h ^ (h >> 32);
}

struct Token {
    enum Kind : uint8_t { name, string, number, op };
    Kind kind;
    uint64_t hash;
    std::string_view text;   // strings without quotes
};

// Comments dropped, layout ignored. Texts are cut at 200,000 tokens.
void lex_python(std::string_view text, std::vector<Token>& tokens);
// Tags, attribute names and words as names; attribute values as strings.
void lex_arch(std::string_view text, std::vector<Token>& tokens);

// Where the body of a def begins among its tokens: behind the colon that ends the header, and behind a docstring.
struct BodyStart { size_t name = 0 /* the token of the def's name */, body = 0; std::string_view docstring; };
BodyStart body_start(const std::vector<Token>& tokens);

// Calls f for each identifier inside a text.
template <class F>
void each_word(std::string_view text, F&& f) {
    const auto in_word = [](unsigned char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; };
    for (size_t i = 0; i < text.size();) {
        if (!in_word(static_cast<unsigned char>(text[i]))) { ++i; continue; }
        const size_t begin = i;
        while (i < text.size() && in_word(static_cast<unsigned char>(text[i]))) ++i;
        f(text.substr(begin, i - begin));
    }
}

}  // namespace driftline::odoo

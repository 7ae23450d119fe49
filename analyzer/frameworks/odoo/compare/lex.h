// Words of method bodies and archs, found without a grammar and hashed on the way: what makes two texts comparable.
#pragma once
#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

namespace driftline::odoo {

namespace lexing {

enum Class : uint8_t { other, space, word, digit, quote, comment };
inline constexpr std::array<Class, 256> classes = [] {
    std::array<Class, 256> table{};
    for (const char c : {' ', '\t', '\n', '\r', '\f', '\\'}) table[static_cast<unsigned char>(c)] = space;
    for (int c = 'a'; c <= 'z'; ++c) table[c] = word;
    for (int c = 'A'; c <= 'Z'; ++c) table[c] = word;
    for (int c = 128; c < 256; ++c) table[c] = word;
    for (int c = '0'; c <= '9'; ++c) table[c] = digit;
    table['_'] = word;
    table['\''] = table['"'] = quote;
    table['#'] = comment;
    return table;
}();
// What ends a word of an arch: anywhere, or inside a tag.
enum ArchEnd : uint8_t { ends = 1, ends_in_tag = 2 };
inline constexpr std::array<uint8_t, 256> arch_ends = [] {
    std::array<uint8_t, 256> table{};
    for (int c = 0; c < 256; ++c) table[c] = classes[c] == space ? ends | ends_in_tag : 0;
    for (const char c : {'<', '>', '='}) table[static_cast<unsigned char>(c)] = ends | ends_in_tag;
    for (const char c : {'/', '"'}) table[static_cast<unsigned char>(c)] = ends_in_tag;
    return table;
}();
inline Class class_of(char c) { return classes[static_cast<unsigned char>(c)]; }
inline bool in_word(char c) { return class_of(c) == word || class_of(c) == digit; }

// Part of a text that is known to be there: substr asks, and is a call.
inline std::string_view part(std::string_view text, size_t begin, size_t end) { return {text.data() + begin, end - begin}; }

// Texts are read eight bytes at a time, the first one lowest; behind the end are zeros.
inline uint64_t eight_at(const char* at) {
    uint64_t bytes = 0;
    std::memcpy(&bytes, at, 8);
    if constexpr (std::endian::native == std::endian::big) bytes = __builtin_bswap64(bytes);
    return bytes;
}
inline uint64_t four_at(const char* at) {
    uint32_t bytes = 0;
    std::memcpy(&bytes, at, 4);
    if constexpr (std::endian::native == std::endian::big) bytes = __builtin_bswap32(bytes);
    return bytes;
}
inline uint64_t eight(std::string_view text, size_t at) {
    const char* const first = text.data() + at;
    const size_t left = text.size() - at;
    if (left >= 8) return eight_at(first);
    // The last ones of a text by reads that overlap: a copy of their very number is a call.
    if (left >= 4) return four_at(first) | four_at(first + left - 4) << (8 * (left - 4));
    if (left == 0) return 0;
    const auto byte = [&](size_t i) { return uint64_t(static_cast<unsigned char>(first[i])) << (8 * i); };
    return byte(0) | byte(left / 2) | byte(left - 1);
}
inline constexpr uint64_t each = 0x0101010101010101, high = 0x80 * each;
inline uint64_t first_bytes(uint64_t bytes, size_t count) { return count >= 8 ? bytes : bytes & ((uint64_t(1) << (8 * count)) - 1); }
// How many of eight bytes, from the first on, belong to a word.
inline size_t word_bytes(uint64_t bytes) {
    const uint64_t low = bytes & ~high, letter = low | 0x20 * each;
    const auto within = [](uint64_t x, char first, char last) { return (x + (0x80 - uint64_t(first)) * each) & ~(x + (0x7F - uint64_t(last)) * each); };
    const uint64_t in = (bytes | within(letter, 'a', 'z') | within(low, '0', '9') | (high - (low ^ '_' * each))) & high;
    return size_t(std::countr_zero(~in & high)) / 8;
}

inline constexpr uint64_t comment_start = 0x2D2D213C;   // "<!--", the first letter lowest

// The first of eight bytes that is `c` has the lowest bit that is set; no bit is set where none is.
inline uint64_t bits_of(uint64_t bytes, char c) {
    const uint64_t other = bytes ^ static_cast<unsigned char>(c) * each;
    return (other - each) & ~other & high;
}
inline size_t skip_spaces(std::string_view text, size_t at) {
    while (at + 8 <= text.size()) {
        const size_t count = size_t(std::countr_zero(eight(text, at) ^ ' ' * each)) / 8;
        at += count;
        if (count < 8) break;
    }
    return at;
}
// Where a string may end, or has a backslash; `last`: what ends it besides its quote.
inline size_t next_in_string(std::string_view text, size_t at, char quote, char last) {
    for (; at + 8 <= text.size(); at += 8) {
        const uint64_t bytes = eight(text, at), found = bits_of(bytes, quote) | bits_of(bytes, '\\') | bits_of(bytes, last);
        if (found != 0) return at + size_t(std::countr_zero(found)) / 8;
    }
    while (at < text.size() && text[at] != quote && text[at] != '\\' && text[at] != last) ++at;
    return at;
}

inline constexpr uint64_t seed = 0xCBF29CE484222325;
inline uint64_t add(uint64_t h, uint64_t bytes) {
    h = (h ^ bytes) * 0x9FB21C651E98DF25;
    return h ^ (h >> 29);
}
inline uint64_t finish(uint64_t h) {
    h *= 0x9E3779B97F4A7C15;
    return h ^ (h >> 32);
}
// The word that begins at `at`, whose end is returned in `at`: its hash_text.
inline uint64_t hash_word(std::string_view text, size_t& at) {
    uint64_t h = seed;
    while (at < text.size()) {
        const uint64_t bytes = eight(text, at);
        const size_t count = word_bytes(bytes);
        if (count > 0) h = add(h, first_bytes(bytes, count));
        at += count;
        if (count < 8) break;
    }
    return finish(h);
}
}  // namespace lexing

inline uint64_t hash_text(std::string_view text) {
    uint64_t h = lexing::seed;
    for (size_t at = 0; at < text.size(); at += 8) h = lexing::add(h, lexing::eight(text, at));
    return lexing::finish(h);
}
inline uint64_t hash_pair(uint64_t a, uint64_t b) {
    uint64_t h = (a ^ (b + 0x9E3779B97F4A7C15 + (a << 6) + (a >> 2))) * 0xD6E8FEB86659FD93;
    return h ^ (h >> 32);
}

// A list that is filled without asking for room each time. `begin` empties it and makes room for as many as will come at most.
template <class T>
class Filled {
public:
    Filled() = default;
    Filled(const Filled&) = delete;
    Filled& operator=(const Filled&) = delete;
    void begin(size_t most) {
        if (most > room_.size()) room_.resize(std::max(most, 2 * room_.size()));
        end_ = room_.data();
    }
    void push_back(T value) {
        assert(size() < room_.size());
        *end_++ = value;
    }
    size_t size() const { return size_t(end_ - room_.data()); }
    const T& operator[](size_t i) const { return room_[i]; }
    std::span<T> all() { return {room_.data(), size()}; }
    std::span<const T> all() const { return {room_.data(), size()}; }

private:
    std::vector<T> room_;
    T* end_ = room_.data();
};

struct Token {
    enum Kind : uint8_t { name, number, string /* without its quotes; not hashed */, op };
    Kind kind;
    uint64_t hash;            // hash_text of a name or number; of an operator something of its own
    std::string_view text;
    static constexpr uint64_t op_hash(char c) { return static_cast<unsigned char>(c) * uint64_t(0x100000001B3); }
    bool is(char c) const { return kind == op && hash == op_hash(c); }
};

// Calls f(token) for each; comments dropped, layout ignored. Where f is inlined its questions for the kind cost nothing.
template <class F>
void scan_python(std::string_view text, F&& f) {
    using namespace lexing;
    const size_t size = text.size();
    for (size_t i = 0; i < size;) {
        const size_t begin = i;
        const char c = text[i];
        const auto word_at = [&](Token::Kind kind) __attribute__((always_inline)) {
            const uint64_t hash = hash_word(text, i);
            if (i - begin <= 2 && i < size && class_of(text[i]) == quote) return;   // r'...': the prefix says nothing
            f(Token{kind, hash, part(text, begin, i)});
        };
        switch (class_of(c)) {
            case space:
                if (++i < size && text[i] == ' ') i = skip_spaces(text, i);
                break;
            case comment: i = std::min(text.find('\n', i), size); break;
            case quote: {
                const bool triple = i + 2 < size && text[i + 1] == c && text[i + 2] == c;
                const size_t content = i + (triple ? 3 : 1);
                for (i = content; (i = next_in_string(text, i, c, triple ? c : '\n')) < size; ++i) {
                    if (text[i] == '\\') ++i;
                    else if (!triple || (i + 2 < size && text[i + 1] == c && text[i + 2] == c)) break;
                }
                const size_t end = std::min(i, size);
                f(Token{Token::string, 0, part(text, std::min(content, end), end)});
                i = std::min(size, end + (triple ? 3 : 1));
                break;
            }
            case word: word_at(Token::name); break;
            case digit: word_at(Token::number); break;
            case other:
                ++i;
                f(Token{Token::op, Token::op_hash(c), part(text, begin, i)});
                break;
        }
    }
}

// Tags, attribute names and words as names, attribute values as strings; comments dropped.
template <class F>
void scan_arch(std::string_view text, F&& f) {
    using namespace lexing;
    const size_t size = text.size();
    bool in_tag = false;
    for (size_t i = 0; i < size;) {
        const char c = text[i];
        const size_t begin = i;
        if (class_of(c) == space || c == '/' || c == '=') {
            i = skip_spaces(text, i + 1);
            continue;
        }
        if (c == '<') {
            if (i + 4 <= size && four_at(text.data() + i) == comment_start) { i = std::min(text.find("-->", i), size - 3) + 3; continue; }
            in_tag = true;
            ++i;
            continue;
        }
        if (c == '>') { in_tag = false; ++i; continue; }
        if (in_tag && class_of(c) == quote) {
            i = std::min(text.find(c, i + 1), size);
            f(Token{Token::string, 0, part(text, begin + 1, i)});
            ++i;
            continue;
        }
        const uint8_t end = in_tag ? ends_in_tag : ends;
        while (i < size && !(arch_ends[static_cast<unsigned char>(text[i])] & end)) ++i;
        if (i == begin) { ++i; continue; }
        const std::string_view found = part(text, begin, i);
        f(Token{Token::name, hash_text(found), found});
    }
}

// Calls f(hash, word) for each identifier inside a text.
template <class F>
void scan_words(std::string_view text, F&& f) {
    using namespace lexing;
    for (size_t i = 0; i < text.size();) {
        if (!in_word(text[i])) { ++i; continue; }
        const size_t begin = i;
        const uint64_t hash = hash_word(text, i);
        f(hash, part(text, begin, i));
    }
}

}  // namespace driftline::odoo

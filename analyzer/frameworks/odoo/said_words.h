// The words that a core's bodies and archs say, kept in its facts: what asks all its texts for a few names reads numbers instead.
#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "facts/facts.h"
#include "frameworks/odoo/compare/lex.h"

namespace driftline::odoo {

// A word in Facts::said: 31 bits of its hash_text, and whether it is a mention (the lowest bit).
inline constexpr uint32_t said_mention = 1;
inline uint32_t said_word(uint64_t hash) { return uint32_t(hash >> 33) << 1; }

// What a text says: of an arch first the digest of its bytes; then its words; then how often it says each, in four bits. Only what
// makes two texts comparable is counted (compare/swaps), so 0 is no mistake; `many` may be more.
class SaidBy {
public:
    static constexpr uint32_t many = 15;
    static SaidBy body(const Facts& facts, Said said) { return SaidBy(facts.words(said), 0); }
    static SaidBy arch(const Facts& facts, Said said) { return SaidBy(facts.words(said), 2); }

    bool known() const { return !all_.empty(); }   // facts of a core know it of every text
    std::span<const uint32_t> words() const { return all_.subspan(head_, count_); }
    uint32_t times(size_t word) const { return all_[head_ + count_ + word / 8] >> (word % 8 * 4) & many; }
    bool same_bytes(const SaidBy& other) const { return known() && other.known() && all_[0] == other.all_[0] && all_[1] == other.all_[1]; }   // of archs

private:
    SaidBy(std::span<const uint32_t> all, size_t head) : all_(all), head_(all.empty() ? 0 : head), count_((all.size() - head_) * 8 / 9) {}
    std::span<const uint32_t> all_;
    size_t head_, count_;
};

// super().name and super(Class, self).name; `name`: where it begins.
inline bool asks_super(std::string_view text, size_t name) {
    if (name < 8 || text[name - 1] != '.' || text[name - 2] != ')') return false;
    const size_t open = text.rfind('(', name - 2);
    return open != text.npos && open >= 5 && text.substr(open - 5, 5) == "super";
}

// Calls f(hash, word) for each word of a def that may mention a method: of code and of its strings, not of comments, nor of strings
// of several lines: docstrings and SQL call nothing.
template <class F>
void each_mention(std::string_view def, F&& f) {
    scan_python(def, [&](const Token& token) {
        if (token.kind == Token::name) f(token.hash, token.text);
        else if (token.kind == Token::string && token.text.find('\n') == token.text.npos) scan_words(token.text, f);
    });
}

class SaidWords {
public:
    static SaidWords& of_this_thread();   // one is slow to make
    // Those of a def: a mention is one of each_mention, outside calls of super() and not the def's own name.
    Said body(std::string_view def, std::string_view own_name, Facts& out);
    // Those of an arch; each is a mention, even in a comment.
    Said arch(std::string_view arch, Facts& out);

private:
    struct Slot { uint32_t word = 0, turn = 0, place = 0; };   // place: behind first_
    void begin(Facts& out);
    Said end(uint32_t begin);
    void add(uint64_t hash, bool mention, bool counted);
    void add_whole(std::string_view text);
    void add_words(std::string_view text, bool counted);
    void grow();

    std::vector<Slot> slots_ = std::vector<Slot>(1024);
    std::vector<uint8_t> times_;   // by place
    uint32_t turn_ = 0, first_ = 0;
    Facts* out_ = nullptr;
};

}  // namespace driftline::odoo

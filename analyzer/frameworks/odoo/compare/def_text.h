// A def as what its likeness to others is judged by.
#pragma once
#include <array>
#include <cstdint>
#include <memory_resource>
#include <span>
#include <string_view>
#include <vector>

#include "frameworks/odoo/compare/likeness.h"

namespace driftline::odoo {

// Hash of a name -> of what it is called now.
class Renamed {
public:
    void clear() { *this = Renamed(); }
    void add(uint64_t before, uint64_t after);
    bool empty() const { return count_ == 0; }
    uint64_t now(uint64_t word) const {
        if (!(seen_[word >> 48 & (seen_.size() - 1)] >> (word >> 58) & 1)) return word;
        for (size_t i = word & (slots_.size() - 1); slots_[i].before != 0; i = (i + 1) & (slots_.size() - 1))
            if (slots_[i].before == word) return slots_[i].after;
        return word;
    }

private:
    struct Slot { uint64_t before = 0, after = 0; };
    std::vector<Slot> slots_ = std::vector<Slot>(64);
    std::vector<uint64_t> seen_ = std::vector<uint64_t>(1024);   // bits of what was added: says no without a miss in the table
    size_t count_ = 0;
};

// The words of a def without its header, hashed. Its own name and the names of loops over self and of lambdas are the same in all.
struct DefWords {
    std::span<const uint64_t> body, docstring;
    std::span<const uint64_t> decorated;   // strings among its decorators' arguments
    std::span<const uint64_t> assigned;    // attributes that it sets
    template <class F>
    void each(F&& f) const {
        for (const auto& words : {body, docstring, decorated, assigned})
            for (const uint64_t word : words) f(word);
    }
};

// Its lists lie in the reader that made it.
struct Def {
    std::span<const Gram> grams, docstring;          // docstring: sorted
    uint64_t weight = 0, docstring_weight = 0;       // of all grams; whoever knows the weights sets them
    std::span<const uint64_t> decorated, assigned;   // sorted; each that is assigned once
};

// Of one thread.
class DefReader {
public:
    DefWords read(std::string_view def);               // until it reads another
    DefWords keep(const DefWords& words);              // as long as this reader
    void make(const DefWords& words, const Renamed& renamed, Def& out);   // of these, as they are called now

private:
    bool read_header(const Token& token);
    void end_header();
    void bind_names();
    template <class T> std::span<T> copy(std::span<const T> list);

    Filled<uint64_t> body_, docstring_;
    std::vector<uint64_t> decorated_, assigned_;
    std::vector<Token> header_;          // without a header's end: all tokens
    int depth_ = 0;                      // of brackets, in the header
    size_t name_ = 0;                    // the def's name among the header's tokens; 0: none yet
    bool header_ended_ = false;
    uint64_t own_ = 0;                   // hash of its name
    Filled<uint32_t> unbound_;           // words of the body that may turn out to be bound names
    std::vector<std::pair<uint64_t, uint64_t>> bound_;   // names of loops over self and of lambdas
    std::vector<uint64_t> now_;
    const uint64_t self_ = hash_text("self"), for_ = hash_text("for"), in_ = hash_text("in"), lambda_ = hash_text("lambda");
    GramMaker grams_;
    std::pmr::monotonic_buffer_resource made_;
};

// Words of an arch as grams.
void arch_words(std::string_view arch, std::vector<uint64_t>& out);

}  // namespace driftline::odoo

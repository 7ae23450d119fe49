// Names and labels as the words they are made of.
#pragma once
#include <cstdint>
#include <memory_resource>
#include <span>
#include <string_view>
#include <vector>

#include "frameworks/odoo/compare/lex.h"

namespace driftline::odoo {

// Which words went and which came between two names, as one number: the difference of their word_sums. 0 where nothing went or nothing came.
uint64_t exchanged_words(std::string_view before, std::string_view after);

// How often each word is met in names, approximately.
class NameWeights {
public:
    NameWeights() : counts_(size_t(1) << 16) {}
    void add(std::string_view name, uint32_t times);
    void settle();   // after the last add
    // 0 .. 1: the words that two names share, rare ones counting more; plurals and slips of the pen are nearly the same word.
    float alike(std::string_view a, std::string_view b) const;
    float of_word(uint64_t hash) const { return weights_[hash >> 48]; }

private:
    std::vector<uint32_t> counts_;
    std::vector<float> weights_;   // by place in counts_
    size_t names_ = 0;
};

struct NameWord {
    uint64_t hash;
    const char* letters;   // lower case
    uint32_t size;
    float weight;
    std::string_view text() const { return {letters, size}; }
};

// Names that are compared again and again, split once.
class SplitNames {
public:
    using Id = uint32_t;
    explicit SplitNames(const NameWeights& weights) : weights_(weights) {}

    Id add(std::string_view name);   // not thread-safe
    float alike(Id a, Id b) const { return alike(words(a), words(b)); }
    static float alike(std::span<const NameWord> a, std::span<const NameWord> b);   // at most 16 each
    uint64_t word_sum(Id name) const { return names_[name].sum; }   // of the words' hashes, whatever their order

private:
    struct Split { uint32_t begin = 0, count = 0; uint64_t sum = 0; };
    std::span<const NameWord> words(Id name) const { return {words_.data() + names_[name].begin, names_[name].count}; }

    const NameWeights& weights_;
    std::pmr::monotonic_buffer_resource letters_;
    std::vector<NameWord> words_;
    std::vector<Split> names_;
};

}  // namespace driftline::odoo

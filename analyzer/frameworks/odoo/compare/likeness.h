// How much alike two texts are: the runs of three words they share, rare ones counting more.
#pragma once
#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "frameworks/odoo/compare/lex.h"

namespace driftline::odoo {

// A run of words, hashed. Some bits of the whole hash, so that a gram fits where there are millions of them.
using Gram = uint32_t;
using Grams = std::vector<Gram>;   // each once
inline Gram gram_of(uint64_t hash) { return Gram(hash >> 46 << 14 | (hash & 0x3FFF)); }
inline bool sampled(Gram gram) { return gram % 4 == 0; }   // what is similar is found by a quarter of its grams

// Makes grams of words. Of one thread; keep it, it is slow to make.
class GramMaker {
public:
    std::span<const Gram> make(std::span<const uint64_t> words);   // in order of first use; until it makes others

private:
    struct Slot { Gram gram = 0; uint32_t turn = 0; };
    std::vector<Slot> seen_ = std::vector<Slot>(1024);
    uint32_t turn_ = 0;
    Filled<Gram> made_;
};

// How often each gram is met, approximately; what is everywhere says little. Weights are whole numbers, so that a sum does not depend on
// its order.
class GramWeights {
public:
    static constexpr uint32_t one = 1024;
    GramWeights() : counts_(size_t(1) << 18) {}
    void add(std::span<const Gram> grams) {
        for (const Gram gram : grams) counts_[gram >> 14] += counts_[gram >> 14] < most;
        ++texts_;
    }
    void add_others(size_t texts) { texts_ += texts; }   // that have no gram in common with those added
    void settle();   // after the last add
    uint32_t operator()(Gram gram) const { return counts_[gram >> 14]; }
    uint64_t of(std::span<const Gram> grams) const {   // all of them
        uint64_t sum = 0;
        for (const Gram gram : grams) sum += (*this)(gram);
        return sum;
    }

private:
    static constexpr uint16_t most = 4095;   // what is met more often weighs no less
    std::vector<uint16_t> counts_;           // once settled: weights
    size_t texts_ = 0;
};

struct Likeness {
    float alike = 0;      // 0 .. 1: twice what they share, of what both have
    float inside = 0;     // 0 .. 1: share of the smaller one that the other has
    float matter = 0;     // weight of the smaller one: a short text proves little
};
// Weights of what two texts share, and of all that each of them has.
inline Likeness likeness(uint64_t both, uint64_t a, uint64_t b) {
    const uint64_t smaller = std::min(a, b), all = a + b;
    return {all > 0 ? 2 * float(both) / float(all) : 0, smaller > 0 ? float(both) / float(smaller) : 0, float(smaller) / GramWeights::one};
}
uint64_t shared_weight(std::span<const Gram> a, std::span<const Gram> b, const GramWeights& weights);   // REQUIRES: both are sorted

// 0 .. 1: of two sorted lists, twice what they share, of what both have.
float alike_lists(std::span<const uint64_t> a, std::span<const uint64_t> b);

}  // namespace driftline::odoo

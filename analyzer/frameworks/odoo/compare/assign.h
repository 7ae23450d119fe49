// From candidates to pairs: each symbol at most once, the best first, none where two are equally good.
#pragma once
#include <cmath>
#include <string>
#include <unordered_map>
#include <vector>

#include "frameworks/odoo/compare/pairing.h"

namespace driftline::odoo {

struct Candidate {
    Index gone = no_row, fresh = no_row;
    float odds = -10;            // logarithm of how much more likely it is that one became the other than that it did not
    float score() const { return 1 / (1 + std::exp(-odds)); }
    bool exact = false;          // beyond doubt
    bool replaced = false;       // the core says the new name where it said the old one: then several may have become one
    std::string evidence;
};

inline constexpr float nearly_enough = -0.4f;   // odds: below, a candidate is not worth keeping

// Order of `candidates` does not matter. What is less likely than not makes others ambiguous, and no more.
void assign(Pairing& pairing, std::vector<Candidate>& candidates);

// Counts how often each fresh symbol is hit. Of one thread.
class Tally {
public:
    explicit Tally(size_t fresh) : counts_(fresh) {}
    void add(Index fresh) {
        if (counts_[fresh]++ == 0) hit_.push_back(fresh);
    }
    // The `most` that were hit most often, the first of equals first, behind `out`; then it begins anew.
    void take(size_t most, std::vector<Index>& out);

private:
    std::vector<uint32_t> counts_;
    std::vector<Index> hit_;
};

// Fresh symbols by features (hashes, told apart by their first 48 bits); a feature that too many have finds none.
class FreshIndex {
public:
    // `each(put)` calls put(feature, fresh) for all there are, in any order; it is asked twice, to count them first.
    template <class Each>
    void fill(Each&& each) {
        std::vector<uint32_t> next(buckets + 1);
        each([&](uint64_t feature, Index) { ++next[(feature >> 48) + 1]; });
        for (size_t i = 1; i < next.size(); ++i) next[i] += next[i - 1];
        postings_.resize(next.back());
        each([&](uint64_t feature, Index fresh) { postings_[next[feature >> 48]++] = posting(feature, fresh); });
        settle(next);
    }
    template <class F>
    void each(uint64_t feature, F&& f, size_t most = 48) const {
        size_t at = buckets_[feature >> 48];
        const size_t end = buckets_[(feature >> 48) + 1];
        const uint64_t first = posting(feature, 0);
        while (at < end && postings_[at] < first) ++at;
        size_t n = 0;
        while (at + n < end && postings_[at + n] >> 32 == first >> 32 && n <= most) ++n;
        if (n <= most)
            for (; n > 0; --n, ++at) f(Index(postings_[at]));
    }

private:
    static constexpr size_t buckets = size_t(1) << 16;    // by a feature's first 16 bits
    static uint64_t posting(uint64_t feature, Index fresh) { return feature >> 16 << 32 | fresh; }
    void settle(const std::vector<uint32_t>& ends);       // of buckets

    std::vector<uint64_t> postings_;                      // sorted, each once
    std::vector<uint32_t> buckets_;                       // where they begin
};

}  // namespace driftline::odoo

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

// Fresh symbols by features (hashes); a feature that too many have finds none.
class FreshIndex {
public:
    void put(uint64_t feature, Index fresh) { postings_.push_back({feature, fresh}); }
    void seal();
    template <class F>
    void each(uint64_t feature, F&& f, size_t most = 48) const {
        size_t at = buckets_[feature >> 48];
        const size_t end = buckets_[(feature >> 48) + 1];
        while (at < end && postings_[at].feature < feature) ++at;
        size_t n = 0;
        while (at + n < end && postings_[at + n].feature == feature && n <= most) ++n;
        if (n <= most)
            for (; n > 0; --n, ++at) f(postings_[at].fresh);
    }

private:
    struct Posting { uint64_t feature; Index fresh; };
    std::vector<Posting> postings_;                      // sorted
    std::vector<uint32_t> buckets_;                      // by the first 16 bits: where they begin
};

}  // namespace driftline::odoo

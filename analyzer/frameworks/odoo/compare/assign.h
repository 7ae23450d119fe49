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
    float score = 0;             // 0 .. 1: how sure that one became the other
    bool exact = false;          // beyond doubt
    std::string evidence;
};

inline constexpr float good_enough = 0.5f;

// Order of `candidates` does not matter. What scores below `good_enough` only makes others ambiguous.
void assign(Pairing& pairing, std::vector<Candidate>& candidates);

inline float sigmoid(float x) { return 1 / (1 + std::exp(-x)); }

// Fresh symbols by features; a feature that too many have finds none.
class FreshIndex {
public:
    void put(uint64_t feature, Index fresh) { postings_.emplace_back(feature, fresh); }
    void seal();
    template <class F>
    void each(uint64_t feature, F&& f, size_t most = 48) const {
        auto it = lower(feature);
        size_t n = 0;
        for (auto at = it; at != postings_.end() && at->first == feature; ++at) ++n;
        if (n <= most)
            for (; n > 0; --n, ++it) f(it->second);
    }

private:
    std::vector<std::pair<uint64_t, Index>>::const_iterator lower(uint64_t feature) const;
    std::vector<std::pair<uint64_t, Index>> postings_;
};

}  // namespace driftline::odoo

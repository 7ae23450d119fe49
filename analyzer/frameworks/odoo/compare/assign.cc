#include "frameworks/odoo/compare/assign.h"

#include <algorithm>

namespace driftline::odoo {

void Tally::take(size_t most, std::vector<Index>& out) {
    const size_t count = std::min(most, hit_.size());
    std::partial_sort(hit_.begin(), hit_.begin() + std::ptrdiff_t(count), hit_.end(), [&](Index x, Index y) { return counts_[x] != counts_[y] ? counts_[x] > counts_[y] : x < y; });
    out.insert(out.end(), hit_.begin(), hit_.begin() + std::ptrdiff_t(count));
    for (const Index fresh : hit_) counts_[fresh] = 0;
    hit_.clear();
}

void FreshIndex::settle(const std::vector<uint32_t>& ends) {
    buckets_.assign(buckets + 1, 0);
    auto kept = postings_.begin(), first = kept;
    for (size_t i = 0; i < buckets; ++i) {
        const auto last = postings_.begin() + ends[i];
        if (last - first > 1) std::sort(first, last);
        const auto end = std::unique(first, last);
        kept = kept == first ? end : std::move(first, end, kept);
        buckets_[i + 1] = uint32_t(kept - postings_.begin());
        first = last;
    }
    postings_.erase(kept, postings_.end());
}

void assign(Pairing& pairing, std::vector<Candidate>& candidates) {
    constexpr float clearly = 0.2f;
    std::sort(candidates.begin(), candidates.end(), [](const Candidate& x, const Candidate& y) {
        if (x.odds != y.odds) return x.odds > y.odds;
        return std::pair(x.gone, x.fresh) < std::pair(y.gone, y.fresh);
    });
    std::unordered_map<Index, std::vector<size_t>> by_gone;
    for (size_t i = 0; i < candidates.size(); ++i) by_gone[candidates[i].gone].push_back(i);
    for (size_t i = 0; i < candidates.size(); ++i) {
        Candidate& one = candidates[i];
        if (one.odds < 0) break;
        if (pairing.successors[one.gone].fresh != no_row) continue;
        if (pairing.predecessor[one.fresh] != no_row && !one.replaced) continue;
        bool ambiguous = false;
        for (const size_t k : by_gone[one.gone]) {
            const Candidate& other = candidates[k];
            if (other.fresh != one.fresh && (other.replaced || pairing.predecessor[other.fresh] == no_row) && other.odds > one.odds - clearly) ambiguous = true;
        }
        if (ambiguous) continue;
        pairing.pair(one.gone, one.fresh, uint16_t(std::lround(one.score() * 1000)), one.exact ? Certainty::exact : Certainty::likely, std::move(one.evidence));
    }
}

}  // namespace driftline::odoo

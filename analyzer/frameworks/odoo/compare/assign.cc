#include "frameworks/odoo/compare/assign.h"

#include <algorithm>

namespace driftline::odoo {

void take_commonest(std::vector<Index> hits, size_t most, std::vector<Index>& out) {
    std::sort(hits.begin(), hits.end());
    std::vector<std::pair<int64_t, Index>> ranked;
    for (size_t h = 0; h < hits.size();) {
        const size_t begin = h;
        while (h < hits.size() && hits[h] == hits[begin]) ++h;
        ranked.emplace_back(-int64_t(h - begin), hits[begin]);
    }
    std::sort(ranked.begin(), ranked.end());
    for (size_t r = 0; r < std::min(ranked.size(), most); ++r) out.push_back(ranked[r].second);
}

void FreshIndex::seal() {
    std::sort(postings_.begin(), postings_.end());
    postings_.erase(std::unique(postings_.begin(), postings_.end()), postings_.end());
    buckets_.assign((size_t(1) << 16) + 1, 0);
    for (const auto& posting : postings_) ++buckets_[(posting.first >> 48) + 1];
    for (size_t i = 1; i < buckets_.size(); ++i) buckets_[i] += buckets_[i - 1];
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

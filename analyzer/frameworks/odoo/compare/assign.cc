#include "frameworks/odoo/compare/assign.h"

#include <algorithm>
#include <iterator>

namespace driftline::odoo {

void Tally::take(size_t most, std::vector<Index>& out) {
    const size_t count = std::min(most, hit_.size());
    std::partial_sort(hit_.begin(), hit_.begin() + std::ptrdiff_t(count), hit_.end(), [&](Index x, Index y) { return counts_[x] != counts_[y] ? counts_[x] > counts_[y] : x < y; });
    out.insert(out.end(), hit_.begin(), hit_.begin() + std::ptrdiff_t(count));
    for (const Index fresh : hit_) counts_[fresh] = 0;
    hit_.clear();
}

void FreshIndex::seal() {
    buckets_.assign((size_t(1) << 16) + 1, 0);
    for (const Posting& posting : postings_) ++buckets_[(posting.feature >> 48) + 1];
    for (size_t i = 1; i < buckets_.size(); ++i) buckets_[i] += buckets_[i - 1];
    std::vector<Posting> sorted(postings_.size());
    std::vector<uint32_t> next(buckets_.begin(), buckets_.end() - 1);
    for (const Posting& posting : postings_) sorted[next[posting.feature >> 48]++] = posting;
    const auto less = [](const Posting& x, const Posting& y) { return x.feature != y.feature ? x.feature < y.feature : x.fresh < y.fresh; };
    const auto same = [](const Posting& x, const Posting& y) { return x.feature == y.feature && x.fresh == y.fresh; };
    postings_.clear();
    for (size_t i = 0; i + 1 < buckets_.size(); ++i) {
        const auto first = sorted.begin() + buckets_[i], last = sorted.begin() + buckets_[i + 1];
        if (last - first > 1) std::sort(first, last, less);
        buckets_[i] = uint32_t(postings_.size());
        std::unique_copy(first, last, std::back_inserter(postings_), same);
    }
    buckets_.back() = uint32_t(postings_.size());
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

#include "frameworks/odoo/compare/likeness.h"

#include <cmath>

namespace driftline::odoo {

std::span<const Gram> GramMaker::make(std::span<const uint64_t> words) {
    made_.begin(words.size());
    if (++turn_ == 0) seen_.assign(seen_.size(), Slot()), turn_ = 1;
    while (seen_.size() < words.size() * 2) seen_.assign(seen_.size() * 2, Slot());
    const size_t mask = seen_.size() - 1;
    const auto put = [&](uint64_t hash) {
        const Gram gram = gram_of(hash);
        size_t i = (gram ^ gram >> 14) & mask;
        while (seen_[i].turn == turn_ && seen_[i].gram != gram) i = (i + 1) & mask;
        if (seen_[i].turn == turn_) return;
        seen_[i] = {gram, turn_};
        made_.push_back(gram);
    };
    if (words.size() < 3)
        for (const uint64_t word : words) put(hash_pair(word, 1));
    for (size_t i = 0; i + 2 < words.size(); ++i) put(hash_pair(hash_pair(words[i], words[i + 1]), words[i + 2]));
    return made_.all();
}

void GramWeights::settle() {
    std::vector<uint16_t> by_count(most + 1);
    for (size_t count = 0; count <= most; ++count) by_count[count] = uint16_t(std::lround((0.2f + std::log2(float(texts_ + 1) / float(count + 1) + 1)) * one));
    for (uint16_t& count : counts_) count = by_count[count];
}

uint64_t shared_weight(std::span<const Gram> a, std::span<const Gram> b, const GramWeights& weights) {
    uint64_t both = 0;
    for (size_t i = 0, k = 0; i < a.size() && k < b.size();) {
        if (a[i] == b[k]) both += weights(a[i++]), ++k;
        else a[i] < b[k] ? ++i : ++k;
    }
    return both;
}

float alike_lists(std::span<const uint64_t> a, std::span<const uint64_t> b) {
    if (a.empty() && b.empty()) return 0;
    size_t both = 0;
    for (size_t i = 0, k = 0; i < a.size() && k < b.size();) {
        if (a[i] == b[k]) ++both, ++i, ++k;
        else a[i] < b[k] ? ++i : ++k;
    }
    return 2 * float(both) / float(a.size() + b.size());
}

}  // namespace driftline::odoo

#include "frameworks/odoo/compare/pairing.h"

#include "base/parallel.h"


namespace driftline::odoo {

// Both sides at once; then what no file names gets its name, one side after the other.
Pairing::Pairing(const World& world_from, const World& world_to, int threads)
    : halves_(), words(world_from.facts.names, world_to.facts.names), a(half(was, world_from, world_to, threads)), b(*halves_[is].side), from(*halves_[was].symbols),
      to(*halves_[is].symbols), jobs(threads) {
    size_t i = 0, k = 0;
    while (i < from.all.size() || k < to.all.size()) {
        if (k == to.all.size() || (i < from.all.size() && key_less(from.all[i], to.all[k]))) gone.push_back(Index(i++));
        else if (i == from.all.size() || key_less(to.all[k], from.all[i])) fresh.push_back(Index(k++));
        else kept.emplace_back(Index(i++), Index(k++));
    }
    successors.resize(gone.size());
    predecessor.assign(fresh.size(), no_row);
}

const Side& Pairing::half(SideOf which, const World& world_from, const World& world_to, int threads) {
    parallel_for(2, threads, [&](size_t i, int) {
        halves_[i].side = std::make_unique<Side>(SideOf(i), i == was ? world_from : world_to, words);
        halves_[i].symbols = std::make_unique<Symbols>(*halves_[i].side);
    });
    for (Half& one : halves_) one.symbols->name_unnamed(words);
    parallel_for(2, threads, [&](size_t i, int) { halves_[i].symbols->sort(); });
    return *halves_[which].side;
}

Pairing::Modules Pairing::modules(const Symbol& x, const Symbol& y) const {
    const std::string_view before = a.module_name(x.module), after = b.module_name(y.module);
    if (before == after) return Modules::same;
    if (x.module == no_row || y.module == no_row) return Modules::dependent;
    const auto now = b.world.module_by_name.find(before);
    if (now == b.world.module_by_name.end()) return Modules::gone;
    return b.world.in_closure(y.module, now->second) || b.world.in_closure(now->second, y.module) ? Modules::dependent : Modules::apart;
}

void Pairing::pair(size_t gone_index, size_t fresh_index, uint16_t score, Certainty certainty, std::string evidence) {
    successors[gone_index] = {Index(fresh_index), no_row, score, certainty, std::move(evidence)};
    if (predecessor[fresh_index] == no_row) predecessor[fresh_index] = Index(gone_index);
}

}  // namespace driftline::odoo

#include "frameworks/odoo/compare/pairing.h"

#include <algorithm>

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
    relate_modules();
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

void Pairing::relate_modules() {
    const size_t count = b.world.modules.size();
    modules_.assign(a.world.modules.size() * count, Modules::gone);
    std::vector<Index> before(count, no_row);   // by row of a new module: the old one of its name
    for (Index m = 0; m < a.world.modules.size(); ++m) {
        const auto now = b.world.module_by_name.find(a.module_name(m));
        if (now == b.world.module_by_name.end()) continue;
        before[now->second] = m;
        std::fill_n(modules_.begin() + std::ptrdiff_t(m * count), count, Modules::apart);
    }
    for (Index above = 0; above < count; ++above)
        for (const Index below : b.world.modules[above].closure) {
            if (before[above] != no_row) modules_[before[above] * count + below] = Modules::dependent;
            if (before[below] != no_row) modules_[before[below] * count + above] = Modules::dependent;
        }
    for (Index now = 0; now < count; ++now)
        if (before[now] != no_row) modules_[before[now] * count + now] = Modules::same;
}

void Pairing::pair(size_t gone_index, size_t fresh_index, uint16_t score, Certainty certainty, std::string evidence) {
    successors[gone_index] = {Index(fresh_index), no_row, score, certainty, std::move(evidence)};
    if (predecessor[fresh_index] == no_row) predecessor[fresh_index] = Index(gone_index);
}

}  // namespace driftline::odoo

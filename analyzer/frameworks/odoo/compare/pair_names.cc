// Python classes and values that stand in another file now, under their name.
#include <algorithm>

#include "frameworks/odoo/compare/pairing.h"

namespace driftline::odoo {
namespace {

constexpr size_t common = 3;              // a name that more files define (_logger) says nothing
constexpr uint16_t in_same_module = 900, elsewhere = 700;   // thousandths

}  // namespace

void pair_names(Pairing& p) {
    const auto wanted = [](const Symbol& symbol) { return symbol.kind == SymbolKind::python && symbol.column == SymbolRef::Column::binding; };
    std::unordered_map<Word, std::vector<Index>> gone, fresh;
    for (size_t g = 0; g < p.gone.size(); ++g)
        if (wanted(p.old_symbol(g)) && p.successors[g].fresh == no_row) gone[p.old_symbol(g).name].push_back(Index(g));
    for (size_t f = 0; f < p.fresh.size(); ++f)
        if (wanted(p.new_symbol(f)) && p.predecessor[f] == no_row) fresh[p.new_symbol(f).name].push_back(Index(f));
    // In its own module first; in another one only what bore its name alone, before and after.
    for (const bool at_home : {true, false}) {
        for (size_t g = 0; g < p.gone.size(); ++g) {
            const Symbol& x = p.old_symbol(g);
            if (!wanted(x) || p.successors[g].fresh != no_row || gone[x.name].size() > (at_home ? common : 1)) continue;
            const auto hit = fresh.find(x.name);
            if (hit == fresh.end() || hit->second.size() > (at_home ? common : 1)) continue;
            std::vector<Index> found;
            for (const Index f : hit->second) {
                const Symbol& y = p.new_symbol(f);
                const BindingKind kind = p.a.facts.bindings[x.row].kind;
                if (!p.open(g, f) || kind != p.b.facts.bindings[y.row].kind || (!at_home && kind != BindingKind::class_)) continue;
                if (!at_home || p.modules(x, y) == Pairing::Modules::same) found.push_back(f);
            }
            if (found.size() == 1) p.pair(g, found.front(), at_home ? in_same_module : elsewhere, Certainty::likely, "same name in another file");
        }
    }
}

}  // namespace driftline::odoo

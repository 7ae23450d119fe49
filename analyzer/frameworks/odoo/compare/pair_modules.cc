// Modules that got another name, or whose content another module took over.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "frameworks/odoo/compare/pairing.h"

namespace driftline::odoo {
namespace {

constexpr uint32_t model_worth = 5;        // a model says more than one of its fields
constexpr uint32_t fewest = 5;             // what fewer definitions do proves nothing
constexpr double enough = 0.3;             // of a module's definitions

// What became of a module's definitions: the module each is in now.
struct Whereabouts {
    uint32_t all = 0;
    std::map<std::string_view, uint32_t> now;
};

}  // namespace

void pair_modules(Pairing& p) {
    std::map<Index, Whereabouts> modules;   // gone ones, by row
    for (size_t g = 0; g < p.gone.size(); ++g)
        if (p.old_symbol(g).kind == SymbolKind::module) modules[p.old_symbol(g).row];
    const auto counts = [&](const Symbol& symbol) {
        return symbol.kind == SymbolKind::model || symbol.kind == SymbolKind::method || symbol.kind == SymbolKind::record || (symbol.kind == SymbolKind::field && symbol.via == Via::declared);
    };
    const auto note = [&](const Symbol& x, const Symbol* y) {
        const auto hit = counts(x) ? modules.find(x.module) : modules.end();
        if (hit == modules.end()) return;
        const uint32_t worth = x.kind == SymbolKind::model ? model_worth : 1;
        hit->second.all += worth;
        if (y) hit->second.now[p.b.module_name(y->module)] += worth;
    };
    for (size_t g = 0; g < p.gone.size(); ++g) note(p.old_symbol(g), p.successors[g].fresh == no_row ? nullptr : &p.new_symbol(p.successors[g].fresh));
    for (const auto& [i, k] : p.kept) note(p.from.all[i], &p.to.all[k]);

    for (size_t g = 0; g < p.gone.size(); ++g) {
        if (p.old_symbol(g).kind != SymbolKind::module) continue;
        const Whereabouts& where = modules[p.old_symbol(g).row];
        const auto best = std::max_element(where.now.begin(), where.now.end(), [](const auto& x, const auto& y) { return x.second < y.second; });
        if (best == where.now.end() || best->second < fewest || best->second < enough * where.all) continue;
        p.modules_now.emplace(p.old_symbol(g).row, ModuleNow{best->first, best->second, where.all});
    }
}

}  // namespace driftline::odoo

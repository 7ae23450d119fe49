#include "reports/delta.h"

#include <algorithm>

#include <fmt/format.h>

namespace driftline {

bool DeltaFilter::passes(const Delta& delta, const Change& change) const {
    const auto among = [&](const std::vector<std::string>& wanted, Name name) { return std::find(wanted.begin(), wanted.end(), delta.str(name)) != wanted.end(); };
    if (!modules.empty()) {
        bool any = among(modules, change.module) || among(modules, change.to_module) || (change.kind == SymbolKind::module && (among(modules, change.name) || among(modules, change.to_name)));
        for (const Name module : delta.items(change.modules)) any = any || among(modules, module);
        if (!any) return false;
    }
    if (models.empty()) return true;
    if (change.kind == SymbolKind::model) return among(models, change.name) || among(models, change.to_name);
    if (change.kind == SymbolKind::field || change.kind == SymbolKind::method) return among(models, change.owner) || among(models, change.to_owner);
    return among(models, change.model);
}

std::string write_delta_text(const Delta& delta, const DeltaFilter& filter) {
    std::string out;
    for (const Change& c : delta.changes)
        if (filter.passes(delta, c))
            out += fmt::format("{} {} {} {} -> {} {} {} {}\n", text(c.change), text(c.kind), delta.str(c.owner), delta.str(c.name), delta.str(c.to_owner), delta.str(c.to_name), c.score, delta.str(c.evidence));
    return out;
}
std::string write_delta_markdown(const Delta& delta, const DeltaFilter& filter) { return write_delta_text(delta, filter); }

}  // namespace driftline

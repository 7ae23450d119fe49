#include "rules/upgrade/successor_reach.h"

#include <fmt/format.h>

#include <algorithm>

#include "rules/support.h"
#include "rules/upgrade/target_names.h"

namespace driftline {

namespace {

// Modules for one country are so named.
bool of_a_country(std::string_view module) { return module.starts_with("l10n_"); }

}  // namespace

SuccessorReach reach_of(const Upgrade& upgrade, Index ours, const Change& renamed) {
    const Delta& delta = upgrade.delta;
    const World& world = upgrade.target.world;
    const std::string_view home = delta.str(renamed.to_module);
    const auto module = world.module_by_name.find(home);
    if (ours == no_row || module == world.module_by_name.end()) return {};
    const Index then = upgrade.module(ours);
    if (world.surely_installed(then, module->second)) return {};
    const bool member = renamed.kind == SymbolKind::field || renamed.kind == SymbolKind::method;
    const auto there = member ? names_then(upgrade).definitions(delta.str(renamed.to_owner == no_name ? renamed.owner : renamed.to_owner), delta.str(renamed.to_name)) : std::vector<SymbolRef>{};
    if (std::any_of(there.begin(), there.end(), [&](const SymbolRef& s) { return s.module == no_row || world.surely_installed(then, s.module); })) return {};
    if (of_a_country(home) && !of_a_country(delta.str(renamed.module))) return {true, home};
    return {false, home};
}

std::string beyond_reach(const Upgrade& upgrade, Index ours, const Change& renamed, const SuccessorReach& reach) {
    if (reach.beyond.empty()) return {};
    const bool named = upgrade.delta.str(renamed.to_owner) == reach.beyond;   // a record, whose id begins with its module
    const std::string_view ours_by_name = module_name(upgrade.current, ours);
    return named ? fmt::format(", of a module that {} does not depend on", ours_by_name) : fmt::format(" in {}, which {} does not depend on", reach.beyond, ours_by_name);
}

}  // namespace driftline

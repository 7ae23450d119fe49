#include <fmt/format.h>

#include <algorithm>

#include "rules/upgrade/gone.h"
#include "rules/overrides/unbound.h"

namespace driftline {

namespace {

// The target's new module between the provider and a dependency of ours, named after both: what the dependency had of it was split off there
// (delivery, stock: stock_delivery). "" if there is none, or several.
std::string_view bridge(const Upgrade& upgrade, Index module, Index provider) {
    const World& world = upgrade.target.world;
    const std::string_view theirs = module_name(upgrade.target, provider);
    std::string_view found;
    for (Index row = 0; row < world.modules.size(); ++row) {
        const ModuleInfo& info = world.modules[row];
        const std::string_view name = module_name(upgrade.target, row);
        if (!info.linked || info.origin != Origin::core || name.find(theirs) == name.npos || upgrade.current.world.module_by_name.contains(name)) continue;
        const auto depends_on = [&](Index other) { return std::find(info.depends.begin(), info.depends.end(), other) != info.depends.end(); };
        const auto& own = world.modules[upgrade.module(module)].depends;
        const bool between = world.in_closure(row, provider) && std::any_of(own.begin(), own.end(), [&](Index other) {
            return other != provider && depends_on(other) && name.find(module_name(upgrade.target, other)) != name.npos;
        });
        if (!between) continue;
        if (!found.empty()) return {};
        found = name;
    }
    return found;
}

// A use of something that other modules have, too, is as sure as its place says; what was merely read in code may never run without the module.
void tell_moved(const Upgrade& upgrade, const Gone& gone, std::vector<Finding>& findings) {
    Finding finding = tell(upgrade, gone);
    const std::string_view provider = module_name(upgrade.target, gone.now.module);
    finding.symbol = gone.symbol;
    finding.cause = provider;
    const bool same = module_name(upgrade.current, gone.was.module) == provider;
    finding.message = fmt::format("the {} {} {} {} in {}{}, which {} does not depend on{}: where {} is not installed, {}", noun(gone.kind), gone.symbol, same ? "comes with" : "moved to",
                                  provider, then(upgrade), had_it(upgrade, gone.was), module_name(upgrade.current, gone.link->module), same ? " any more" : "", provider,
                                  consequence(finding.effect));
    if (!gone.unless.empty()) finding.message += fmt::format(", unless {}, which was not read, depends on it", gone.unless);
    const std::string_view between = bridge(upgrade, gone.link->module, gone.now.module);
    finding.fix = between.empty() ? fmt::format("Add '{}' to depends.", provider) : fmt::format("Add '{}' to depends: it brings {}, and what was split off with it.", between, provider);
    finding.related.push_back(related_then(upgrade, gone.now, "is defined here now"));
    findings.push_back(std::move(finding));
}

void tell_gone(const Upgrade& upgrade, const Gone& gone, std::vector<Finding>& findings) {
    Finding finding = tell(upgrade, gone);
    const Change* change = upgrade.delta.gone(SymbolKind::module, "", gone.name);
    const std::string_view now = change ? upgrade.delta.str(change->to_name) : std::string_view{};
    finding.effect = gone.use->kind == UseKind::module || gone.use->kind == UseKind::import ? Effect::crash_install : effect_in(upgrade, upgrade.target.world.facts.uses[gone.target->use]);
    finding.message = fmt::format("the module {} is gone in {}{}: {}", gone.name, then(upgrade), now.empty() ? "" : fmt::format(", {} took its place", now), consequence(finding.effect));
    finding.fix = now.empty() ? "Take it out of depends and see what of it is still needed; another repository may carry it on." : fmt::format("Depend on '{}' and use its names.", now);
    findings.push_back(std::move(finding));
}

void compare(const Upgrade& upgrade, const CheckOptions&, std::vector<Finding>& findings) {
    for (const Gone& gone : all_gone(upgrade, Cause::module)) tell_gone(upgrade, gone, findings);
    for (const Gone& gone : all_gone(upgrade, Cause::moved)) tell_moved(upgrade, gone, findings);
}

}  // namespace

DRIFTLINE_RULE(module_removed) = {
    "DL316", "module-removed", Severity::error,
    "A module of the core is gone in the target, or what is used of it moved to a module that is no dependency",
    "A module that depends on one that is not there cannot be installed at all. What moved to another module is there only where that one is installed.",
    "Depend on the module that took its place, or on the one that now has what you use.",
    "```python\n'depends': ['account_facturx']     # part of account_edi_ubl_cii from 15.0 on\n```\n",
    nullptr, compare};

}  // namespace driftline

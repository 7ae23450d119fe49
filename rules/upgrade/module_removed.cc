#include <fmt/format.h>

#include "rules/overrides/unbound.h"
#include "rules/upgrade/gone.h"
#include "rules/upgrade/lost_redefinitions.h"
#include "rules/upgrade/out_of_reach.h"
#include "rules/upgrade/removed_methods.h"

namespace driftline {

namespace {

// What was merely read in code may never run without the module.
OutOfReach moved(const Upgrade& upgrade, const Gone& gone) {
    OutOfReach part{tell(upgrade, gone), gone.now.module, std::string{gone.unless}, gone.late};
    Finding& finding = part.finding;
    const std::string_view provider = module_name(upgrade.target, gone.now.module);
    const bool same = module_name(upgrade.current, gone.was.module) == provider;
    finding.message = fmt::format("the {} {} {} {} in {}{}, which {} does not depend on{}: ", noun(gone.kind), gone.symbol, same ? "comes with" : "moved to", provider, then(upgrade),
                                  had_it(upgrade, gone.was), module_name(upgrade.current, gone.link->module), same ? " any more" : "");
    finding.message += gone.late ? fmt::format("it installs itself beside it, but is loaded after it, and {}", consequence(finding.effect))
                                 : fmt::format("where {} is not installed, {}", provider, consequence(finding.effect));
    finding.remark = gone.unless.empty() ? "" : fmt::format(", unless {}, which was not read, depends on it", gone.unless);
    finding.related.push_back(related_then(upgrade, gone.now, "is defined here now"));
    return part;
}

void tell_gone(const Upgrade& upgrade, const Gone& gone, std::vector<Finding>& findings) {
    Finding finding = tell(upgrade, gone);
    const Change* change = upgrade.delta.gone(SymbolKind::module, "", gone.name);
    const std::string_view now = change ? upgrade.delta.str(change->to_name) : std::string_view{};
    finding.effect = gone.use->kind == UseKind::module || gone.use->kind == UseKind::import ? Effect::crash_install : effect_in(upgrade, upgrade.target.world.facts.uses[gone.target->use]);
    finding.message = fmt::format("the module {} is gone in {}{}: {}", gone.name, then(upgrade), now.empty() ? "" : fmt::format(", {} took its place", now), consequence(finding.effect));
    finding.remark.clear();
    finding.fix = now.empty() ? "Take it out of depends and see what of it is still needed; another repository may carry it on." : fmt::format("Depend on '{}' and use its names.", now);
    findings.push_back(std::move(finding));
}

void compare(const Upgrade& upgrade, const CheckOptions& options, std::vector<Finding>& findings) {
    for (const Gone& gone : all_gone(upgrade, Cause::module)) tell_gone(upgrade, gone, findings);
    std::vector<OutOfReach> parts = removed_methods(upgrade, options).moved;
    const std::vector<OutOfReach>& redefined = lost_redefinitions(upgrade).moved;
    parts.insert(parts.end(), redefined.begin(), redefined.end());
    for (const Gone& gone : all_gone(upgrade, Cause::moved)) parts.push_back(moved(upgrade, gone));
    for (Finding& finding : by_dependency(upgrade, std::move(parts))) findings.push_back(std::move(finding));
}

}  // namespace

DRIFTLINE_RULE(module_removed) = {
    "DL316", "module-removed", Severity::error,
    "A module of the core is gone in the target, or what is used of it moved to a module that is no dependency",
    "A module that depends on one that is not there cannot be installed at all. What moved to another module is there only where that one is installed; "
    "all that one more line in depends mends is one finding, and its places say what is used.",
    "Depend on the module that took its place, or on the one that now has what you use.",
    "```python\n'depends': ['account_facturx']     # part of account_edi_ubl_cii from 15.0 on\n```\n",
    nullptr, compare};

}  // namespace driftline

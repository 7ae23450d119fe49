#include <fmt/format.h>

#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "rules/support.h"
#include "rules/upgrade/gone.h"

namespace driftline {

namespace {

// Of one field that several paths go through: all of them, since what is told of one cause holds for all of its places.
void compare(const Upgrade& upgrade, const CheckOptions&, std::vector<Finding>& findings) {
    struct Paths { std::vector<std::string> each; std::set<std::string> known; };
    std::map<std::tuple<Index, std::string, std::string, Severity>, Paths> paths;   // as run_rules() groups them
    const auto cause = [](const Finding& f) { return std::tuple{f.module, f.symbol, f.cause, f.severity}; };
    std::vector<Finding> told;
    for (const Gone& gone : all_gone(upgrade, Cause::path)) {
        if (told_as_field(upgrade, gone)) continue;
        const Finding& finding = told.emplace_back(tell(upgrade, gone));
        std::string path = fmt::format("'{}'", upgrade.current.world.str(gone.use->path));
        Paths& all = paths[cause(finding)];
        if (all.known.insert(path).second) all.each.push_back(std::move(path));
    }
    for (Finding& finding : told) {
        finding.message.insert(0, fmt::format("a step of {}: ", listed(paths[cause(finding)].each, 3)));
        findings.push_back(std::move(finding));
    }
}

}  // namespace

DRIFTLINE_RULE(field_path_broken) = {
    "DL320", "field-path-broken", Severity::error,
    "A dotted path in a declaration goes through a field that is gone in the target",
    "@api.depends and related= are resolved when the registry is built: nothing of the module loads. Domains, mapped() and order fail when they are used. @api.constrains and "
    "@api.onchange do not fail at all, they never run again.",
    "Follow the new path; the step that broke is named.",
    "```python\n@api.depends('order_id.invoice_ids.type')     # account.move.type is move_type\n```\n",
    nullptr, compare};

}  // namespace driftline

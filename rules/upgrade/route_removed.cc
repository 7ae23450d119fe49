#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "rules/upgrade/gone.h"

namespace driftline {

namespace {

std::map<Index, const RouteRow*> routes_of_methods(const Facts& facts) {
    std::map<Index, const RouteRow*> routes;
    for (const RouteRow& route : facts.routes) routes.emplace(route.method, &route);
    return routes;
}

// Does our controller still inherit a class of the target? One whose import is gone never loads, and DL315 or DL316 says so; one
// that merely answers the path of a page that is gone goes on answering.
bool inherits_still(const Upgrade& upgrade, const Override& o) {
    const Facts& facts = upgrade.current.world.facts;
    const Index owner = facts.methods[o.custom.row].owner;
    if (owner == no_row) return false;
    const auto bases = facts.items(facts.classes[owner].bases);
    for (const Link& link : upgrade.current.links) {
        const UseRow& use = facts.uses[link.use];
        if (use.kind != UseKind::import || use.at.file != o.custom.at.file || link.target.column != SymbolRef::Column::class_ || link.target.module == no_row) continue;
        const std::string dotted = fmt::format("{}.{}", facts.str(use.root), facts.str(use.path));
        if (std::none_of(bases.begin(), bases.end(), [&](Name base) { return facts.str(base) == dotted; })) continue;
        const Link* there = upgrade.link(link);
        if (there && there->outcome == Outcome::bound && there->target.column == SymbolRef::Column::class_) return true;
    }
    return false;
}

void compare(const Upgrade& upgrade, const CheckOptions&, std::vector<Finding>& findings) {
    const Program& now = upgrade.current;
    const Facts& facts = now.world.facts;
    std::vector<const Override*> lost;
    for (const Override& o : now.overrides)
        if (o.kind == SymbolKind::route && o.core.column == SymbolRef::Column::method && comparable(upgrade, o.core) && !upgrade.override_(o)) lost.push_back(&o);
    if (lost.empty()) return;
    const auto routes = routes_of_methods(facts);
    for (const Override* o : lost) {
        if (!inherits_still(upgrade, *o)) continue;
        const auto ours = routes.find(o->custom.row), theirs = routes.find(o->core.row);
        const bool own_paths = ours != routes.end() && ours->second->paths.count != 0;
        std::vector<std::string> paths;
        if (theirs != routes.end())
            for (const Name path : facts.items(theirs->second->paths)) paths.emplace_back(facts.str(path));
        Finding finding = begin_finding(now, *o);
        const bool super = o->calls_super == Super::always || o->calls_super == Super::sometimes;
        finding.severity = Severity::error;
        finding.effect = own_paths && super ? Effect::crash_run : Effect::silent;
        const char* what = !own_paths ? "without the core's method ours has no path: it is never served" : super ? "super() fails with an AttributeError" : "ours no longer stands in its place";
        finding.message = fmt::format("the route {}{} is gone in {}{}: {}", o->symbol, paths.empty() ? "" : fmt::format(" ({})", listed(paths, 2)), then(upgrade),
                                      had_it(upgrade, o->core), what);
        finding.fix = fmt::format("Find the controller method that serves this page in {}, and override that one.", then(upgrade));
        findings.push_back(std::move(finding));
    }
}

}  // namespace

DRIFTLINE_RULE(route_removed) = {
    "DL317", "route-removed", Severity::error,
    "A controller method of the core that is overridden here is gone in the target",
    "An override with @route() and no path takes its path from the core's method. Without it there is no page at all, and only a line in the log says so.",
    "Override the method that serves the page now.",
    "```python\nclass Shop(WebsiteSale):\n    @http.route()\n    def payment_transaction(self, **kw):     # gone from 15.0 on\n        ...\n```\n",
    nullptr, compare};

}  // namespace driftline

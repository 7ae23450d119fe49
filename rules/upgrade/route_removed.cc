#include <fmt/format.h>

#include <map>
#include <set>

#include "rules/upgrade/gone.h"

namespace driftline {

namespace {

std::map<Index, const RouteRow*> routes_of_methods(const Facts& facts) {
    std::map<Index, const RouteRow*> routes;
    for (const RouteRow& route : facts.routes) routes.emplace(route.method, &route);
    return routes;
}

// Files that import a name which is gone: their controllers never load, and DL315 or DL316 says so.
std::set<Index> files_that_fail(const Upgrade& upgrade) {
    std::set<Index> files;
    const auto& uses = upgrade.current.world.facts.uses;
    for (const Cause cause : {Cause::python, Cause::module})
        for (const Gone& gone : all_gone(upgrade, cause))
            if (gone.use->kind == UseKind::import) files.insert(uses[gone.link->use].at.file);
    return files;
}

void compare(const Upgrade& upgrade, const CheckOptions&, std::vector<Finding>& findings) {
    const Program& now = upgrade.current;
    const Facts& facts = now.world.facts;
    std::vector<const Override*> lost;
    for (const Override& o : now.overrides)
        if (o.kind == SymbolKind::route && o.core.column == SymbolRef::Column::method && comparable(upgrade, o.core) && !upgrade.override_(o)) lost.push_back(&o);
    if (lost.empty()) return;
    const auto routes = routes_of_methods(facts);
    const auto failing = files_that_fail(upgrade);
    for (const Override* o : lost) {
        if (failing.contains(o->custom.at.file)) continue;
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

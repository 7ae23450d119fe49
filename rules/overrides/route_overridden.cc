#include <fmt/format.h>

#include "rules/support.h"

namespace driftline {

namespace {

// The paths that a method of the core answers, " (/shop/cart)".
std::string paths_text(const Facts& facts, Index method) {
    std::vector<std::string> paths;
    for (const auto& route : facts.routes)
        if (route.method == method)
            for (const Name path : facts.items(route.paths)) paths.emplace_back(facts.str(path));
    return paths.empty() ? std::string{} : fmt::format(" ({})", listed(paths, 2));
}

void check(const Program& program, const CheckOptions&, std::vector<Finding>& findings) {
    const Facts& facts = program.world.facts;
    for (const auto& o : program.overrides) {
        if (o.kind != SymbolKind::route || o.behaviour == Behaviour::patches) continue;
        Finding finding = begin_finding(program, o);
        const bool replaced = o.calls_super != Super::always && o.calls_super != Super::sometimes;
        finding.severity = replaced ? Severity::warning : Severity::info;
        finding.effect = Effect::silent;
        const std::string paths = paths_text(facts, o.core.row);
        const std::string core = where(program, o.core);
        if (o.calls_super == Super::sometimes) finding.message = fmt::format("the route {}{} calls super only on some paths ({})", o.symbol, paths, core);
        else if (replaced) finding.message = fmt::format("the route {}{} is taken over: no path calls super, so {}'s page ({}) is never served", o.symbol, paths, whose(o), core);
        else finding.message = fmt::format("the route {}{} is extended ({})", o.symbol, paths, core);
        finding.fix = replaced ? "Call super() and change its response or its values; for another page, use a path of your own."
                      : o.calls_super == Super::sometimes ? "Check that skipping super there is meant: the paths without it make their own checks of access and input."
                                                          : "Nothing.";
        findings.push_back(std::move(finding));
    }
}

}  // namespace

DRIFTLINE_RULE(route_overridden) = {
    "DL107", "route-overridden", Severity::warning,
    "A controller's route of the core is overridden",
    "A controller that answers in the core's place also takes over its checks of access, tokens and input, and keeps none of their later fixes. With super it is "
    "information.",
    "Call super() and change its response or its rendering values; serve another page under a path of your own.",
    "```python\nclass Shop(WebsiteSale):\n    @http.route()\n    def cart(self, **post):\n        return request.render('acme.cart')\n```\n",
    check};

}  // namespace driftline

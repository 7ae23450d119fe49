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

// Two controllers that know nothing of each other.
void tell_rivals(const Program& program, const Override& o, const std::string& paths, Finding& finding) {
    const std::string_view theirs = module_name(program, o.core.module);
    const std::string there = program.world.in_closure(o.module, o.core.module) ? std::string() : fmt::format("where {} is installed, ", theirs);
    const std::string both = fmt::format("the path of {}{} is also that of {} ({}), and neither controller inherits the other", o.symbol, paths, whose(o), where(program, o.core));
    finding.effect = Effect::silent;
    finding.severity = o.path == PathHolder::unknown ? Severity::info : Severity::warning;
    if (o.path == PathHolder::unknown) {
        finding.certainty = Certainty::unknown;
        finding.message = fmt::format("{}: which of them answers depends on the order of their rules and on the verbs they take", both);
    } else {
        const bool ours = o.path == PathHolder::ours;
        finding.message = fmt::format("{}; rules are tried in the order of the modules' names: {}{}", both, there,
                                      ours ? fmt::format("{}'s page is never served", whose(o)) : std::string("this method is never called"));
    }
    finding.fix = there.empty() ? "Inherit that controller and override its method, or serve your page under a path of your own."
                                : fmt::format("Depend on {}, inherit that controller and override its method; or serve your page under a path of your own.", theirs);
}

// Beside the override or in the register somebody wrote why.
bool explained(const Program& program, const Override& o, const CheckOptions& options) {
    const EvidenceLevel level = options.evidence ? options.evidence->of(size_t(&o - program.overrides.data())).level : EvidenceLevel::none;
    return level == EvidenceLevel::comment || level == EvidenceLevel::register_;
}

void check(const Program& program, const CheckOptions& options, std::vector<Finding>& findings) {
    const Facts& facts = program.world.facts;
    for (const auto& o : program.overrides) {
        if (o.kind != SymbolKind::route || o.behaviour == Behaviour::patches) continue;
        Finding finding = begin_finding(program, o);
        const bool replaced = o.calls_super != Super::always && o.calls_super != Super::sometimes;
        finding.severity = replaced ? Severity::warning : Severity::info;
        finding.effect = Effect::silent;
        const std::string paths = paths_text(facts, o.core.row);
        if (o.path != PathHolder::inherited) {
            tell_rivals(program, o, paths, finding);
            findings.push_back(std::move(finding));
            continue;
        }
        const std::string core = where(program, o.core);
        if (o.calls_super == Super::sometimes) finding.message = fmt::format("the route {}{} calls super only on some paths ({})", o.symbol, paths, core);
        else if (replaced) finding.message = fmt::format("the route {}{} is taken over: no path calls super, so {}'s page ({}) is never served", o.symbol, paths, whose(o), core);
        else finding.message = fmt::format("the route {}{} is extended ({})", o.symbol, paths, core);
        finding.fix = replaced && explained(program, o, options) ? fmt::format("Compare it with {}'s at each upgrade: its checks of access and input are yours now.", whose(o))
                      : replaced ? "Call super() and change its response or its values; for another page, use a path of your own."
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
    "information. Of two controllers that declare one path and do not inherit each other, the one whose module's name sorts first answers.",
    "Call super() and change its response or its rendering values; serve another page under a path of your own.",
    "```python\nclass Shop(WebsiteSale):\n    @http.route()\n    def cart(self, **post):\n        return request.render('acme.cart')\n```\n",
    check};

}  // namespace driftline

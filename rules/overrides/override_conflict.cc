#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "rules/support.h"

namespace driftline {

namespace {

// The definition that runs first: the one of the module loaded last. It hides the others.
bool loads_later(const Program& program, const Override* a, const Override* b) {
    return program.world.modules[a->module].load_order > program.world.modules[b->module].load_order;
}

void report(const Program& program, std::vector<const Override*> rivals, std::vector<Finding>& findings) {
    std::stable_sort(rivals.begin(), rivals.end(), [&](const Override* a, const Override* b) { return loads_later(program, a, b); });
    const Override& winner = *rivals.front();
    std::vector<std::string> hidden;
    Finding finding = begin_finding(program, winner);
    for (const Override* rival : rivals)
        if (rival->module != winner.module) {
            hidden.push_back(where(program, rival->custom));
            finding.related.push_back(related_to(program, rival->custom, "replaces it too"));
        }
    if (hidden.empty()) return;
    const bool ordered = std::all_of(rivals.begin(), rivals.end(), [&](const Override* r) { return program.world.in_closure(winner.module, r->module); });
    finding.severity = Severity::warning;
    finding.certainty = ordered ? Certainty::exact : Certainty::likely;
    finding.effect = Effect::silent;
    finding.message = fmt::format("{} is replaced by {} modules: {} is loaded last, so {} never {}{}", winner.symbol, 1 + hidden.size(), module_name(program, winner.module),
                                  listed(hidden, 3), hidden.size() == 1 ? "runs" : "run", ordered ? "" : "; nothing but their names fixes that order");
    finding.fix = "Call super() in both, or keep one replacement and let the other module depend on it.";
    findings.push_back(std::move(finding));
}

void check(const Program& program, const CheckOptions&, std::vector<Finding>& findings) {
    std::map<std::pair<SymbolKind, std::string_view>, std::vector<const Override*>> by_symbol;
    for (const auto& o : program.overrides) {
        const bool code = o.kind == SymbolKind::method || o.kind == SymbolKind::route || o.kind == SymbolKind::python;
        const bool replaces = o.behaviour != Behaviour::extends && (o.calls_super == Super::none || o.behaviour == Behaviour::patches);
        if (code && replaces && o.path == PathHolder::inherited && !runs_while_loading(o)) by_symbol[{o.kind, o.symbol}].push_back(&o);
    }
    for (auto& [symbol, rivals] : by_symbol)
        if (rivals.size() > 1) report(program, std::move(rivals), findings);
}

}  // namespace

DRIFTLINE_RULE(override_conflict) = {
    "DL112", "override-conflict", Severity::warning,
    "Two custom modules replace the same symbol, and neither calls super",
    "Only the module that is loaded last has its way; the other one's code never runs. Which one that is may hang on nothing but the order of their names.",
    "Call super() in both, or make one depend on the other and drop one replacement.",
    "", check};

}  // namespace driftline

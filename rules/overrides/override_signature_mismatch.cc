#include <fmt/format.h>

#include "rules/overrides/core_calls.h"
#include "rules/support.h"

namespace driftline {

namespace {

void check_override(const Program& program, const Override& o, const CoreCalls& calls, std::vector<Finding>& findings) {
    const World& world = program.world;
    const MethodRow &ours = world.facts.methods[o.custom.row], &core = world.facts.methods[o.core.row];
    const std::string model = model_of(o);
    for (const Index row : calls.of(model, world.str(ours.name))) {
        const UseRow& use = world.facts.uses[row];
        const CallShape call = shape_of(world.facts, use);
        const std::string misfit = signature_of(world.facts, ours).misfit(call);
        const Index caller = world.module_of(use.at);
        // A call the core's own definition cannot take means another method; a caller out of reach may never run beside ours.
        if (misfit.empty() || !signature_of(world.facts, core).misfit(call).empty() || (caller != no_row && !world.in_closure(o.module, caller))) continue;
        Finding finding = begin_finding(program, o);
        const SymbolRef site{SymbolRef::Column::none, no_row, caller, use.at};
        finding.severity = capped(Severity::error, o);
        finding.effect = Effect::crash_run;
        finding.message = fmt::format("{} {}, but {} calls it {} at {}: that call now fails with a TypeError", o.symbol, misfit, whose(o), called_how(misfit), where(program, site));
        finding.fix = fmt::format("Take the core's parameters: ({}).", shown_parameters(world.str(core.params)));
        finding.related.push_back(related_to(program, site, "the call that no longer fits"));
        findings.push_back(std::move(finding));
        return;
    }
}

void check(const Program& program, const CheckOptions&, std::vector<Finding>& findings) {
    const Facts& facts = program.world.facts;
    std::vector<const Override*> candidates;
    std::set<std::string_view> methods;
    for (const auto& o : program.overrides) {
        if (o.kind != SymbolKind::method || o.custom.column != SymbolRef::Column::method || o.core.column != SymbolRef::Column::method) continue;
        const MethodRow &ours = facts.methods[o.custom.row], &core = facts.methods[o.core.row];
        if (ours.params == core.params || (ours.flags | core.flags) & method_property) continue;
        candidates.push_back(&o);
        methods.insert(facts.str(ours.name));
    }
    if (candidates.empty()) return;
    const CoreCalls calls{program, calls_not_ours(program), methods};
    for (const Override* o : candidates) check_override(program, *o, calls, findings);
}

}  // namespace

DRIFTLINE_RULE(override_signature_mismatch) = {
    "DL111", "override-signature-mismatch", Severity::error,
    "An override cannot take the arguments the core calls it with",
    "The core's own call fails with a TypeError as soon as that path is used. Renamed positional and added optional parameters are harmless and not reported: "
    "only a call in the core that no longer fits is.",
    "Declare the parameters the core's definition has; pass on what you do not use.",
    "```python\n# the core: order._action_confirm(force=True)\ndef _action_confirm(self):          # takes no 'force'\n    return super()._action_confirm()\n```\n",
    check};

}  // namespace driftline

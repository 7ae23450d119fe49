#include <fmt/format.h>

#include <map>
#include <set>

#include "rules/overrides/signature.h"
#include "rules/support.h"

namespace driftline {

namespace {

// The core's own calls, by (model, method), where the receiver's model is certain.
class CoreCalls {
public:
    CoreCalls(const Program& program, const std::set<std::string_view>& wanted_methods) : program_{program} {
        const Facts& facts = program.world.facts;
        for (const auto& field : facts.fields)
            if (field.owner != no_row && field.comodel != no_name) comodels_.try_emplace({facts.classes[field.owner].model, field.name}, field.comodel);
        for (Index i = 0; i < facts.uses.size(); ++i) {
            const UseRow& use = facts.uses[i];
            if (use.kind != UseKind::call || use.flags & use_dynamic || use.root == no_name) continue;
            const std::string_view path = facts.str(use.path), method = path.substr(path.rfind('.') + 1);
            if (!wanted_methods.contains(method) || program.world.custom(program.world.module_of(use.at)) || !loaded(program, use.at)) continue;
            if (const Name model = receiver(use.root, path); model != no_name) calls_.emplace(std::pair{facts.str(model), method}, i);
        }
    }
    auto of(std::string_view model, std::string_view method) const { return calls_.equal_range({model, method}); }

private:
    // The model of what stands before the last step; no_name as soon as a step is not a plain relational field of the model itself.
    Name receiver(Name model, std::string_view path) const {
        for (size_t dot = path.find('.'); dot != path.npos; path.remove_prefix(dot + 1), dot = path.find('.')) {
            const auto step = program_.world.facts.names.find(path.substr(0, dot));
            const auto next = step ? comodels_.find({model, *step}) : comodels_.end();
            if (next == comodels_.end()) return no_name;
            model = next->second;
        }
        return model;
    }

    const Program& program_;
    std::map<std::pair<Name, Name>, Name> comodels_;
    std::multimap<std::pair<std::string_view, std::string_view>, Index> calls_;
};

Signature signature(const Facts& facts, const MethodRow& method) { return {facts.str(method.params), !(method.flags & method_static)}; }

void check_override(const Program& program, const Override& o, const CoreCalls& calls, std::vector<Finding>& findings) {
    const World& world = program.world;
    const MethodRow &ours = world.facts.methods[o.custom.row], &core = world.facts.methods[o.core.row];
    const std::string model = model_of(o);
    for (auto [at, end] = calls.of(model, world.str(ours.name)); at != end; ++at) {
        const UseRow& use = world.facts.uses[at->second];
        const CallShape call = shape_of(world.facts, use);
        const std::string misfit = signature(world.facts, ours).misfit(call);
        const Index caller = world.module_of(use.at);
        // A call the core's own definition cannot take means another method; a caller out of reach may never run beside ours.
        if (misfit.empty() || !signature(world.facts, core).misfit(call).empty() || (caller != no_row && !world.in_closure(o.module, caller))) continue;
        Finding finding = begin_finding(program, o);
        const SymbolRef site{SymbolRef::Column::none, no_row, caller, use.at};
        finding.severity = capped(Severity::error, o);
        finding.effect = Effect::crash_run;
        finding.message = fmt::format("{} {}, but {} calls it so at {}: that call now fails with a TypeError", o.symbol, misfit, whose(o), where(program, site));
        finding.fix = fmt::format("Take the core's parameters: ({}).", world.str(core.params));
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
    const CoreCalls calls{program, methods};
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

#include <fmt/format.h>

#include <map>
#include <set>

#include "rules/overrides/core_calls.h"
#include "rules/upgrade/gone.h"
#include "rules/upgrade/override_signatures.h"
#include "rules/upgrade/removed_methods.h"

namespace driftline {

namespace {

Signature signature(const Facts& facts, Index method) { return signature_of(facts, facts.methods[method]); }

// Definitions of a method by name in the target, for those that some call of ours does not fit.
class Definitions {
public:
    Definitions(const Program& target, const std::map<Name, std::vector<Index>>& wanted) : target_{target}, by_name_{wanted} {
        for (Index m = 0; m < target.world.facts.methods.size(); ++m)
            if (const auto hit = by_name_.find(target.world.facts.methods[m].name); hit != by_name_.end() && target.world.facts.methods[m].owner != no_row) hit->second.push_back(m);
    }
    // Does one that `module` can see, of the same model as `first`, take the call?
    // super() asks for none of ours.
    bool any_fits(Index module, Index first, Name model, const CallShape& call, bool super) const {
        const Facts& facts = target_.world.facts;
        const Name declared = facts.classes[facts.methods[first].owner].model;
        for (const Index m : by_name_.at(facts.methods[first].name)) {
            const Name owner = facts.classes[facts.methods[m].owner].model;
            const Index provider = target_.world.module_of(facts.methods[m].at);
            if (super && target_.world.custom(provider)) continue;
            if ((owner != model && owner != declared) || !loaded(target_, facts.methods[m].at) || (provider != no_row && !target_.world.in_closure(module, provider))) continue;
            if (signature(facts, m).misfit(call).empty()) return true;
        }
        return false;
    }

private:
    const Program& target_;
    std::map<Name, std::vector<Index>> by_name_;
};

struct Misfit { const Link *link, *target; CallShape call; std::string text; };

bool is_call(const UseRow& use) { return use.kind == UseKind::call || use.kind == UseKind::super_call; }

std::vector<Misfit> misfits(const Upgrade& upgrade) {
    std::vector<Misfit> found;
    const Facts &before = upgrade.current.world.facts, &after = upgrade.target.world.facts;
    for (const Link& link : upgrade.current.links) {
        const UseRow& use = before.uses[link.use];
        if (!is_call(use) || use.flags & use_guarded || link.outcome != Outcome::bound || link.target.column != SymbolRef::Column::method || !comparable(upgrade, link.target)) continue;
        const Link* target = upgrade.link(link);
        if (!target || target->outcome != Outcome::bound || target->target.column != SymbolRef::Column::method) continue;
        const MethodRow &then = after.methods[target->target.row], &now = before.methods[link.target.row];
        if (after.str(then.params) == before.str(now.params) || (then.flags | now.flags) & method_property) continue;
        // A path whose last step is no call of ours: what stops on the way is Python's business.
        const std::string_view path = before.str(use.path);
        if (path.substr(path.rfind('.') + 1) != before.str(now.name)) continue;
        const CallShape call = shape_of(before, use);
        std::string text = signature(after, target->target.row).misfit(call);
        if (text.empty() || !signature(before, link.target.row).misfit(call).empty()) continue;
        found.push_back({&link, target, call, std::move(text)});
    }
    return found;
}

void compare(const Upgrade& upgrade, const CheckOptions& options, std::vector<Finding>& findings) {
    const auto all = misfits(upgrade);
    const Facts& after = upgrade.target.world.facts;
    std::map<Name, std::vector<Index>> names;
    for (const Misfit& one : all) names[after.methods[one.target->target.row].name];
    if (names.empty()) return;
    const Definitions definitions{upgrade.target, names};
    std::set<std::pair<Index, uint32_t>> told;   // DL302, with what they pass to super()
    for (const Finding& finding : signature_changes(upgrade))
        for (const Place& place : finding.places) told.emplace(place.at.file, place.at.begin);
    for (const Misfit& one : all) {
        const At& at = upgrade.current.world.facts.uses[one.link->use].at;
        if (told.contains({at.file, at.begin})) continue;
        const Index callee = one.target->target.row;
        if (after.methods[callee].owner != no_row && definitions.any_fits(one.target->module, callee, one.target->owner, one.call, upgrade.current.world.facts.uses[one.link->use].kind == UseKind::super_call)) continue;
        const std::string symbol = fmt::format("{}.{}", upgrade.target.world.str(one.target->owner), after.str(after.methods[callee].name));
        Finding finding = begin_finding(one.link->module, SymbolKind::method, symbol, upgrade.current.world.facts.uses[one.link->use].at);
        finding.cause = one.text;
        if (const MethodRow* ours = hands_on(upgrade, upgrade.current.world.facts.uses[one.link->use], signature(after, callee))) finding.places.emplace_back().at = ours->at;
        finding.certainty = std::max(one.target->certainty, receiver_certainty(upgrade.current.world.facts.uses[one.link->use], one.target->step));
        finding.severity = by_certainty(finding.certainty);
        finding.effect = Effect::crash_run;
        finding.message = fmt::format("{} {} in {} ({}): the call fails with a TypeError{}", symbol, one.text, then(upgrade), where(upgrade.target, one.target->target),
                                      had_it(upgrade, one.link->target));
        finding.fix = fmt::format("Its parameters are now ({}).", shown_parameters(after.str(after.methods[callee].params)));
        finding.related.push_back(related_to(upgrade.current, one.link->target, "is defined here"));
        finding.related.push_back(related_then(upgrade, one.target->target, "is defined here then"));
        weigh_dead_code(upgrade, options, upgrade.current.world.facts.uses[one.link->use], finding);
        findings.push_back(std::move(finding));
    }
}

}  // namespace

DRIFTLINE_RULE(call_signature_changed) = {
    "DL310", "call-signature-changed", Severity::error,
    "A call of a core method no longer fits any of its definitions",
    "The call fits the definition of today and none of those the target has: it fails with a TypeError. New optional parameters and renamed positional ones are harmless and "
    "not reported. Where what is called was inferred, this is a warning.",
    "Pass what the target's definition takes.",
    "```python\nself.env['bus.bus']._sendone(channel, {'a': 1})     # 16.0: also takes the notification's type\n```\n",
    nullptr, compare};

}  // namespace driftline

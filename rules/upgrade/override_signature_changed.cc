#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "model/judged.h"
#include "rules/overrides/core_calls.h"
#include "rules/upgrade/override_signatures.h"
#include "rules/upgrade/sides.h"

namespace driftline {

namespace {

struct Candidate { Override now, then; };

// A call in the core that ours cannot take and the core's definition can: the use and what does not fit.
struct Misfit { Index use = no_row; std::string what; };

bool comparable(const Facts& facts, const Override& o) {
    return o.kind == SymbolKind::method && o.custom.column == SymbolRef::Column::method && o.core.column == SymbolRef::Column::method &&
           !((facts.methods[o.custom.row].flags | facts.methods[o.core.row].flags) & method_property);
}

std::optional<Misfit> misfit(const Program& program, const Override& o, const CoreCalls& calls) {
    const World& world = program.world;
    const MethodRow &ours = world.facts.methods[o.custom.row], &core = world.facts.methods[o.core.row];
    const Signature taken = signature_of(world.facts, ours), given = signature_of(world.facts, core);
    std::set<std::string> models{model_of(o), std::string(model_defining(program, o.core))};
    for (const std::string& model : models)
        for (const Index row : calls.of(model, world.str(ours.name))) {
            const UseRow& use = world.facts.uses[row];
            const Index caller = world.module_of(use.at);
            const CallShape call = shape_of(world.facts, use);
            // A call that the core's own definition cannot take means another method; a caller out of reach may never run beside ours.
            if (!given.misfit(call).empty() || (caller != no_row && !world.in_closure(o.module, caller))) continue;
            if (std::string what = taken.misfit(call); !what.empty()) return Misfit{row, std::move(what)};
        }
    return std::nullopt;
}

Finding begin(const Upgrade& upgrade, const Candidate& c) {
    Finding finding = begin_finding(upgrade.current, c.now);
    const Facts &before = upgrade.current.world.facts, &after = upgrade.target.world.facts;
    if (!finding.related.empty()) finding.related.front().text = fmt::format("{}: ({})", today(upgrade), shown_parameters(before.str(before.methods[c.now.core.row].params)));
    finding.related.push_back(related_then(upgrade, c.then.core, fmt::format("{}: ({})", then(upgrade), shown_parameters(after.str(after.methods[c.then.core.row].params)))));
    finding.diff = method_diff(upgrade, c.now.core, c.then.core);
    finding.effect = Effect::crash_run;
    finding.fix = fmt::format("Take the target's parameters: ({}).", shown_parameters(after.str(after.methods[c.then.core.row].params)));
    return finding;
}

void by_calls(const Upgrade& upgrade, const Candidate& c, const Misfit& found, std::vector<Finding>& findings) {
    const World& world = upgrade.target.world;
    const At& at = world.facts.uses[found.use].at;
    const SymbolRef site{SymbolRef::Column::none, no_row, world.module_of(at), at};
    Finding finding = begin(upgrade, c);
    finding.severity = capped(Severity::error, c.now);
    finding.message = fmt::format("{} {}, but {} calls it {} at {}: that call fails with a TypeError", c.now.symbol, found.what, then(upgrade), called_how(found.what), where(upgrade.target, site));
    finding.related.push_back(related_then(upgrade, site, "the call that no longer fits"));
    findings.push_back(std::move(finding));
}

// A parameter that ours and the target's definition both take, at different places: who passes it by position passes ours something else.
struct Moved { std::string_view name; size_t ours = 0, theirs = 0; };

std::optional<Moved> moved(const Signature& ours, const Signature& now, const Signature& then) {
    for (const std::string_view name : ours.positional()) {
        const size_t here = ours.position(name), there = then.position(name);
        if (there != 0 && there != here && now.position(name) == here) return Moved{name, here, there};
    }
    return std::nullopt;
}

std::string_view ordinal(size_t position) {
    static constexpr std::string_view words[] = {"", "first", "second", "third", "fourth", "fifth", "sixth"};
    return position < std::size(words) ? words[position] : "later";
}

// The first call of the target's core that passes at least so many arguments by position.
std::optional<Index> positional_call(const Program& program, const Override& o, const CoreCalls& calls, size_t positions) {
    const World& world = program.world;
    for (const std::string& model : {model_of(o), std::string(model_defining(program, o.core))})
        for (const Index row : calls.of(model, world.str(world.facts.methods[o.custom.row].name))) {
            const UseRow& use = world.facts.uses[row];
            const Index caller = world.module_of(use.at);
            if (use.arguments != 255 && use.arguments >= positions && (caller == no_row || world.in_closure(o.module, caller))) return row;
        }
    return std::nullopt;
}

void by_position(const Upgrade& upgrade, const Candidate& c, const CoreCalls& calls, std::vector<Finding>& findings) {
    const Facts &before = upgrade.current.world.facts, &after = upgrade.target.world.facts;
    const MethodRow& core = after.methods[c.then.core.row];
    const Signature target = signature_of(after, core);
    const auto found = moved(signature_of(after, after.methods[c.then.custom.row]), signature_of(before, before.methods[c.now.core.row]), target);
    if (!found) return;
    const auto call = positional_call(upgrade.target, c.then, calls, std::min(found->ours, found->theirs));
    const size_t certain = target.least_call().positional;
    if (!call && (found->theirs > certain || found->ours > certain)) return;   // optional ones are mostly passed by name
    Finding finding = begin(upgrade, c);
    finding.severity = call ? capped(Severity::error, c.now) : Severity::warning;
    finding.certainty = call ? Certainty::exact : Certainty::likely;
    finding.message = fmt::format("{} takes '{}' as its {} argument, but {} passes it as the {} ({}): the override works with the wrong values, and so does its super()", c.now.symbol,
                                  found->name, ordinal(found->ours), then(upgrade), ordinal(found->theirs), where(upgrade.target, c.then.core));
    findings.push_back(std::move(finding));
}

// What ours requires, the target only allows: callers mostly pass it all the same.
bool only_optional_now(const Signature& ours, const Signature& target, const CallShape& least) {
    CallShape call = least;
    for (std::string what = ours.misfit(call); !what.empty(); what = ours.misfit(call)) {
        const size_t quote = what.find('\'');
        if (!what.starts_with("needs '")) return false;
        const std::string name = what.substr(quote + 1, what.size() - quote - 2);
        const auto names = ours.names();
        const auto known = std::find(names.begin(), names.end(), name);
        if (!target.takes(name) || known == names.end() || std::find(call.keywords.begin(), call.keywords.end(), *known) != call.keywords.end()) return false;
        call.keywords.push_back(*known);
    }
    return true;
}

// No call is known for certain, but whoever calls the target's definition has to pass what it needs.
void by_definition(const Upgrade& upgrade, const Candidate& c, const CoreCalls& calls, std::vector<Finding>& findings) {
    const Facts& facts = upgrade.target.world.facts;
    const MethodRow& core = facts.methods[c.then.core.row];
    const Signature target = signature_of(facts, core), ours = signature_of(facts, facts.methods[c.then.custom.row]);
    const CallShape least = target.least_call();
    const std::string what = ours.misfit(least);
    const MethodRow& before = upgrade.current.world.facts.methods[c.now.core.row];
    if (only_optional_now(ours, target, least) || positional_call(upgrade.target, c.then, calls, 0)) return;   // the calls that are known fit
    // Today's callers pass as much: then it is not the upgrade that breaks ours.
    if (what.empty() || !ours.misfit(signature_of(upgrade.current.world.facts, before).least_call()).empty()) return;
    Finding finding = begin(upgrade, c);
    finding.severity = Severity::warning;
    finding.certainty = Certainty::likely;
    finding.message = fmt::format("{} {}, but {} defines it with ({}) ({}): a call made for that fails with a TypeError", c.now.symbol, what, then(upgrade), shown_parameters(facts.str(core.params)),
                                  where(upgrade.target, c.then.core));
    findings.push_back(std::move(finding));
}

// Nobody's call is known to break, but ours of super() does.
void by_super(const Upgrade& upgrade, const Candidate& c, const std::string& what, const UseRow& call, const Signature& target, std::vector<Finding>& findings) {
    Finding finding = begin(upgrade, c);
    finding.severity = capped(Severity::error, c.now);
    finding.places = {};
    finding.places.emplace_back().at = call.at;
    if (const MethodRow* ours = hands_on(upgrade, call, target)) finding.places.emplace_back().at = ours->at;
    finding.message = fmt::format("{} {} in {} ({}), but the override passes it so to super(): that call fails with a TypeError", c.now.symbol, what, then(upgrade),
                                  where(upgrade.target, c.then.core));
    findings.push_back(std::move(finding));
}

class Check {
public:
    explicit Check(const Upgrade& upgrade) : upgrade_{upgrade}, before_{upgrade.current.world.facts}, after_{upgrade.target.world.facts} {}

    void operator()(std::vector<Finding>& findings) {
        gather();
        if (candidates_.empty()) return;
        const CoreCalls today_calls{upgrade_.current, calls_now(upgrade_), methods_now_}, later_calls{upgrade_.target, calls_then(upgrade_), methods_then_};
        for (const Candidate& c : candidates_)
            if (!misfit(upgrade_.current, c.now, today_calls)) check(c, later_calls, findings);   // else broken today: DL111
    }

private:
    void gather() {
        for (const auto& o : upgrade_.current.overrides) {
            const Override* there = comparable(before_, o) && in_both(upgrade_, o.module) ? upgrade_.override_(o) : nullptr;
            if (there == nullptr || !comparable(after_, *there)) continue;
            Candidate c{over_upstream(upgrade_.current, o), over_upstream(upgrade_.target, *there)};
            if (!c.now.core || !c.then.core || !comparable(before_, c.now) || !comparable(after_, c.then)) continue;
            const MethodRow &ours = after_.methods[there->custom.row], &core = after_.methods[c.then.core.row];
            if (ours.params == core.params) continue;
            if (!depends_on_core(upgrade_.target, c.then) && core.super != Super::none) continue;   // somebody else's override, not what ours overrides
            methods_now_.insert(before_.str(before_.methods[o.custom.row].name));
            methods_then_.insert(after_.str(ours.name));
            candidates_.push_back(std::move(c));
            super_calls_[o.custom.row];
        }
        for (Index u = first_judged(upgrade_.current.world, before_.uses); u < before_.uses.size(); ++u)
            if (const UseRow& use = before_.uses[u]; use.kind == UseKind::super_call && use.scope != no_row && use.path == before_.methods[use.scope].name)
                if (const auto ours = super_calls_.find(use.scope); ours != super_calls_.end()) ours->second.push_back(&use);
    }

    void check(const Candidate& c, const CoreCalls& calls, std::vector<Finding>& findings) const {
        const size_t known = findings.size();
        if (const auto found = misfit(upgrade_.target, c.then, calls)) by_calls(upgrade_, c, *found, findings);
        else by_definition(upgrade_, c, calls, findings);
        if (findings.size() == known) by_position(upgrade_, c, calls, findings);
        const Signature old = signature_of(before_, before_.methods[c.now.core.row]), target = signature_of(after_, after_.methods[c.then.core.row]);
        for (const UseRow* use : super_calls_.at(c.now.custom.row)) {
            const CallShape call = shape_of(before_, *use);
            const std::string what = target.misfit(call);
            const bool fails = !what.empty() && old.misfit(call).empty();
            if (findings.size() > known) findings.back().places.emplace_back().at = use->at;   // where the parameters change, what is passed on does, too
            else if (fails) by_super(upgrade_, c, what, *use, target, findings);
        }
    }

    const Upgrade& upgrade_;
    const Facts &before_, &after_;
    std::vector<Candidate> candidates_;
    std::set<std::string_view> methods_now_, methods_then_;
    std::map<Index, std::vector<const UseRow*>> super_calls_;   // by the override they stand in
};

struct Found { std::vector<Finding> findings; };

void compare(const Upgrade& upgrade, const CheckOptions&, std::vector<Finding>& findings) { findings = signature_changes(upgrade); }

}  // namespace

const std::vector<Finding>& signature_changes(const Upgrade& upgrade) {
    const auto find = [&] {
        Found found;
        Check{upgrade}(found.findings);
        return found;
    };
    return upgrade.memo.get<Found>(find).findings;
}

const MethodRow* hands_on(const Upgrade& upgrade, const UseRow& call, const Signature& target) {
    const Facts& facts = upgrade.current.world.facts;
    if (call.kind != UseKind::super_call || call.scope == no_row || facts.methods[call.scope].name != call.path) return nullptr;
    const Signature ours = signature_of(facts, facts.methods[call.scope]);
    const auto keywords = facts.items(call.keywords());
    const bool hands = std::any_of(keywords.begin(), keywords.end(), [&](Name name) { return ours.takes(facts.str(name)) && !target.takes(facts.str(name)); });
    return hands ? &facts.methods[call.scope] : nullptr;
}

DRIFTLINE_RULE(override_signature_changed) = {
    "DL302", "override-signature-changed", Severity::error,
    "An override cannot take the arguments that the target's core calls it with",
    "The core's method has other parameters in the target, and the core's own calls pass what the override does not take: they fail with a TypeError as soon as "
    "that path is used. Renamed positional and added optional parameters are harmless and not reported. A warning where no call is known for certain, but the "
    "target's definition cannot be called with what ours takes. What ours passes to super() is part of it.",
    "Declare the parameters of the target's definition; pass on what you do not use.",
    "```python\ndef _get_asset_content(self, files):      # 16.0: (self, files), 17.0: (self, bundle, assets)\n    return super()._get_asset_content(files)\n```\n",
    nullptr, compare};

}  // namespace driftline

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "model/judged.h"
#include "rules/knowledge/explained.h"
#include "rules/knowledge/table.h"
#include "rules/overrides/core_calls.h"
#include "rules/overrides/unbound.h"
#include "rules/upgrade/gone.h"
#include "rules/upgrade/removed_methods.h"
#include "rules/upgrade/renames.h"
#include "rules/upgrade/successor_reach.h"
#include "rules/upgrade/sides.h"

namespace driftline {

namespace {

// Of controllers' methods DL317 tells.
bool is_method(const Override& o) {
    return o.kind == SymbolKind::method && o.custom.column == SymbolRef::Column::method && o.core.column == SymbolRef::Column::method;
}

// Methods that custom code or data names: compute=, a button, a cron. They run whatever the core calls.
class NamedByUs {
public:
    explicit NamedByUs(const Program& program) {
        const Facts& facts = program.world.facts;
        for (const auto& link : program.links) {
            const UseRow& use = facts.uses[link.use];
            if (use.kind != UseKind::method && use.kind != UseKind::arch_method) continue;
            const std::string_view path = facts.str(use.path);
            names_[path.substr(path.find_last_of("./") + 1)].push_back({facts.str(link.owner), link.target});
        }
    }
    // On the override's model, on one that it gets the method from, or where nobody knows on which.
    bool contains(const Program& program, const Override& o, std::string_view name) const {
        const auto found = names_.find(name);
        return found != names_.end() && std::any_of(found->second.begin(), found->second.end(), [&](const auto& named) {
            const auto& [owner, target] = named;
            const bool reaches = target.column == o.custom.column && target.row == o.custom.row;
            return owner.empty() || reaches || owner == model_of(o) || std::any_of(o.chain.begin(), o.chain.end(), [&](const SymbolRef& s) { return model_defining(program, s) == owner; });
        });
    }
    bool contains(std::string_view name) const { return names_.contains(name); }

private:
    std::map<std::string_view, std::vector<std::pair<std::string_view, SymbolRef>>> names_;   // model and what it is bound to
};

// Names that our code calls, on whatever; calls of super() are none. What only tests call does not run.
std::set<std::string_view> called_by_us(const Program& program) {
    const Facts& facts = program.world.facts;
    std::set<std::string_view> names;
    Index file = no_row;   // rows stand by file
    bool test = false;
    for (Index u = first_judged(program.world, facts.uses); u < facts.uses.size(); ++u) {
        const UseRow& use = facts.uses[u];
        if (use.at.file != file) file = use.at.file, test = ("/" + path_in_module(program, file)).find("/tests/") != std::string::npos;
        if (test) continue;
        if (use.kind != UseKind::call && use.kind != UseKind::word) continue;
        const std::string_view path = facts.str(use.path);
        names.insert(path.substr(path.find_last_of("./") + 1));
    }
    return names;
}

// The framework runs it itself: another of its methods calls it.
bool run_by_framework(const Facts& facts, const std::map<std::string_view, Index>& methods, std::string_view name) {
    const std::string call = fmt::format(".{}(", name);
    return std::any_of(methods.begin(), methods.end(), [&](const auto& other) { return other.first != name && facts.source(facts.methods[other.second].body).find(call) != std::string::npos; });
}

// A loaded file of the core or a library calls the framework's method of that name, other than to go on from an override.
bool called_upstream(const Program& program, std::string_view name) {
    const Facts& facts = program.world.facts;
    const std::string call = fmt::format(".{}(", name);
    return std::any_of(facts.methods.begin(), facts.methods.end(), [&](const MethodRow& method) {
        if (program.world.custom(program.world.module_of(method.at)) || !loaded(program, method.at)) return false;
        const std::string text = facts.source(method.body);
        for (size_t at = text.find(call); at != text.npos; at = text.find(call, at + 1))
            if (!std::string_view{text}.substr(0, at).ends_with("super()")) return true;
        return false;
    });
}

class Check {
public:
    Check(const Upgrade& upgrade, const CheckOptions& options)
        : upgrade_{upgrade}, program_{upgrade.current}, facts_{program_.world.facts}, names_{names_then(upgrade)}, named_{program_}, called_{called_by_us(program_)},
          explained_{upgrade, options, {knowledge::MatchKind::method}} {}

    void operator()(RemovedMethods& found) {
        std::vector<Override> gone;
        std::set<std::string_view> methods;
        for (const auto& o : program_.overrides) {
            if (!is_method(o) || !in_both(upgrade_, o.module)) continue;
            Override of_core = over_upstream(program_, o);
            if (!of_core.core || !comparable(upgrade_, of_core.core) || !is_gone(of_core)) continue;
            gone.push_back(std::move(of_core));
            methods.insert(facts_.str(facts_.methods[o.custom.row].name));
        }
        add_gone_from_framework(gone);
        if (gone.empty()) return;
        for (const Link& link : program_.links) {
            const UseRow& use = facts_.uses[link.use];
            const bool calls = use.kind == UseKind::call || use.kind == UseKind::method;
            if (calls && !(use.flags & use_guarded) && link.outcome == Outcome::own && link.target.column == SymbolRef::Column::method) calls_.emplace(link.target.row, &link);
        }
        for (Index u = first_judged(program_.world, facts_.uses); u < facts_.uses.size(); ++u)
            if (const UseRow& use = facts_.uses[u]; use.kind == UseKind::super_call && use.scope != no_row && facts_.methods[use.scope].name == use.path) super_calls_.emplace(use.scope, use.at);
        find_elsewhere(methods);
        std::set<std::string_view> uncalled;   // by us
        for (const std::string_view name : methods)
            if (!called_.contains(name)) uncalled.insert(name);
        const CoreCalls calls{program_, calls_now(upgrade_), methods}, calls_later{upgrade_.target, calls_then(upgrade_), uncalled};
        for (const Override& o : gone) {
            const std::string_view name = facts_.str(facts_.methods[o.custom.row].name);
            if (o.core.module == no_row && !named_.contains(name) && !called_.contains(name) && !idle_today_.contains(name)) idle_today_[name] = !called_upstream(program_, name);
        }
        for (const Override& o : gone)
            if (!explained_.contains(o.custom.at)) describe(o, calls, calls_later, found);   // DL321 tells what is called instead
    }

private:
    // On models of our own, the framework's methods are no overrides to speak of, as long as the framework has them.
    void add_gone_from_framework(std::vector<Override>& gone) const {
        const auto before = framework_methods(program_), after = framework_methods(upgrade_.target);
        std::set<std::string_view> lost;
        for (const auto& [name, row] : before)
            if (!after.contains(name) && !name.starts_with("__")) lost.insert(name);
        std::map<std::string_view, bool> run;
        const auto runs = [&](std::string_view name) {
            const auto [known, asked] = run.try_emplace(name);
            if (asked) known->second = run_by_framework(facts_, before, name);
            return known->second;
        };
        std::set<Index> told;
        for (const auto& o : program_.overrides)
            if (o.custom.column == SymbolRef::Column::method) told.insert(o.custom.row);
        for (Index row = 0; row < facts_.methods.size() && !lost.empty(); ++row) {
            const MethodRow& ours = facts_.methods[row];
            const Index module = program_.world.module_of(ours.at);
            if (ours.owner == no_row || !lost.contains(facts_.str(ours.name)) || told.contains(row) || !program_.world.custom(module) || !in_both(upgrade_, module)) continue;
            const ClassRow& owner = facts_.classes[ours.owner];
            if (owner.model_kind == ModelKind::none || owner.model == no_name || !loaded(program_, ours.at)) continue;
            if (ours.super == Super::none && !runs(facts_.str(ours.name))) continue;   // a name that happens to be the same
            Override& o = gone.emplace_back();
            const Index theirs = before.at(facts_.str(ours.name));
            o.symbol = fmt::format("{}.{}", facts_.str(owner.model), facts_.str(ours.name));
            o.module = module;
            o.calls_super = ours.super;
            o.on_own_model = true;
            o.custom = {SymbolRef::Column::method, row, module, ours.at};
            o.core = {SymbolRef::Column::method, theirs, program_.world.module_of(facts_.methods[theirs].at), facts_.methods[theirs].at};
        }
    }

    // May be gone: nobody that ours depends on in the target defines it.
    bool is_gone(const Override& o) const {
        const bool closed = program_.world.modules[o.module].missing.empty();
        if (closed && !depends_on_core(program_, o)) return false;   // not what ours was written for
        if (const Override* there = upgrade_.override_(o)) return !lives(*there);
        // Of a model that is gone as a whole the reference to it tells.
        const std::string_view owner = model_defining(program_, o.core);
        return (owner.empty() || names_.model(owner)) && (o.on_own_model || names_.model(model_of(o)));
    }

    // In the target, somebody below ours and in its reach defines the method: the core, a library, the framework, or custom code
    // that calls no super.
    bool lives(const Override& there) const {
        const World& world = upgrade_.target.world;
        bool below = !depends_on_core(upgrade_.target, there);
        for (const SymbolRef& symbol : there.chain) {
            below = below || (symbol.column == there.core.column && symbol.row == there.core.row);
            if (!below || symbol.column != SymbolRef::Column::method || !(symbol.module == no_row || world.surely_installed(there.module, symbol.module))) continue;
            if (upstream(upgrade_.target, symbol.module) || world.facts.methods[symbol.row].super == Super::none) return true;
        }
        return false;
    }

    // Who in the target defines methods of these names, on which model, though not where ours would find it. What calls super
    // is an override itself, and may be as dead as ours.
    void find_elsewhere(const std::set<std::string_view>& methods) {
        const World& world = upgrade_.target.world;
        for (Index row = 0; row < world.facts.methods.size(); ++row) {
            const MethodRow& method = world.facts.methods[row];
            const Index module = world.module_of(method.at);
            if (method.owner == no_row || method.super != Super::none || module == no_row || !methods.contains(world.str(method.name)) || !upstream(upgrade_.target, module)) continue;
            const std::string_view model = world.str(world.facts.classes[method.owner].model);
            if (!model.empty() && loaded(upgrade_.target, method.at))
                elsewhere_.try_emplace({std::string(model), std::string(world.str(method.name))}, SymbolRef{SymbolRef::Column::method, row, module, method.at});
        }
    }

    // It runs, and does what it did, without anything of the core's around it.
    bool stands_alone(const Override& o) const {
        const MethodRow& ours = facts_.methods[o.custom.row];
        return o.calls_super == Super::none && (found_by_decorator(facts_, ours) || named_.contains(program_, o, facts_.str(ours.name)));
    }

    std::string what_to_rename(const Override& o, const Change& change, const std::string& owner) const {
        const std::string to_owner = change.to_owner == no_name ? owner : std::string(upgrade_.delta.str(change.to_owner));
        const std::string_view name = upgrade_.delta.str(change.to_name);
        const auto computes = [](const Facts& facts, const MethodRow& method) {
            const auto decorators = facts.items(method.decorators);
            return std::any_of(decorators.begin(), decorators.end(), [&](Name text) { return facts.str(text).starts_with("api.depends"); });
        };
        const Facts& then = upgrade_.target.world.facts;
        const auto there = names_.definitions(to_owner, name);
        const bool compute = std::any_of(there.begin(), there.end(), [&](const SymbolRef& symbol) { return symbol.column == SymbolRef::Column::method && computes(then, then.methods[symbol.row]); });
        if (compute && !computes(facts_, facts_.methods[o.core.row]))
            return fmt::format("{} computes a field: it runs whenever something changes that it depends on, and gives every record a value. Look whether the override is still needed; if it is, "
                               "extend {} with what may be done then, too.", name, name);
        if (stays(upgrade_, change)) return fmt::format("Look whether what the override adds belongs into {}{}.", name, other_parameters(upgrade_, facts_.methods[o.core.row], to_owner, name));
        return fmt::format("Rename the override to {}{}, and compare both bodies.", name, other_parameters(upgrade_, facts_.methods[o.core.row], to_owner, name));
    }

    void describe(const Override& o, const CoreCalls& calls, const CoreCalls& calls_later, RemovedMethods& found) const {
        if (stands_alone(o)) return;
        const std::string_view name = facts_.str(facts_.methods[o.custom.row].name);
        const auto there = elsewhere_.find({model_of(o), std::string(name)});
        std::string_view missing;
        if (there != elsewhere_.end() && upgrade_.target.world.surely_installed(upgrade_.module(o.module), there->second.module)) return;
        if (there != elsewhere_.end() && absence(upgrade_, o.module, missing) != Certainty::exact) return;   // a dependency nobody read brings it, most likely
        Finding finding = begin_finding(program_, o);
        finding.severity = capped(Severity::error, o);
        const std::string owner = std::string(model_defining(program_, o.core));
        const Change* change = upgrade_.delta.gone(SymbolKind::method, owner, name);
        if (change && (!is_convincing(upgrade_.delta, *change) || reach_of(upgrade_, o.module, *change).foreign)) change = nullptr;
        if (there != elsewhere_.end()) {
            const std::string_view provider = module_name(upgrade_.target, there->second.module);
            finding.message = fmt::format("in {}, {} is defined by {} only, which {} does not depend on", then(upgrade_), o.symbol, provider, module_name(program_, o.module));
            finding.related.push_back(related_then(upgrade_, there->second, "where it is now"));
        } else {
            finding.message = fmt::format("{} has no {} any more ({}: {}){}", then(upgrade_), o.symbol, today(upgrade_), where(program_, o.core),
                                          change && change->change == ChangeKind::renamed ? what_became(upgrade_, o.module, change) : "");   // what moved there calls super in vain, too
            finding.fix = change && change->change == ChangeKind::renamed ? what_to_rename(o, *change, owner) : std::string{"Find what does its work now, and move the code there; else delete it."};
        }
        const std::string_view advice = there == elsewhere_.end() ? knowledge::advice_about(upgrade_.target.world.framework, fmt::format("{}.{}", owner, name)) : std::string_view{};
        if (!advice.empty()) finding.fix = advice;
        if (change && there == elsewhere_.end() && change->to.line != 0)
            finding.related.push_back({Related::Role::target, std::string(upgrade_.delta.module(change->to)), std::string(upgrade_.delta.path(change->to)), "its likely successor", change->to.line});
        std::vector<Index> callers = calls.of(model_of(o), name);
        if (callers.empty()) callers = calls.of(owner, name);
        if (!callers.empty()) finding.message += fmt::format("; {} called it", places_of_calls(program_, callers, 2));
        if (o.calls_super != Super::none && o.calls_super != Super::not_applicable) {
            const bool by_framework = found_by_decorator(facts_, facts_.methods[o.custom.row]);
            const bool called = by_framework || named_.contains(program_, o, name) || called_.contains(name) || (there == elsewhere_.end() && !calls_later.of(model_of(o), name).empty());   // whoever calls it elsewhere finds the one that is there
            finding.effect = called ? Effect::crash_run : Effect::silent;
            finding.message += by_framework ? ": its decorator still has it run, and it fails at super()"
                               : called     ? ": the core no longer runs this override, and whatever else calls it fails at super()"
                                            : ": nothing that was read calls this override any more, and what it did no longer happens";
            if (!called && o.calls_super == Super::sometimes) finding.message += "; what it kept from super() now reaches the core's code";
            if (!called) found.dead.insert(o.custom.row);
            for (auto [at, end] = super_calls_.equal_range(o.custom.row); at != end; ++at) finding.places.emplace_back().at = at->second;
            for (auto [call, end] = calls_.equal_range(o.custom.row); call != end; ++call)
                if (call->second->module == o.module) finding.places.emplace_back().at = facts_.uses[call->second->use].at;
        } else {
            finding.effect = Effect::silent;
            finding.message += ": nothing of it happens any more, and as it never calls super, it does not fail itself";
            if (!called_.contains(name) && calls_later.of(model_of(o), name).empty()) found.dead.insert(o.custom.row);
        }
        if (const auto idle = idle_today_.find(name); idle != idle_today_.end() && idle->second && o.core.module == no_row && finding.effect == Effect::silent) {
            finding.severity = Severity::info;
            finding.message += fmt::format("; nothing in {} calls it either", today(upgrade_));
        }
        if (there != elsewhere_.end()) return found.moved.push_back({std::move(finding), there->second.module, ""});
        // What the framework called of its own, it calls no more, whatever a module that was not read has.
        if (o.core.module != no_row) weigh_absence(upgrade_, o.module, finding);
        found.gone.push_back(std::move(finding));
    }

    const Upgrade& upgrade_;
    const Program& program_;
    const Facts& facts_;
    const TargetNames& names_;
    const NamedByUs named_;
    const std::set<std::string_view> called_;
    const knowledge::Explained explained_;
    std::map<std::string_view, bool> idle_today_;   // of the framework's methods that ours do not call: nothing else does
    std::multimap<Index, At> super_calls_;   // by the method they stand in
    std::multimap<Index, const Link*> calls_;   // of ours, by the method of ours that they reach first
    std::map<std::pair<std::string, std::string>, SymbolRef> elsewhere_;   // target: model and method
};

void compare(const Upgrade& upgrade, const CheckOptions& options, std::vector<Finding>& findings) { findings = removed_methods(upgrade, options).gone; }

}  // namespace

const RemovedMethods& removed_methods(const Upgrade& upgrade, const CheckOptions& options) {
    return upgrade.memo.get<RemovedMethods>([&] {
        RemovedMethods found;
        Check{upgrade, options}(found);
        return found;
    });
}

void weigh_dead_code(const Upgrade& upgrade, const CheckOptions& options, const UseRow& use, Finding& finding) {
    if (use.is_data() || use.scope == no_row || finding.effect != Effect::crash_run || !removed_methods(upgrade, options).dead.contains(use.scope)) return;
    finding.effect = Effect::silent;
    finding.severity = Severity::info;
    constexpr std::string_view dead = "it stands in an override that nothing calls any more, and only fails where that is moved to";
    const std::string_view fails = consequence(Effect::crash_run);
    const size_t said = finding.message.find(fails);
    if (said == std::string::npos) finding.message += fmt::format("; {}", dead);
    else finding.message.replace(said, fails.size(), dead);
}

DRIFTLINE_RULE(overridden_method_removed) = {
    "DL301", "overridden-method-removed", Severity::error,
    "A method that is overridden is gone in the target",
    "The core calls another method now. An override that nothing calls goes on existing, and what it did stops without a word. One "
    "that is still called, and calls super, fails there. Methods that the framework finds by a decorator, or that custom code names itself, "
    "and that do not call super, go on working and are not reported.",
    "Move the code to the method that took its place; the message names it where the difference of the two cores tells.",
    "```python\ndef _onchange_quantity(self):      # 15.0 had it, 16.0 computes the price\n    super()._onchange_quantity()\n```\n",
    nullptr, compare};

}  // namespace driftline

#include "check/plan.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "check/plan_parts.h"
#include "check/rule.h"

namespace driftline {
namespace {

constexpr std::string_view unresolved_today = "DL116", redundant = "DL324";

class Planner {
public:
    Planner(const Upgrade& upgrade, const std::vector<Finding>& findings, const PlanInputs& inputs)
        : upgrade_(upgrade), world_(upgrade.current.world), target_(upgrade.target.world), findings_(findings), inputs_(inputs) {
        if (inputs.base == nullptr) return;
        for (const PlanModule& module : inputs.base->modules)
            if (wanted(module.name)) base_.emplace(module.name, &module);
    }

    Plan make() {
        for (const Finding& finding : findings_) {
            if (finding.rule->id == unresolved_today) ++plan_.broken_today;
            if (is_cause(finding)) causes_[finding.module].push_back(&finding);
            else if (finding.rule->id == redundant) redundant_[finding.module].push_back(&finding);
        }
        if (upgrade_.same_series()) plan_.bump = count_bump(upgrade_, findings_);
        for (Index m = 0; m < world_.modules.size(); ++m) {
            if (custom(m)) ours_.emplace(name(m));
            if (planned(m)) rows_.push_back(m);
        }
        for (const Index m : rows_) plan_.modules.push_back(module(m));
        if (!plan_.bump) {
            wait_for_others();
            if (inputs_.base != nullptr) compare_with_base();
        }
        order_modules(plan_.modules);
        add_up();
        return std::move(plan_);
    }

private:
    std::string_view name(Index m) const { return world_.str(world_.facts.modules[m].name); }
    bool custom(Index m) const { return world_.libraries[world_.modules[m].library].role == "custom"; }

    const PlanModule* at_base(const std::string& name) const {
        const auto found = base_.find(name);
        return found == base_.end() ? nullptr : found->second;
    }

    bool wanted(std::string_view name) const {
        return inputs_.only_modules.empty() || std::find(inputs_.only_modules.begin(), inputs_.only_modules.end(), name) != inputs_.only_modules.end();
    }

    bool planned(Index m) const {
        if (!custom(m) && !world_.modules[m].reported) return false;
        if (!wanted(name(m))) return false;
        // Of two folders with one module the one that goes on counts.
        const Index then = upgrade_.module(m);
        return !linked_elsewhere(target_, then) && (world_.modules[m].linked || target_.modules[then].linked || !linked_elsewhere(world_, m));
    }
    static bool linked_elsewhere(const World& world, Index m) {
        const auto linked = world.module_by_name.find(world.str(world.facts.modules[m].name));
        return linked != world.module_by_name.end() && linked->second != m && world.libraries[world.modules[linked->second].library].role == "custom";
    }

    PlanModule module(Index m) {
        const ModuleRow& row = world_.facts.modules[m];
        PlanModule made;
        made.name = world_.str(row.name);
        made.path = world_.str(row.path);
        made.version = world_.str(row.version);
        made.script_files = row.script_files;
        made.origin = world_.modules[m].origin;
        for (const Name dependency : world_.facts.items(row.depends)) made.needs.emplace_back(world_.str(dependency));
        if (const auto causes = causes_.find(m); causes != causes_.end())
            for (const Finding* cause : causes->second) count(*cause, made.causes);
        if (upgrade_.same_series()) return made;
        if (!settled(m, made)) judge(m, made);
        return made;
    }

    static void count(const Finding& cause, CauseCounts& counts) {
        switch (cause.effect) {
            case Effect::silent: ++counts.silent; break;
            case Effect::crash_install: ++counts.install; break;
            case Effect::crash_run: ++counts.run; break;
            default: ++counts.other; break;
        }
    }

    // What needs no reading of its code.
    bool settled(Index m, PlanModule& made) const {
        const ModuleInfo& today = world_.modules[m];
        const ModuleInfo& then = target_.modules[upgrade_.module(m)];
        const auto state = [&](PlanState value, std::string reason) {
            made.state = value;
            if (value == PlanState::ask_vendor || value == PlanState::drop) made.minutes = state_minutes(text(value));
            if (!reason.empty()) made.reasons.push_back(std::move(reason));
            return true;
        };
        if (inputs_.in_use && !inputs_.in_use(m)) return state(PlanState::drop, "not installed in the database");
        if (today.origin == Origin::foreign_series)
            return then.origin != Origin::foreign_series ? state(PlanState::done, "") : state(PlanState::not_judged, "version " + made.version + " is of another series");
        if (then.origin == Origin::core_copy)
            return state(PlanState::drop, today.origin == Origin::core_copy ? "the core's own module comes before this copy" : "the target's core has a module of this name");
        if (today.origin == Origin::not_installable || !today.linked) return state(PlanState::drop, "not installable");
        if (const auto copy = inputs_.copies.find(m); copy != inputs_.copies.end()) {
            made.upstream = copy->second;
            made.minutes = state_minutes("take-upstream");
            if (!copy->second.compared_with_target) made.minutes += state_minutes("take-upstream-edit") * copy->second.edits.size();
            return state(PlanState::take_upstream, "");
        }
        if (today.origin == Origin::app_store || today.origin == Origin::enterprise) return state(PlanState::ask_vendor, std::string(origin_text(today.origin)));
        return false;
    }

    void judge(Index m, PlanModule& made) const {
        std::vector<std::string> moved_on;
        for (std::string& name : missing(m)) (ours_.contains(name) ? moved_on : made.missing).push_back(std::move(name));
        if (!made.missing.empty()) made.reasons.push_back("needs " + listed(made.missing));
        if (!moved_on.empty()) made.reasons.push_back("builds on " + listed(moved_on) + ", not there for the core of today: --base REV reads it as it was");
        if (made.script_files > 0) made.reasons.push_back(std::to_string(made.script_files) + (made.script_files == 1 ? " script or asset file" : " script and asset files"));
        for (const auto& [what, minutes] : inputs_.effort.base) made.minutes += minutes;
        std::optional<Work> worst;
        if (const auto causes = causes_.find(m); causes != causes_.end())
            for (const Finding* cause : causes->second) {
                made.minutes += inputs_.effort.minutes_of(*cause);
                worst = std::max(worst.value_or(Work::mechanical), inputs_.effort.work_of(*cause));
            }
        const bool says_ported = made.version.starts_with(target_.version + ".");   // asked for by name, else it is not judged
        if (says_ported && !worst) {
            made.state = PlanState::done;
            made.reasons.clear();
            made.minutes = {};
            return;
        }
        if (worst && *worst != Work::mechanical) made.state = *worst == Work::review ? PlanState::review : PlanState::redesign;
        else if (!made.reasons.empty()) made.state = PlanState::not_judged;
        else if (worst) made.state = PlanState::mechanical;
        else made.state = PlanState::no_known_blocker;
        if (says_ported) made.reasons.push_back("its version says " + target_.version + ", but not all of it is ported");
        if (made.state != PlanState::no_known_blocker) return;
        made.minutes += state_minutes("no-known-blocker");
        const auto hits = redundant_.find(m);
        if (hits == redundant_.end() || !covers_all(world_.facts, m, hits->second)) return;
        made.state = PlanState::drop;
        made.reasons.emplace_back("the target has all of it itself");
        made.minutes = state_minutes("drop");
    }
    Minutes state_minutes(std::string_view state) const { return Effort::of(inputs_.effort.state, state); }

    // Modules it needs and nobody could read, on either side. One of the core's that the target has not is no gap but a cause.
    std::vector<std::string> missing(Index m) const {
        std::set<std::string> names;
        for (const Name one : world_.modules[m].missing) names.emplace(world_.str(one));
        for (const Name one : target_.modules[upgrade_.module(m)].missing) {
            const auto today = world_.module_by_name.find(target_.str(one));
            if (today == world_.module_by_name.end() || world_.modules[today->second].origin != Origin::core) names.emplace(target_.str(one));
        }
        return {names.begin(), names.end()};
    }

    static std::string listed(const std::vector<std::string>& names) {
        constexpr size_t most = 4;
        std::string all;
        for (size_t i = 0; i < names.size() && i < most; ++i) all += (i == 0 ? "" : ", ") + names[i];
        return names.size() > most ? all + " and " + std::to_string(names.size() - most) + " more" : all;
    }

    // Where the port has begun, "not installable" is how a module waits for its turn.
    void wait_for_others() {
        const bool begun = std::any_of(plan_.modules.begin(), plan_.modules.end(), [](const PlanModule& m) { return m.state == PlanState::done; });
        for (size_t i = 0; i < rows_.size(); ++i) {
            PlanModule& module = plan_.modules[i];
            if (world_.modules[rows_[i]].origin != Origin::not_installable) continue;
            const PlanModule* before = at_base(module.name);
            if (before != nullptr && before->state != PlanState::drop) take_over(*before, module);
            else if (begun && before == nullptr && inputs_.base == nullptr) {
                module.state = PlanState::not_judged;
                module.reasons = {"not installable while it waits to be ported: --base REV reads it as it was"};
            }
        }
    }

    void take_over(const PlanModule& before, PlanModule& module) const {
        std::vector<std::string> needs = std::move(module.needs);
        module = before;
        module.needs = std::move(needs);
        module.needed_by.clear();
        module.origin = Origin::not_installable;
        module.reasons.insert(module.reasons.begin(), "not installable now: judged as it was at " + inputs_.base_revision);
    }

    void compare_with_base() {
        Progress progress;
        progress.revision = inputs_.base_revision;
        std::set<std::string_view> now;
        for (const PlanModule& module : plan_.modules) {
            now.insert(module.name);
            const PlanModule* before = at_base(module.name);
            if (before == nullptr) progress.added.push_back(module.name);
            if (module.state == PlanState::done && (before == nullptr || before->state != PlanState::done)) progress.done.push_back(module.name);
        }
        for (const auto& [name, before] : base_) {
            ++progress.then[size_t(before->state)].modules;
            progress.then[size_t(before->state)].minutes += before->minutes;
            if (!now.contains(name)) progress.gone.emplace_back(name);
        }
        for (auto* names : {&progress.done, &progress.gone, &progress.added}) std::sort(names->begin(), names->end());
        plan_.progress = std::move(progress);
    }

    void add_up() {
        if (plan_.bump) return;
        for (const PlanModule& module : plan_.modules) {
            StateTotal& total = plan_.totals[size_t(module.state)];
            ++total.modules;
            total.minutes += module.minutes;
            if (module.state != PlanState::not_judged) plan_.minutes += module.minutes;
            const bool ours = module.state != PlanState::take_upstream && module.state != PlanState::ask_vendor && module.state != PlanState::drop && module.state != PlanState::done;
            if (ours) plan_.script_files += module.script_files;
        }
    }

    const Upgrade& upgrade_;
    const World& world_;
    const World& target_;
    const std::vector<Finding>& findings_;
    const PlanInputs& inputs_;
    std::map<Index, std::vector<const Finding*>> causes_, redundant_;
    std::map<std::string_view, const PlanModule*> base_;
    std::set<std::string, std::less<>> ours_;
    std::vector<Index> rows_;   // of plan_.modules, until they are put in order
    Plan plan_;
};

}  // namespace

std::string_view text(PlanState value) {
    static constexpr std::string_view words[plan_states] = {"take-upstream", "ask-vendor", "no-known-blocker", "mechanical", "review", "redesign", "not-judged", "drop", "done"};
    return words[size_t(value)];
}

std::string_view text(LocalEdit::Kind value) {
    switch (value) {
        case LocalEdit::Kind::changed: return "changed";
        case LocalEdit::Kind::added: return "added";
        case LocalEdit::Kind::removed: return "removed";
    }
    return "";
}

Plan make_plan(const Upgrade& upgrade, const std::vector<Finding>& findings, const PlanInputs& inputs) { return Planner(upgrade, findings, inputs).make(); }

}  // namespace driftline

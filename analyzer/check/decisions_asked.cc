#include "check/decisions_asked.h"

#include <algorithm>
#include <iterator>
#include <map>

#include "base/text.h"

namespace driftline {
namespace {

using Kind = DecisionAsked::Kind;

constexpr std::string_view core_conflict_rule = "DL323";

class Asker {
public:
    explicit Asker(const AskingAbout& about) : about_(about), world_(about.program.world) {}

    std::vector<DecisionAsked> ask() {
        redesigns();
        replaced_without_reason();
        decided_not_done();
        deletions();
        core_edits();
        access();
        vendors();
        reviews();
        weightiest_first();
        return std::move(asked_);
    }

private:
    std::string name(Index module) const { return std::string(world_.str(world_.facts.modules[module].name)); }
    bool counts(Index module) const { return module != no_row && (!about_.in_use || about_.in_use(module)); }
    std::string owner(std::string_view module) const {
        const auto found = world_.module_by_name.find(module);
        return found == world_.module_by_name.end() ? "" : about_.evidence.owner_of(found->second);
    }

    void redesigns() {
        if (about_.plan == nullptr) return;
        for (const PlanModule& module : about_.plan->modules)
            if (module.state == PlanState::redesign)
                asked_.push_back({Kind::redesign, module.name, owner(module.name), about_.by, module.minutes, module.causes.all(), "module/" + module.name, false});
    }

    // What it takes to bring the module along.
    std::optional<Minutes> minutes(Index module) const {
        if (about_.plan == nullptr || about_.plan->bump) return std::nullopt;
        const std::string wanted = name(module);
        for (const PlanModule& one : about_.plan->modules)
            if (one.name == wanted) return one.state == PlanState::not_judged ? std::nullopt : std::optional<Minutes>(one.minutes);
        return std::nullopt;
    }

    const RegisterEntry* entry(const Override& row) const { return about_.evidence.customizations().find(row.symbol, world_.str(world_.facts.modules[row.module].name)); }

    // Somebody has to say whether it stays, and the tree does not tell what for.
    void replaced_without_reason() {
        std::map<Index, uint64_t> modules;
        for (size_t i = 0; i < about_.program.overrides.size(); ++i) {
            const Override& row = about_.program.overrides[i];
            if (row.silent_same || !counts(row.module) || row.on_own_model || !replaces_standard(row) || says_why(about_.evidence.of(i))) continue;
            const RegisterEntry* known = entry(row);
            if (known == nullptr || known->decision == Decision::none) ++modules[row.module];
        }
        add(modules, [&](Index module, uint64_t count) {
            return DecisionAsked{Kind::keep_or_drop, name(module), about_.evidence.owner_of(module), about_.by, minutes(module), count, "module/" + name(module), false};
        });
    }

    void decided_not_done() {
        std::map<std::string, DecisionAsked> entries;
        for (const Override& row : about_.program.overrides) {
            const RegisterEntry* known = counts(row.module) ? entry(row) : nullptr;
            if (known == nullptr || (known->decision != Decision::drop && known->decision != Decision::upstream)) continue;
            DecisionAsked& one = entries[known->symbols.front()];
            if (one.count++ > 0) continue;
            one.kind = Kind::keep_or_drop;
            one.subject = known->symbols.front();
            one.owner = known->owner;
            one.by = known->review_by.empty() ? about_.by : known->review_by;
            one.link = "governance";
            one.registered = true;
        }
        for (auto& [symbol, one] : entries) asked_.push_back(std::move(one));
    }

    void deletions() {
        struct Found { uint64_t count = 0; std::optional<Minutes> cost; };
        std::map<std::string_view, Found> rules;
        for (const Finding& finding : about_.findings)
            for (const std::string_view rule : redundant_rules)
                if (finding.rule->id == rule && (finding.module == no_row || counts(finding.module))) {
                    Found& found = rules[rule];
                    ++found.count;
                    // Only where the table of efforts says how long it takes.
                    if (about_.effort != nullptr && about_.effort->rule.contains(rule)) found.cost = sum(found.cost, about_.effort->minutes_of(finding));
                }
        for (const auto& [rule, found] : rules) asked_.push_back({Kind::delete_, std::string(rule), "", about_.by, found.cost, found.count, "rule/" + std::string(rule), false});
    }

    // What the target has already needs no decision.
    void core_edits() {
        if (about_.core_edits == nullptr) return;
        const size_t open = about_.core_edits->count() - about_.core_edits->count(PatchFate::upstream);
        if (open > 0) asked_.push_back({Kind::core_edits, "", "", about_.by, edits_cost(), open, "governance-core", false});
    }

    // To carry them over: what applies is read once more, the rest is merged by hand. Unknown without a target.
    std::optional<Minutes> edits_cost() const {
        const CorePatches& edits = *about_.core_edits;
        if (about_.effort == nullptr || edits.count(PatchFate::unknown) > 0) return std::nullopt;
        const Minutes merge = Effort::of(about_.effort->rule, core_conflict_rule), read = Effort::of(about_.effort->mechanical, text(Effect::crash_run));
        return sum(merge * (edits.count(PatchFate::conflicts) + edits.count(PatchFate::file_gone)), read * edits.count(PatchFate::applies));
    }

    static Minutes sum(const std::optional<Minutes>& some, const Minutes& more) {
        Minutes all = some.value_or(Minutes());
        return all += more;
    }

    void weightiest_first() {
        const std::vector<DecisionGroup> groups = groups_of(asked_);
        std::vector<size_t> order(groups.size());
        for (size_t i = 0; i < order.size(); ++i) order[i] = i;
        std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return groups[a].cost.high > groups[b].cost.high; });
        std::vector<DecisionAsked> sorted;
        for (const size_t g : order) {
            const auto begin = asked_.begin() + std::ptrdiff_t(groups[g].first), end = begin + std::ptrdiff_t(groups[g].size);
            std::stable_sort(begin, end, [](const DecisionAsked& a, const DecisionAsked& b) { return (a.cost ? a.cost->high : -1) > (b.cost ? b.cost->high : -1); });
            std::move(begin, end, std::back_inserter(sorted));
        }
        asked_ = std::move(sorted);
    }

    void access() {
        std::map<std::string, uint64_t> missing;   // how much waits for it
        for (const auto& [module, count] : about_.program.ledger.missing_modules) missing[module] += count;
        if (about_.target != nullptr)
            for (const auto& [module, count] : about_.target->missing_modules) missing[module] += count;
        if (about_.plan != nullptr)
            for (const PlanModule& module : about_.plan->modules)
                for (const std::string& name : module.missing) missing[name] += 1;
        missing.erase("");   // a dependency whose name nobody could read
        if (missing.empty()) return;
        std::vector<std::string> names;
        for (const auto& [module, count] : missing) names.push_back(module);
        std::stable_sort(names.begin(), names.end(), [&](const auto& x, const auto& y) { return missing[x] > missing[y]; });
        asked_.push_back({Kind::access, listed(std::move(names)), "", about_.by, std::nullopt, missing.size(), "unseen", false});
    }

    void vendors() {
        if (about_.plan == nullptr) return;
        std::vector<std::string> names;
        Minutes cost;
        for (const PlanModule& module : about_.plan->modules)
            if (module.state == PlanState::ask_vendor) {
                names.push_back(module.name);
                cost += module.minutes;
            }
        if (const size_t count = names.size(); count > 0) asked_.push_back({Kind::vendor, listed(std::move(names)), "", about_.by, cost, count, "upgrade", false});
    }

    void reviews() {
        std::map<std::string, DecisionAsked> owners;
        for (const RegisterEntry& entry : about_.evidence.customizations().entries) {
            if (!entry.vanished.empty() || days_between(entry.review_by, about_.today) <= 0) continue;
            DecisionAsked& one = owners[entry.owner];
            one.subject = one.count == 0 ? entry.symbols.front() : "";
            ++one.count;
            if (one.by.empty() || entry.review_by < one.by) one.by = entry.review_by;
        }
        for (auto& [who, one] : owners) {
            one.kind = Kind::review;
            one.owner = who;
            one.link = "governance";
            asked_.push_back(std::move(one));
        }
    }

    template <class Make>
    void add(const std::map<Index, uint64_t>& modules, Make&& make) {
        std::vector<std::pair<Index, uint64_t>> sorted(modules.begin(), modules.end());
        std::sort(sorted.begin(), sorted.end(), [&](const auto& a, const auto& b) { return a.second != b.second ? a.second > b.second : name(a.first) < name(b.first); });
        for (const auto& [module, count] : sorted) asked_.push_back(make(module, count));
    }

    // "a, b, c and 4 more": a question is one line.
    static std::string listed(std::vector<std::string> shown) {
        constexpr size_t most = 5;
        const size_t more = shown.size() > most + 1 ? shown.size() - most : 0;
        shown.resize(shown.size() - more);
        return join(shown, ", ") + (more > 0 ? " (+" + std::to_string(more) + ")" : "");
    }

    const AskingAbout& about_;
    const World& world_;
    std::vector<DecisionAsked> asked_;
};

}  // namespace

std::string_view text(Kind value) {
    static constexpr std::string_view words[] = {"keep-or-drop", "delete", "access", "vendor", "review", "redesign", "core-edits"};
    return words[size_t(value)];
}

std::vector<DecisionGroup> groups_of(const std::vector<DecisionAsked>& decisions) {
    std::vector<DecisionGroup> groups;
    for (size_t i = 0; i < decisions.size(); ++i) {
        if (i == 0 || decisions[i].kind != decisions[i - 1].kind || decisions[i].registered != decisions[i - 1].registered) groups.push_back({i, 0, 0, {}, 0});
        DecisionGroup& group = groups.back();
        ++group.size;
        group.count += decisions[i].count;
        if (!decisions[i].cost) continue;
        group.cost += *decisions[i].cost;
        ++group.costed;
    }
    return groups;
}

std::vector<DecisionAsked> ask_decisions(const AskingAbout& about) { return Asker(about).ask(); }

}  // namespace driftline

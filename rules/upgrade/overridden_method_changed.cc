#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <map>

#include "rules/upgrade/bodies.h"
#include "rules/upgrade/uncalled_hooks.h"

namespace driftline {

namespace {

bool is_method(const Override& o) { return o.core.column == SymbolRef::Column::method && (o.kind == SymbolKind::method || o.kind == SymbolKind::route || o.behaviour == Behaviour::patches); }

// A patch that surely never calls what it replaces; who assigns over a function often keeps it and calls it.
bool patches_without_original(const Program& program, const Override& o) {
    return o.behaviour == Behaviour::patches && o.custom.column == SymbolRef::Column::patch && program.world.facts.patches[o.custom.row].calls_original == Tri::no;
}

// Never calls the core's.
bool replaces(const Program& program, const Override& o) {
    return o.behaviour == Behaviour::patches ? patches_without_original(program, o) : o.calls_super == Super::none && !o.on_own_model;
}

// What replaces it does already what the target does: DL324.
bool taken_over(const Upgrade& upgrade, const Override& o, const BodyChange& change) {
    return replaces(upgrade.current, o) && change.target && o.custom.column == SymbolRef::Column::method &&
           upgrade.current.world.facts.methods[o.custom.row].body_digest == upgrade.target.world.facts.methods[change.target.row].body_digest;
}

std::string what_changed(const Upgrade& upgrade, const BodyChange& change, const std::string& diff) {
    if (!change.current) return fmt::format("{} puts a definition of {} there", then(upgrade), where(upgrade.target, change.target));
    if (!change.target) return fmt::format("{} has no definition in its place ({}: {})", then(upgrade), today(upgrade), where(upgrade.current, change.current));
    const size_t lines = changed_lines(diff);
    return fmt::format("{} changed {} ({})", then(upgrade), lines ? count_of(lines, "line") + " of it" : std::string{"it"}, where(upgrade.target, change.target));
}

Finding alone(const Upgrade& upgrade, const Override& o, const BodyChange& change) {
    Finding finding = begin_finding(o.module, o.kind, o.symbol, o.custom.at);
    if (change.current) finding.related.push_back(related_to(upgrade.current, change.current, today(upgrade)));
    if (change.target) finding.related.push_back(related_then(upgrade, change.target, then(upgrade)));
    finding.diff = method_diff(upgrade, change.current, change.target);
    finding.severity = Severity::warning;
    finding.effect = Effect::silent;
    const std::string what = what_changed(upgrade, change, finding.diff);
    if (patches_without_original(upgrade.current, o)) {
        finding.message = fmt::format("{} is patched at run time by code that does not call what it replaces, and {}: none of that arrives", o.symbol, what);
        finding.fix = "Read the change beside the patch, and take over what is meant for it too; or keep what it replaces, and call it.";
    } else if (o.behaviour == Behaviour::patches) {
        finding.message = fmt::format("{} is patched at run time, and {}: unless the patch calls what it replaces, none of that arrives", o.symbol, what);
        finding.fix = "Compare the patch with the target's body.";
    } else if (o.calls_super == Super::none && is_of_its_own(upgrade, o.custom, change)) {
        finding.severity = Severity::info;
        finding.message = fmt::format("{} is replaced here by code of its own, and {}, which does not run here", o.symbol, what);
        finding.fix = "There is nothing to merge: look only whether what calls it expects something else now.";
    } else if (o.calls_super == Super::none) {
        finding.message = fmt::format("{} is replaced here, without super, and {}: none of that arrives", o.symbol, what);
        finding.fix = "Read the change beside the override, and take over what is meant for it too; or call super().";
    } else {
        finding.message = fmt::format("{} is extended here, and {}", o.symbol, what);
        finding.fix = "Check that what the override adds before and after it still fits.";
    }
    return finding;
}

void compare(const Upgrade& upgrade, const CheckOptions& options, std::vector<Finding>& findings) {
    std::set<std::pair<Index, uint32_t>> uncalled;   // DL321 tells of these
    for (const Finding& finding : uncalled_hooks(upgrade, options)) uncalled.emplace(finding.places.front().at.file, finding.places.front().at.begin);
    std::set<const Override*> copies;   // and DL304 of these
    for (const auto& fork : upgrade.current.forks) copies.insert(&upgrade.current.overrides[fork.override_]);
    std::map<Index, Finding> by_module;
    std::map<Index, std::vector<std::string>> methods;   // of the core, by our module
    for (const auto& o : upgrade.current.overrides) {
        if (!is_method(o) || o.path != PathHolder::inherited || !in_both(upgrade, o.module) || copies.contains(&o) || uncalled.contains({o.custom.at.file, o.custom.at.begin}) || runs_while_loading(o)) continue;
        const Override* there = upgrade.override_(o);
        const auto change = there ? changed_body(upgrade, o, *there) : std::nullopt;
        if (!change || taken_over(upgrade, o, *change)) continue;
        if (replaces(upgrade.current, o) || upgrade.same_series()) {
            findings.push_back(alone(upgrade, o, *change));
            continue;
        }
        const auto [at, added] = by_module.try_emplace(o.module);
        if (added) at->second = begin_finding(o.module, SymbolKind::module, std::string{module_name(upgrade.current, o.module)}, o.custom.at);
        else at->second.places.emplace_back().at = o.custom.at;
        const SymbolRef& theirs = change->target ? change->target : change->current;
        const Program& side = change->target ? upgrade.target : upgrade.current;
        const Index owner = side.world.facts.methods[theirs.row].owner;
        const std::string_view defining = model_defining(side, theirs), model = defining.empty() && owner != no_row ? side.world.str(side.world.facts.classes[owner].name) : defining;
        std::string name = fmt::format("{}{}{}", model, model.empty() ? "" : ".", side.world.str(side.world.facts.methods[theirs.row].name));
        std::vector<std::string>& told = methods[o.module];
        if (std::find(told.begin(), told.end(), name) != told.end()) continue;
        constexpr size_t most_related = 20;
        if (told.size() < most_related) at->second.related.push_back(change->target ? related_then(upgrade, theirs, name) : related_to(upgrade.current, theirs, name));
        told.push_back(std::move(name));
    }
    for (auto& [module, finding] : by_module) {
        finding.severity = Severity::info;
        const size_t count = finding.places.size();
        finding.message = fmt::format("{} extends or patches {} whose body {} changed: {}", finding.symbol, count_of(count, "core method"), then(upgrade), listed(methods[module], 3));
        finding.fix = "Most such changes do not matter to an override that calls super: look at these first when something behaves differently.";
        findings.push_back(std::move(finding));
    }
}

}  // namespace

DRIFTLINE_RULE(overridden_method_changed) = {
    "DL303", "overridden-method-changed", Severity::warning,
    "The body of a core method that is overridden changed",
    "An override that never calls super keeps today's behaviour: fixes and features that the core put into the method do not arrive, and nothing fails. Each such "
    "method is a warning, with what changed; an information where the override has nothing in common with the core's method. Overrides that call super get the change; most never notice, so they are counted, one information per "
    "module. Between two states of one series each method is told. Comments, docstrings and format are no change.",
    "Read what changed beside the override, and take over what is meant for it too; or call super().",
    "", nullptr, compare};

}  // namespace driftline

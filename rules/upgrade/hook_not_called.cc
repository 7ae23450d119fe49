#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "rules/knowledge/report.h"
#include "rules/knowledge/shown.h"
#include "rules/support.h"
#include "rules/upgrade/bodies.h"
#include "rules/upgrade/lost_callers.h"
#include "rules/upgrade/uncalled_hooks.h"

namespace driftline {
namespace {

using knowledge::Match;

const Override* override_at(const Program& program, const Match& match) {
    const auto found = std::find_if(program.overrides.begin(), program.overrides.end(), [&](const Override& o) {
        return o.kind == SymbolKind::method && o.module == match.module && o.custom.at.begin == match.at.begin && o.custom.at.file == match.at.file;
    });
    return found == program.overrides.end() ? nullptr : &*found;
}

Index method_at(const Facts& facts, const At& at) {
    const auto found = std::find_if(facts.methods.begin(), facts.methods.end(), [&](const MethodRow& method) { return method.at.file == at.file && method.at.begin == at.begin; });
    return found == facts.methods.end() ? no_row : Index(found - facts.methods.begin());
}

// Its class, or another one of that module for the same model, defines what the core calls instead, and that is handed on by it or
// asks for all that it asks for: nothing is lost.
bool has_instead(const Program& program, const Match& match) {
    const std::string& instead = match.change->match.instead;
    const Facts& facts = program.world.facts;
    const Index hook = instead.empty() ? no_row : method_at(facts, match.at);
    if (hook == no_row) return false;
    const std::string_view model = std::string_view{match.symbol}.substr(0, match.symbol.rfind('.'));
    const auto found = std::find_if(facts.methods.begin(), facts.methods.end(), [&](const MethodRow& method) {
        return method.owner != no_row && facts.str(method.name) == instead && facts.str(facts.classes[method.owner].model) == model && program.world.module_of(method.at) == match.module &&
               loaded(program, method.at);
    });
    if (found == facts.methods.end()) return false;
    constexpr std::string_view compute = "_compute_";
    const std::string field = instead.starts_with(compute) ? instead.substr(compute.size()) : instead;
    if (facts.source(facts.methods[hook].body).find(field) != std::string::npos) return true;
    const std::set<std::string> ours = asked_for(program, hook), theirs = asked_for(program, Index(found - facts.methods.begin()));
    return facts.methods[hook].super == Super::none && !ours.empty() && std::includes(theirs.begin(), theirs.end(), ours.begin(), ours.end());
}

// It answers for records that are not saved yet what everybody answers, and super() for all others.
bool only_for_new_records(const Program& program, const Match& match) {
    static const std::set<std::string> plain{"NewId", "_origin", "isinstance", "name"};
    const Facts& facts = program.world.facts;
    const Index hook = method_at(facts, match.at);
    if (hook == no_row || facts.methods[hook].super == Super::none) return false;
    std::set<std::string> words = asked_for(program, hook);
    words.erase(match.name);
    return words.contains("NewId") && std::includes(plain.begin(), plain.end(), words.begin(), words.end());
}

// Calls of ours that reach a method of ours, other than from itself: the first of each, by where the method stands.
std::map<std::pair<Index, uint32_t>, At> calls_of_ours(const Program& program) {
    const Facts& facts = program.world.facts;
    std::map<std::pair<Index, uint32_t>, At> calls;
    for (const Link& link : program.links) {
        if (link.outcome != Outcome::own || link.target.column != SymbolRef::Column::method) continue;
        const UseRow& use = facts.uses[link.use];
        const At& method = facts.methods[link.target.row].at;
        if (use.kind == UseKind::call && use.scope != link.target.row) calls.try_emplace({method.file, method.begin}, use.at);
    }
    return calls;
}

std::vector<Finding> find(const Upgrade& upgrade, const CheckOptions& options) {
    std::vector<Finding> findings;
    const auto calls = calls_of_ours(upgrade.current);
    for (const Match& match : knowledge::find_matches(upgrade, options, knowledge::chosen(upgrade, true))) {
        const knowledge::Change& change = *match.change;
        Finding finding = begin_finding(match.module, SymbolKind::method, match.symbol, match.at);
        finding.severity = change.severity;
        finding.certainty = match.certainty;
        finding.effect = change.effect;
        finding.mechanical = change.mechanical;
        finding.message = knowledge::filled(change.message, {&match});
        finding.fix = knowledge::filled(change.fix_at(*knowledge::series(upgrade.target.world.version)), {&match});
        if (has_instead(upgrade.current, match)) {
            finding.severity = Severity::info;
            finding.effect = Effect::deprecated;
            finding.message = fmt::format("{} is no longer called; {}, which the model has as well, does its work", match.name, change.match.instead);
            finding.fix = fmt::format("Delete it, once {} says the same.", change.match.instead);
        }
        else if (only_for_new_records(upgrade.current, match)) {
            finding.severity = Severity::info;
            finding.effect = Effect::deprecated;
            finding.message = fmt::format("{} is no longer called; this override only answers for records that are not saved yet, with their plain name", match.name);
            finding.fix = "Delete it, once new records are named as they should.";
        }
        else if (const auto call = calls.find({match.at.file, match.at.begin}); call != calls.end()) {
            const SymbolRef site{SymbolRef::Column::none, no_row, upgrade.current.world.module_of(call->second), call->second};
            finding.message += fmt::format("; only code of yours still calls it ({})", where(upgrade.current, site));
            finding.related.push_back(related_to(upgrade.current, site, "still calls it"));
        }
        if (const Override* o = override_at(upgrade.current, match); o && o->core) finding.related.push_back(related_to(upgrade.current, o->core, "what it overrides today"));
        if (auto shown = knowledge::shown_at(upgrade, change)) finding.related.push_back(std::move(*shown));
        else finding.message += knowledge::since(upgrade, change);
        findings.push_back(std::move(finding));
    }
    std::set<std::pair<Index, uint32_t>> told;
    for (const Finding& finding : findings) told.emplace(finding.places.front().at.file, finding.places.front().at.begin);
    std::vector<Finding> derived;
    find_lost_callers(upgrade, derived);
    for (Finding& finding : derived)
        if (!told.contains({finding.places.front().at.file, finding.places.front().at.begin})) findings.push_back(std::move(finding));
    return findings;
}

struct Found { std::vector<Finding> findings; };

void compare(const Upgrade& upgrade, const CheckOptions& options, std::vector<Finding>& findings) { findings = uncalled_hooks(upgrade, options); }

}  // namespace

const std::vector<Finding>& uncalled_hooks(const Upgrade& upgrade, const CheckOptions& options) {
    return upgrade.memo.get<Found>([&] { return Found{find(upgrade, options)}; }).findings;
}

DRIFTLINE_RULE(hook_not_called) = {
    "DL321", "hook-not-called", Severity::error,
    "An override of a method that the core still defines and no longer calls",
    "Nothing fails: the override is loaded, and never runs. What it did is lost, and it is users who find out. The core often keeps such a method so that old "
    "callers still get an answer.",
    "Move what the override does to the method that the core calls instead, which the finding names.",
    "```python\ndef name_get(self):   # 17.0 reads display_name: override _compute_display_name\n```\n", nullptr, compare};

}  // namespace driftline

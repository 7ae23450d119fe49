#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>

#include "rules/knowledge/report.h"
#include "rules/knowledge/shown.h"
#include "rules/overrides/core_calls.h"
#include "rules/support.h"
#include "rules/upgrade/client_bundles.h"
#include "rules/upgrade/gone.h"
#include "rules/upgrade/scripts_then.h"

namespace driftline {
namespace {

using knowledge::Change;
using knowledge::Match;

bool is_deprecated_call(const Match& match) { return match.change->match.kind == knowledge::MatchKind::call && match.change->effect == Effect::deprecated; }

// Deprecated methods that today's core calls and the target's does not: there, it has moved on.
// A word of its own may be called on anything ("flush"), so only names of two words are asked for.
class LeftBehind {
public:
    LeftBehind(const Upgrade& upgrade, const std::vector<Match>& matches) {
        for (const Match& match : matches)
            if (is_deprecated_call(match) && match.name.find('_', 1) != match.name.npos) names_.insert(match.name);
        if (names_.empty()) return;
        const auto today = called(upgrade.current, calls_now(upgrade)), then = called(upgrade.target, calls_then(upgrade));
        std::erase_if(names_, [&](const std::string& name) { return !today.contains(name) || then.contains(name); });
    }
    bool all(const std::vector<const Match*>& matches) const {
        return std::all_of(matches.begin(), matches.end(), [&](const Match* match) { return is_deprecated_call(*match) && names_.contains(match->name); });
    }

private:
    std::set<std::string, std::less<>> called(const Program& program, const std::vector<CallRow>& calls) const {
        std::set<std::string, std::less<>> found;
        const Facts& facts = program.world.facts;
        std::vector<bool> others(facts.names.size());   // paths that end in none of the names
        for (const CallRow& call : calls) {
            if (others[size_t(call.path)]) continue;
            const std::string_view path = facts.str(call.path);
            const auto known = names_.find(path.substr(path.rfind('.') + 1));
            if (known == names_.end()) others[size_t(call.path)] = true;
            else if (upstream(program, program.world.module_of(facts.uses[call.use].at))) found.insert(*known);
        }
        return found;
    }

    std::set<std::string, std::less<>> names_;
};

// What a hook hands its parameter to is no hook, but gets the wrong thing with it.
void say_helpers(const std::vector<const Match*>& matches, Finding& finding) {
    std::vector<std::string> helpers, hooks;
    for (const Match* match : matches) {
        if (match->helper.empty()) continue;
        helpers.push_back(match->helper);
        if (std::find(hooks.begin(), hooks.end(), match->handed_by) == hooks.end()) hooks.push_back(match->handed_by);
    }
    if (helpers.empty()) return;
    finding.message += fmt::format("; {} {} it on to {}, which would get the environment as well", listed(hooks, 3), hooks.size() == 1 ? "hands" : "hand", listed(helpers, 3));
    finding.fix += fmt::format("; give env.cr to {}, or let {} take env", listed(helpers, 3), helpers.size() == 1 ? "it" : "them");
}

// What a manifest lists files for the client under.
bool lists_client_files(const Change& change) {
    return change.match.kind == knowledge::MatchKind::manifest_bundle || (change.match.kind == knowledge::MatchKind::manifest_key && change.match.names_one("qweb"));
}

// One row, one module: one thing to understand, however often it is written.
void report(const Upgrade& upgrade, const Change& change, const std::vector<const Match*>& matches, const LeftBehind& left_behind, std::vector<Finding>& findings) {
    Finding finding = begin_finding(matches.front()->module, knowledge::symbol_kind(change), change.id, matches.front()->at);
    finding.places.clear();
    for (const Match* match : matches) {
        finding.places.emplace_back().at = match->at;
        finding.certainty = std::max(finding.certainty, match->certainty);
    }
    finding.severity = change.severity;
    finding.effect = change.effect;
    finding.message = knowledge::filled(change.message, matches);
    if (finding.effect == Effect::crash_install && in_demo(upgrade.current, matches.front()->at)) {
        finding.effect = Effect::silent;
        finding.severity = Severity::warning;
        finding.message += fmt::format("; {}", demo_fails);
    }
    if (finding.severity == Severity::info && left_behind.all(matches)) {
        finding.severity = Severity::warning;
        finding.message += fmt::format("; the core of {} itself has moved on from it", then(upgrade));
    }
    const auto waits = [&](const Match* match) { return loading_of(upgrade, upgrade.at(match->at)) == Loading::unread; };
    if (change.match.kind == knowledge::MatchKind::script && std::all_of(matches.begin(), matches.end(), waits)) {
        finding.effect = Effect::silent;
        finding.severity = Severity::warning;
        finding.message += waits_for_bundle;
    }
    finding.fix = knowledge::filled_fix(change, *knowledge::series(upgrade.target.world.version), matches);
    say_helpers(matches, finding);
    const bool breaks = lists_client_files(change) && has_broken_client_templates(upgrade, matches.front()->module);
    if (breaks) finding.fix += "; but first mend the templates that no longer fit (view-anchor-gone, xmlid-removed): with them there, the bundle fails to load";
    const bool old = (change.match.kind == knowledge::MatchKind::template_inherit || lists_client_files(change)) && has_scripts_of_old_form(upgrade, matches.front()->module);
    if (old) finding.fix += "; but scripts of the old form among them have to be written anew first (script-not-loaded): a bundle with one stops there";
    finding.mechanical = change.mechanical && !breaks && !old;
    if (finding.mechanical) finding.fix += " (mechanical)";
    if (auto shown = knowledge::shown_at(upgrade, change)) finding.related.push_back(std::move(*shown));
    else finding.message += knowledge::since(upgrade, change);
    findings.push_back(std::move(finding));
}

// Calls of what a class of the core does not have any more: DL315 tells of these, and knows what runs them.
void leave_to_imports(const Upgrade& upgrade, std::vector<Match>& matches) {
    std::set<std::tuple<Index, uint32_t, std::string_view>> gone;   // file, line, name
    for (const Gone& one : all_gone(upgrade, Cause::python)) {
        const std::string_view name = std::string_view{one.name}.substr(one.name.rfind('.') + 1);
        gone.emplace(one.use->at.file, one.use->at.line, name);
    }
    std::erase_if(matches, [&](const Match& match) { return match.change->match.kind == knowledge::MatchKind::call && gone.contains({match.at.file, match.at.line, match.name}); });
}

void compare(const Upgrade& upgrade, const CheckOptions& options, std::vector<Finding>& findings) {
    std::vector<Match> matches = knowledge::find_matches(upgrade, options, knowledge::chosen(upgrade, false));
    leave_to_imports(upgrade, matches);
    std::map<std::tuple<const Change*, Index, bool>, std::vector<const Match*>> causes;   // demo data apart
    for (const Match& match : matches) causes[{match.change, match.module, in_demo(upgrade.current, match.at)}].push_back(&match);
    const LeftBehind left_behind{upgrade, matches};
    for (const auto& [cause, places] : causes) report(upgrade, *std::get<0>(cause), places, left_behind, findings);
}

}  // namespace

DRIFTLINE_RULE(engine_change) = {
    "DL319", "engine-change", Severity::error,
    "The engine no longer takes, or no longer reads, what is written here",
    "Between two series the framework drops syntax, ignores declarations and gives calls another meaning. No symbol disappears, so nothing that compares two "
    "cores shows it. A table of such changes (rules/knowledge) does, with the place in the target's core that proves each. One finding per module and change: "
    "an error if loading or running fails, or if what is written is silently ignored; a warning if only looks suffer; info if it works for another series, a warning if the core itself has moved on from it.",
    "Write the new form, which the finding names. What says mechanical can be replaced by a script.",
    "```xml\n<field name=\"ref\" attrs=\"{'invisible': [('state', '=', 'draft')]}\"/>   <!-- 17.0: invisible=\"state == 'draft'\" -->\n```\n", nullptr, compare};

}  // namespace driftline

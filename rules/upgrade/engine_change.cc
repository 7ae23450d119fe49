#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "rules/knowledge/report.h"
#include "rules/support.h"

namespace driftline {
namespace {

using knowledge::Change;
using knowledge::Match;

// One row, one module: one thing to understand, however often it is written.
void report(const Upgrade& upgrade, const Change& change, const std::vector<const Match*>& matches, std::vector<Finding>& findings) {
    Finding finding = begin_finding(matches.front()->module, knowledge::symbol_kind(change), change.id, matches.front()->at);
    finding.places.clear();
    for (const Match* match : matches) {
        finding.places.emplace_back().at = match->at;
        finding.certainty = std::max(finding.certainty, match->certainty);
    }
    finding.severity = change.severity;
    finding.effect = change.effect;
    finding.message = knowledge::filled(change.message, matches);
    finding.fix = knowledge::filled(change.fix_at(*knowledge::series(upgrade.target.world.version)), matches);
    finding.mechanical = change.mechanical;
    if (change.mechanical) finding.fix += " (mechanical)";
    finding.related = knowledge::shown_at(change);
    findings.push_back(std::move(finding));
}

void compare(const Upgrade& upgrade, const CheckOptions& options, std::vector<Finding>& findings) {
    const std::vector<Match> matches = knowledge::find_matches(upgrade, options, knowledge::chosen(upgrade, false));
    std::map<std::pair<const Change*, Index>, std::vector<const Match*>> causes;
    for (const Match& match : matches) causes[{match.change, match.module}].push_back(&match);
    for (const auto& [cause, places] : causes) report(upgrade, *cause.first, places, findings);
}

}  // namespace

DRIFTLINE_RULE(engine_change) = {
    "DL319", "engine-change", Severity::error,
    "The engine no longer takes, or no longer reads, what is written here",
    "Between two series the framework drops syntax, ignores declarations and gives calls another meaning. No symbol disappears, so nothing that compares two "
    "cores shows it. A table of such changes (rules/knowledge) does, with the place in the target's core that proves each. One finding per module and change: "
    "an error if loading or running fails, or if what is written is silently ignored; a warning if only looks suffer; info if it works for another series.",
    "Write the new form, which the finding names. What says mechanical can be replaced by a script.",
    "```xml\n<field name=\"ref\" attrs=\"{'invisible': [('state', '=', 'draft')]}\"/>   <!-- 17.0: invisible=\"state == 'draft'\" -->\n```\n", nullptr, compare};

}  // namespace driftline

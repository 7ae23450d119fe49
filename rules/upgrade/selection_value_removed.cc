#include <fmt/format.h>

#include <optional>

#include "rules/knowledge/explained.h"
#include "rules/upgrade/gone.h"

namespace driftline {

namespace {

void compare(const Upgrade& upgrade, const CheckOptions& options, std::vector<Finding>& findings) {
    std::optional<knowledge::Explained> explained;   // of data, asked for once there is something to explain
    for (const Gone& gone : all_gone(upgrade, Cause::value)) {
        if (gone.use->is_data()) {
            if (!explained) explained.emplace(upgrade, options, std::initializer_list<knowledge::MatchKind>{knowledge::MatchKind::record_field});
            if (explained->contains(gone.use->at)) continue;   // DL319 has the new form
        }
        Finding finding = tell(upgrade, gone);
        const std::string value{upgrade.current.world.str(gone.use->value)};
        const bool listed = gone.use->flags & use_listed;
        const bool given = gone.use->flags & use_write || (gone.use->is_data() && gone.use->kind == UseKind::value && !(gone.use->flags & (use_domain | use_expression)));
        finding.effect = !given ? Effect::silent : gone.use->is_data() ? Effect::crash_install : Effect::crash_run;
        finding.cause = value + (given ? " set" : " compared");   // two things happen, and each is told
        if (listed && finding.severity == Severity::error) finding.severity = Severity::warning;   // the others of the list still match
        finding.message = fmt::format("{} has no value '{}' in {}{}: {}", gone.symbol, value, then(upgrade), had_it(upgrade, gone.was),
                                      given    ? "setting it fails with a ValueError"
                                      : listed ? "of the values listed, this one never matches again, and nothing fails"
                                               : "no record ever matches it, and nothing fails");
        if (!gone.unless.empty()) finding.message += fmt::format(", unless {}, which was not read, adds it", gone.unless);
        finding.fix = fmt::format("See which value, or which other field, says the same in {}.", then(upgrade));
        findings.push_back(std::move(finding));
    }
}

}  // namespace

DRIFTLINE_RULE(selection_value_removed) = {
    "DL307", "selection-value-removed", Severity::error,
    "A value of a selection field is compared with, searched or set that the target does not have",
    "A comparison or a domain with it is never true again, and nothing fails: the code behind it is dead. Setting it fails with a ValueError.",
    "Look at the target's field: another value, or a field of its own, now says the same.",
    "```python\nif order.state == 'done':     # 17.0: the field `locked`\n```\n",
    nullptr, compare};

}  // namespace driftline

#include "rules/knowledge/explained.h"
#include "rules/upgrade/gone.h"
#include "rules/upgrade/lost_redefinitions.h"
#include "rules/upgrade/prepared_values.h"
#include "rules/upgrade/removed_methods.h"

namespace driftline {

namespace {

void compare(const Upgrade& upgrade, const CheckOptions& options, std::vector<Finding>& findings) {
    const knowledge::Explained explained{upgrade, options, {knowledge::MatchKind::record_field}};
    for (const Gone& gone : all_gone(upgrade, Cause::field))
        if (!explained.contains(gone.use->at)) weigh_dead_code(upgrade, options, *gone.use, findings.emplace_back(tell(upgrade, gone)));
    for (const Gone& gone : all_gone(upgrade, Cause::path))
        if (told_as_field(upgrade, gone)) findings.push_back(tell(upgrade, gone));
    for (Finding& finding : find_prepared_values(upgrade)) findings.push_back(std::move(finding));
    const std::vector<Finding>& redefined = lost_redefinitions(upgrade).gone;
    findings.insert(findings.end(), redefined.begin(), redefined.end());
}

}  // namespace

DRIFTLINE_RULE(field_removed) = {
    "DL305", "field-removed", Severity::error,
    "A field of the core that is used here is gone in the target",
    "A view with it fails at install, code that reads it when it runs. Values given to create() fail likewise. A constraint or onchange on it "
    "never runs again, with one line in the log. Where what is read was inferred, this is a warning.",
    "Use what took its place; if nothing did, delete the use, or keep the field as one of your own.",
    "```python\nline.qty_done = 1          # 16.0; in 17.0 it is `quantity`\n```\n",
    nullptr, compare};

}  // namespace driftline

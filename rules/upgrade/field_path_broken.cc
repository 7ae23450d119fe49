#include "rules/upgrade/gone.h"

namespace driftline {

namespace {

void compare(const Upgrade& upgrade, const CheckOptions&, std::vector<Finding>& findings) {
    for (const Gone& gone : all_gone(upgrade, Cause::path)) {
        if (told_as_field(upgrade, gone)) continue;
        Finding finding = tell(upgrade, gone);
        finding.message.insert(0, "a step of '" + std::string{upgrade.current.world.str(gone.use->path)} + "': ");
        findings.push_back(std::move(finding));
    }
}

}  // namespace

DRIFTLINE_RULE(field_path_broken) = {
    "DL320", "field-path-broken", Severity::error,
    "A dotted path in a declaration goes through a field that is gone in the target",
    "@api.depends and related= are resolved when the registry is built: nothing of the module loads. Domains, mapped() and order fail when they are used. @api.constrains and "
    "@api.onchange do not fail at all, they never run again.",
    "Follow the new path; the step that broke is named.",
    "```python\n@api.depends('order_id.invoice_ids.type')     # account.move.type is move_type\n```\n",
    nullptr, compare};

}  // namespace driftline

#include "rules/upgrade/gone.h"

namespace driftline {

namespace {

void compare(const Upgrade& upgrade, const CheckOptions&, std::vector<Finding>& findings) {
    for (const Gone& gone : all_gone(upgrade, Cause::model)) findings.push_back(tell(upgrade, gone));
}

}  // namespace

DRIFTLINE_RULE(model_removed) = {
    "DL308", "model-removed", Severity::error,
    "A model of the core that is used here is gone in the target",
    "An _inherit, a comodel or an access right of a model that is not there stops the module from loading; env['...'] fails when it runs. Fields and methods of the model are "
    "not listed one by one: its own name is where the work starts.",
    "Use the model that took its place; its fields may have other names.",
    "```python\nclass Lot(models.Model):\n    _inherit = 'stock.production.lot'     # stock.lot from 16.0 on\n```\n",
    nullptr, compare};

}  // namespace driftline

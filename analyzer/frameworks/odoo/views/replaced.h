// Which views anchor in what another view replaces.
#pragma once
#include "frameworks/odoo/views/spec_link.h"

namespace driftline::odoo {

// Fills anchored_inside of the active replacing links in `specs`, from the family with all linked modules.
void find_anchors_in_replaced(const World& world, Combination& combination, const FamilyState& everything, LinkedSpecs& specs);

}  // namespace driftline::odoo

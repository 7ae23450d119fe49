// The part of DL306 that is about statements in strings: a column that both cores have holds something else in the target. Fields that
// became translated have a column of JSON from 16.0 on (odoo/fields.py of 16.0 and 17.0, Char.column_type and Text.column_type: 'jsonb' if
// translate); what became translated on the way to 16.0 is the engine's change (DL319, sql-translated-columns).
#pragma once
#include <vector>

#include "model/upgrade.h"
#include "check/finding.h"

namespace driftline {

void columns_with_other_types(const Upgrade& upgrade, std::vector<Finding>& findings);

}  // namespace driftline

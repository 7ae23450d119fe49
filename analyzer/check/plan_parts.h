// The steps of make_plan() that need nothing but their arguments.
#pragma once
#include <vector>

#include "check/plan.h"

namespace driftline {

// What an upgrade is to blame for, and somebody has to act on.
bool is_cause(const Finding& finding);
Bump count_bump(const Upgrade& upgrade, const std::vector<Finding>& findings);
// Does a place of `findings` lie in each definition (field, method, record, view) of the module?
bool covers_all(const Facts& facts, Index module, const std::vector<const Finding*>& findings);
// Keeps of `needs` what is part of the plan, fills `needed_by`, and sorts: what others need comes first, then by name.
void order_modules(std::vector<PlanModule>& modules);

}  // namespace driftline

// The half of DL321 that no table has to say: methods that the core still defines, and that nothing in it mentions any more.
#pragma once
#include <vector>

#include "check/rule.h"

namespace driftline {

// Overrides of such methods, except those that custom code or data names itself and those that the framework finds by a
// decorator. Findings begin at the override; they are warnings.
void find_lost_callers(const Upgrade& upgrade, std::vector<Finding>& findings);

}  // namespace driftline

// Overrides that nothing runs any more (DL321). What else changed about such a method matters to nobody, so the rule about
// changed bodies (DL303) asks here which are told.
#pragma once
#include <vector>

#include "check/rule.h"

namespace driftline {

// Computed once.
const std::vector<Finding>& uncalled_hooks(const Upgrade& upgrade, const CheckOptions& options);

}  // namespace driftline

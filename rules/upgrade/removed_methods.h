// Overrides of methods that are gone (DL301). Their calls of super() are places of the same finding, so the rule about calls
// (DL309) asks here which are told.
#pragma once
#include <vector>

#include "check/rule.h"

namespace driftline {

// Computed once.
const std::vector<Finding>& removed_methods(const Upgrade& upgrade, const CheckOptions& options);

}  // namespace driftline

// Overrides of methods that are gone (DL301). Their calls of super() are places of the same finding, so the rule about calls
// (DL309) asks here which are told.
#pragma once
#include <vector>

#include "check/rule.h"
#include "rules/upgrade/out_of_reach.h"

namespace driftline {

struct RemovedMethods {
    std::vector<Finding> gone;
    std::vector<OutOfReach> moved;   // another module has the method now: DL316
};

// Computed once.
const RemovedMethods& removed_methods(const Upgrade& upgrade, const CheckOptions& options);

}  // namespace driftline

// Overrides of methods that are gone (DL301). Their calls of super() are places of the same finding, so the rule about calls
// (DL309) asks here which are told.
#pragma once
#include <set>
#include <vector>

#include "check/rule.h"
#include "rules/upgrade/out_of_reach.h"

namespace driftline {

struct RemovedMethods {
    std::vector<Finding> gone;
    std::vector<OutOfReach> moved;   // another module has the method now: DL316
    std::set<Index> dead;            // rows of overrides that nothing calls any more
};

// What is gone within an override that nothing calls any more fails nowhere: lowers such a finding about a use, and says why.
void weigh_dead_code(const Upgrade& upgrade, const CheckOptions& options, const UseRow& use, Finding& finding);

// Computed once.
const RemovedMethods& removed_methods(const Upgrade& upgrade, const CheckOptions& options);

}  // namespace driftline

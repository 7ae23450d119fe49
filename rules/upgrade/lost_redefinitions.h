// The half of DL305 that no use tells: fields of the core that ours redefines, and that are gone.
#pragma once
#include <vector>

#include "rules/upgrade/out_of_reach.h"

namespace driftline {

// Findings begin at the redefinition. One that adds to the core's selection, or is a relation without a model, fails at install; any other goes on as a field of
// ours, which the core no longer reads or fills.
struct LostRedefinitions {
    std::vector<Finding> gone;
    std::vector<OutOfReach> moved;   // another module has the field now: DL316
};

// Computed once.
const LostRedefinitions& lost_redefinitions(const Upgrade& upgrade);

}  // namespace driftline

// The half of DL305 that no use tells: fields of the core that ours redefines, and that are gone.
#pragma once
#include <vector>

#include "check/rule.h"

namespace driftline {

// Findings begin at the redefinition. One that adds to the core's selection, or is a relation without a model, fails at install; any other goes on as a field of
// ours, which the core no longer reads or fills.
void find_lost_redefinitions(const Upgrade& upgrade, std::vector<Finding>& findings);

}  // namespace driftline

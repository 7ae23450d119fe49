// Overrides whose parameters no longer fit (DL302). Their calls of super() are places of the same finding, so the rule about
// calls (DL310) asks here which are told.
#pragma once
#include <vector>

#include "check/rule.h"

namespace driftline {

// Computed once.
const std::vector<Finding>& signature_changes(const Upgrade& upgrade);

}  // namespace driftline

// Methods that scripts of ours put into classes of the core: patch(ListRenderer.prototype, {...}).
#pragma once
#include <vector>

#include "check/finding.h"
#include "model/upgrade.h"

namespace driftline {

// Those that today's class has, and that the target's does not mention, nor what it extends. Both cores' files have to be at hand.
void tell_lost_methods(const Upgrade& upgrade, std::vector<Finding>& findings);

}  // namespace driftline

// Overrides whose parameters no longer fit (DL302). Their calls of super() are places of the same finding, so the rule about
// calls (DL310) asks here which are told.
#pragma once
#include <vector>

#include "check/rule.h"
#include "rules/overrides/signature.h"

namespace driftline {

// Computed once.
const std::vector<Finding>& signature_changes(const Upgrade& upgrade);

// The override of ours around a call of its own super() that hands on, by name, a parameter which the target's definition does
// not take: it changes with the call. Else nothing.
const MethodRow* hands_on(const Upgrade& upgrade, const UseRow& call, const Signature& target);

}  // namespace driftline

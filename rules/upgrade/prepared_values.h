// Keys that an override adds to the values its super() prepares (_prepare_invoice_line ...): fields of a model that nobody names there.
#pragma once
#include <vector>

#include "check/rule.h"

namespace driftline {

// Findings for DL305: warnings about fields that are gone from the one model that has all fields which the core's method names.
std::vector<Finding> find_prepared_values(const Upgrade& upgrade);

}  // namespace driftline

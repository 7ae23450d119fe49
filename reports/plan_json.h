// The part of the JSON report that is about an upgrade. For json.cc.
#pragma once
#include <nlohmann/json.hpp>

#include "check/plan.h"

namespace driftline {

nlohmann::ordered_json plan_json(const Plan& plan);

}  // namespace driftline

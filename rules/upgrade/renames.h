// Which renames of the difference are told.
#pragma once
#include "model/delta.h"

namespace driftline {

// One below three quarters that shares little more than its type and its place is none to act on.
bool is_convincing(const Delta& delta, const Change& change);

}  // namespace driftline

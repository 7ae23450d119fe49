// Which renames of the difference are told.
#pragma once
#include <vector>

#include "model/delta.h"

namespace driftline {

// Other symbols of the same owner that were renamed to the same one.
std::vector<const Change*> renamed_alike(const Delta& delta, const Change& change);

// One below three quarters that shares little more than its type and its place is none to act on; nor is one that
// another symbol of its owner is by far the better one for.
bool is_convincing(const Delta& delta, const Change& change);

}  // namespace driftline

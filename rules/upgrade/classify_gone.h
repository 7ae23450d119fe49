// Which of our uses are gone in the target, and what of each is. Behind all_gone(), which keeps the answer: ask that.
#pragma once
#include <array>
#include <vector>

#include "rules/upgrade/gone.h"

namespace driftline {

using GoneByCause = std::array<std::vector<Gone>, causes>;   // by Cause; each in the order of the current program's links

// Every link of the current program, judged: in time linear in their number. Refers to `upgrade`, which must outlive it. Thread-safe.
GoneByCause classify_gone(const Upgrade& upgrade);

}  // namespace driftline

// What ours uses of the core and the target has in a module that ours does not depend on (DL316). A line in depends mends all that
// such a module brings, so that is one finding.
#pragma once
#include <string>
#include <vector>

#include "rules/upgrade/sides.h"

namespace driftline {

struct OutOfReach {
    Finding finding;             // as it is told where it is the only one: of the symbol that is used
    Index provider = no_row;     // the target's module that has it
    std::string unless;          // a module that was not read and may bring it
    bool late = false;           // the provider installs itself, but after ours
};

// Findings of one module of ours that the same new dependency mends bear its name and say the same; their places bear the symbols.
std::vector<Finding> by_dependency(const Upgrade& upgrade, std::vector<OutOfReach> all);

}  // namespace driftline

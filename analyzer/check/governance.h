// Who answers for the customizations, what was promised and is due, what is kept quiet: the numbers of a review.
#pragma once
#include "check/review.h"
#include "check/suppressions.h"

namespace driftline {

struct GovernanceInputs {
    const Program& program;
    const Evidence& evidence;
    const std::vector<Finding>& findings;       // those about suppressions tell which of them are idle
    const std::vector<AllowEntry>& allowed;     // of the configuration
    std::string config_path;                    // in the repository
    const InUse& in_use;
    std::string today;                          // ISO
};

// All but the commits, which need the history. Lists are in the order of the files.
Governance govern(const GovernanceInputs& inputs);

}  // namespace driftline

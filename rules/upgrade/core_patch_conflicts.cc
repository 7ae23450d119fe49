#include "check/rule.h"

namespace driftline {

// Found by merging each edit of a core onto the target: check/core_edit_findings.cc.
DRIFTLINE_RULE(core_patch_conflicts) = {
    "DL323", "core-patch-conflicts", Severity::error,
    "A local edit of the core does not apply to the target",
    "Each edit is merged three ways, with the pristine file as the base. Where the target changed the same lines, somebody has to decide what the edit means there; where the "
    "target has the same change, it can be dropped (information). Asked for with `driftline scan CORE --pristine PATH --to TARGET`.",
    "Decide whether the target still needs it; if so, write it as a module that extends the core.",
    "", nullptr};

}  // namespace driftline

#include "check/rule.h"

namespace driftline {

// Found after all other rules: check/idle_suppressions.cc.
DRIFTLINE_RULE(suppression_unused) = {
    "DL211", "suppression-unused", Severity::warning,
    "A suppression that suppresses nothing, or has expired",
    "A comment that allows what is no longer there will allow the next mistake at that place, unseen. An `[[allow]]` that has expired was to be decided again. Not judged are "
    "rules that did not run, and modules with a dependency that could not be read.",
    "Delete it; renew an expired one only after deciding again.",
    "", nullptr};

}  // namespace driftline

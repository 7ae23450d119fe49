#include "check/rule.h"

namespace driftline {

// Found by comparing two cores: check/core_edit_findings.cc.
DRIFTLINE_RULE(core_file_edited) = {
    "DL202", "core-file-edited", Severity::warning,
    "A file of the core was edited in place",
    "Every update of the core overwrites the edit or stops at it; nobody sees it in the list of modules, and support ends with it. `driftline scan CORE --pristine PATH[@REV]` "
    "compares a core with the pristine one: every edit with its commit, author, date and ticket where the fork has a history, else by module.",
    "Move the edit into a module that extends the core, or send it upstream.",
    "", nullptr};

}  // namespace driftline

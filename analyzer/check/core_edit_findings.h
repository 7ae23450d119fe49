// DL202 and DL323: what people are told of an edited core. Its files are no modules of ours, so places have paths and no rows.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "base/regex.h"
#include "check/finding.h"
#include "model/edited_core.h"

namespace driftline {

// One finding per local commit, or per area (module) where no commit is known; with a target one more per edit that does not
// simply apply. Sorted, finished (paths, lines, fingerprints). `area_of` a path: "sale"; "" = the framework itself.
std::vector<Finding> core_edit_findings(const CoreEdits& edits, const std::vector<Regex>& ticket_patterns, const std::function<std::string(const std::string& path)>& area_of);

}  // namespace driftline

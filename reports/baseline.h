// A baseline: the fingerprints of findings a repository starts with, so that only what comes after them counts. The file
// holds neither paths nor lines, one entry a line, sorted: edits elsewhere and moved files do not touch it, and two people's
// changes merge.
#pragma once
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "check/finding.h"

namespace driftline {

// Places of at least this severity.
std::string write_baseline(const World& world, const std::vector<Finding>& findings, Severity from);
// The fingerprints; an Error says what is wrong with the text (`file` is for the message).
Result<std::set<std::string>> read_baseline(std::string_view text, const std::string& file);

}  // namespace driftline

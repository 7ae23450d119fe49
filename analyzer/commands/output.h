// Reports on their way out: what `scan` and `check` share.
#pragma once
#include <string>

#include "commands/commands.h"
#include "pipeline.h"
#include "reports/report.h"

namespace driftline {

bool wants_colours(const Options& options);
// Refers to `linked` and `checked`. REQUIRES: the session's notices are complete.
Report make_report(const Session& session, const Linked& linked, const Checked& checked);

// 1 if a finding reaches --fail-on, else what the configuration says, else an error.
int exit_code(const Session& session, const std::vector<Finding>& findings);

}  // namespace driftline

// The baseline of a repository: where it lies, and taking away what it knows.
#pragma once
#include <string>

#include "pipeline.h"
#include "session.h"

namespace driftline {

// As configured, else driftline-baseline.json beside the configuration or at the root of the repository. Need not exist.
std::string baseline_file(const Session& session, const std::string& root);

// Takes the places the baseline knows away; a notice says how many, another how many of its entries match nothing.
// No baseline is fine unless the configuration names one.
Result<bool> apply_baseline(Session& session, const Linked& linked, Checked& checked);

}  // namespace driftline

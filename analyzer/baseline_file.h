// The baseline of a repository: where it lies, and taking away what it knows.
#pragma once
#include <set>
#include <string>

#include "pipeline.h"
#include "session.h"

namespace driftline {

// As configured, else driftline-baseline.json beside the configuration or at the root of the repository. Need not exist.
std::string baseline_file(const Session& session, const std::string& root);

// The fingerprints it holds; none if there is no baseline, which is fine unless the configuration names one.
Result<std::set<std::string>> load_baseline(const Session& session, const std::string& root);

// Takes the places the baseline knows away; a notice says how many, another how many of its entries match nothing.
Result<bool> apply_baseline(Session& session, const Linked& linked, Checked& checked);

}  // namespace driftline

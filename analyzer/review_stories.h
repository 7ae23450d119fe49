// What a review tells of each override: since when and why, who answers, who else is in the chain, and the three texts.
#pragma once
#include <vector>

#include "check/review.h"
#include "load_history.h"
#include "pipeline.h"

namespace driftline {

// The history of all overrides; empty outside git. What it tells of reasons becomes part of the evidence, so it comes before
// the rules. Notices say what it did not tell.
std::vector<Traced> trace_all(Session& session, Linked& linked);

// Beside program.overrides.
std::vector<Story> tell_stories(Session& session, const Linked& linked, const std::vector<Finding>& findings, const std::vector<Traced>& traced, const std::string& today);

ReviewCommit review_commit(const Commit& commit, const std::vector<Regex>& ticket_patterns);

}  // namespace driftline

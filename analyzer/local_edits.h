// Copies of community modules in the custom tree, compared with the community's own: what was edited here has to be
// carried over when the copy is replaced.
#pragma once
#include <map>

#include "check/plan.h"
#include "pipeline.h"

namespace driftline {

// By module of the current world, for each one that the target's libraries have. Compared with the library of today if
// there is one, else with the target's. What cannot be read is a notice.
std::map<Index, UpstreamCopy> compare_copies(Session& session, const Linked& linked);

}  // namespace driftline

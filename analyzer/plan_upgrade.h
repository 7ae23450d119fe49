// The plan of `scan --to`, and of the same tree at an earlier revision to measure progress by.
#pragma once
#include "check/plan.h"
#include "pipeline.h"

namespace driftline {

// REQUIRES: `linked` has a target. `base`: the plan at --base; may be null.
Plan plan_upgrade(Session& session, const Linked& linked, const Checked& checked, const Plan* base, const std::function<bool(Index module)>& in_use = {});

// The plan of the tree at --base, from a run of its own whose program is gone when this returns. REQUIRES: --base is given.
Result<Plan> plan_base(const Session& session);

}  // namespace driftline

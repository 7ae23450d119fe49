// Edits of the core itself, as a review tells them: by the local commit they came with, and how many there were before.
#pragma once
#include <optional>

#include "check/review.h"
#include "pipeline.h"
#include "review_period.h"

namespace driftline {

// Unasked only where the core's own history tells; what was asked for and cannot be told is a notice. Empty: nobody could look.
std::optional<CorePatches> review_core(Session& session, const Linked& linked, const Period* period);

}  // namespace driftline

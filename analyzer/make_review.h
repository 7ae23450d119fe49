// All of a review: today's state, the one it is compared with, the quarters before, and what is asked of people.
#pragma once
#include <optional>

#include "check/plan.h"
#include "check/review.h"
#include "pipeline.h"
#include "review_period.h"

namespace driftline {

struct Reviewed {
    std::unique_ptr<Linked> linked;
    Checked checked;
    std::optional<Plan> plan;   // with a target
    Review review;              // refers to the evidence of `linked`
};

// Reads the session's PATH as of --quarter. Errors name what cannot be read or understood.
Result<std::unique_ptr<Reviewed>> make_review(Session& session);

}  // namespace driftline

// A repository as it was: its figures at a commit, on the core it ran on then where that can be told.
#pragma once
#include <string>
#include <vector>

#include "check/review.h"
#include "pipeline.h"
#include "review_period.h"
#include "source/revisions.h"

namespace driftline {

using InUseByName = std::function<bool(std::string_view module)>;   // empty: all are

// The core and libraries that a past state is compared with; `linked` is today's.
struct PastCore {
    std::string argument;
    TrendPoint::Core from = TrendPoint::Core::today;
    std::string note;      // for people, when it is not what the repository says
};
PastCore past_core(const Session& session, const Linked& linked, const Commit& commit);

// A session that reads the tree of `commit` as it was and says nothing.
Session past_session(const Session& session, const Linked& linked, const Commit& commit, const PastCore& core);

// The last state of each of the `quarters` quarters before `last`, the oldest first. Each distinct file is parsed once over all of them.
std::vector<TrendPoint> walk_quarters(const Session& session, const Linked& linked, const FirstParents& line, Quarter last, size_t quarters, const InUseByName& in_use);

}  // namespace driftline

// The commit hook's short way: whether what is staged can have introduced anything, told from the facts of the modules it
// touches, before and after. Reads neither the core nor the other modules.
#pragma once
#include "check/state.h"
#include "session.h"
#include "source/revisions.h"

namespace driftline {

// True: nothing was introduced. False: not known. `base_state`: what was found at the base the last time.
bool quickly_nothing_new(Session& session, const Revision& base, const State& base_state);

}  // namespace driftline

// Pins of the core and of libraries that a change moves (a submodule, repos.yaml, requirements, a Dockerfile, `core =` of the
// configuration), and what each move does to our overrides.
#pragma once
#include "check/introduced.h"
#include "pipeline.h"
#include "session.h"
#include "source/revisions.h"

namespace driftline {

// Adds to `introduced` what moved and, where both sides can be read here, the findings it brings. What cannot be read is said
// in the pin's note, with the command that fetches it. `head`: what `linked` was read from; its commit and tree are "" for the index.
void add_bumps(Session& session, const Linked& linked, const Revision& base, const Revision& head, Introduced& introduced);

// The core that the repository ran on at a revision, as far as it says so.
struct PinnedCore {
    std::string value;      // what it is pinned to, for people; "" = it does not say
    std::string argument;   // what can be read of it here: PATH@REV, a stored name, or the core of `linked` when it is still the same; "" = nothing
};
PinnedCore pinned_core(const Session& session, const Linked& linked, const Revision& then, const Revision& now);

}  // namespace driftline

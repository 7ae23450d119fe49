// The state at a change's base: kept by what it was made of, so that the next run with the same base reads nothing.
#pragma once
#include "check/state.h"
#include "pipeline.h"
#include "session.h"
#include "source/revisions.h"

namespace driftline {

// What a state depends on besides the tree: core, libraries, configuration, selected rules, the program itself.
Digest state_maker(const Session& session, const Linked& linked);

std::optional<State> stored_state(const Session& session, const Revision& revision, const Digest& maker);
// Of a whole tree. Does nothing for a revision without a tree, nor without a cache folder; trouble loses the cache, never the run.
void store_state(const Session& session, const Revision& revision, const Digest& maker, const State& state);

// The state that a revision gave last with this configuration, whatever the core was then.
std::optional<State> latest_state(const Session& session, const Revision& revision);
void note_latest(const Session& session, const Revision& revision, const Digest& maker);
// `to` gave the same as `from`.
void inherit_state(const Session& session, const Revision& from, const Revision& to);

// A revision of the repository that `head` was read from, with the core and libraries that `head` was linked with. Null: no modules
// in it, or nothing at all.
Result<std::unique_ptr<Linked>> link_base(const Session& session, const Linked& head, const Revision& revision);
// Its state: stored, or found and stored now.
State state_of_base(const Session& session, const Linked* base, const Revision& revision, const Digest& maker);

}  // namespace driftline

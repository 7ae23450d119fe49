// Two revisions of one repository, each linked with the core it runs on: what a change does, for rules of the gate.
// Refers to everything it is made of; safe to read from any thread.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "model/evidence.h"
#include "model/program.h"
#include "source/history.h"

namespace driftline {

struct Revisions {
    const Program& base;
    const Program& head;
    const SourceSet& base_source;     // the custom tree at each side: scripts, changelogs
    const SourceSet& head_source;
    const Evidence* evidence = nullptr;   // of head; may be null
    std::vector<Index> unexplained = {};  // of head.overrides: those that had a reason at the base and have none now; ascending

    // Commits of the change, the newest first, each with the first file it touches; empty where they were not asked for.
    struct CommitOfChange { Commit commit; std::string path; };
    std::vector<CommitOfChange> commits = {};

    // The reported modules of head with the base's module of the same name (no_row: born in between).
    struct Pair { Index head = no_row, base = no_row; };
    std::vector<Pair> modules() const;
};

}  // namespace driftline

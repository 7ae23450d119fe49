// The history of the scanned tree's overrides: opened at the revision that was scanned, with a facts cache of its own.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/evidence.h"
#include "model/symbol_history.h"
#include "pipeline.h"

namespace driftline {

// One place of ours and what history says of it.
struct Traced {
    SymbolRef custom;
    Index override_ = no_row;   // of Program::overrides; no_row: a definition that overrides nothing
    std::string symbol;
    SymbolStory story;
};

// Stories of these overrides (indices), in their order. An error when the tree is in no git repository. Notices name what
// was not looked up: a shallow clone, a budget that was spent.
Result<std::vector<Traced>> trace_overrides(Session& session, const Linked& linked, const std::vector<Index>& overrides, const HistoryBudget& budget, bool introductions = true);
// The same of definitions.
Result<std::vector<Traced>> trace_definitions(Session& session, const Linked& linked, std::vector<Traced> wanted, const HistoryBudget& budget, bool introductions = true);

// Level 4 of the evidence for `scan`: commits of the overrides that nothing else explains, within a budget that keeps it
// cheap. What was not looked up is a notice. Nothing happens outside git.
void add_commits(Session& session, Linked& linked);
// The same for the gate, of overrides (indices) that are new: the commits that a branch brings may say why. Of each its first commit and
// the one since which it stands as it does. Says nothing of what it did not find. REQUIRES: `linked` has its evidence.
void add_commits_of_change(Session& session, const Linked& linked, const std::vector<Index>& overrides);

CommitNote note_of(const Commit& commit);

}  // namespace driftline

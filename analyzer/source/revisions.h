// What a gate asks of a repository's history: a commit's tree, where a change branched off, what two trees differ in. Reads
// objects only; nothing here walks the history further than to a merge base, and the staged trees are made in memory.
#pragma once
#include <string>
#include <vector>

#include "base/result.h"

namespace driftline {

// A state of the files. commit "" for the index; tree "" when it has no id (files in conflict), or there is nothing yet.
struct Revision {
    std::string commit, tree;
    bool empty = false;   // before the first commit: no file at all
};

// A submodule, or the commit it is pinned to.
struct Pinned {
    std::string path, commit;
    bool operator==(const Pinned&) const = default;
};

// `folder`: any folder of the repository, or a bare one. Each of these may be called from any thread.

// A revision as people write it. All zeros and git's empty tree are the empty state.
Result<Revision> resolve_revision(const std::string& folder, const std::string& revision);
// The address of the remote that a clone came from: `origin`, else the only one there is; "" without.
std::string origin_address(const std::string& folder);
// What HEAD points to, the empty state before the first commit.
Result<Revision> head_revision(const std::string& folder);
// The index as a tree; its tree is "" while files are in conflict. `changed`: paths that differ from `from`, as paths_changed() gives them.
Result<Revision> staged_revision(const std::string& folder, const Revision& from, std::vector<std::string>& changed);
// Commits whose work a merge under way brings in: what they hold is not news of the commit that ends it.
std::vector<std::string> merge_heads(const std::string& folder);

// Where `head` branched off `base`: the best common ancestor. A cut history (shallow clone) or unrelated ones have none; then
// `note` says so and the state is that of `base` itself.
struct BranchPoint {
    Revision revision;
    std::string note;
};
Result<BranchPoint> branch_point(const std::string& folder, const Revision& base, const Revision& head);

// Submodules of a tree, sorted by path. `tree` "" = of the index.
std::vector<Pinned> submodules_of(const std::string& folder, const std::string& tree);
// One file of a tree ("" = of the index); "" if it is not there or larger than a megabyte.
std::string file_of_tree(const std::string& folder, const std::string& tree, const std::string& path);
// Paths that differ between two trees, either side ("" = the index; `from.empty` = no file), sorted.
Result<std::vector<std::string>> paths_changed(const std::string& folder, const Revision& from, const Revision& to);

}  // namespace driftline

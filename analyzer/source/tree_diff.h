// Trees of a repository, and the index as the trees that git would write of it, compared entry by entry: equal ids are equal
// below, so what did not change costs nothing. Nothing is written. For this folder's .cc files only.
#pragma once
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "source/git_handles.h"

namespace driftline {

struct TreeChange {
    std::string path;
    git_oid before{}, after{};
    unsigned mode_before = 0, mode_after = 0;   // GIT_FILEMODE_...; 0: not there. Never a folder's
};

// The trees of an index. Refers to it.
class StagedTrees {
public:
    explicit StagedTrees(const git_index* index);
    const git_oid& root() const { return root_; }
    bool complete() const { return complete_; }   // else no tree stands for it: files in conflict, or ones that are only announced

    struct Entry {
        std::string_view name;
        git_oid id;
        unsigned mode;
    };
    const std::vector<Entry>* find(const git_oid& id) const;   // nullptr: none of these

private:
    git_oid make(const git_index* index, size_t& at, std::string_view folder);
    struct Hash { size_t operator()(const git_oid& id) const; };
    struct Equal { bool operator()(const git_oid& a, const git_oid& b) const { return git_oid_equal(&a, &b) == 1; } };
    std::unordered_map<git_oid, std::vector<Entry>, Hash, Equal> trees_;
    git_oid root_{};
    bool complete_ = true;
};

// Zero ids are empty trees. In the order of trees; paths start with `prefix`; stops after `most`. Trees that `staged` (may be null) has
// are not looked for in the repository; one that cannot be read counts as empty and sets `damaged`.
std::vector<TreeChange> compare_trees(git_repository* repository, const StagedTrees* staged, const git_oid& before, const git_oid& after, std::string_view prefix, size_t most,
                                      bool& damaged);

}  // namespace driftline

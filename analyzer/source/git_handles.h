// Owning handles of libgit2's objects, and opening a repository. For this folder's .cc files only.
#pragma once
#include <git2.h>

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"

namespace driftline {

template <auto release>
struct Release {
    template <class T>
    void operator()(T* handle) const {
        release(handle);
    }
};
using Repository = std::unique_ptr<git_repository, Release<git_repository_free>>;
using Odb = std::unique_ptr<git_odb, Release<git_odb_free>>;
using Object = std::unique_ptr<git_object, Release<git_object_free>>;
using Tree = std::unique_ptr<git_tree, Release<git_tree_free>>;
using Blob = std::unique_ptr<git_blob, Release<git_blob_free>>;
using Index = std::unique_ptr<git_index, Release<git_index_free>>;
using Config = std::unique_ptr<git_config, Release<git_config_free>>;

struct RepositoryInfo {
    std::string root;        // the work tree, or the bare repository's folder; absolute, real
    std::string git_folder;  // what to open again
    std::string subfolder;   // of the folder asked for, below root
    bool bare = false;
    std::vector<std::string> notices;
};

void initialise_git();     // before any call of libgit2; any number of times, from any thread
std::string last_error();  // libgit2's message for this thread's last failure, one line
std::string hex(const git_oid& id);

// The repository that `folder` (absolute, real) is in; null if there is none.
Result<Repository> discover(const std::string& folder, RepositoryInfo& info);

// The same for a few questions in a row. Opening costs more than most answers, and an index is parsed once per handle, so a thread keeps the one
// that it asked last, until somebody writes to the repository's folder. For this thread only.
struct Opened {
    Repository repository;   // null if there is none
    RepositoryInfo info;
    git_repository* get() const { return repository.get(); }
};
Result<std::shared_ptr<const Opened>> open_again(const std::string& folder);
// As it is on disk now; null if it cannot be read.
Index index_of(git_repository* repository);

}  // namespace driftline

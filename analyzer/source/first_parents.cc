#include "source/first_parents.h"

#include <filesystem>

#include <fmt/format.h>

#include "source/git_handles.h"

namespace driftline {
namespace {

using Commit = std::unique_ptr<git_commit, Release<git_commit_free>>;

Commit look_up(git_repository* repository, const git_oid& id) {
    git_commit* raw = nullptr;
    return git_commit_lookup(&raw, repository, &id) == 0 ? Commit(raw) : Commit();
}

}  // namespace

Result<FirstParentLine> first_parents(const std::string& folder, const std::string& commit, size_t most) {
    std::error_code error;
    RepositoryInfo info;
    const Result<Repository> found = discover(std::filesystem::canonical(folder, error).string(), info);
    if (!found) return found.error();
    git_oid id;
    if (error || !*found || git_oid_fromstr(&id, commit.c_str()) != 0) return Error{fmt::format("{}: is not in a git repository, so it has no history", folder)};
    FirstParentLine line;
    for (Commit at = look_up(found->get(), id); line.commits.size() < most;) {
        if (!at) {
            line.cut = true;
            break;
        }
        line.commits.push_back({hex(*git_commit_id(at.get())), git_commit_time(at.get())});
        const git_oid* parent = git_commit_parent_id(at.get(), 0);
        if (parent == nullptr) break;
        at = look_up(found->get(), *parent);
    }
    return line;
}

}  // namespace driftline

#include "source/revisions.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <set>

#include "source/git_handles.h"
#include "source/tree_diff.h"

namespace driftline {
namespace fs = std::filesystem;
namespace {

constexpr const char* empty_tree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";   // git's own id for it
constexpr uint64_t max_pin_file = 1u << 20;   // bytes

Result<std::shared_ptr<const Opened>> open(const std::string& folder) {
    std::error_code error;
    const fs::path real = fs::canonical(folder, error);
    if (error) return Error{fmt::format("{}: {}", folder, error.message())};
    auto opened = open_again(real.string());
    if (opened && (*opened)->get() == nullptr) return Error{fmt::format("{}: is not in a git repository, so there is nothing to compare with", folder)};
    return opened;
}

Revision nothing() {
    Revision revision;
    revision.empty = true;
    return revision;
}

Result<Revision> peel(const Opened& opened, git_object* found, const std::string& name) {
    git_object *commit = nullptr, *tree = nullptr;
    if (git_object_peel(&tree, found, GIT_OBJECT_TREE) != 0)
        return Error{fmt::format("{}: the tree of {} cannot be read ({}); see git -C {} fsck", opened.info.root, name, last_error(), opened.info.root)};
    const Object tree_owner(tree);
    git_object_peel(&commit, found, GIT_OBJECT_COMMIT);   // a bare tree is a state, too
    const Object commit_owner(commit);
    Revision revision;
    revision.tree = hex(*git_object_id(tree));
    if (commit != nullptr) revision.commit = hex(*git_object_id(commit));
    return revision;
}

Tree look_up_tree(git_repository* repository, const std::string& id) {
    git_oid oid;
    git_tree* raw = nullptr;
    if (id.empty() || git_oid_fromstr(&oid, id.c_str()) != 0 || git_tree_lookup(&raw, repository, &oid) != 0) return Tree();
    return Tree(raw);
}

void collect_submodules(git_repository* repository, const git_tree* tree, const std::string& folder, int depth, std::vector<Pinned>& found) {
    for (size_t i = 0; i < git_tree_entrycount(tree); ++i) {
        const git_tree_entry* entry = git_tree_entry_byindex(tree, i);
        const std::string path = folder.empty() ? git_tree_entry_name(entry) : folder + "/" + git_tree_entry_name(entry);
        if (git_tree_entry_filemode(entry) == GIT_FILEMODE_COMMIT) found.push_back({path, hex(*git_tree_entry_id(entry))});
        if (git_tree_entry_filemode(entry) != GIT_FILEMODE_TREE || depth == 0) continue;
        git_tree* raw = nullptr;
        if (git_tree_lookup(&raw, repository, git_tree_entry_id(entry)) != 0) continue;
        const Tree owner(raw);
        collect_submodules(repository, raw, path, depth - 1, found);
    }
}

std::string content(git_repository* repository, const git_oid& id) {
    git_blob* raw = nullptr;
    if (git_blob_lookup(&raw, repository, &id) != 0) return "";
    const Blob blob(raw);
    if (uint64_t(git_blob_rawsize(raw)) > max_pin_file) return "";
    return {static_cast<const char*>(git_blob_rawcontent(raw)), size_t(git_blob_rawsize(raw))};
}

git_oid tree_id(const std::string& tree) {
    git_oid id{};
    if (!tree.empty()) git_oid_fromstr(&id, tree.c_str());
    return id;
}

Result<std::vector<std::string>> paths_between(const Opened& opened, const StagedTrees* staged, const git_oid& from, const git_oid& to) {
    bool damaged = false;
    constexpr size_t most = 1'000'000;
    std::set<std::string> paths;
    for (TreeChange& change : compare_trees(opened.get(), staged, from, to, "", most, damaged)) paths.insert(std::move(change.path));
    if (damaged) return Error{fmt::format("{}: a tree cannot be read ({}); see git -C {} fsck", opened.info.root, last_error(), opened.info.root)};
    return std::vector<std::string>(paths.begin(), paths.end());
}

}  // namespace

Result<Revision> resolve_revision(const std::string& folder, const std::string& revision) {
    const auto opened = open(folder);
    if (!opened) return opened.error();
    const bool zeros = revision.size() >= 40 && revision.find_first_not_of('0') == std::string::npos;
    if (zeros || revision == empty_tree) return nothing();
    git_object* found = nullptr;
    if (git_revparse_single(&found, (*opened)->get(), revision.c_str()) != 0) {
        const std::string why = last_error(), &root = (*opened)->info.root;
        const bool shallow = git_repository_is_shallow((*opened)->get()) == 1;
        return Error{fmt::format("{}: revision {} cannot be found ({}); {}", root, revision, why,
                                 shallow ? fmt::format("the clone is shallow: git -C {} fetch --depth=1 origin {}", root, revision) : fmt::format("fetch it first, or see git -C {} log --all", root))};
    }
    const Object owner(found);
    return peel(**opened, found, revision);
}

std::string origin_address(const std::string& folder) {
    const auto opened = open(folder);
    if (!opened) return "";
    std::string name = "origin";
    git_strarray remotes{};
    if (git_remote_list(&remotes, (*opened)->get()) == 0) {
        if (remotes.count == 1) name = remotes.strings[0];
        git_strarray_dispose(&remotes);
    }
    git_remote* remote = nullptr;
    if (git_remote_lookup(&remote, (*opened)->get(), name.c_str()) != 0) return "";
    const char* address = git_remote_url(remote);
    std::string text = address == nullptr ? "" : address;
    git_remote_free(remote);
    return text;
}

Result<Revision> head_revision(const std::string& folder) {
    const auto opened = open(folder);
    if (!opened) return opened.error();
    if (git_repository_head_unborn((*opened)->get()) == 1) return nothing();
    return resolve_revision(folder, "HEAD");
}

Result<Revision> staged_revision(const std::string& folder, const Revision& from, std::vector<std::string>& changed) {
    const auto opened = open(folder);
    if (!opened) return opened.error();
    if ((*opened)->info.bare) return Error{fmt::format("{}: a bare repository has no index", (*opened)->info.root)};
    const Index index = index_of((*opened)->get());
    if (!index) return Error{fmt::format("{}: the index cannot be read ({})", (*opened)->info.root, last_error())};
    Revision revision;
    const StagedTrees trees(index.get());
    if (!trees.complete()) return revision;
    revision.tree = hex(trees.root());
    Result<std::vector<std::string>> paths = paths_between(**opened, &trees, tree_id(from.tree), trees.root());
    if (!paths) return paths.error();
    changed = std::move(*paths);
    return revision;
}

std::vector<std::string> merge_heads(const std::string& folder) {
    const auto opened = open(folder);
    if (!opened) return {};
    std::vector<std::string> heads;
    std::ifstream in(fs::path(git_repository_path((*opened)->get())) / "MERGE_HEAD");
    constexpr size_t most = 16;
    for (std::string line; heads.size() < most && std::getline(in, line);)
        if (line.size() >= GIT_OID_HEXSZ) heads.push_back(line.substr(0, GIT_OID_HEXSZ));
    return heads;
}

Result<BranchPoint> branch_point(const std::string& folder, const Revision& base, const Revision& head) {
    const auto opened = open(folder);
    if (!opened) return opened.error();
    BranchPoint point{base, ""};
    if (base.commit.empty() || head.commit.empty()) return point;   // nothing, or a bare tree: compared as it is
    git_oid one, two, ancestor;
    if (git_oid_fromstr(&one, base.commit.c_str()) != 0 || git_oid_fromstr(&two, head.commit.c_str()) != 0) return point;
    if (git_merge_base(&ancestor, (*opened)->get(), &one, &two) == 0) {
        Result<Revision> found = resolve_revision(folder, hex(ancestor));
        if (!found) return found.error();
        point.revision = std::move(*found);
        return point;
    }
    const std::string name = base.commit.substr(0, 7);
    point.note = git_repository_is_shallow((*opened)->get()) == 1
                     ? fmt::format("the clone is shallow, so where this change branched off is not known: compared with {} itself, and what others changed since may be counted; fetch more history to be exact", name)
                     : fmt::format("{} shares no history with this change: compared with it as it is", name);
    return point;
}

std::vector<Pinned> submodules_of(const std::string& folder, const std::string& tree) {
    std::vector<Pinned> found;
    const auto opened = open(folder);
    if (!opened) return found;
    constexpr int levels = 6;
    if (tree.empty()) {
        if (const Index index = index_of((*opened)->get()))
            for (size_t i = 0; i < git_index_entrycount(index.get()); ++i) {
                const git_index_entry* entry = git_index_get_byindex(index.get(), i);
                if (entry->mode == GIT_FILEMODE_COMMIT && git_index_entry_stage(entry) == 0) found.push_back({entry->path, hex(entry->id)});
            }
    } else if (file_of_tree(folder, tree, ".gitmodules").empty()) {
        return found;   // spares the walk
    } else if (const Tree root = look_up_tree((*opened)->get(), tree)) {
        collect_submodules((*opened)->get(), root.get(), "", levels, found);
    }
    std::sort(found.begin(), found.end(), [](const Pinned& a, const Pinned& b) { return a.path < b.path; });
    return found;
}

std::string file_of_tree(const std::string& folder, const std::string& tree, const std::string& path) {
    const auto opened = open(folder);
    if (!opened) return "";
    if (tree.empty()) {
        const Index index = index_of((*opened)->get());
        const git_index_entry* entry = index ? git_index_get_bypath(index.get(), path.c_str(), 0) : nullptr;
        return entry != nullptr ? content((*opened)->get(), entry->id) : "";
    }
    const Tree root = look_up_tree((*opened)->get(), tree);
    git_tree_entry* raw = nullptr;
    if (!root || git_tree_entry_bypath(&raw, root.get(), path.c_str()) != 0) return "";
    const std::string bytes = git_tree_entry_type(raw) == GIT_OBJECT_BLOB ? content((*opened)->get(), *git_tree_entry_id(raw)) : "";
    git_tree_entry_free(raw);
    return bytes;
}

Result<std::vector<std::string>> paths_changed(const std::string& folder, const Revision& from, const Revision& to) {
    const auto opened = open(folder);
    if (!opened) return opened.error();
    if (!to.tree.empty() || to.empty) return paths_between(**opened, nullptr, tree_id(from.tree), tree_id(to.tree));
    const Index index = index_of((*opened)->get());
    if (!index) return Error{fmt::format("{}: the index cannot be read ({})", (*opened)->info.root, last_error())};
    const StagedTrees trees(index.get());
    return paths_between(**opened, &trees, tree_id(from.tree), trees.root());
}

}  // namespace driftline

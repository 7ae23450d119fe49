#include "source/history.h"

#include <fmt/format.h>
#include <git2.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <map>

#include "base/text.h"
#include "source/git_handles.h"
#include "source/tree_diff.h"

namespace driftline {
namespace {

using GitCommit = std::unique_ptr<git_commit, Release<git_commit_free>>;
using Walk = std::unique_ptr<git_revwalk, Release<git_revwalk_free>>;
using References = std::unique_ptr<git_reference_iterator, Release<git_reference_iterator_free>>;

constexpr size_t max_blob = 5u << 20;

ObjectId id_of(const git_oid& oid) {
    ObjectId id;
    std::memcpy(id.bytes.data(), oid.id, id.bytes.size());
    return id;
}
git_oid oid_of(const ObjectId& id) {
    git_oid oid;
    std::memcpy(oid.id, id.bytes.data(), id.bytes.size());
    return oid;
}

Tree lookup_tree(git_repository* repository, const ObjectId& id) {
    if (id.null()) return Tree();
    git_tree* raw = nullptr;
    const git_oid oid = oid_of(id);
    git_tree_lookup(&raw, repository, &oid);
    return Tree(raw);
}

std::string date_of(int64_t seconds) {
    const auto day = std::chrono::floor<std::chrono::days>(std::chrono::sys_seconds(std::chrono::seconds(seconds)));
    const std::chrono::year_month_day parts(day);
    return fmt::format("{:04}-{:02}-{:02}", int(parts.year()), unsigned(parts.month()), unsigned(parts.day()));
}

}  // namespace

std::string ObjectId::hex() const {
    std::string text;
    for (const uint8_t byte : bytes) text += fmt::format("{:02x}", byte);
    return text;
}

std::string Commit::date() const { return date_of(time); }
std::string_view Commit::subject() const { return trim(std::string_view(message).substr(0, message.find('\n'))); }

Digest digest_of(const ObjectId& blob) { return digest128(blob.hex()); }

struct History::State {
    static constexpr size_t trees_kept = 8;

    Repository repository;
    ObjectId head;
    std::map<ObjectId, Tree> trees;   // asked for again and again: the roots of a commit and of its parents

    git_tree* tree(const ObjectId& id) {
        const auto hit = trees.find(id);
        if (hit != trees.end()) return hit->second.get();
        if (trees.size() >= trees_kept) trees.clear();
        return trees.emplace(id, lookup_tree(repository.get(), id)).first->second.get();
    }
};

History::History(std::unique_ptr<State> state) : state_(std::move(state)) {}
History::~History() = default;

Result<std::unique_ptr<History>> History::open(const std::string& folder, const std::string& revision) {
    std::error_code error;
    const std::filesystem::path real = std::filesystem::canonical(folder, error);
    RepositoryInfo info;
    Result<Repository> opened = discover(error ? folder : real.string(), info);
    if (!opened) return opened.error();
    if (!*opened) return Error{fmt::format("{} is not in a git repository, so it has no history", folder)};
    auto state = std::make_unique<State>();
    state->repository = std::move(*opened);
    std::unique_ptr<History> history(new History(std::move(state)));
    const auto head = history->resolve(revision);
    if (!head) return Error{fmt::format("{}: revision {} cannot be found ({})", folder, revision, last_error())};
    history->state_->head = *head;
    return history;
}

const ObjectId& History::head() const { return state_->head; }
bool History::shallow() const { return git_repository_is_shallow(state_->repository.get()) == 1; }

std::optional<ObjectId> History::resolve(const std::string& revision) const {
    git_object *found = nullptr, *commit = nullptr;
    if (git_revparse_single(&found, state_->repository.get(), revision.c_str()) != 0) return std::nullopt;
    const Object found_owner(found);
    if (git_object_peel(&commit, found, GIT_OBJECT_COMMIT) != 0) return std::nullopt;
    const Object owner(commit);
    return id_of(*git_object_id(commit));
}

Result<Commit> History::commit(const ObjectId& id) const {
    git_commit* raw = nullptr;
    const git_oid oid = oid_of(id);
    if (git_commit_lookup(&raw, state_->repository.get(), &oid) != 0) return Error{fmt::format("commit {} cannot be read ({})", id.hex(), last_error())};
    const GitCommit owner(raw);
    git_odb* odb_raw = nullptr;
    git_repository_odb(&odb_raw, state_->repository.get());
    const Odb odb(odb_raw);
    Commit made;
    made.id = id;
    made.tree = id_of(*git_commit_tree_id(raw));
    for (unsigned i = 0; i < git_commit_parentcount(raw); ++i) {
        const git_oid* parent = git_commit_parent_id(raw, i);
        if (odb && git_odb_exists(odb.get(), parent) == 1) made.parents.push_back(id_of(*parent));
        else made.boundary = true;
    }
    const git_signature* author = git_commit_author(raw);
    made.time = author->when.time;
    made.author = author->name ? author->name : "";
    made.email = author->email ? author->email : "";
    made.message = git_commit_message(raw) ? git_commit_message(raw) : "";
    return made;
}

std::optional<ObjectId> History::merge_base(const ObjectId& a, const ObjectId& b) const {
    git_oid base;
    const git_oid left = oid_of(a), right = oid_of(b);
    if (git_merge_base(&base, state_->repository.get(), &left, &right) != 0) return std::nullopt;
    return id_of(base);
}

ObjectId History::entry(const ObjectId& tree, std::string_view path) const {
    if (path.empty()) return tree;
    git_tree* root = state_->tree(tree);
    if (root == nullptr) return {};
    if (path.find('/') == path.npos) {
        const git_tree_entry* entry = git_tree_entry_byname(root, std::string(path).c_str());
        return entry == nullptr ? ObjectId() : id_of(*git_tree_entry_id(entry));
    }
    git_tree_entry* raw = nullptr;
    if (git_tree_entry_bypath(&raw, root, std::string(path).c_str()) != 0) return {};
    const ObjectId id = id_of(*git_tree_entry_id(raw));
    git_tree_entry_free(raw);
    return id;
}

std::vector<FileChange> History::changes(const ObjectId& before, const ObjectId& after, std::string_view prefix, size_t most) const {
    const auto is_file = [](unsigned mode) { return (mode & 0170000) == 0100000; };
    bool damaged = false;   // what cannot be read counts as empty
    std::vector<FileChange> files;
    for (const TreeChange& change : compare_trees(state_->repository.get(), nullptr, oid_of(before), oid_of(after), prefix, most, damaged)) {
        const ObjectId was = is_file(change.mode_before) ? id_of(change.before) : ObjectId(), is = is_file(change.mode_after) ? id_of(change.after) : ObjectId();
        if (was != is) files.push_back({change.path, was, is});
    }
    std::sort(files.begin(), files.end(), [](const FileChange& a, const FileChange& b) { return a.path < b.path; });
    return files;
}

Result<std::string> History::blob(const ObjectId& id) const {
    git_blob* raw = nullptr;
    const git_oid oid = oid_of(id);
    if (git_blob_lookup(&raw, state_->repository.get(), &oid) != 0) return Error{fmt::format("blob {} cannot be read ({})", id.hex(), last_error())};
    const Blob blob(raw);
    const auto size = static_cast<size_t>(git_blob_rawsize(raw));
    if (size > max_blob) return Error{fmt::format("blob {} is larger than {} bytes", id.hex(), max_blob)};
    return std::string(static_cast<const char*>(git_blob_rawcontent(raw)), size);
}

std::vector<ObjectId> History::walk(const ObjectId& from, const ObjectId& excluded, size_t most) const {
    std::vector<ObjectId> commits;
    git_revwalk* raw = nullptr;
    if (git_revwalk_new(&raw, state_->repository.get()) != 0) return commits;
    const Walk walk(raw);
    git_revwalk_sorting(raw, GIT_SORT_TOPOLOGICAL | GIT_SORT_TIME);
    git_oid oid = oid_of(from);
    if (git_revwalk_push(raw, &oid) != 0) return commits;
    if (!excluded.null()) {
        oid = oid_of(excluded);
        if (git_revwalk_hide(raw, &oid) != 0) return commits;
    }
    while (commits.size() < most && git_revwalk_next(&oid, raw) == 0) commits.push_back(id_of(oid));
    return commits;
}

std::vector<std::pair<std::string, ObjectId>> History::references() const {
    std::vector<std::pair<std::string, ObjectId>> found;
    git_reference_iterator* raw = nullptr;
    if (git_reference_iterator_new(&raw, state_->repository.get()) != 0) return found;
    const References owner(raw);
    const char* name = nullptr;
    while (git_reference_next_name(&name, raw) == 0)
        if (const auto id = resolve(name)) found.emplace_back(name, *id);
    std::sort(found.begin(), found.end());
    return found;
}

}  // namespace driftline

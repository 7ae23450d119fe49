// The history of a git repository, read commit by commit: trees are compared by id, so what did not change costs nothing.
// Not thread-safe: one History serves one thread. Never writes to the repository.
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.h"
#include "base/result.h"

namespace driftline {

struct ObjectId {
    std::array<uint8_t, 20> bytes{};
    auto operator<=>(const ObjectId&) const = default;
    bool null() const { return *this == ObjectId(); }
    std::string hex() const;
};

struct Commit {
    ObjectId id, tree;
    std::vector<ObjectId> parents;   // those that are there: none at the boundary of a shallow clone
    bool boundary = false;           // has parents that this clone does not hold
    int64_t time = 0;                // of the author, seconds since 1970
    std::string author, email, message;
    std::string date() const;        // of the author, "2026-11-25"
    std::string_view subject() const;
};

// A file that differs between two trees; an id is null on the side that has none.
struct FileChange {
    std::string path;
    ObjectId before, after;
};

class History {
public:
    // `folder`: of a work tree, in one, or a bare repository. An error outside git, or when the revision cannot be found.
    static Result<std::unique_ptr<History>> open(const std::string& folder, const std::string& revision = "HEAD");
    ~History();

    const ObjectId& head() const;
    bool shallow() const;
    std::optional<ObjectId> resolve(const std::string& revision) const;   // to a commit; nullopt if there is none
    Result<Commit> commit(const ObjectId& id) const;
    // The best common ancestor; nullopt if there is none in this clone.
    std::optional<ObjectId> merge_base(const ObjectId& a, const ObjectId& b) const;
    // The tree or blob at a path of a tree; null if there is none. "" is the tree itself.
    ObjectId entry(const ObjectId& tree, std::string_view path) const;
    // Files that differ, sorted by path; paths start with `prefix`. A null tree is an empty one. Stops after `most` files.
    std::vector<FileChange> changes(const ObjectId& before, const ObjectId& after, std::string_view prefix = "", size_t most = 100'000) const;
    Result<std::string> blob(const ObjectId& id) const;
    // Commits of `from` that are not in `excluded`, the newest first, at most `most`; null `excluded` = all.
    std::vector<ObjectId> walk(const ObjectId& from, const ObjectId& excluded, size_t most) const;
    // Names of remote branches and tags, for a search of where a fork comes from.
    std::vector<std::pair<std::string, ObjectId>> references() const;

private:
    struct State;
    explicit History(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

Digest digest_of(const ObjectId& blob);   // as SourceFile::content

}  // namespace driftline

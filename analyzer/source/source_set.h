// The files of one side: a git revision, an index, a working tree, a plain folder, or memory.
//
// A SourceSet lists paths first and reads bytes on demand. Listing is done once, in open(); read() may be
// called from several threads at once. Paths are relative to the set's root, with '/', sorted bytewise.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.h"
#include "base/result.h"

namespace driftline {

enum class SkipReason : uint8_t { none, outside_link, too_large, vendored, minified, not_a_file, duplicate_link, unreadable };
std::string_view skip_reason_text(SkipReason reason);  // "symlink leaves the tree", ...

struct SourceFile {
    std::string path;
    uint64_t size = 0;     // bytes; 0 where the store does not tell before reading
    Digest content;        // identity of the bytes where known without reading (derived from a git blob id); else zero
    SkipReason skip = SkipReason::none;
};

struct SourceOptions {
    uint64_t max_file_size = 5u << 20;   // bytes; larger files are listed with SkipReason::too_large
    bool staged = false;                 // read the index instead of the working tree
    bool identity_only = false;          // a revision's id is wanted, not its files: files() stays empty
    bool git = true;                     // false: treat a checkout as a plain folder (nothing is ignored)
    std::vector<std::string> below;      // revisions and the index: only what lies in these folders; empty = all
    std::function<bool(std::string_view path)> enters; // plain folders: folders it says no to are not listed at all; empty = all
    std::function<bool(std::string_view path)> wants;  // files not wanted are listed but never read; empty = all
};

// How a PATH or PATH@REV argument was understood. An existing path wins; else the longest existing prefix
// before an '@' is the path and the rest the revision.
struct Location {
    std::string path, revision;   // revision empty: working tree or plain folder
};
Location parse_location(std::string_view argument);

class SourceSet {
public:
    virtual ~SourceSet() = default;

    const std::vector<SourceFile>& files() const { return files_; }
    const SourceFile* find(std::string_view path) const;                 // nullptr if not listed
    virtual Result<std::string> read(const SourceFile& file) const = 0;  // the bytes; thread-safe
    Result<std::string> read(std::string_view path) const;

    const std::string& root() const { return root_; }          // absolute path of the folder or repository, "" in memory
    const std::string& revision() const { return revision_; }  // resolved commit id; "" without git
    const std::string& subfolder() const { return subfolder_; }  // asked for PATH below the repository's root: "" or "a/b"; files() are all of the repository
    const std::vector<std::string>& nested() const { return nested_; }  // submodules and nested checkouts (relative folders), not descended
    const std::vector<std::string>& notices() const { return notices_; } // e.g. a depth-1 clone, an index entry that cannot be read
    bool is_git() const { return !revision_.empty() || git_; }

protected:
    std::string root_, revision_, subfolder_;
    bool git_ = false;
    std::vector<SourceFile> files_;
    std::vector<std::string> nested_, notices_;
};

// Opens PATH or PATH@REV: working tree (tracked, and untracked that is not ignored), index, revision of a
// repository (bare ones too; the tree at HEAD when no revision is given), or a plain folder. Never writes to it.
Result<std::unique_ptr<SourceSet>> open_source(std::string_view argument, const SourceOptions& options = {});
// The files of `whole` that lie in these folders, under the same paths. Refers to `whole`.
std::unique_ptr<SourceSet> part_of(const SourceSet& whole, const std::vector<std::string>& folders);
// The bytes of all stylesheets (.css, .scss, .less) below a folder, "" being all; minified and unreadable ones left out. Thread-safe.
std::vector<std::string> stylesheets_below(const SourceSet& source, std::string_view folder);
bool lies_in(std::string_view path, const std::vector<std::string>& folders);
// For tests: path -> bytes.
std::unique_ptr<SourceSet> memory_source(std::map<std::string, std::string> files);

}  // namespace driftline

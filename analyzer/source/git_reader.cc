#include "source/git_reader.h"

#include <fmt/format.h>
#include <git2.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <mutex>

#include "base/text.h"
#include "source/dir_reader.h"
#include "source/git_handles.h"

namespace driftline {
namespace fs = std::filesystem;
namespace {

// Bounds against trees made to be endless (one object may stand in a tree many times).
constexpr size_t max_files = 1'000'000;
constexpr size_t max_depth = 200;

Digest digest_of(const git_oid& blob) {
    char hex[GIT_OID_HEXSZ];
    git_oid_fmt(hex, &blob);
    return digest128({hex, GIT_OID_HEXSZ});
}

struct Listed {
    SourceFile file;
    git_oid blob;
};

// Collects the entries of a tree or an index.
class Collector {
public:
    Collector(git_repository* repository, const SourceOptions& options) : repository_(repository), options_(options) {
        git_odb* odb = nullptr;
        if (git_repository_odb(&odb, repository) == 0) odb_.reset(odb);
    }

    void add(std::string path, const git_oid& blob, unsigned mode) {
        if (!options_.below.empty() && !lies_in(path, options_.below)) return;
        if (mode == GIT_FILEMODE_COMMIT) {
            nested.push_back(std::move(path));
            return;
        }
        Listed listed{{std::move(path), 0, digest_of(blob), SkipReason::none}, blob};
        if (mode == GIT_FILEMODE_LINK) classify_link(listed);
        else classify(listed);
        entries.push_back(std::move(listed));
    }

    // Whether anything in the folder may be wanted.
    bool enters(const std::string& folder) const {
        const auto leads_to = [&](const std::string& wanted) { return wanted == folder || wanted.starts_with(folder + "/"); };
        return options_.below.empty() || lies_in(folder, options_.below) || std::any_of(options_.below.begin(), options_.below.end(), leads_to);
    }

    std::vector<Listed> entries;
    std::vector<std::string> nested;

private:
    void classify(Listed& listed) const {
        SourceFile& file = listed.file;
        file.skip = skip_by_name(file.path);
        if (file.skip != SkipReason::none || (options_.wants && !options_.wants(file.path))) return;
        size_t size = 0;
        git_object_t type = GIT_OBJECT_INVALID;
        if (!odb_ || git_odb_read_header(&size, &type, odb_.get(), &listed.blob) != 0 || type != GIT_OBJECT_BLOB) {
            file.skip = SkipReason::unreadable;
            return;
        }
        file.size = size;
        if (size > options_.max_file_size) file.skip = SkipReason::too_large;
    }

    void classify_link(Listed& listed) const {
        git_blob* raw = nullptr;
        listed.file.skip = SkipReason::unreadable;
        if (git_blob_lookup(&raw, repository_, &listed.blob) != 0) return;
        const Blob blob(raw);
        const std::string_view target(static_cast<const char*>(git_blob_rawcontent(raw)), static_cast<size_t>(git_blob_rawsize(raw)));
        listed.file.skip = skip_of_link(listed.file.path, target);
    }

    git_repository* repository_;
    const SourceOptions& options_;
    Odb odb_;
};

// Reads blobs. libgit2's handles serve one thread at a time, so each read takes one from a pool.
class ObjectSource : public SourceSet {
public:
    ObjectSource(const RepositoryInfo& info, std::string revision, Collector collected, std::vector<std::string> notices, uint64_t max_file_size)
        : git_folder_(info.git_folder), max_file_size_(max_file_size) {
        root_ = info.root;
        subfolder_ = info.subfolder;
        revision_ = std::move(revision);
        git_ = true;
        auto& entries = collected.entries;
        std::sort(entries.begin(), entries.end(), [](const Listed& a, const Listed& b) { return a.file.path < b.file.path; });
        for (Listed& listed : entries) {
            if (!files_.empty() && files_.back().path == listed.file.path) continue;  // only a damaged tree says a name twice
            files_.push_back(std::move(listed.file));
            blobs_.push_back(listed.blob);
        }
        nested_ = std::move(collected.nested);
        std::sort(nested_.begin(), nested_.end());
        notices_ = std::move(notices);
    }

    using SourceSet::read;
    Result<std::string> read(const SourceFile& file) const override {
        const SourceFile* own = find(file.path);
        if (!own) return Error{fmt::format("{}: no such file in {}", file.path, root_)};
        if (own->skip != SkipReason::none) return Error{fmt::format("{}/{}: {}", root_, own->path, skip_reason_text(own->skip))};
        Repository repository = take_handle();
        if (!repository) return Error{fmt::format("{}: cannot be opened again ({})", git_folder_, last_error())};
        Result<std::string> bytes = read_blob(repository.get(), *own);
        const std::lock_guard lock(mutex_);
        idle_.push_back(std::move(repository));
        return bytes;
    }

private:
    Repository take_handle() const {
        {
            const std::lock_guard lock(mutex_);
            if (!idle_.empty()) {
                Repository repository = std::move(idle_.back());
                idle_.pop_back();
                return repository;
            }
        }
        git_repository* opened = nullptr;
        git_repository_open(&opened, git_folder_.c_str());
        return Repository(opened);
    }

    Result<std::string> read_blob(git_repository* repository, const SourceFile& file) const {
        git_blob* raw = nullptr;
        if (git_blob_lookup(&raw, repository, &blobs_[static_cast<size_t>(&file - files_.data())]) != 0)
            return Error{fmt::format("{}/{}: its git object cannot be read ({}); see git -C {} fsck", root_, file.path, last_error(), root_)};
        const Blob blob(raw);
        const auto size = static_cast<uint64_t>(git_blob_rawsize(raw));
        if (size > max_file_size_) return Error{fmt::format("{}/{}: larger than {} bytes", root_, file.path, max_file_size_)};
        return std::string(static_cast<const char*>(git_blob_rawcontent(raw)), size);
    }

    std::string git_folder_;
    uint64_t max_file_size_;
    std::vector<git_oid> blobs_;  // of files_, by index
    mutable std::mutex mutex_;
    mutable std::vector<Repository> idle_;
};

class WorktreeSource : public DiskSource {
public:
    WorktreeSource(const RepositoryInfo& info, std::string revision, DiskListing listing, uint64_t max_file_size)
        : DiskSource(info.root, std::move(listing), max_file_size) {
        subfolder_ = info.subfolder;
        revision_ = std::move(revision);
        git_ = true;
    }
};

// ---- revisions ----

void walk_tree(git_repository* repository, const git_oid& root, Collector& out, std::vector<std::string>& notices) {
    struct Folder {
        git_oid tree;
        std::string path;
        size_t depth;
    };
    std::vector<Folder> pending{{root, "", 0}};
    while (!pending.empty()) {
        const Folder folder = std::move(pending.back());
        pending.pop_back();
        git_tree* raw = nullptr;
        if (git_tree_lookup(&raw, repository, &folder.tree) != 0) {
            notices.push_back(fmt::format("{}: folder cannot be read from git ({})", folder.path, last_error()));
            continue;
        }
        const Tree tree(raw);
        for (size_t i = 0; i < git_tree_entrycount(raw); ++i) {
            const git_tree_entry* entry = git_tree_entry_byindex(raw, i);
            std::string path = folder.path.empty() ? git_tree_entry_name(entry) : fmt::format("{}/{}", folder.path, git_tree_entry_name(entry));
            if (git_tree_entry_filemode(entry) != GIT_FILEMODE_TREE) out.add(std::move(path), *git_tree_entry_id(entry), git_tree_entry_filemode(entry));
            else if (folder.depth < max_depth && out.enters(path)) pending.push_back({*git_tree_entry_id(entry), std::move(path), folder.depth + 1});
        }
        if (out.entries.size() + pending.size() > max_files) {
            notices.push_back(fmt::format("more than {} files; the rest is not read", max_files));
            return;
        }
    }
}

Error revision_error(const RepositoryInfo& info, git_repository* repository, const std::string& revision) {
    const std::string why = last_error();
    if (git_repository_head_unborn(repository) == 1) return {fmt::format("{}: no commit yet; commit something, or scan the working tree", info.root)};
    const bool shallow = git_repository_is_shallow(repository) == 1;
    return {fmt::format("{}: revision {} cannot be found ({}); {}", info.root, revision, why,
                        shallow ? fmt::format("the clone is shallow: git -C {} fetch --unshallow", info.root)
                                : fmt::format("see git -C {} log --all, or fetch it first", info.root))};
}

Result<std::unique_ptr<SourceSet>> open_revision(const RepositoryInfo& info, git_repository* repository, const std::string& revision,
                                                 const SourceOptions& options) {
    git_object *found = nullptr, *commit = nullptr, *tree = nullptr;
    if (git_revparse_single(&found, repository, revision.c_str()) != 0) return revision_error(info, repository, revision);
    const Object found_owner(found);
    if (git_object_peel(&tree, found, GIT_OBJECT_TREE) != 0)
        return Error{fmt::format("{}: the tree of revision {} cannot be read ({}); see git -C {} fsck", info.root, revision, last_error(), info.root)};
    const Object tree_owner(tree);
    git_object_peel(&commit, found, GIT_OBJECT_COMMIT);  // a bare tree is a revision, too
    const Object commit_owner(commit);

    Collector collected(repository, options);
    std::vector<std::string> notices = info.notices;
    if (!options.identity_only) walk_tree(repository, *git_object_id(tree), collected, notices);
    const std::string id = hex(*git_object_id(commit ? commit : tree));
    return std::unique_ptr<SourceSet>(
        std::make_unique<ObjectSource>(info, id, std::move(collected), std::move(notices), options.max_file_size));
}

// ---- index and working tree ----

std::string head_commit(git_repository* repository) {
    git_oid head;
    return git_reference_name_to_id(&head, repository, "HEAD") == 0 ? hex(head) : "";
}

Result<std::unique_ptr<SourceSet>> open_index(const RepositoryInfo& info, git_repository* repository, const SourceOptions& options) {
    const Index index = index_of(repository);
    git_index* raw = index.get();
    if (!index)
        return Error{fmt::format("{}: the index cannot be read ({}); git -C {} read-tree HEAD makes it anew", info.root, last_error(), info.root)};
    Collector collected(repository, options);
    std::vector<std::string> notices = info.notices;
    size_t conflicts = 0;
    for (size_t i = 0; i < git_index_entrycount(raw); ++i) {
        const git_index_entry* entry = git_index_get_byindex(raw, i);
        const int stage = git_index_entry_stage(entry);
        if (stage == 2) ++conflicts;
        if (stage == 0 || stage == 2) collected.add(entry->path, entry->id, entry->mode);  // of a conflict, our side
    }
    if (conflicts) notices.push_back(fmt::format("{} files are in conflict; our side of them is read", conflicts));
    return std::unique_ptr<SourceSet>(
        std::make_unique<ObjectSource>(info, head_commit(repository), std::move(collected), std::move(notices), options.max_file_size));
}

// What the index says of the working tree.
class Tracked {
public:
    Tracked(const RepositoryInfo& info, git_repository* repository, std::vector<std::string>& notices) : repository_(repository) {
        index_ = index_of(repository);
        git_index* raw = index_.get();
        if (!index_) {
            notices.push_back(fmt::format("{}: the index cannot be read ({}); every file not ignored is taken", info.root, last_error()));
            return;
        }
        struct stat status {};
        if (::stat(git_index_path(raw), &status) == 0) written_ = {status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
        for (size_t i = 0; i < git_index_entrycount(raw); ++i) entries_.push_back(git_index_get_byindex(raw, i));
    }

    bool has_below(const std::string& folder) const {
        const std::string prefix = folder + "/";
        const auto found = lower_bound(prefix);
        return found != entries_.end() && std::string_view((*found)->path).starts_with(prefix);
    }
    const git_index_entry* find(const std::string& path) const {
        const auto found = lower_bound(path);
        return found != entries_.end() && path == (*found)->path ? *found : nullptr;
    }
    bool ignored(const std::string& path) const {
        int ignored = 0;
        return git_ignore_path_is_ignored(&ignored, repository_, path.c_str()) == 0 && ignored == 1;
    }
    // The file still is what the index recorded, by git's own test; a file changed as late as the index was
    // written may have been changed again since ("racily clean").
    bool unchanged(const DiskFile& disk, const git_index_entry& entry) const {
        const std::pair<int64_t, int64_t> then{entry.mtime.seconds, entry.mtime.nanoseconds};
        return git_index_entry_stage(&entry) == 0 && (entry.mode & S_IFMT) == S_IFREG && disk.file.skip == SkipReason::none &&
               entry.file_size == static_cast<uint32_t>(disk.file.size) && disk.file.size != 0 && then == std::pair(disk.seconds, disk.nanoseconds) &&
               then < written_;
    }
    const std::vector<const git_index_entry*>& entries() const { return entries_; }

private:
    std::vector<const git_index_entry*>::const_iterator lower_bound(std::string_view path) const {
        return std::lower_bound(entries_.begin(), entries_.end(), path, [](const git_index_entry* e, std::string_view p) { return e->path < p; });
    }

    git_repository* repository_;
    Index index_;
    std::vector<const git_index_entry*> entries_;  // the index's order is bytewise by path
    std::pair<int64_t, int64_t> written_{0, 0};
};

// With line-end conversion, filters and the like the bytes on disk are not the blob's; its id does not tell them.
bool may_convert(git_repository* repository, const std::string& path) {
    static constexpr const char* names[] = {"text", "eol", "crlf", "ident", "filter", "working-tree-encoding"};
    const char* values[std::size(names)] = {};
    auto** wanted = const_cast<const char**>(names);
    if (git_attr_get_many(values, repository, GIT_ATTR_CHECK_FILE_THEN_INDEX, path.c_str(), std::size(names), wanted) != 0) return true;
    return std::any_of(std::begin(values), std::end(values), [](const char* value) {
        const git_attr_value_t kind = git_attr_value(value);
        return kind == GIT_ATTR_VALUE_TRUE || kind == GIT_ATTR_VALUE_STRING;
    });
}

enum class Conversion { none, by_attributes, any };

// Asking for each file's attributes takes longer than everything else here, so first see whether there are any.
Conversion conversion(git_repository* repository, const std::vector<DiskFile>& files) {
    git_config* raw = nullptr;
    if (git_repository_config_snapshot(&raw, repository) != 0) return Conversion::any;
    const Config config(raw);
    const char* value = nullptr;
    if (git_config_get_string(&value, raw, "core.autocrlf") == 0 && std::string_view(value) != "false") return Conversion::any;
    if (git_config_get_string(&value, raw, "core.attributesfile") == 0) return Conversion::by_attributes;
    const char *home = std::getenv("HOME"), *xdg = std::getenv("XDG_CONFIG_HOME");
    const std::string user = xdg ? std::string(xdg) : std::string(home ? home : "") + "/.config";
    std::error_code error;
    for (const std::string& path : {git_repository_commondir(repository) + std::string("info/attributes"), user + "/git/attributes", std::string("/etc/gitattributes")})
        if (fs::exists(path, error)) return Conversion::by_attributes;
    const bool in_tree = std::any_of(files.begin(), files.end(), [](const DiskFile& disk) {
        return disk.file.path == ".gitattributes" || disk.file.path.ends_with("/.gitattributes");
    });
    return in_tree ? Conversion::by_attributes : Conversion::none;
}

void add_digests(git_repository* repository, const Tracked& tracked, std::vector<DiskFile>& files) {
    const Conversion converts = conversion(repository, files);
    if (converts == Conversion::any) return;
    for (DiskFile& disk : files) {
        const git_index_entry* entry = tracked.find(disk.file.path);
        if (!entry || !tracked.unchanged(disk, *entry)) continue;
        if (converts == Conversion::none || !may_convert(repository, disk.file.path)) disk.file.content = digest_of(entry->id);
    }
}

Result<std::unique_ptr<SourceSet>> open_worktree(const RepositoryInfo& info, git_repository* repository, const SourceOptions& options) {
    std::vector<std::string> notices = info.notices;
    const Tracked tracked(info, repository, notices);
    if (!info.subfolder.empty() && !tracked.has_below(info.subfolder) && tracked.ignored(info.subfolder + "/")) return std::unique_ptr<SourceSet>();

    const DiskFilter filter{[&](const std::string& path) { return tracked.has_below(path) || !tracked.ignored(path + "/"); },
                            [&](const std::string& path) { return tracked.find(path) || !tracked.ignored(path); }};
    DiskListing listing = list_disk(info.root, filter, options);
    add_digests(repository, tracked, listing.files);

    const std::vector<std::string> checked_out = listing.nested;
    for (const git_index_entry* entry : tracked.entries()) {
        if (entry->mode != GIT_FILEMODE_COMMIT || std::binary_search(checked_out.begin(), checked_out.end(), std::string_view(entry->path))) continue;
        listing.nested.emplace_back(entry->path);
        notices.push_back(fmt::format("submodule {} is not checked out: git -C {} submodule update --init", entry->path, info.root));
    }
    std::sort(listing.nested.begin(), listing.nested.end());
    listing.notices.insert(listing.notices.begin(), notices.begin(), notices.end());
    return std::unique_ptr<SourceSet>(std::make_unique<WorktreeSource>(info, head_commit(repository), std::move(listing), options.max_file_size));
}

}  // namespace

Result<std::unique_ptr<SourceSet>> open_repository(const std::string& folder, const std::string& revision, const SourceOptions& options) {
    const auto opened = open_again(folder);
    if (!opened) return opened.error();
    const RepositoryInfo& info = (*opened)->info;
    git_repository* repository = (*opened)->get();
    if (!repository) return std::unique_ptr<SourceSet>();
    if (options.staged && !revision.empty()) return Error{fmt::format("{}: give either a revision or the index, not both", info.root)};
    if (options.staged && info.bare) return Error{fmt::format("{}: a bare repository has no index; leave out the option for staged files", info.root)};
    if (!revision.empty() || info.bare) return open_revision(info, repository, revision.empty() ? "HEAD" : revision, options);
    return options.staged ? open_index(info, repository, options) : open_worktree(info, repository, options);
}

}  // namespace driftline

#include "source/tree_diff.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <iterator>

namespace driftline {
namespace {

constexpr size_t max_depth = 200;

bool is_folder(unsigned mode) { return mode == GIT_FILEMODE_TREE; }

// The entries of one tree, wherever it lies.
class Entries {
public:
    Entries(git_repository* repository, const StagedTrees* staged, const git_oid& id, bool& damaged) {
        if (git_oid_is_zero(&id)) return;
        if (staged != nullptr) made_ = staged->find(id);
        if (made_ != nullptr) return;
        git_tree* raw = nullptr;
        if (git_tree_lookup(&raw, repository, &id) != 0) damaged = true;
        stored_.reset(raw);
    }

    size_t size() const { return made_ != nullptr ? made_->size() : stored_ ? git_tree_entrycount(stored_.get()) : 0; }
    StagedTrees::Entry operator[](size_t i) const {
        if (made_ != nullptr) return (*made_)[i];
        const git_tree_entry* entry = git_tree_entry_byindex(stored_.get(), i);
        return {git_tree_entry_name(entry), *git_tree_entry_id(entry), unsigned(git_tree_entry_filemode(entry))};
    }

private:
    const std::vector<StagedTrees::Entry>* made_ = nullptr;
    Tree stored_;
};

// Git's order: a folder's name counts as if it ended in '/'.
int compare_names(const StagedTrees::Entry& a, const StagedTrees::Entry& b) {
    const size_t shared = std::min(a.name.size(), b.name.size());
    if (const int order = a.name.substr(0, shared).compare(b.name.substr(0, shared)); order != 0) return order;
    const auto next = [&](const StagedTrees::Entry& entry) { return entry.name.size() > shared ? int(static_cast<unsigned char>(entry.name[shared])) : is_folder(entry.mode) ? int('/') : 0; };
    return next(a) - next(b);
}

class Comparison {
public:
    Comparison(git_repository* repository, const StagedTrees* staged, size_t most, bool& damaged) : repository_(repository), staged_(staged), most_(most), damaged_(damaged) {}

    void compare(const git_oid& before, const git_oid& after, const std::string& prefix, size_t depth) {
        if (git_oid_equal(&before, &after) == 1 || depth > max_depth || changes.size() >= most_) return;
        const Entries a(repository_, staged_, before, damaged_), b(repository_, staged_, after, damaged_);
        for (size_t i = 0, j = 0; (i < a.size() || j < b.size()) && changes.size() < most_;) {
            const StagedTrees::Entry left = i < a.size() ? a[i] : StagedTrees::Entry(), right = j < b.size() ? b[j] : StagedTrees::Entry();
            const int order = i >= a.size() ? 1 : j >= b.size() ? -1 : left.name == right.name ? 0 : compare_names(left, right);
            entry(order <= 0 ? left : StagedTrees::Entry(), order >= 0 ? right : StagedTrees::Entry(), prefix, depth);
            i += order <= 0;
            j += order >= 0;
        }
    }

    std::vector<TreeChange> changes;

private:
    void entry(const StagedTrees::Entry& left, const StagedTrees::Entry& right, const std::string& prefix, size_t depth) {
        if (left.mode == right.mode && git_oid_equal(&left.id, &right.id) == 1) return;
        const bool from_folder = is_folder(left.mode), to_folder = is_folder(right.mode);
        const git_oid none{};
        const std::string path = prefix + std::string(left.mode != 0 ? left.name : right.name);
        if (from_folder || to_folder) compare(from_folder ? left.id : none, to_folder ? right.id : none, path + "/", depth + 1);
        if ((left.mode == 0 || from_folder) && (right.mode == 0 || to_folder)) return;
        changes.push_back({path, from_folder ? none : left.id, to_folder ? none : right.id, from_folder ? 0 : left.mode, to_folder ? 0 : right.mode});
    }

    git_repository* repository_;
    const StagedTrees* staged_;
    size_t most_;
    bool& damaged_;
};

}  // namespace

size_t StagedTrees::Hash::operator()(const git_oid& id) const {
    size_t first = 0;
    std::memcpy(&first, id.id, sizeof first);
    return first;
}

StagedTrees::StagedTrees(const git_index* index) {
    size_t at = 0;
    root_ = make(const_cast<git_index*>(index), at, "");
}

const std::vector<StagedTrees::Entry>* StagedTrees::find(const git_oid& id) const {
    const auto hit = trees_.find(id);
    return hit == trees_.end() ? nullptr : &hit->second;
}

// The index is sorted by path, so a folder's entries follow each other, and in the order of its tree.
git_oid StagedTrees::make(const git_index* index, size_t& at, std::string_view folder) {
    std::vector<Entry> entries;
    std::string bytes;
    const size_t count = git_index_entrycount(index);
    while (at < count) {
        const git_index_entry* entry = git_index_get_byindex(const_cast<git_index*>(index), at);
        const std::string_view path = entry->path;
        if (!path.starts_with(folder)) break;
        if (git_index_entry_stage(entry) != 0 || (entry->flags_extended & GIT_INDEX_ENTRY_INTENT_TO_ADD) != 0) complete_ = false;
        const size_t slash = path.find('/', folder.size());
        Entry made{path.substr(folder.size(), slash == std::string_view::npos ? slash : slash - folder.size()), entry->id, entry->mode};
        if (slash == std::string_view::npos) ++at;
        else made.id = make(index, at, path.substr(0, slash + 1)), made.mode = GIT_FILEMODE_TREE;
        char mode[16];
        bytes.append(mode, std::to_chars(mode, std::end(mode), made.mode, 8).ptr).append(" ").append(made.name).push_back('\0');
        bytes.append(reinterpret_cast<const char*>(made.id.id), GIT_OID_RAWSZ);
        entries.push_back(made);
    }
    git_oid id{};
    if (git_odb_hash(&id, bytes.data(), bytes.size(), GIT_OBJECT_TREE) != 0) complete_ = false;
    trees_.insert_or_assign(id, std::move(entries));
    return id;
}

std::vector<TreeChange> compare_trees(git_repository* repository, const StagedTrees* staged, const git_oid& before, const git_oid& after, std::string_view prefix, size_t most,
                                      bool& damaged) {
    Comparison comparison(repository, staged, most, damaged);
    comparison.compare(before, after, std::string(prefix), 0);
    return std::move(comparison.changes);
}

}  // namespace driftline

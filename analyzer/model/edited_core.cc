#include "model/edited_core.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <unordered_map>

#include <fmt/format.h>

#include "base/parallel.h"
#include "base/text.h"
#include "source/merge_texts.h"

namespace driftline {
namespace {

constexpr size_t most_commits = 20'000;      // local ones that are looked at
constexpr size_t shown_lines = 12;
constexpr size_t nearby = 1;                 // lines between hunks that are one edit

bool is_text(std::string_view path) {
    static constexpr std::array endings = {".py", ".xml", ".csv", ".js", ".ts", ".scss", ".css", ".less", ".html", ".json", ".sql", ".rng", ".cfg", ".conf"};
    return std::any_of(endings.begin(), endings.end(), [&](std::string_view ending) { return path.ends_with(ending); });
}

std::string_view parent(std::string_view path) { return path.substr(0, path.rfind('/') == path.npos ? 0 : path.rfind('/')); }

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
        lines.push_back(text.substr(0, end));
        text.remove_prefix(end);
    }
    return lines;
}

std::string joined(const std::vector<std::string_view>& lines, size_t begin, size_t end) {
    std::string text;
    for (size_t i = begin; i < std::min(end, lines.size()); ++i) text += lines[i];
    return text;
}

std::string unix_ends(std::string text) { return text.find('\r') == std::string::npos ? text : replace_all(text, "\r\n", "\n"); }

// 0-based [begin, end) of a hunk's side; an empty side stands behind its line.
size_t begin_of(uint32_t line, uint32_t count) { return count == 0 ? line : line - 1; }

// What is near one another was one edit.
std::vector<TextHunk> edits_of(std::string_view before, std::string_view after) {
    std::vector<TextHunk> merged;
    for (TextHunk hunk : diff_hunks(before, after)) {
        hunk.before_line = uint32_t(begin_of(hunk.before_line, hunk.before_lines));
        hunk.after_line = uint32_t(begin_of(hunk.after_line, hunk.after_lines));
        if (!merged.empty() && hunk.before_line - (merged.back().before_line + merged.back().before_lines) <= nearby) {
            merged.back().before_lines = hunk.before_line + hunk.before_lines - merged.back().before_line;
            merged.back().after_lines = hunk.after_line + hunk.after_lines - merged.back().after_line;
        } else {
            merged.push_back(hunk);   // from here on lines count from 0
        }
    }
    return merged;
}

struct Pair { std::string name; const SourceFile* fork = nullptr; const SourceFile* pristine = nullptr; };

class Comparison {
public:
    Comparison(const SourceSet& fork, const SourceSet& pristine, const EditedCoreOptions& options) : fork_(fork), pristine_(pristine), options_(options) {}

    CoreEdits run() {
        const std::vector<Pair> pairs = differing();
        std::vector<std::vector<CoreEdit>> found(pairs.size());
        std::vector<uint8_t> line_ends(pairs.size());
        parallel_for(pairs.size(), options_.jobs, [&](size_t i, int) { found[i] = compare(pairs[i], line_ends[i]); });
        for (size_t i = 0; i < pairs.size(); ++i) {
            result_.only_line_ends += line_ends[i];
            std::move(found[i].begin(), found[i].end(), std::back_inserter(result_.edits));
        }
        attribute();
        return std::move(result_);
    }

private:
    static std::map<std::string, const SourceFile*> files_of(const SourceSet& source, const std::string& folder) {
        std::map<std::string, const SourceFile*> files;
        const std::string prefix = folder.empty() ? "" : folder + "/";
        for (const SourceFile& file : source.files())
            if (file.path.starts_with(prefix) && file.skip == SkipReason::none && is_text(file.path)) files.emplace(file.path.substr(prefix.size()), &file);
        return files;
    }

    std::vector<Pair> differing() {
        const auto ours = files_of(fork_, options_.fork_folder), theirs = files_of(pristine_, options_.pristine_folder);
        std::set<std::string_view> our_folders, their_folders;
        for (const auto& [path, file] : ours) our_folders.insert(parent(path));
        for (const auto& [path, file] : theirs) their_folders.insert(parent(path));
        std::vector<Pair> pairs;
        for (const auto& [path, file] : ours) {
            const auto hit = theirs.find(path);
            if (hit == theirs.end()) {
                // A folder that upstream does not have is a module of theirs, not an edit of ours.
                if (their_folders.contains(parent(path)) && (options_.wants == nullptr || options_.wants(path))) pairs.push_back({path, file, nullptr});
                continue;
            }
            ++result_.files_compared;
            const bool known = file->content != Digest() && hit->second->content != Digest();
            if (!known || file->content != hit->second->content) pairs.push_back({path, file, hit->second});
        }
        for (const auto& [path, file] : theirs) {
            if (ours.contains(path)) continue;
            const bool loaded = options_.wants != nullptr && options_.wants(path) && path.find("/tests/") == path.npos && path.find("/migrations/") == path.npos;
            if (loaded && our_folders.contains(parent(path))) pairs.push_back({path, nullptr, file});
            else ++result_.files_missing;
        }
        return pairs;
    }

    static std::string read(const SourceSet& source, const SourceFile* file) {
        if (file == nullptr) return {};
        Result<std::string> bytes = source.read(*file);
        return bytes ? std::move(*bytes) : std::string();
    }

    std::vector<CoreEdit> compare(const Pair& pair, uint8_t& only_line_ends) const {
        const std::string raw_ours = read(fork_, pair.fork), raw_theirs = read(pristine_, pair.pristine);
        if (pair.fork != nullptr && pair.pristine != nullptr && raw_ours == raw_theirs) return {};
        const std::string ours = unix_ends(raw_ours), theirs = unix_ends(raw_theirs);
        const std::string path = pair.fork != nullptr ? pair.fork->path : (options_.fork_folder.empty() ? "" : options_.fork_folder + "/") + pair.name;
        if (pair.fork == nullptr || pair.pristine == nullptr) {
            CoreEdit edit;
            edit.path = path;
            edit.file_added = pair.pristine == nullptr;
            edit.file_removed = pair.fork == nullptr;
            edit.line = edit.file_removed ? 0 : 1;
            const auto lines = uint32_t(lines_of(edit.file_added ? ours : theirs).size());
            (edit.file_added ? edit.added : edit.removed) = lines;
            judge_whole_file(pair, ours, theirs, edit);
            return {edit};
        }
        if (ours == theirs) return only_line_ends = 1, std::vector<CoreEdit>();
        return hunks(pair, path, ours, theirs);
    }

    const SourceFile* target_file(const std::string& name) const {
        return options_.target == nullptr ? nullptr : options_.target->find(options_.target_folder.empty() ? name : options_.target_folder + "/" + name);
    }

    void judge_whole_file(const Pair& pair, const std::string& ours, const std::string& theirs, CoreEdit& edit) const {
        if (options_.target == nullptr) return;
        const SourceFile* target = target_file(pair.name);
        if (edit.file_removed) edit.fate = target == nullptr ? PatchFate::upstream : unix_ends(read(*options_.target, target)) == theirs ? PatchFate::applies : PatchFate::conflicts;
        else edit.fate = target == nullptr ? PatchFate::applies : unix_ends(read(*options_.target, target)) == ours ? PatchFate::upstream : PatchFate::conflicts;
    }

    // Each edit is merged alone: one that conflicts does not hide another that applies.
    std::vector<CoreEdit> hunks(const Pair& pair, const std::string& path, const std::string& ours, const std::string& theirs) const {
        const auto our_lines = lines_of(ours), their_lines = lines_of(theirs);
        const SourceFile* target = target_file(pair.name);
        const std::string then = target == nullptr ? std::string() : unix_ends(read(*options_.target, target));
        std::vector<CoreEdit> edits;
        for (const TextHunk& hunk : edits_of(theirs, ours)) {
            CoreEdit edit;
            edit.path = path;
            edit.line = std::min<uint32_t>(hunk.after_line + 1, std::max<uint32_t>(1, uint32_t(our_lines.size())));
            edit.removed = hunk.before_lines;
            edit.added = hunk.after_lines;
            const std::string before = joined(their_lines, hunk.before_line, hunk.before_line + hunk.before_lines);
            const std::string after = joined(our_lines, hunk.after_line, hunk.after_line + hunk.after_lines);
            edit.diff = unified_diff(before, after, {"pristine", path, hunk.before_line + 1, hunk.after_line + 1, 0, shown_lines});
            if (options_.target != nullptr) {
                const std::string alone = joined(their_lines, 0, hunk.before_line) + after + joined(their_lines, hunk.before_line + hunk.before_lines, their_lines.size());
                merge(theirs, alone, then, target != nullptr, edit);
            }
            edits.push_back(std::move(edit));
        }
        return edits;
    }

    static void merge(const std::string& pristine, const std::string& edited, const std::string& target, bool there, CoreEdit& edit) {
        if (!there) return void(edit.fate = PatchFate::file_gone);
        const Merge merged = merge_texts(pristine, edited, target, {"pristine", "edited", "target"});
        if (merged.conflicts > 0) {
            edit.fate = PatchFate::conflicts;
            const size_t begin = merged.text.find("<<<<<<< "), end = merged.text.find(">>>>>>> ", begin);
            edit.conflict = joined(lines_of(std::string_view(merged.text).substr(begin, end == merged.text.npos ? end : end - begin)), 0, 2 * shown_lines);
        } else {
            edit.fate = merged.text == target ? PatchFate::upstream : PatchFate::applies;
        }
    }

    // An edit came with the local commit that added and took away most of its lines, by content: lines that move keep their
    // commit. Of equals the latest.
    void attribute() {
        if (options_.history == nullptr || !options_.base || result_.edits.empty()) return;
        std::map<std::string, std::vector<size_t>> open;
        for (size_t i = 0; i < result_.edits.size(); ++i) open[result_.edits[i].path].push_back(i);
        const auto commits = options_.history->walk(options_.history->head(), *options_.base, most_commits);
        if (commits.size() == most_commits) result_.notices.push_back(fmt::format("more than {} local commits: the oldest were not looked at", most_commits));
        shares_.assign(result_.edits.size(), 0);
        for (const ObjectId& id : commits) {
            const Result<Commit> commit = options_.history->commit(id);
            if (!commit || commit->parents.size() != 1) continue;   // what a merge brings is its branches'
            const Result<Commit> before = options_.history->commit(commit->parents.front());
            if (!before) continue;
            for (const FileChange& change : options_.history->changes(before->tree, commit->tree)) {
                const auto hit = open.find(change.path);
                if (hit != open.end()) attribute(change, id, hit->second);
            }
        }
        std::set<ObjectId> named;
        for (const CoreEdit& edit : result_.edits)
            if (!edit.commit.null()) named.insert(edit.commit);
        for (const ObjectId& id : named)
            if (Result<Commit> commit = options_.history->commit(id)) result_.commits.push_back(std::move(*commit));
        std::stable_sort(result_.commits.begin(), result_.commits.end(), [](const Commit& a, const Commit& b) { return a.time < b.time; });
    }

    static void signed_lines(std::string_view diff, std::set<std::string>& lines) {
        for (const std::string_view line : split(diff, '\n'))
            if ((line.starts_with('+') || line.starts_with('-')) && !line.starts_with("+++ ") && !line.starts_with("--- ") && trim(line.substr(1)).size() > 2) lines.insert(std::string(trim(line)));
    }

    void attribute(const FileChange& change, const ObjectId& commit, const std::vector<size_t>& edits) {
        const auto text = [&](const ObjectId& blob) { return blob.null() ? Result<std::string>(std::string()) : options_.history->blob(blob); };
        const Result<std::string> before = text(change.before), after = text(change.after);
        if (!before || !after) return;
        std::set<std::string> touched;
        signed_lines(unified_diff(*before, *after, {"a", "b", 1, 1, 0, 0}), touched);
        for (const size_t i : edits) {
            CoreEdit& edit = result_.edits[i];
            std::set<std::string> wanted;
            signed_lines(edit.diff, wanted);
            const bool whole = (edit.file_added && change.before.null()) || (edit.file_removed && change.after.null());
            const auto met = size_t(std::count_if(wanted.begin(), wanted.end(), [&](const std::string& line) { return touched.contains(line); }));
            const double share = whole ? 1 : wanted.empty() ? 0 : double(met) / double(wanted.size());
            if (share <= shares_[i]) continue;
            shares_[i] = share;
            edit.commit = commit;
        }
    }

    const SourceSet &fork_, &pristine_;
    const EditedCoreOptions& options_;
    CoreEdits result_;
    std::vector<double> shares_;   // of each edit's lines, what its commit touched
};

}  // namespace

std::string_view text(PatchFate value) {
    switch (value) {
        case PatchFate::applies: return "applies";
        case PatchFate::conflicts: return "conflicts";
        case PatchFate::upstream: return "upstream";
        case PatchFate::file_gone: return "file gone";
        case PatchFate::unknown: break;
    }
    return "";
}

CoreEdits compare_cores_text(const SourceSet& fork, const SourceSet& pristine, const EditedCoreOptions& options) { return Comparison(fork, pristine, options).run(); }

}  // namespace driftline

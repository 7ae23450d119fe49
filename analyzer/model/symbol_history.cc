#include "model/symbol_history.h"

#include <algorithm>
#include <queue>

#include <fmt/format.h>

#include "base/text.h"

namespace driftline {
namespace {

constexpr size_t most_moved_files = 2'000;   // of a commit in which a symbol's origin is looked for
constexpr size_t tables_kept = 20'000;

std::string inside(const std::string& path, const std::string& folder) { return folder.empty() ? path : path.substr(folder.size() + 1); }

FileContext context_of(const std::string& path, const std::string& module) {
    FileContext context;
    context.module = module;
    context.path = path;
    if (path.ends_with(".py")) {
        context.kind = FileKind::python;
        context.python_path = module + "." + replace_all(path.substr(0, path.size() - 3), "/", ".");
        context.is_package = path.ends_with("__init__.py");
    } else {
        context.kind = path.ends_with(".csv") ? FileKind::csv : FileKind::xml;
    }
    return context;
}

// A table as Facts, so that the facts cache can hold it: far smaller than the file's facts.
Facts stored(const SymbolTable& table) {
    Facts facts;
    for (const auto& [key, state] : table) {
        MemberRow row;
        row.name = facts.name(key);
        row.value = facts.name(fmt::format("{:x}", state.digest));
        row.at.line = state.line;
        facts.members.push_back(row);
    }
    return facts;
}

SymbolTable restored(const Facts& facts) {
    SymbolTable table;
    for (const MemberRow& row : facts.members)
        table.emplace(facts.str(row.name), SymbolState{std::strtoull(std::string(facts.str(row.value)).c_str(), nullptr, 16), row.at.line});
    return table;
}

}  // namespace

SymbolHistory::SymbolHistory(const History& history, const Framework& framework, FactsCache* cache, HistoryBudget budget)
    : history_(history), framework_(framework), cache_(cache), budget_(budget) {}

const SymbolTable& SymbolHistory::table(const ObjectId& blob, std::string_view path, const std::string& module, const std::string& folder) {
    static const SymbolTable nothing;
    const std::string in_module = inside(std::string(path), folder);
    const bool read = framework_.wants(path) && !in_module.starts_with("tests/") && !in_module.starts_with("static/");
    if (blob.null() || !read) return nothing;
    if (tables_.size() > tables_kept) tables_.clear();
    const auto [entry, fresh] = tables_.try_emplace({blob, module});
    if (!fresh) return entry->second;
    if (blobs_seen_ >= budget_.blobs) return nothing;
    ++blobs_seen_;
    const Digest parts[] = {digest_of(blob), digest128(fmt::format("symbols\n{}\n{}\n{}\n{}", framework_.name, framework_.extractor_version, module, path.substr(path.rfind('.') + 1)))};
    const Digest key = digest_combine(parts);
    Facts facts;
    if (cache_ != nullptr && cache_->find(key, facts)) return entry->second = restored(facts);
    const Result<std::string> bytes = history_.blob(blob);
    if (!bytes) return nothing;
    facts = Facts();
    FileRow row;
    const FileContext context = context_of(in_module, module);
    row.path = facts.name(path);
    row.kind = context.kind;
    facts.files.push_back(row);
    framework_.extract(context, *bytes, workspace_, facts);
    entry->second = symbols_of(facts, module);
    if (cache_ != nullptr) cache_->add(key, stored(entry->second));
    return entry->second;
}

std::optional<uint64_t> SymbolHistory::digest(const std::vector<FileChange>& changes, bool after, const std::string& key, const std::string& module, const std::string& folder,
                                              std::string* path) {
    std::optional<uint64_t> sum;
    for (const FileChange& change : changes) {
        const SymbolTable& symbols = table(after ? change.after : change.before, change.path, module, folder);
        const auto hit = symbols.find(key);
        if (hit == symbols.end()) continue;
        sum = sum.value_or(0) + hit->second.digest;
        if (path != nullptr) *path = change.path;
    }
    return sum;
}

const SymbolHistory::Compared& SymbolHistory::compare(const Commit& commit, Parent& parent, const std::string& folder) {
    const auto [entry, fresh] = parent.folders.try_emplace(folder);
    if (!fresh) return entry->second;
    const ObjectId now = history_.entry(commit.tree, folder), before = history_.entry(parent.commit.tree, folder);
    entry->second.same_tree = now == before;
    entry->second.exists = !before.null();
    if (!entry->second.same_tree && entry->second.exists) entry->second.changes = history_.changes(before, now, folder.empty() ? "" : folder + "/");
    return entry->second;
}

SymbolHistory::Fate SymbolHistory::fate(const Commit& commit, Parent& parent, const TracedSymbol& symbol, Active& active) {
    const Compared& compared = compare(commit, parent, active.folder);
    if (compared.same_tree) return Fate::same;
    Fate fate = Fate::absent;
    if (compared.exists) {
        std::string path;
        const auto now = digest(compared.changes, true, symbol.key, active.module, active.folder, &path);
        if (!now) return Fate::same;   // its file did not change
        active.path = path;
        std::string old_path;
        const auto before = digest(compared.changes, false, symbol.key, active.module, active.folder, &old_path);
        if (before) fate = *before == *now ? Fate::same : Fate::modified;
        if (before) active.path = old_path;
    }
    return fate == Fate::absent ? follow_move(commit, parent, symbol, active) : fate;
}

// The module stood elsewhere or had another name: a file with the same path inside, gone or changed in this commit.
SymbolHistory::Fate SymbolHistory::follow_move(const Commit& commit, Parent& parent, const TracedSymbol& symbol, Active& active) {
    if (!parent.all) parent.all = history_.changes(parent.commit.tree, commit.tree, "", most_moved_files);
    const std::string tail = inside(active.path, active.folder);
    const SymbolTable& here = table(history_.entry(commit.tree, active.path), active.path, active.module, active.folder);
    const auto found = here.find(symbol.key);
    if (found == here.end()) return Fate::absent;
    const uint64_t digest_now = found->second.digest;
    for (const FileChange& change : *parent.all) {
        if (change.before.null() || change.path == active.path || !change.path.ends_with("/" + tail)) continue;
        const std::string folder = change.path.substr(0, change.path.size() - tail.size() - 1), module = folder.substr(folder.rfind('/') + 1);
        const SymbolTable& before = table(change.before, change.path, module, folder);
        const auto hit = before.find(symbol.key);
        if (hit == before.end() || (hit->second.digest != digest_now && module != active.module)) continue;
        const Fate fate = hit->second.digest == digest_now ? Fate::same : Fate::modified;
        active.folder = folder;
        active.module = module;
        active.path = change.path;
        return fate;
    }
    return Fate::absent;
}

void SymbolHistory::finish(const Commit& commit, size_t symbol, SymbolStory& story, SymbolStory::End end) const {
    if (!actives_[symbol].changed) {
        story.changed = commit;
        story.changed_end = end;
    }
    story.introduced = commit;
    story.introduced_end = end;
}

void SymbolHistory::step(const Commit& commit, ByFolder symbols, const std::vector<TracedSymbol>& wanted, std::vector<SymbolStory>& stories, Open& open, bool introductions) {
    std::vector<Parent> parents;
    for (const ObjectId& id : commit.parents)
        if (Result<Commit> parent = history_.commit(id)) parents.push_back({std::move(*parent), {}, {}});
    const auto onward = [&](const Parent& parent, size_t symbol) { open[{parent.commit.time, parent.commit.id}][actives_[symbol].folder].push_back(symbol); };
    for (auto& [folder, indices] : symbols) {
        const auto same = std::find_if(parents.begin(), parents.end(), [&](Parent& parent) { return compare(commit, parent, folder).same_tree; });
        if (same != parents.end()) {
            std::vector<size_t>& moved = open[{same->commit.time, same->commit.id}][folder];
            moved.insert(moved.end(), indices.begin(), indices.end());
            continue;
        }
        for (const size_t i : indices) {
            // A parent that has it unchanged, then one that has it at all.
            std::optional<std::pair<const Parent*, Active>> unchanged, modified;
            for (Parent& parent : parents) {
                Active moved = actives_[i];
                const Fate what = fate(commit, parent, wanted[i], moved);
                if (what == Fate::same && !unchanged) unchanged.emplace(&parent, std::move(moved));
                else if (what == Fate::modified && !modified) modified.emplace(&parent, std::move(moved));
                if (unchanged) break;
            }
            if (blobs_seen_ >= budget_.blobs) {   // what was not extracted looks absent
                finish(commit, i, stories[i], SymbolStory::End::budget);
            } else if (unchanged) {
                actives_[i] = std::move(unchanged->second);
                onward(*unchanged->first, i);
            } else if (modified) {
                if (!actives_[i].changed) stories[i].changed = commit;
                ++stories[i].changes;
                actives_[i] = std::move(modified->second);
                actives_[i].changed = true;
                if (introductions) onward(*modified->first, i);
            } else {
                finish(commit, i, stories[i], commit.boundary && parents.empty() ? SymbolStory::End::shallow : SymbolStory::End::found);
            }
        }
    }
}

std::vector<SymbolStory> SymbolHistory::trace(const std::vector<TracedSymbol>& wanted, bool introductions) {
    std::vector<SymbolStory> stories(wanted.size());
    const Result<Commit> head = history_.commit(history_.head());
    if (!head) return stories;
    actives_.assign(wanted.size(), {});
    Open open;
    for (size_t i = 0; i < wanted.size(); ++i) {
        const TracedSymbol& symbol = wanted[i];
        if (!table(history_.entry(head->tree, symbol.path), symbol.path, symbol.module, symbol.folder).contains(symbol.key)) continue;
        stories[i].committed = true;
        actives_[i] = {symbol.folder, symbol.module, symbol.path, false};
        open[{head->time, head->id}][symbol.folder].push_back(i);
    }
    while (!open.empty()) {
        // The newest commit first, so that symbols that part at a merge meet again.
        const auto newest = std::prev(open.end());
        const Result<Commit> commit = history_.commit(newest->first.second);
        ByFolder symbols = std::move(newest->second);
        open.erase(newest);
        if (!commit) continue;
        if (++commits_seen_ > budget_.commits || blobs_seen_ >= budget_.blobs) {
            for (const auto& [folder, indices] : symbols)
                for (const size_t i : indices) finish(*commit, i, stories[i], SymbolStory::End::budget);
            continue;
        }
        step(*commit, std::move(symbols), wanted, stories, open, introductions);
    }
    return stories;
}

}  // namespace driftline

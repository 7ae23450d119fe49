// Who made a symbol, when, in which commit: the history of symbols, not of lines.
//
// From the head backwards, a symbol is followed to a parent that has it with the same digest; the commit none of whose
// parents has is the one since which it stands as it does, and the one none of whose parents has it at all introduced it.
// So what changes no digest (layout, comments, quotes) is passed over, as are moves between files of a module and modules
// that move or are renamed with the same files. No blame: lines prove nothing about symbols.
//
// Cost: a commit costs one look into its tree per module folder; where the folder differs, the changed files are extracted
// (through the cache). A budget bounds both; what it cut off is said.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/facts_cache.h"
#include "model/framework.h"
#include "model/symbols.h"
#include "source/history.h"

namespace driftline {

struct HistoryBudget {
    size_t commits = SIZE_MAX;   // looked at
    size_t blobs = SIZE_MAX;     // whose symbols are asked for, cached or not: a warm cache must not say more than a cold one
};

struct TracedSymbol {
    std::string module, folder;  // folder: of the module in the repository, "" = the root
    std::string path;            // of the file that defines it at the head, in the repository
    std::string key;             // symbol_key()
};

struct SymbolStory {
    enum class End : uint8_t { found, shallow /* the clone ends here */, budget /* not looked further */ };
    bool committed = false;             // the head has it
    std::optional<Commit> changed;      // since this commit it stands as it does
    std::optional<Commit> introduced;   // the first that has it
    End changed_end = End::found, introduced_end = End::found;   // else the commit is the oldest one seen
    uint32_t changes = 0;               // commits that changed it after it was introduced, as far as seen
};

class SymbolHistory {
public:
    // `cache` may be null. Not thread-safe.
    SymbolHistory(const History& history, const Framework& framework, FactsCache* cache, HistoryBudget budget = {});

    // Stories in the order of `wanted`. The budget is of all calls together.
    // Without `introductions` a symbol is followed to its last change only.
    std::vector<SymbolStory> trace(const std::vector<TracedSymbol>& wanted, bool introductions = true);
    size_t commits_seen() const { return commits_seen_; }
    size_t blobs_seen() const { return blobs_seen_; }

    // Symbols of a blob; empty if it cannot be read, is no file the framework reads, or the budget is spent.
    const SymbolTable& table(const ObjectId& blob, std::string_view path, const std::string& module, const std::string& folder);

private:
    struct Active { std::string folder, module, path; bool changed = false; };   // where a symbol stands at the commit it was followed to
    using ByFolder = std::map<std::string, std::vector<size_t>>;                  // symbols (of `wanted`) by the module's folder
    using Open = std::map<std::pair<int64_t, ObjectId>, ByFolder>;                // commits to look at, by time

    void step(const Commit& commit, ByFolder symbols, const std::vector<TracedSymbol>& wanted, std::vector<SymbolStory>& stories, Open& open, bool introductions);
    void finish(const Commit& commit, size_t symbol, SymbolStory& story, SymbolStory::End end) const;

    struct Compared { bool same_tree = false, exists = false; std::vector<FileChange> changes; };
    struct Parent { Commit commit; std::map<std::string, Compared> folders; std::optional<std::vector<FileChange>> all; };
    const Compared& compare(const Commit& commit, Parent& parent, const std::string& folder);
    enum class Fate : uint8_t { same, modified, absent };
    Fate fate(const Commit& commit, Parent& parent, const TracedSymbol& symbol, Active& active);
    Fate follow_move(const Commit& commit, Parent& parent, const TracedSymbol& symbol, Active& active);
    // Summed digest of the key in the changed files of one side; the file that has it in `path`.
    std::optional<uint64_t> digest(const std::vector<FileChange>& changes, bool after, const std::string& key, const std::string& module, const std::string& folder, std::string* path);

    const History& history_;
    const Framework& framework_;
    FactsCache* cache_;
    HistoryBudget budget_;
    size_t commits_seen_ = 0, blobs_seen_ = 0;
    Workspace workspace_;
    std::vector<Active> actives_;    // of the trace under way, by symbol
    std::map<std::pair<ObjectId, std::string>, SymbolTable> tables_;   // by blob and module
};

}  // namespace driftline

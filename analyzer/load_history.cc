#include "load_history.h"

#include <algorithm>

#include <fmt/format.h>

namespace driftline {
namespace {

TracedSymbol traced_symbol(const World& world, const SymbolRef& custom) {
    const Facts& facts = world.facts;
    TracedSymbol symbol;
    const Index module = world.module_of(custom.at);
    if (module == no_row) return symbol;
    symbol.module = facts.str(facts.modules[module].name);
    symbol.folder = facts.str(facts.modules[module].path);
    symbol.path = facts.str(facts.files[custom.at.file].path);
    symbol.key = symbol_key(facts, custom, symbol.module);
    return symbol;
}

void say_what_was_cut(const History& history, const SymbolHistory& symbols, const std::vector<Traced>& traced, const HistoryBudget& budget, std::vector<std::string>& notices) {
    size_t shallow = 0, cut = 0;
    for (const Traced& one : traced) {
        shallow += one.story.changed_end == SymbolStory::End::shallow || one.story.introduced_end == SymbolStory::End::shallow;
        cut += one.story.changed_end == SymbolStory::End::budget || one.story.introduced_end == SymbolStory::End::budget;
    }
    if (shallow > 0 && history.shallow())
        notices.push_back(fmt::format("the clone is shallow: {} symbols are older than its oldest commit; `git fetch --unshallow` brings the rest", shallow));
    if (cut > 0)
        notices.push_back(fmt::format("history was looked at for {} commits and {} files only, so the origin of {} symbols is not known; `driftline history` looks at all of it",
                                      std::min(symbols.commits_seen(), budget.commits), symbols.blobs_seen(), cut));
}

}  // namespace

Result<std::vector<Traced>> trace_definitions(Session& session, const Linked& linked, std::vector<Traced> wanted, const HistoryBudget& budget, bool introductions) {
    if (!linked.custom || !linked.custom->is_git()) return Error{fmt::format("{} is not in a git repository, so it has no history", session.options.path)};
    const auto history = History::open(linked.custom->root(), linked.custom->revision());
    if (!history) return history.error();
    std::optional<FactsCache> cache;
    if (session.store.usable()) cache.emplace(session.store.facts_folder("history"));
    SymbolHistory symbols(**history, *linked.framework, cache ? &*cache : nullptr, budget);
    std::vector<TracedSymbol> list;
    for (const Traced& one : wanted) list.push_back(traced_symbol(linked.program.world, one.custom));
    std::vector<SymbolStory> stories = symbols.trace(list, introductions);
    for (size_t i = 0; i < wanted.size(); ++i) wanted[i].story = std::move(stories[i]);
    if (cache) cache->flush(session.notices);
    say_what_was_cut(**history, symbols, wanted, budget, session.notices);
    session.watch.lap("walk the history");
    return wanted;
}

Result<std::vector<Traced>> trace_overrides(Session& session, const Linked& linked, const std::vector<Index>& overrides, const HistoryBudget& budget, bool introductions) {
    std::vector<Traced> wanted;
    for (const Index i : overrides) {
        const Override& row = linked.program.overrides[i];
        wanted.push_back({row.custom, i, row.symbol, {}});
    }
    return trace_definitions(session, linked, std::move(wanted), budget, introductions);
}

namespace {

void add_commit(const Linked& linked, Index override_, const std::optional<Commit>& commit, SymbolStory::End end) {
    if (commit && end == SymbolStory::End::found) linked.evidence->add_commit(override_, note_of(*commit));
}

}  // namespace

void add_commits(Session& session, Linked& linked) {
    constexpr HistoryBudget cheap{3'000, 2'000};
    if (!linked.evidence || !linked.custom || !linked.custom->is_git()) return;
    std::vector<Index> open;
    for (Index i = 0; i < linked.program.overrides.size(); ++i)
        if (!linked.evidence->of(i).why() && !linked.program.overrides[i].silent_same) open.push_back(i);
    if (open.empty()) return;
    const auto traced = trace_overrides(session, linked, open, cheap, false);
    if (!traced) return session.notices.push_back(traced.error().message);
    for (const Traced& one : *traced) add_commit(linked, one.override_, one.story.changed, one.story.changed_end);
}

void add_commits_of_change(Session& session, const Linked& linked, const std::vector<Index>& overrides) {
    constexpr HistoryBudget of_a_branch{500, 1'000};
    std::vector<Index> open;
    for (const Index i : overrides)
        if (!linked.evidence->of(i).why() && !linked.program.overrides[i].silent_same && linked.program.overrides[i].custom.at.file != no_row) open.push_back(i);
    if (open.empty()) return;
    const size_t said = session.notices.size();
    const auto traced = trace_overrides(session, linked, open, of_a_branch);
    session.notices.resize(said);   // what was not found is told by the finding that asks for it
    if (!traced) return;
    for (const Traced& one : *traced) {
        add_commit(linked, one.override_, one.story.changed, one.story.changed_end);
        if (one.story.introduced && one.story.changed && one.story.introduced->id != one.story.changed->id) add_commit(linked, one.override_, one.story.introduced, one.story.introduced_end);
    }
}

CommitNote note_of(const Commit& commit) { return {commit.id.hex(), commit.author, commit.date(), commit.message}; }

}  // namespace driftline

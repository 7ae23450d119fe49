#include "find_core_edits.h"

#include <map>
#include <optional>

#include <fmt/format.h>

#include "load_core.h"

namespace driftline {
namespace {

constexpr std::string_view automatic = "auto";

struct Pristine {
    std::string argument, why;      // PATH or PATH@REV
    std::optional<ObjectId> base;   // in the fork's history
};

const Framework* framework_of_core(const SourceSet& source) {
    for (const Framework* framework : all_frameworks())
        if (framework->core_version(source)) return framework;
    return nullptr;
}

// A branch or tag of upstream that the fork's clone knows: the one with the fewest local commits on top of it.
std::optional<Pristine> in_history(const History& history, const std::string& root, const std::string& series) {
    constexpr size_t most = 50'000;
    std::optional<Pristine> best;
    size_t fewest = most;
    for (const auto& [name, id] : history.references()) {
        const bool named = name == "refs/tags/" + series || (name.starts_with("refs/remotes/") && name.ends_with("/" + series) && !name.starts_with("refs/remotes/origin/"));
        const auto base = named && id != history.head() ? history.merge_base(history.head(), id) : std::nullopt;
        if (!base) continue;
        const size_t local = history.walk(history.head(), *base, most).size();
        if (local >= fewest) continue;
        fewest = local;
        best = Pristine{root + "@" + base->hex(), fmt::format("where the history leaves {}", name), *base};
    }
    return best;
}

// Of the stored cores of the series, the one that shares most files.
std::optional<Pristine> by_content(Session& session, const SourceSet& fork, const Framework& framework, const std::string& series) {
    std::optional<Pristine> best;
    size_t most = 0;
    std::map<std::string_view, Digest> ours;
    for (const SourceFile& file : fork.files())
        if (framework.wants(file.path) && file.skip == SkipReason::none)
            if (const Result<std::string> bytes = fork.read(file)) ours.emplace(file.path, digest128(*bytes));
    for (const Store::Entry& entry : session.store.entries()) {
        std::error_code ignored;
        if (entry.argument.empty()) continue;
        const Result<LoadedCore> core = load_stored(session, entry);
        if (!core || core->library.info.version != series || core->framework != &framework) continue;
        size_t same = 0;
        for (const FileRow& row : core->library.facts.files) {
            const auto hit = ours.find(core->library.facts.str(row.path));
            same += hit != ours.end() && hit->second == row.content;
        }
        if (same <= most) continue;
        most = same;
        best = Pristine{entry.argument, fmt::format("of the stored cores it shares most files, {} of {}", same, ours.size()), std::nullopt};
    }
    return best;
}

Result<Pristine> find_pristine(Session& session, const EditedCoreAsked& asked, const SourceSet& fork, const Framework& framework, const History* history) {
    const std::string series = framework.core_version(fork).value_or("");
    if (!asked.pristine.empty() && asked.pristine != automatic) return Pristine{asked.pristine, "", std::nullopt};
    if (history != nullptr)
        if (auto found = in_history(*history, fork.root(), series)) return *found;
    if (asked.pristine.empty()) return Error{fmt::format("the history of {} does not tell where it leaves upstream's {}; name the pristine core with --pristine CHECKOUT[@REV]", asked.core, series)};
    if (auto found = by_content(session, fork, framework, series)) return *found;
    return Error{fmt::format("nothing to compare {} with: its clone knows no branch or tag {} of upstream, and no core of {} is stored; give --pristine CHECKOUT[@REV]", asked.core, series, series)};
}

Result<std::unique_ptr<SourceSet>> open_core(const Session& session, const std::string& argument) {
    SourceOptions options;
    options.max_file_size = session.config.max_file_size;
    return open_source(argument, options);
}

}  // namespace

Result<EditedCore> find_core_edits(Session& session, const EditedCoreAsked& asked) {
    EditedCore made;
    Result<std::unique_ptr<SourceSet>> fork = open_core(session, asked.core);
    if (!fork) return fork.error();
    made.fork = std::move(*fork);
    made.framework = framework_of_core(*made.fork);
    if (made.framework == nullptr) return Error{fmt::format("{} is no core of {}: --pristine compares a core with the one it was made from", asked.core, framework_names())};
    std::unique_ptr<History> history;
    if (made.fork->is_git())
        if (auto opened = History::open(made.fork->root(), made.fork->revision())) history = std::move(*opened);

    const Result<Pristine> chosen = find_pristine(session, asked, *made.fork, *made.framework, history.get());
    if (!chosen) return chosen.error();
    made.pristine = chosen->argument;
    made.why = chosen->why;
    const auto pristine = open_core(session, chosen->argument);
    if (!pristine) return pristine.error();
    Result<std::unique_ptr<SourceSet>> target = std::unique_ptr<SourceSet>();
    if (!asked.target.empty()) {
        target = open_core(session, asked.target);
        if (!target) return Error{fmt::format("{}; --to needs the target's files here, not a stored core", target.error().message)};
    }
    session.watch.lap("list the cores");

    EditedCoreOptions options{made.fork->subfolder(), (*pristine)->subfolder(), *target ? (*target)->subfolder() : "", target->get(), history.get(), chosen->base, made.framework->wants, session.jobs};
    if (history && !options.base && !(*pristine)->revision().empty())
        if (const auto theirs = history->resolve((*pristine)->revision())) options.base = history->merge_base(history->head(), *theirs);
    made.edits = compare_cores_text(*made.fork, **pristine, options);
    session.watch.lap("compare the cores");
    return made;
}

}  // namespace driftline

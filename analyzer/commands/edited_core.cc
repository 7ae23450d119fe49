// driftline scan CORE --pristine PATH[@REV] | auto: the edits a core carries.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/text.h"
#include "check/core_edit_findings.h"
#include "check/run.h"
#include "commands/commands.h"
#include "commands/output.h"
#include "load_core.h"
#include "model/edited_core.h"

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

Result<Pristine> find_pristine(Session& session, const SourceSet& fork, const Framework& framework, const History* history) {
    const std::string& asked = session.options.pristine;
    const std::string series = framework.core_version(fork).value_or("");
    if (asked != automatic) return Pristine{asked, "", std::nullopt};
    if (history != nullptr)
        if (auto found = in_history(*history, fork.root(), series)) return *found;
    if (auto found = by_content(session, fork, framework, series)) return *found;
    return Error{fmt::format("nothing to compare {} with: its clone knows no branch or tag {} of upstream, and no core of {} is stored; give --pristine CHECKOUT[@REV]", session.options.path, series, series)};
}

struct Areas {
    std::vector<std::pair<std::string, std::string>> modules;   // folder and name, sorted
    std::string operator()(const std::string& path) const {
        for (size_t slash = path.rfind('/'); slash != std::string::npos && slash > 0; slash = path.rfind('/', slash - 1)) {
            const std::string folder = path.substr(0, slash);
            const auto hit = std::lower_bound(modules.begin(), modules.end(), std::pair(folder, std::string()));
            if (hit != modules.end() && hit->first == folder) return hit->second;
        }
        return "";
    }
};

Areas areas_of(const SourceSet& source, const Framework& framework) {
    Areas areas;
    if (const auto plan = framework.plan(source, {}))
        for (const ModuleRow& row : plan->manifests.modules) areas.modules.emplace_back(plan->manifests.str(row.path), plan->manifests.str(row.name));
    std::sort(areas.modules.begin(), areas.modules.end());
    return areas;
}

std::string summary(const CoreEdits& edits) {
    std::map<PatchFate, size_t> fates;
    for (const CoreEdit& edit : edits.edits) ++fates[edit.fate];
    std::string said = fmt::format("{} files compared, {} edits", edits.files_compared, edits.edits.size());
    for (const auto& [fate, count] : fates)
        if (fate != PatchFate::unknown) said += fmt::format(", {} {}", count, text(fate));
    if (edits.only_line_ends > 0) said += fmt::format("; {} files differ in their line ends only", edits.only_line_ends);
    if (edits.files_missing > 0) said += fmt::format("; {} files of the pristine core are not there and would not be loaded (tests, translations, packaging)", edits.files_missing);
    return said;
}

Result<std::unique_ptr<SourceSet>> open_core(const Session& session, const std::string& argument) {
    SourceOptions options;
    options.max_file_size = session.config.max_file_size;
    return open_source(argument, options);
}

}  // namespace

int run_edited_core(Session& session) {
    Result<std::unique_ptr<SourceSet>> fork = open_core(session, session.options.path);
    if (!fork) return complain(fork.error().message), exit_failure;
    const Framework* framework = framework_of_core(**fork);
    if (framework == nullptr) return complain(fmt::format("{} is no core of {}: --pristine compares a core with the one it was made from", session.options.path, framework_names())), exit_failure;
    std::unique_ptr<History> history;
    if ((*fork)->is_git())
        if (auto opened = History::open((*fork)->root(), (*fork)->revision())) history = std::move(*opened);

    const Result<Pristine> chosen = find_pristine(session, **fork, *framework, history.get());
    if (!chosen) return complain(chosen.error().message), exit_failure;
    if (!chosen->why.empty()) session.notices.push_back(fmt::format("compared with {}: {}", chosen->argument, chosen->why));
    const auto pristine = open_core(session, chosen->argument);
    if (!pristine) return complain(pristine.error().message), exit_failure;
    Result<std::unique_ptr<SourceSet>> target = std::unique_ptr<SourceSet>();
    if (!session.options.to.empty()) {
        target = open_core(session, session.options.to);
        if (!target) return complain(fmt::format("{}; --to needs the target's files here, not a stored core", target.error().message)), exit_failure;
    }
    session.watch.lap("list the cores");

    EditedCoreOptions options{(*fork)->subfolder(), (*pristine)->subfolder(), *target ? (*target)->subfolder() : "", target->get(), history.get(), chosen->base, framework->wants, session.jobs};
    if (history && !options.base && !(*pristine)->revision().empty())
        if (const auto theirs = history->resolve((*pristine)->revision())) options.base = history->merge_base(history->head(), *theirs);
    const CoreEdits edits = compare_cores_text(**fork, **pristine, options);
    session.watch.lap("compare the cores");
    session.notices.insert(session.notices.end(), edits.notices.begin(), edits.notices.end());
    session.notices.push_back(summary(edits));

    Linked linked;
    linked.framework = framework;
    linked.has_core = true;
    linked.core_path = chosen->argument;
    linked.program.world.version = framework->core_version(**fork).value_or("");
    Checked checked;
    checked.findings = core_edit_findings(edits, session.config.ticket_patterns, areas_of(**fork, *framework));
    Selection selection{session.options.select, session.options.ignore};
    std::erase_if(checked.findings, [&](const Finding& f) { return !selection.chooses(*f.rule); });
    linked.custom = std::move(*fork);
    const Report report = make_report(session, linked, checked);
    const auto& writers = all_writers();
    const auto writer = std::find_if(writers.begin(), writers.end(), [&](const Writer& w) { return w.format == session.options.format; });
    if (!deliver(writer->write(report, {wants_colours(session.options), session.options.statistics}), session.options.output)) return exit_failure;
    if (session.options.timings) fmt::print(stderr, "{}", session.watch.text());
    return exit_code(session, checked.findings);
}

}  // namespace driftline

// driftline scan CORE --pristine PATH[@REV] | auto: the edits a core carries.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/text.h"
#include "check/core_edit_findings.h"
#include "check/run.h"
#include "commands/commands.h"
#include "commands/output.h"
#include "find_core_edits.h"

namespace driftline {
namespace {

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

}  // namespace

int run_edited_core(Session& session) {
    Result<EditedCore> edited = find_core_edits(session, {session.options.path, session.options.pristine, session.options.to});
    if (!edited) return complain(edited.error().message), exit_failure;
    const CoreEdits& edits = edited->edits;
    if (!edited->why.empty()) session.notices.push_back(fmt::format("compared with {}: {}", edited->pristine, edited->why));
    session.notices.insert(session.notices.end(), edits.notices.begin(), edits.notices.end());
    session.notices.push_back(summary(edits));

    Linked linked;
    linked.framework = edited->framework;
    linked.has_core = true;
    linked.core_path = edited->pristine;
    linked.program.world.version = edited->framework->core_version(*edited->fork).value_or("");
    Checked checked;
    checked.findings = core_edit_findings(edits, session.config.ticket_patterns, areas_of(*edited->fork, *edited->framework));
    Selection selection{session.options.select, session.options.ignore};
    std::erase_if(checked.findings, [&](const Finding& f) { return !selection.chooses(*f.rule); });
    linked.custom = std::move(edited->fork);
    const Report report = make_report(session, linked, checked);
    const auto& writers = all_writers();
    const auto writer = std::find_if(writers.begin(), writers.end(), [&](const Writer& w) { return w.format == session.options.format; });
    if (!deliver(writer->write(report, {wants_colours(session.options), session.options.statistics}), session.options.output)) return exit_failure;
    if (session.options.timings) fmt::print(stderr, "{}", session.watch.text());
    return exit_code(session, checked.findings);
}

}  // namespace driftline

#include "commands/output.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "frameworks/upstream.h"

namespace driftline {
namespace {

std::vector<std::string> all_notices(const Session& session, const Program& program) {
    std::vector<std::string> notices = session.notices;
    notices.insert(notices.end(), program.notices.begin(), program.notices.end());
    return notices;
}

std::string core_commit(const World& world) {
    for (const LibraryInfo& library : world.libraries)
        if (library.role == "core") return library.commit;
    return "";
}

}  // namespace

bool wants_colours(const Options& options) {
    const auto set = [](const char* name) { const char* value = std::getenv(name); return value != nullptr && *value != '\0'; };
    const char* terminal = std::getenv("TERM");
    return options.output.empty() && isatty(STDOUT_FILENO) == 1 && !set("NO_COLOR") && terminal != nullptr && std::string_view(terminal) != "dumb";
}

Report make_report(const Session& session, const Linked& linked, const Checked& checked) {
    const World& world = linked.program.world;
    Report report{linked.program, checked.findings, "", "", std::string(linked.framework->name), "", linked.has_core, {}, linked.core_command, all_notices(session, linked.program),
                  checked.suppressed, session.options.modules, nullptr, {}};
    const Upstream* upstream = find_upstream(report.framework);
    report.title = upstream != nullptr ? std::string(upstream->title) : report.framework;
    if (linked.custom) {
        report.repository = linked.custom->root();
        report.revision = linked.custom->revision();
    } else {
        report.repository = absolute_path(session.options.path);
    }
    report.core = {world.version, "", linked.core_path};
    report.core.commit = core_commit(world);
    report.evidence = linked.evidence.get();
    if (linked.target) {
        report.upgrade = linked.upgrade.get();
        report.target = {linked.target->world.version, core_commit(linked.target->world), linked.target_path};
    }
    return report;
}

int exit_code(const Session& session, const std::vector<Finding>& findings) {
    // Asked about an upgrade, the answer is about the upgrade: what stands today fails the scan without --to.
    const bool upgrade = !session.options.to.empty() && session.options.pristine.empty();
    const std::string& limit = session.options.fail_on.empty() ? session.config.fail_on : session.options.fail_on;
    if (session.options.exit_zero || limit == "never") return exit_clean;
    const Severity from = limit == "error" ? Severity::error : limit == "warning" ? Severity::warning : Severity::info;
    return std::any_of(findings.begin(), findings.end(), [&](const Finding& f) { return f.severity >= from && (!upgrade || f.rule->compare != nullptr); }) ? exit_findings : exit_clean;
}

}  // namespace driftline

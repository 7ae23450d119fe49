#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>

#include "base/text.h"
#include "commands/commands.h"
#include "frameworks/upstream.h"
#include "load_history.h"
#include "model/write_file.h"
#include "pipeline.h"
#include "reports/report.h"

namespace driftline {
namespace {

bool wants_colours(const Options& options) {
    const auto set = [](const char* name) { const char* value = std::getenv(name); return value != nullptr && *value != '\0'; };
    const char* terminal = std::getenv("TERM");
    return options.output.empty() && isatty(STDOUT_FILENO) == 1 && !set("NO_COLOR") && terminal != nullptr && std::string_view(terminal) != "dumb";
}

// To a file as a whole, or to standard output. False: said why on standard error.
bool deliver(const std::string& text, const std::string& file) {
    if (file.empty()) {
        const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
        if (!written) complain("the report could not be written to standard output; use --output FILE");
        return written;
    }
    const Result<uint64_t> written = write_file(std::filesystem::absolute(file).string(), {text});
    if (!written) complain(written.error().message);
    return bool(written);
}

int exit_code(const Session& session, const std::vector<Finding>& findings) {
    const std::string& limit = session.options.fail_on.empty() ? session.config.fail_on : session.options.fail_on;
    if (session.options.exit_zero || limit == "never") return exit_clean;
    const Severity from = limit == "error" ? Severity::error : limit == "warning" ? Severity::warning : Severity::info;
    return std::any_of(findings.begin(), findings.end(), [&](const Finding& f) { return f.severity >= from; }) ? exit_findings : exit_clean;
}

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

}  // namespace

int run_scan(const Options& options) {
    Result<Session> session = open_session(options);
    if (!session) return complain(session.error().message), exit_failure;
    const auto made = link_program(*session);
    if (!made) return complain(made.error().message), exit_failure;
    const Linked& linked = **made;
    if (options.print.empty()) add_commits(*session, **made);
    if (!options.print.empty()) return deliver(print_stage(options.print, linked, session->jobs), options.output) ? exit_clean : exit_failure;

    const Checked checked = check_program(*session, linked);
    const Report report = make_report(*session, linked, checked);
    const auto& writers = all_writers();
    const auto writer = std::find_if(writers.begin(), writers.end(), [&](const Writer& w) { return w.format == options.format; });
    const std::string text = writer->write(report, {wants_colours(options), options.statistics});
    if (!deliver(text, options.output)) return exit_failure;
    session->watch.lap("report");
    if (options.timings) fmt::print(stderr, "{}", session->watch.text());
    return exit_code(*session, checked.findings);
}

}  // namespace driftline

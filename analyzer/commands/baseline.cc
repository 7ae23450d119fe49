// `driftline baseline write`: what is there today stops nobody; what comes after it does.
#include <filesystem>

#include <fmt/format.h>

#include "base/text.h"
#include "baseline_file.h"
#include "commands/commands.h"
#include "model/write_file.h"
#include "reports/baseline.h"

namespace driftline {

int run_baseline_write(const Options& options) {
    Result<Session> session = open_session(options);
    if (!session) return complain(session.error().message), exit_failure;
    const auto made = link_program(*session);
    if (!made) return complain(made.error().message), exit_failure;
    const Linked& linked = **made;
    if (!linked.custom) return complain(fmt::format("{} holds no modules, so there is nothing to write", options.path)), exit_failure;
    // Without a core most findings cannot be told, and the file would miss them all.
    if (!linked.has_core) return complain(fmt::format("no core was found, so a baseline would be empty; type: {}", linked.core_command)), exit_failure;
    const Checked checked = check_program(*session, linked);
    const Severity from = session->config.fail_on == "info" ? Severity::info : Severity::warning;
    const std::string file = options.file.empty() ? baseline_file(*session, linked.custom->root()) : absolute_path(options.file);
    const std::string text = write_baseline(linked.program.world, checked.findings, from);
    if (const auto written = write_file(file, {text}); !written) return complain(written.error().message), exit_failure;
    size_t places = 0;
    for (const Finding& finding : checked.findings)
        if (finding.severity >= from) places += finding.places.size();
    fmt::print("{} is written: {} place{}; commit it, and `driftline scan` and `driftline check` speak of what comes after\n", printable(file), places, places == 1 ? "" : "s");
    return exit_clean;
}

}  // namespace driftline

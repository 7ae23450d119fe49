#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "baseline_file.h"
#include "commands/commands.h"
#include "commands/output.h"
#include "load_history.h"
#include "plan_upgrade.h"

namespace driftline {
int run_scan(const Options& options) {
    Result<Session> session = open_session(options);
    if (!session) return complain(session.error().message), exit_failure;
    if (!options.pristine.empty()) return run_edited_core(*session);
    // The tree as it was comes first: its two programs are gone before those of today are made.
    std::optional<Plan> base;
    if (!options.base.empty() && options.print.empty()) {
        Result<Plan> earlier = plan_base(*session);
        if (!earlier) return complain(earlier.error().message), exit_failure;
        base = std::move(*earlier);
        session->watch.lap("the plan at --base");
    }
    const auto made = link_program(*session);
    if (!made) return complain(made.error().message), exit_failure;
    const Linked& linked = **made;
    if (!options.print.empty()) {
        const bool printed = deliver(print_stage(options.print, linked, session->jobs), options.output);
        session->watch.lap("print");
        if (options.timings) fmt::print(stderr, "{}", session->watch.text());
        return printed ? exit_clean : exit_failure;
    }
    add_commits(*session, **made);

    Checked checked = check_program(*session, linked);
    if (const auto applied = apply_baseline(*session, linked, checked); !applied) return complain(applied.error().message), exit_failure;
    std::optional<Plan> plan;
    if (linked.upgrade) plan = plan_upgrade(*session, linked, checked, base ? &*base : nullptr);
    Report report = make_report(*session, linked, checked);
    report.plan = plan ? &*plan : nullptr;
    report.exit_code = exit_code(*session, checked.findings);
    const auto& writers = all_writers();
    const auto writer = std::find_if(writers.begin(), writers.end(), [&](const Writer& w) { return w.format == options.format; });
    const std::string text = writer->write(report, {wants_colours(options), options.statistics, options.plan});
    if (!deliver(text, options.output)) return exit_failure;
    session->watch.lap("report");
    if (options.timings) fmt::print(stderr, "{}", session->watch.text());
    return leave(report.exit_code);
}

}  // namespace driftline

// `core diff`: what changed between two cores.
#include <fmt/format.h>

#include "commands/commands.h"
#include "load_core.h"
#include "load_delta.h"
#include "reports/delta.h"

namespace driftline {

int run_core_diff(Session& session) {
    const Options& options = session.options;
    Result<LoadedCore> from = load_core(session, options.core);
    if (!from) return complain(from.error().message), exit_failure;
    Result<LoadedCore> to = load_core(session, options.to);
    if (!to) return complain(to.error().message), exit_failure;
    if (from->framework != to->framework) return complain(fmt::format("{} is a core of {}, {} one of {}", options.core, from->framework->name, options.to, to->framework->name)), exit_failure;
    session.watch.lap("load the cores");
    const Delta delta = load_delta(session, *from->framework, from->library, to->library);
    session.watch.lap("compare the cores");
    const DeltaFilter filter{options.modules, options.models};
    const std::string text = options.format == "json" ? write_delta_json(delta, filter) : options.format == "markdown" ? write_delta_markdown(delta, filter) : write_delta_text(delta, filter);
    if (!deliver(text, options.output)) return exit_failure;
    session.watch.lap("report");
    for (const std::string& notice : session.notices) complain(notice);
    if (options.timings) fmt::print(stderr, "{}", session.watch.text());
    return exit_clean;
}

}  // namespace driftline

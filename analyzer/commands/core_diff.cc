// `core diff`: what changed between two cores.
#include <fmt/format.h>

#include "commands/commands.h"
#include "load_core.h"
#include "load_delta.h"

namespace driftline {

int run_core_diff(Session& session) {
    Result<LoadedCore> from = load_core(session, session.options.core);
    if (!from) return complain(from.error().message), exit_failure;
    Result<LoadedCore> to = load_core(session, session.options.to);
    if (!to) return complain(to.error().message), exit_failure;
    const Delta delta = load_delta(session, *from->framework, from->library, to->library);
    fmt::print("{} changes\n", delta.changes.size());
    return exit_clean;
}

}  // namespace driftline

#include "plan_upgrade.h"

#include "local_edits.h"

namespace driftline {

Plan plan_upgrade(Session& session, const Linked& linked, const Checked& checked, const Plan* base, const std::function<bool(Index module)>& in_use) {
    PlanInputs inputs{session.config.effort, session.options.modules, compare_copies(session, linked), base, session.options.base, in_use};
    session.watch.lap("compare copies");
    return make_plan(*linked.upgrade, checked.findings, inputs);
}

Result<Plan> plan_base(const Session& session) {
    Session earlier = session;
    earlier.options.path = base_argument(session.options);
    earlier.options.base.clear();
    // A module that is new since cannot be asked for there.
    earlier.options.modules.clear();
    const auto made = link_program(earlier);
    if (!made) return made.error();
    // Findings may say what they say there; only their number and weight count here.
    const Checked checked = check_program(earlier, **made);
    return plan_upgrade(earlier, **made, checked, nullptr);
}

}  // namespace driftline

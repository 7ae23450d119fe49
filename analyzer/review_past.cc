#include "review_past.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "check/run.h"
#include "core_bump.h"

namespace driftline {
namespace {

InUse in_use_of(const World& world, const InUseByName& by_name) {
    if (!by_name) return {};
    return [&world, by_name](Index module) { return by_name(world.str(world.facts.modules[module].name)); };
}

TrendPoint point_at(const Session& session, const Linked& linked, const Commit& commit, Moment moment, const InUseByName& in_use) {
    TrendPoint point;
    point.moment = std::move(moment);
    if (!linked.has_core) point.core = TrendPoint::Core::none;
    const PastCore core = past_core(session, linked, commit);
    Session past = past_session(session, linked, commit, core);
    past.options.to.clear();
    past.options.libraries_to.clear();
    const auto made = link_program(past);
    if (!made) {
        point.note = made.error().message;
        return point;
    }
    if (linked.has_core) point.core = core.from;
    point.note = core.note;
    const Program& program = (*made)->program;
    point.core_version = program.world.version;
    CheckOptions check;
    check.protected_symbols = session.config.protected_symbols;
    const std::vector<Finding> guarded = run_rules(program, nullptr, check, {{std::string(protected_rule)}, {}}, session.jobs);
    point.figures = figures_of(program, *(*made)->evidence, &guarded, nullptr, in_use_of(program.world, in_use));
    point.figures->redundant.reset();   // nobody asked these rules
    return point;
}

}  // namespace

PastCore past_core(const Session& session, const Linked& linked, const Commit& commit) {
    const Revision then{commit.id.hex(), commit.tree.hex(), false};
    const auto now = resolve_revision(linked.custom->root(), linked.custom->revision());
    const PinnedCore pinned = now ? pinned_core(session, linked, then, *now) : PinnedCore();
    if (pinned.value.empty()) return {linked.core, TrendPoint::Core::today, ""};
    if (pinned.argument.empty()) return {linked.core, TrendPoint::Core::today, fmt::format("the repository pinned the core to {}, which is not here: compared with today's", pinned.value)};
    return {pinned.argument, TrendPoint::Core::pinned, ""};
}

Session past_session(const Session& session, const Linked& linked, const Commit& commit, const PastCore& core) {
    Session past;
    past.options = session.options;
    past.config = session.config;
    past.store = session.store;
    past.jobs = session.jobs;
    past.options.path = linked.custom->root() + "@" + commit.id.hex();
    if (!linked.custom->subfolder().empty()) past.options.path = linked.custom->root() + "/" + linked.custom->subfolder() + "@" + commit.id.hex();
    past.options.core = core.argument;
    past.options.libraries = linked.libraries;
    past.config.libraries.clear();   // part of linked.libraries
    past.config.addons_paths.clear();
    return past;
}

std::vector<TrendPoint> walk_quarters(const Session& session, const Linked& linked, const FirstParents& line, Quarter last, size_t quarters, const InUseByName& in_use) {
    std::vector<TrendPoint> points;
    for (int back = 1; back <= int(quarters); ++back) {
        const Quarter quarter = last.before(back);
        const std::optional<Commit> commit = line.last_before(quarter.before(-1).begin());
        if (!commit) break;
        if (!points.empty() && points.back().moment.commit == commit->id.hex()) {   // nothing happened in between
            points.push_back(points.back());
            points.back().moment.label = quarter.text();
            continue;
        }
        points.push_back(point_at(session, linked, *commit, moment_of(*commit, line.day_of(*commit), quarter.text()), in_use));
    }
    std::reverse(points.begin(), points.end());
    return points;
}

}  // namespace driftline

#include "reports/plan_json.h"

#include <cmath>

#include "reports/report_json.h"

namespace driftline {
namespace {

using Json = nlohmann::ordered_json;

// Hours with one decimal: figures of a guess carry no more.
Json hours_of(const Minutes& minutes) {
    const auto one = [](double value) { return std::round(value / 6) / 10; };
    return {{"low", one(minutes.low)}, {"high", one(minutes.high)}};
}

Json states_of(const StateTotals& totals) {
    Json states = Json::object();
    for (size_t i = 0; i < plan_states; ++i) states[std::string(text(PlanState(i)))] = {{"modules", totals[i].modules}, {"hours", hours_of(totals[i].minutes)}};
    return states;
}

Json upstream_of(const std::optional<UpstreamCopy>& copy) {
    if (!copy) return nullptr;
    Json edits = Json::array();
    for (const LocalEdit& edit : copy->edits) edits.push_back({{"path", edit.path}, {"change", text(edit.kind)}, {"patch", edit.patch}});
    return {{"library", copy->library}, {"version", copy->version}, {"compared_with", copy->compared_with}, {"compared_version", copy->compared_version},
            {"compared_with_target", copy->compared_with_target}, {"edits", std::move(edits)}};
}

Json module_of(const PlanModule& module, bool states) {
    const CauseCounts& causes = module.causes;
    return {{"name", module.name}, {"path", module.path}, {"state", states ? Json(text(module.state)) : Json(nullptr)}, {"reasons", module.reasons}, {"missing", module.missing},
            {"script_files", module.script_files}, {"needs", module.needs}, {"needed_by", module.needed_by},
            {"causes", {{"silent", causes.silent}, {"install", causes.install}, {"run", causes.run}, {"other", causes.other}}},
            {"hours", states ? hours_of(module.minutes) : Json(nullptr)}, {"upstream", upstream_of(module.upstream)}};
}

Json bump_of(const std::optional<Bump>& bump) {
    if (!bump) return nullptr;
    return {{"methods_changed", bump->changed}, {"methods_replaced", bump->replaced}, {"methods_gone", bump->methods_gone}, {"anchors_moved", bump->anchors_moved},
            {"anchors_gone", bump->anchors_gone}, {"copies_behind", bump->copies_behind}, {"others", bump->others}};
}

Json progress_of(const std::optional<Progress>& progress) {
    if (!progress) return nullptr;
    return {{"revision", progress->revision}, {"states_then", states_of(progress->then)}, {"done", progress->done}, {"gone", progress->gone}, {"added", progress->added}};
}

}  // namespace

Json hours_json(const Minutes& minutes) { return hours_of(minutes); }

Json plan_json(const Plan& plan) {
    const bool states = !plan.bump;
    Json modules = Json::array(), vendors = Json::array(), unjudged = Json::array();
    for (const PlanModule& module : plan.modules) {
        modules.push_back(module_of(module, states));
        if (states && module.state == PlanState::ask_vendor) vendors.push_back(module.name);
        if (states && module.state == PlanState::not_judged) unjudged.push_back(module.name);
    }
    const Json left_out = {{"not_judged", std::move(unjudged)}, {"not_judged_known_hours", hours_of(plan.totals[size_t(PlanState::not_judged)].minutes)}, {"vendors", std::move(vendors)},
                           {"script_files", plan.script_files}, {"broken_today", plan.broken_today}, {"never", Json::array({"data migration", "user tests", "training"})}};
    return {{"states", states ? states_of(plan.totals) : Json(nullptr)}, {"modules", std::move(modules)},
            {"totals", {{"hours", states ? hours_of(plan.minutes) : Json(nullptr)}, {"left_out", left_out}}}, {"bump", bump_of(plan.bump)}, {"progress", progress_of(plan.progress)}};
}

}  // namespace driftline

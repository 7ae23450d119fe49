// The whole result for programs. Described by schema/driftline.schema.json; both only grow. Nothing in it depends on
// the number of threads or on the time.
#include <nlohmann/json.hpp>

#include "base/version.h"
#include "reports/plan_json.h"
#include "reports/report_json.h"

namespace driftline {
namespace {

using Json = nlohmann::ordered_json;

constexpr int schema_version = 1;

Json texts(const Facts& facts, std::span<const Name> names) {
    Json list = Json::array();
    for (const Name name : names) list.push_back(facts.str(name));
    return list;
}

Json counts(const std::map<std::string, uint64_t>& values) {
    Json object = Json::object();
    for (const auto& [key, count] : values) object[key] = count;
    return object;
}

Json run(const Report& report) {
    Json current;
    if (report.has_core) current = {{"version", report.core.version}, {"commit", report.core.commit}, {"path", report.core.path}};
    Json target;
    if (report.upgrade != nullptr) target = {{"version", report.target.version}, {"commit", report.target.commit}, {"path", report.target.path}};
    return {{"repository", report.repository}, {"revision", report.revision}, {"framework", report.framework}, {"core", {{"current", current}, {"target", target}}}};
}

Json module(const World& world, Index index) {
    const ModuleRow& row = world.facts.modules[index];
    const ModuleInfo& info = world.modules[index];
    return {{"name", world.str(row.name)}, {"path", world.str(row.path)}, {"version", world.str(row.version)}, {"origin", origin_text(info.origin)},
            {"depends", texts(world.facts, world.facts.items(row.depends))}, {"missing_depends", texts(world.facts, info.missing)},
            {"files", row.files}, {"lines", row.lines}};
}

std::string_view module_name(const World& world, Index module) { return module == no_row ? std::string_view() : world.str(world.facts.modules[module].name); }

// Who can say why it is there; null when nobody looked.
Json documented(const Evidence* evidence, size_t index) {
    if (evidence == nullptr) return nullptr;
    const Documented& known = evidence->of(index);
    std::string place;
    for (const Proof& proof : known.proofs)
        if (proof.why && proof.level == known.level && place.empty()) place = proof.place;
    return object("level", text(known.level), "reason", known.reason(), "place", place, "owner", known.owner, "date", known.date, "ticket", known.ticket);
}

Json override_(const World& world, const Override& row, Json evidence) {
    const CorePlaceText core = place_of(world, row.core);
    return object("module", module_name(world, row.module), "path", file_path(world, row.custom.at), "line", row.custom.at.line, "kind", text(row.kind),
                  "symbol", row.symbol, "behaviour", text(row.behaviour), "calls_super", text(row.calls_super), "origin", row.of_library ? "library" : "core",
                  "core", object("module", core.module, "path", core.path, "line", core.line), "documented", std::move(evidence));
}

std::string_view role_text(Related::Role role) {
    switch (role) {
        case Related::Role::custom: return "custom";
        case Related::Role::current: return "current";
        case Related::Role::target: return "target";
        case Related::Role::library: break;
    }
    return "library";
}

Json finding(const World& world, const Finding& found) {
    const Place& first = found.places.front();
    Json places = Json::array(), related = Json::array();
    for (const Place& place : found.places) places.push_back(object("path", place.path, "line", place.line, "fingerprint", place.fingerprint));
    for (const Related& other : found.related)
        related.push_back(object("role", role_text(other.role), "module", other.module, "path", other.path, "line", other.line, "text", other.text));
    Json json = object("rule", found.rule->id, "slug", found.rule->slug, "severity", text(found.severity), "certainty", text(found.certainty), "effect", text(found.effect),
                       "module", module_name(world, found.module), "path", first.path, "line", first.line, "column", first.column, "end_line", first.end_line,
                       "end_column", first.end_column, "symbol", found.symbol, "symbol_kind", text(found.kind), "message", found.message, "fix", found.fix,
                       "fingerprint", first.fingerprint, "places", std::move(places), "related", std::move(related));
    if (!found.also.empty()) json["also"] = found.also;
    if (!found.diff.empty()) json["diff"] = found.diff;
    if (!found.patch.empty()) json["patch"] = found.patch;
    return json;
}

Json ledger(const Ledger& values) {
    Json kinds = Json::object();
    for (const auto& [kind, row] : values.by_kind) {
        Json unresolved = Json::object();
        for (const auto& [reason, count] : row.unresolved) unresolved[std::string(text(reason))] = count;
        kinds[kind] = {{"extracted", row.extracted}, {"bound", row.bound}, {"own", row.own}, {"guarded", row.guarded}, {"unresolved", std::move(unresolved)}};
    }
    return {{"by_kind", std::move(kinds)}, {"files_not_read", counts(values.files_not_read)}, {"files_not_loaded", counts(values.files_not_loaded)},
            {"script_files_not_analyzed", values.script_files}, {"missing_modules", counts(values.missing_modules)}};
}

Json gate(const Report& report) {
    const World& world = report.program.world;
    const Introduced& introduced = report.gate->introduced;
    Json overrides = Json::array(), allowed = Json::array(), lowered = Json::array(), moved = Json::array(), failing = Json::array();
    for (const auto& row : introduced.overrides) {
        overrides.push_back(override_(world, report.program.overrides[row.row], documented(report.evidence, row.row)));
        overrides.back()["worse"] = row.worse;
    }
    for (const auto& row : introduced.allowed) allowed.push_back({{"module", row.module}, {"path", row.path}, {"line", row.line}, {"slug", row.slug}, {"reason", row.reason}});
    for (const auto& row : introduced.lowered) lowered.push_back({{"module", row.module}, {"before", row.before}, {"after", row.after}});
    for (const auto& row : introduced.moved) moved.push_back({{"what", row.what}, {"file", row.file}, {"before", row.before}, {"after", row.after}, {"note", row.note}});
    for (const GateLine line : report.gate->verdict.failing) failing.push_back(text(line));
    return {{"base", report.gate->base}, {"head", report.gate->head}, {"preset", report.gate->preset}, {"headline", gate_headline(report)}, {"failing", std::move(failing)},
            {"overrides", std::move(overrides)}, {"overrides_gone", introduced.overrides_gone}, {"places_gone", introduced.places_gone}, {"suppressions", std::move(allowed)},
            {"settings", introduced.settings}, {"versions_lowered", std::move(lowered)}, {"moved", std::move(moved)}};
}

}  // namespace

nlohmann::ordered_json report_json(const Report& report) {
    const World& world = report.program.world;
    Json modules = Json::array(), overrides = Json::array(), findings = Json::array();
    for (const Index index : listed_modules(world)) modules.push_back(module(world, index));
    for (size_t i = 0; i < report.program.overrides.size(); ++i) overrides.push_back(override_(world, report.program.overrides[i], documented(report.evidence, i)));
    for (const Finding& found : report.findings) findings.push_back(finding(world, found));
    Json root = object("schema", schema_version, "tool", object("name", "driftline", "version", version), "run", run(report), "modules", std::move(modules),
                       "overrides", std::move(overrides), "findings", std::move(findings), "ledger", ledger(report.program.ledger), "notices", report.notices,
                       "suppressed", report.suppressed);
    if (report.plan != nullptr) root["plan"] = plan_json(*report.plan);
    if (report.upgrade != nullptr) root["ledger_target"] = ledger(report.upgrade->target.ledger);
    if (report.gate != nullptr) root["gate"] = gate(report);
    return root;
}

std::string write_json(const Report& report, const WriteOptions&) { return dump_json(report_json(report)); }

}  // namespace driftline

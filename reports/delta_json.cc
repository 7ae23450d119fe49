// A Delta for programs. Described by schema/delta.schema.json; both only grow.
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "reports/delta.h"

namespace driftline {
namespace {

using Json = nlohmann::ordered_json;

constexpr int schema_version = 1;

Json core(const Delta& delta, const LibraryInfo& info) { return {{"framework", delta.framework}, {"version", info.version}, {"commit", info.commit}}; }

Json side(const Delta& delta, const ChangeSide& place) {
    if (place.line == 0) return nullptr;
    return {{"module", delta.module(place)}, {"path", delta.path(place)}, {"line", place.line}};
}

std::string_view model_kind(const Change& change) {
    return change.model_kind != ModelKind::none && (change.flags & change_table_query) ? std::string_view("sql_view") : text(change.model_kind);
}

Json row(const Delta& delta, const Change& c) {
    Json json = {{"change", text(c.change)}, {"kind", text(c.kind)}, {"owner", delta.str(c.owner)}, {"name", delta.str(c.name)}, {"module", delta.str(c.module)}};
    Json modules = Json::array();
    for (const Name module : delta.items(c.modules)) modules.push_back(delta.str(module));
    json["modules"] = std::move(modules);
    if (c.model != no_name) json["model"] = delta.str(c.model);
    if (c.model_kind != ModelKind::none) json["model_kind"] = model_kind(c);
    if (c.kind == SymbolKind::field) {
        json["stored"] = (c.flags & change_derived) == 0;
        json["via"] = text(c.via);
    }
    if (c.kind == SymbolKind::method) json["inherited"] = (c.flags & change_inherited) != 0;
    if (c.kind == SymbolKind::record || c.kind == SymbolKind::view || c.kind == SymbolKind::template_) {
        json["demo"] = (c.flags & change_demo) != 0;
        json["implicit"] = (c.flags & change_implicit) != 0;
        json["noupdate"] = (c.flags & change_noupdate) != 0;
    }
    if (c.change == ChangeKind::renamed || c.change == ChangeKind::moved)
        json["renamed_to"] = {{"owner", delta.str(c.to_owner)}, {"name", delta.str(c.to_name)}, {"module", delta.str(c.to_module)}};
    if (c.change == ChangeKind::renamed) {
        json["score"] = c.score / 1000.0;
        json["evidence"] = delta.str(c.evidence);
    }
    json["certainty"] = text(c.certainty);
    Json attributes = Json::array();
    const auto items = delta.items(c.attributes);
    for (size_t i = 0; i + 2 < items.size(); i += 3)
        attributes.push_back({{"name", delta.str(items[i])}, {"before", delta.str(items[i + 1])}, {"after", delta.str(items[i + 2])}});
    json["attributes"] = std::move(attributes);
    json["from"] = side(delta, c.from);
    json["to"] = side(delta, c.to);
    return json;
}

}  // namespace

std::string write_delta_json(const Delta& delta, const DeltaFilter& filter) {
    const Json head = {{"schema", schema_version}, {"from", core(delta, delta.from)}, {"to", core(delta, delta.to)}};
    std::string text = head.dump(-1, ' ', false, Json::error_handler_t::replace);
    text.pop_back();
    text += ",\"changes\":[";
    bool first = true;
    for (const Change& change : delta.changes) {
        if (!filter.passes(delta, change)) continue;
        text += first ? "\n" : ",\n";
        text += row(delta, change).dump(-1, ' ', false, Json::error_handler_t::replace);
        first = false;
    }
    return escaped_json(text + "\n]}\n");
}

}  // namespace driftline

#include "reports/baseline.h"

#include <nlohmann/json.hpp>
#include <tuple>

#include <fmt/format.h>

#include "base/text.h"
#include "check/rule.h"

namespace driftline {
namespace {

using Json = nlohmann::ordered_json;

constexpr int baseline_version = 1;

Error damaged(const std::string& file, const std::string& what) {
    return {fmt::format("{}: {}; `driftline baseline write` makes it anew", file, what)};
}

}  // namespace

std::string write_baseline(const World& world, const std::vector<Finding>& findings, Severity from) {
    std::set<std::tuple<std::string, std::string, std::string, std::string>> rows;
    for (const Finding& finding : findings) {
        if (finding.severity < from) continue;
        const std::string module(finding.module == no_row ? std::string_view() : world.str(world.facts.modules[finding.module].name));
        for (const Place& place : finding.places) rows.emplace(module, finding.rule->id, symbol_of(finding, place), place.fingerprint);
    }
    std::string text = fmt::format("{{\n \"baseline\": {},\n \"findings\": [", baseline_version);
    bool first = true;
    for (const auto& [module, rule, symbol, fingerprint] : rows) {
        const Json row = {{"module", module}, {"rule", rule}, {"symbol", symbol}, {"fingerprint", fingerprint}};
        text += (first ? "\n  " : ",\n  ") + escaped_json(row.dump(-1, ' ', false, Json::error_handler_t::replace));
        first = false;
    }
    return text + "\n ]\n}\n";
}

Result<std::set<std::string>> read_baseline(std::string_view text, const std::string& file) {
    const Json root = Json::parse(text, nullptr, false);   // no exceptions: damage is a value
    if (root.is_discarded()) return damaged(file, "is no JSON");
    if (!root.is_object() || !root.contains("findings") || !root["findings"].is_array()) return damaged(file, "is no baseline");
    if (!root.contains("baseline") || root["baseline"] != baseline_version) return damaged(file, "is a baseline of another version of driftline");
    std::set<std::string> fingerprints;
    for (const Json& row : root["findings"]) {
        if (!row.is_object() || !row.contains("fingerprint") || !row["fingerprint"].is_string()) return damaged(file, "has an entry without a fingerprint");
        fingerprints.insert(row["fingerprint"].get<std::string>());
    }
    return fingerprints;
}

}  // namespace driftline

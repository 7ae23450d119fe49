// GitLab Code Quality: one entry a place, since the merge request compares entries by fingerprint.
#include <nlohmann/json.hpp>
#include <set>

#include <fmt/format.h>

#include "base/text.h"
#include "reports/report_json.h"

namespace driftline {
namespace {

using Json = nlohmann::ordered_json;

std::string_view severity_text(const Finding& finding) {
    if (finding.severity == Severity::warning) return "minor";
    if (finding.certainty != Certainty::exact) return "major";
    return finding.effect == Effect::crash_install ? "blocker" : "critical";
}

Json entry(const Report& report, const Finding& finding, const Place& place) {
    std::string description = finding.message;
    if (!finding.also.empty()) description += fmt::format(" ({})", rules_of(finding));   // an entry knows one check_name
    if (const auto lines = related_lines(report, finding); !lines.empty()) description += "; " + lines.front();
    return {{"description", one_line(description)}, {"check_name", finding.rule->slug}, {"fingerprint", place.fingerprint}, {"severity", severity_text(finding)},
            {"location", {{"path", place.path}, {"lines", {{"begin", std::max(place.line, 1u)}}}}}};
}

}  // namespace

std::string write_gitlab(const Report& report, const WriteOptions&) {
    Json entries = Json::array();
    std::set<std::string_view> seen;
    for (const Finding* finding : worst_first(report))
        for (const Place& place : finding->places)
            if (seen.insert(place.fingerprint).second) entries.push_back(entry(report, *finding, place));
    return dump_json(entries);
}

}  // namespace driftline

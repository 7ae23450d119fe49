// SARIF 2.1.0 as GitHub's code scanning reads it: only the first location counts, empty strings count as missing,
// 25,000 results a run, so the worst come first. Info findings are inventory and stay out.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "base/text.h"
#include "base/version.h"
#include "reports/report_json.h"

namespace driftline {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t max_results = 25000;
constexpr const char* home = "https://github.com/driftline/driftline";

// A path as a relative URI.
std::string uri(std::string_view path) {
    std::string made;
    for (const unsigned char c : path) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || std::string_view("/-._~@+").find(char(c)) != std::string_view::npos;
        if (plain) made += char(c);
        else made += fmt::format("%{:02X}", c);
    }
    return made;
}

std::string_view level(Severity severity) { return severity == Severity::error ? "error" : severity == Severity::warning ? "warning" : "note"; }

// Viewers make links of "[text](address)" in a message: what a repository's names hold is broken up.
Json description(std::string_view text) { return {{"text", replace_all(printable(text), "](", "] (")}}; }

Json rule_row(const Rule& rule) {
    const std::string_view problem = rule.severity == Severity::info ? "recommendation" : text(rule.severity);
    const std::string help = fmt::format("{}\n\nHow to fix: {}", rule.why, rule.fix);
    std::string markdown = fmt::format("**Why it matters.** {}\n\n**How to fix.** {}", rule.why, rule.fix);
    if (!rule.example.empty()) markdown += fmt::format("\n\n{}", rule.example);
    return {{"id", rule.id}, {"name", rule.slug}, {"shortDescription", description(rule.summary)}, {"fullDescription", description(rule.why.empty() ? rule.summary : rule.why)},
            {"help", {{"text", help}, {"markdown", markdown}}}, {"helpUri", fmt::format("{}#rules", home)},
            {"defaultConfiguration", {{"level", level(rule.severity)}}},
            {"properties", {{"tags", Json::array({"maintainability"})}, {"precision", "high"}, {"problem.severity", problem}}}};
}

// One line of a file of the repository. A region that spans lines is annotated nowhere, so the region is the first line's.
Json region(const Place& place) {
    Json made = {{"startLine", std::max(place.line, 1u)}, {"startColumn", std::max(place.column, 1u)}};
    if (place.end_line == place.line && place.end_column > place.column) {
        made["endLine"] = place.end_line;
        made["endColumn"] = place.end_column;
    }
    return made;
}

Json location(const Place& place) {
    return {{"physicalLocation", {{"artifactLocation", {{"uri", uri(place.path)}, {"uriBaseId", "%SRCROOT%"}}}, {"region", region(place)}}}};
}

std::string message(const Report& report, const Finding& finding) {
    std::string text = finding.message;
    for (const std::string& line : related_lines(report, finding)) text += "\n" + line;
    if (finding.places.size() > 1) text += "\n" + more_places(finding);
    if (!finding.fix.empty()) text += "\n" + finding.fix;
    return text;
}

Json result(const Report& report, const Finding& finding, size_t rule_index) {
    const Place& first = finding.places.front();
    Json related = Json::array();
    // Only our own lines can be opened there; the core's lie outside the repository and stand in the message.
    for (size_t i = 1; i < finding.places.size() && i < 20; ++i) {
        Json other = location(finding.places[i]);
        other["id"] = i;
        other["message"] = description("The same cause");
        related.push_back(std::move(other));
    }
    for (const Related& other : finding.related) {
        if (other.path.empty() || other.line == 0 || related.size() >= 30) continue;
        const std::string where = other.module.empty() ? other.path : other.module + "/" + other.path;
        related.push_back({{"id", related.size() + 1},
                           {"message", description(other.text.empty() ? where : other.text)},
                           {"physicalLocation", {{"artifactLocation", {{"uri", uri(where)}, {"uriBaseId", "CORE"}}}, {"region", {{"startLine", other.line}}}}}});
    }
    Json made = {{"ruleId", finding.rule->id}, {"ruleIndex", rule_index}, {"level", level(finding.severity)}, {"message", description(message(report, finding))},
                 {"locations", Json::array({location(first)})}, {"partialFingerprints", {{"primaryLocationLineHash", first.fingerprint}}}};
    if (!related.empty()) made["relatedLocations"] = std::move(related);
    if (!finding.also.empty()) made["properties"] = {{"also", finding.also}};
    return made;
}

}  // namespace

std::string write_sarif(const Report& report, const WriteOptions&) {
    std::vector<const Finding*> worst = worst_first(report);
    std::vector<std::string> notices = report.notices;
    if (worst.size() > max_results) {
        notices.push_back(fmt::format("{} results were cut: a run holds {} at most, the worst are kept", worst.size() - max_results, max_results));
        worst.resize(max_results);
    }
    Json rules = Json::array(), results = Json::array(), remarks = Json::array();
    std::map<const Rule*, size_t> index;
    std::vector<const Rule*> used;
    for (const Finding* finding : worst)
        if (index.emplace(finding->rule, 0).second) used.push_back(finding->rule);
    std::sort(used.begin(), used.end(), [](const Rule* a, const Rule* b) { return a->id < b->id; });
    for (const Rule* one : used) {
        index[one] = rules.size();
        rules.push_back(rule_row(*one));
    }
    for (const Finding* finding : worst) results.push_back(result(report, *finding, index[finding->rule]));
    for (const std::string& notice : notices) remarks.push_back({{"level", "note"}, {"message", description(notice)}});

    // One category a core or pair of cores, so that runs against several cores do not replace each other. `check` has one of its
    // own: it reports what is new, and in the category of a scan all else would count as fixed.
    const std::string id = fmt::format("driftline/{}-{}{}{}/", report.framework, report.has_core ? report.core.version : "no-core", report.upgrade ? "-to-" + report.target.version : "",
                                       report.gate ? "-change" : "");
    const Json run = {{"tool", {{"driver", {{"name", "driftline"}, {"version", version}, {"informationUri", home}, {"rules", std::move(rules)}}}}},
                      {"automationDetails", {{"id", id}}},
                      {"invocations", Json::array({Json{{"executionSuccessful", true}, {"toolExecutionNotifications", std::move(remarks)}}})},
                      {"columnKind", "unicodeCodePoints"},
                      {"results", std::move(results)}};
    const Json root = {{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"}, {"version", "2.1.0"}, {"runs", Json::array({run})}};
    return dump_json(root);
}

}  // namespace driftline

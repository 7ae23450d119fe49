#include "harness/catch.h"
#include "sample.h"

#include "base/text.h"

#include <nlohmann/json.hpp>

using namespace driftline;
using test::Sample;
using Json = nlohmann::ordered_json;

namespace {
std::string keys(const Json& object) {
    std::vector<std::string> names;
    for (const auto& [key, value] : object.items()) names.push_back(key);
    return join(names, " ");
}
}  // namespace

TEST_CASE("the JSON report holds what it promises, by name and in order") {
    Sample sample;
    sample.findings = {sample.finding(test::replaced, Severity::warning, 31, "replaced")};
    const Json root = Json::parse(write_json(sample.report(), {}));
    CHECK(keys(root) == "schema tool run modules overrides findings ledger notices suppressed");
    CHECK(keys(root["run"]) == "repository revision framework core");
    CHECK(root["run"]["core"]["target"].is_null());
    CHECK(keys(root["run"]["core"]["current"]) == "version commit path");
    CHECK(keys(root["modules"][0]) == "name path version origin depends missing_depends files lines");
    CHECK(keys(root["overrides"][0]) == "module path line kind symbol behaviour calls_super origin core documented");
    CHECK(keys(root["findings"][0]) == "rule slug severity certainty effect module path line column end_line end_column symbol symbol_kind message fix fingerprint places related");
    CHECK(keys(root["findings"][0]["places"][0]) == "path line fingerprint");
    CHECK(keys(root["findings"][0]["related"][0]) == "role module path line text");
}

TEST_CASE("a finding has a diff and a patch where a rule gave one") {
    Sample sample;
    sample.findings = {sample.finding(test::replaced, Severity::warning, 31, "replaced")};
    sample.findings[0].diff = "-a\n+b\n";
    sample.findings[0].patch = "-c\n+d\n";
    const Json found = Json::parse(write_json(sample.report(), {}))["findings"][0];
    CHECK(found["diff"] == "-a\n+b\n");
    CHECK(found["patch"] == "-c\n+d\n");
}

TEST_CASE("a core place in JSON is a module and a path inside it") {
    const Sample sample;
    const Json root = Json::parse(write_json(sample.report(), {}));
    CHECK(root["overrides"][0]["core"] == Json{{"module", "sale"}, {"path", "models/sale_order.py"}, {"line", 1012}});
    CHECK(root["overrides"][0]["path"] == "custom/acme_sale/models/order.py");
    CHECK(root["overrides"][0]["calls_super"] == "never");
}

TEST_CASE("JSON lists the custom modules and none of the core") {
    const Sample sample;
    const Json root = Json::parse(write_json(sample.report(), {}));
    REQUIRE(root["modules"].size() == 2);
    CHECK(root["modules"][0]["name"] == "acme_sale");
    CHECK(root["modules"][1]["origin"] == "community");
}

TEST_CASE("JSON is UTF-8 whatever the bytes were") {
    Sample sample;
    sample.findings = {sample.finding(test::replaced, Severity::warning, 31, "bad \xff\xfe byte")};
    const std::string text = write_json(sample.report(), {});
    CHECK(is_valid_utf8(text));
    CHECK(Json::parse(text)["findings"][0]["message"] == "bad \uFFFD\uFFFD byte");
}

TEST_CASE("without a core JSON says null") {
    const Sample sample;
    Report report = sample.report();
    report.has_core = false;
    CHECK(Json::parse(write_json(report, {}))["run"]["core"]["current"].is_null());
}

TEST_CASE("SARIF puts the worst first, leaves info out and points to one line") {
    Sample sample;
    sample.findings = {sample.finding(test::forked, Severity::info, 10, "a copy"), sample.finding(test::replaced, Severity::warning, 31, "replaced"),
                       sample.finding(test::broken, Severity::error, 50, "gone")};
    const Json root = Json::parse(write_sarif(sample.report(), {}));
    CHECK(root["version"] == "2.1.0");
    const Json& run = root["runs"][0];
    REQUIRE(run["results"].size() == 2);
    CHECK(run["results"][0]["ruleId"] == "DL116");
    CHECK(run["results"][0]["level"] == "error");
    const Json& first = run["results"][1];
    CHECK(run["tool"]["driver"]["rules"][first["ruleIndex"].get<size_t>()]["id"] == "DL101");
    const Json& place = first["locations"][0]["physicalLocation"];
    CHECK(place["artifactLocation"]["uri"] == "custom/acme_sale/models/order.py");
    CHECK(place["region"] == Json{{"startLine", 31}, {"startColumn", 9}, {"endLine", 31}, {"endColumn", 23}});
    CHECK(first["partialFingerprints"]["primaryLocationLineHash"] == "f31");
    CHECK(first["message"]["text"].get<std::string>().find("core: sale/models/sale_order.py:1012 (def action_confirm(self):)") != std::string::npos);
    CHECK(run["automationDetails"]["id"] == "driftline/erp-16.0/");
}

TEST_CASE("SARIF stays within the results a run may hold and says what it cut") {
    Sample sample;
    for (uint32_t line = 1; line <= 25001; ++line) sample.findings.push_back(sample.finding(test::replaced, Severity::warning, line, "replaced"));
    const Json run = Json::parse(write_sarif(sample.report(), {}))["runs"][0];
    CHECK(run["results"].size() == 25000);
    CHECK(run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"].get<std::string>().find("1 results were cut") == 0);
}

TEST_CASE("a SARIF message says once where things are, and makes no link of what it quotes") {
    Sample sample;
    Finding finding = sample.finding(test::replaced, Severity::warning, 31, "//a[b](javascript:x) of sale/models/sale_order.py:1012 \u202e");
    finding.related.push_back({Related::Role::current, "sale", "models/sale_order.py", "", 101});   // no part of the place above
    finding.related.push_back({Related::Role::custom, "", "x/y.py", "", 3});
    finding.places.push_back(finding.places[0]);
    sample.findings = {finding};
    const std::string text = write_sarif(sample.report(), {});
    CHECK(text.find("\u202e") == std::string::npos);
    CHECK(Json::parse(text)["runs"][0]["results"][0]["message"]["text"] ==
          "//a[b] (javascript:x) of sale/models/sale_order.py:1012 \\u202e\ncore: sale/models/sale_order.py:101\nalso: x/y.py:3\n1 more place shares this cause.\nCall super().");
}

TEST_CASE("a SARIF path is a URI") {
    Sample sample;
    sample.findings = {sample.finding(test::replaced, Severity::warning, 31, "replaced")};
    sample.findings[0].places[0].path = "my addons/a#b%.py";
    const Json run = Json::parse(write_sarif(sample.report(), {}))["runs"][0];
    CHECK(run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "my%20addons/a%23b%25.py");
}

// JUnit XML: a suite is a module, a case a rule and a file. Follows the schema of Jenkins' xUnit plugin. A case has one failure,
// whatever its findings: Jenkins shows the first alone (`CaseResult`, elementText("failure")), and GitLab shows the text of a
// failure and never its attributes (`Parsers::Test::Junit`, Hash.from_xml). So the text says everything.
#include <map>

#include <fmt/format.h>

#include "base/text.h"
#include "reports/report.h"

namespace driftline {
namespace {

// XML 1.0 knows no control characters, not even escaped ones: printable() has made them visible.
std::string escaped(std::string_view text) {
    std::string made;
    for (const char c : printable(text)) {
        if (c == '&') made += "&amp;";
        else if (c == '<') made += "&lt;";
        else if (c == '>') made += "&gt;";
        else if (c == '"') made += "&quot;";
        else if (c == '\n') made += "&#10;";
        else if (c == '\t') made += "&#9;";
        else made += c;
    }
    // Two characters that are UTF-8 but no XML.
    return replace_all(replace_all(made, "\xEF\xBF\xBE", "\xEF\xBF\xBD"), "\xEF\xBF\xBF", "\xEF\xBF\xBD");
}

std::string told(const Report& report, const Finding& finding) {
    std::string made = fmt::format("{} {}: {}\n", rules_of(finding), text(finding.severity), finding.message);
    for (const Place& place : finding.places) made += fmt::format("{}:{}:{}\n", place.path, place.line, place.column);
    for (const std::string& line : related_lines(report, finding)) made += line + "\n";
    return finding.fix.empty() ? made : made + finding.fix + "\n";
}

std::string failure(const Report& report, const std::vector<const Finding*>& findings) {
    const Finding& worst = *findings.front();
    std::string message = worst.message, body;
    if (findings.size() > 1) message += fmt::format(" (and {} more)", findings.size() - 1);
    for (const Finding* finding : findings) body += (body.empty() ? "" : "\n") + told(report, *finding);
    return fmt::format("      <failure type=\"{}\" message=\"{}\">{}</failure>\n", text(worst.severity), escaped(message), escaped(body));
}

struct Suite {
    std::string name;
    std::map<std::pair<std::string, std::string>, std::vector<const Finding*>> cases;   // by file and rule; worst first
};

std::string suite_text(const Report& report, const Suite& suite) {
    std::string made = fmt::format("  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"0\">\n", escaped(suite.name), suite.cases.size(), suite.cases.size());
    for (const auto& [where, findings] : suite.cases) {
        made += fmt::format("    <testcase classname=\"{}\" name=\"{}\" time=\"0\">\n", escaped(where.second), escaped(where.first));
        made += failure(report, findings) + "    </testcase>\n";
    }
    return made + "  </testsuite>\n";
}

}  // namespace

std::string write_junit(const Report& report, const WriteOptions&) {
    const World& world = report.program.world;
    std::map<std::string, Suite> suites;   // by the module's folder: two modules may share a name
    for (const Index module : listed_modules(world))   // a module without findings is a suite that passed
        if (world.modules[module].reported) suites[std::string(world.str(world.facts.modules[module].path))].name = world.str(world.facts.modules[module].name);
    for (const Finding* finding : worst_first(report)) {
        const bool known = finding->module != no_row;
        Suite& suite = suites[known ? std::string(world.str(world.facts.modules[finding->module].path)) : std::string()];
        suite.name = known ? std::string(world.str(world.facts.modules[finding->module].name)) : "(no module)";
        suite.cases[{finding->places.front().path, fmt::format("{} {}", finding->rule->id, finding->rule->slug)}].push_back(finding);
    }
    size_t cases = 0;
    std::string body;
    for (const auto& [path, suite] : suites) {
        cases += suite.cases.size();
        body += suite_text(report, suite);
    }
    return fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"driftline\" tests=\"{}\" failures=\"{}\" errors=\"0\">\n{}</testsuites>\n", cases, cases, body);
}

}  // namespace driftline

// GitHub workflow commands: annotations of a run, one a finding at its first place. A page shows about ten of a level,
// so the worst come first. What people wrote stays data: a line is one command, whatever stands in names and messages.
#include <fmt/format.h>

#include "base/text.h"
#include "reports/report.h"

namespace driftline {
namespace {

std::string as_data(std::string_view text) { return replace_all(replace_all(replace_all(printable(text), "%", "%25"), "\r", "%0D"), "\n", "%0A"); }
std::string as_property(std::string_view text) { return replace_all(replace_all(as_data(text), ":", "%3A"), ",", "%2C"); }

std::string command(const Report& report, const Finding& finding) {
    const Place& first = finding.places.front();
    std::string message = finding.message;
    for (const std::string& line : related_lines(report, finding)) message += "\n" + line;
    if (finding.places.size() > 1) message += "\n" + more_places(finding);
    if (!finding.fix.empty()) message += "\n" + finding.fix;
    const uint32_t line = std::max(first.line, 1u);
    return fmt::format("::{} file={},line={},endLine={},col={},title={}::{}\n", finding.severity == Severity::error ? "error" : "warning", as_property(first.path), line, line,
                       std::max(first.column, 1u), as_property(fmt::format("{} {}", rules_of(finding), finding.rule->slug)), as_data(message));
}

}  // namespace

std::string write_github(const Report& report, const WriteOptions&) {
    std::string text;
    for (const std::string& notice : report.notices) text += fmt::format("::notice title=driftline::{}\n", as_data(notice));
    for (const Finding* finding : worst_first(report)) text += command(report, *finding);
    return text;
}

}  // namespace driftline

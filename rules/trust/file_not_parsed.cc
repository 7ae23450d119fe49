#include <fmt/format.h>

#include "rules/support.h"

namespace driftline {

namespace {

// The bytes are not known, only the line: a place that begins past the end has a line and no column.
constexpr uint32_t unknown_byte = 0xFFFFFFFE;

void check(const Program& program, const CheckOptions&, std::vector<Finding>& findings) {
    const World& world = program.world;
    for (Index i = 0; i < world.facts.files.size(); ++i) {
        const FileRow& file = world.facts.files[i];
        if (!world.custom(file.module) || !(file.flags & (file_parse_error | file_unreadable)) || file.flags & file_not_loaded) continue;
        const std::string path{world.str(file.path)};
        Finding finding = begin_finding(file.module, SymbolKind::module, path, {i, unknown_byte, unknown_byte, std::max(file.error_line, 1u)});
        finding.severity = Severity::warning;
        finding.certainty = Certainty::exact;
        finding.effect = Effect::none;
        finding.message = file.flags & file_unreadable ? fmt::format("{} could not be read: nothing in it was checked", path)
                                                       : fmt::format("{} cannot be parsed from line {} on: what stands there was not checked", path, std::max(file.error_line, 1u));
        finding.fix = "Correct the syntax; for Python 2 code or a template with another ending, keep the file out of the module.";
        findings.push_back(std::move(finding));
    }
}

}  // namespace

DRIFTLINE_RULE(file_not_parsed) = {
    "DL901", "file-not-parsed", Severity::warning,
    "A file that is loaded could not be read or parsed",
    "A clean report must not hide what was never looked at. Odoo will most likely refuse the file too.",
    "Correct the syntax, or take the file out of the module.",
    "", check};

}  // namespace driftline

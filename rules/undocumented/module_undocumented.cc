#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "rules/undocumented/register_place.h"

namespace driftline {

namespace {

constexpr size_t shortest_readme = 40;   // bytes; less is a heading

bool has_readme(const Program& program, const Evidence& evidence, Index module) {
    const std::string_view manifest = program.world.str(program.world.facts.files[program.world.facts.modules[module].at.file].path);
    const auto& documents = evidence.documents_of(module);
    return std::any_of(documents.begin(), documents.end(), [&](const Evidence::Document& d) {
        // Of the manifest's own text the summary is the first line; a description behind it is as good as a README.
        const std::string_view text = d.path == manifest ? std::string_view(d.bytes).substr(std::min(d.bytes.find('\n'), d.bytes.size())) : std::string_view(d.bytes);
        return trim(text).size() >= shortest_readme;
    });
}

void check(const Program& program, const CheckOptions& options, std::vector<Finding>& findings) {
    if (options.evidence == nullptr) return;
    const World& world = program.world;
    for (Index m = 0; m < world.modules.size(); ++m) {
        if (!world.modules[m].reported || world.facts.modules[m].at.file == no_row) continue;
        if (has_readme(program, *options.evidence, m)) continue;
        std::vector<std::string> missing{"no README or description"};
        if (world.str(world.facts.modules[m].summary).empty()) missing.emplace_back("no summary");
        if (options.evidence->owner_of(m).empty()) missing.emplace_back("no maintainer");
        Finding finding = begin_finding(m, SymbolKind::module, std::string(module_name(program, m)), world.facts.modules[m].at);
        finding.severity = Severity::info;
        finding.message = fmt::format("{} does not say what it is for: {}", finding.symbol, join(missing, ", "));
        finding.fix = "Three lines of README help: what it does, for whom, and what would be missing without it.";
        findings.push_back(std::move(finding));
    }
}

}  // namespace

DRIFTLINE_RULE(module_undocumented) = {
    "DL209", "module-undocumented", Severity::info,
    "A module does not say what it is for",
    "Whether a module is still needed is the first question of every upgrade, and the cheapest answer is a README. Looked for: README, readme/DESCRIPTION, the manifest's "
    "description. A summary alone is a title.",
    "Write what it does, for whom, and what would be missing without it; fill in summary and maintainers.",
    "", check};

}  // namespace driftline

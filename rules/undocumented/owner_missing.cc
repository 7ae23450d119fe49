#include <fmt/format.h>

#include <algorithm>

#include "rules/undocumented/register_place.h"

namespace driftline {

namespace {

constexpr size_t named = 4;

// One finding per module: its overrides nobody answers for.
void check(const Program& program, const CheckOptions& options, std::vector<Finding>& findings) {
    if (options.evidence == nullptr) return;
    std::map<Index, std::vector<std::string>> modules;
    for (size_t i = 0; i < program.overrides.size(); ++i) {
        const Override& o = program.overrides[i];
        std::vector<std::string>& names = modules[o.module];
        if (options.evidence->of(i).owner.empty() && std::find(names.begin(), names.end(), o.symbol) == names.end()) names.push_back(o.symbol);
    }
    for (const auto& [module, names] : modules) {
        if (names.empty()) continue;
        Finding finding = begin_finding(module, SymbolKind::module, std::string(module_name(program, module)), program.world.facts.modules[module].at);
        finding.severity = Severity::info;
        finding.message = fmt::format("nobody is named who answers for what {} overrides: {}", finding.symbol, listed(names, named));
        finding.fix = "Name an owner in CUSTOMIZATIONS.toml, a line of CODEOWNERS for the module, or maintainers in its manifest.";
        findings.push_back(std::move(finding));
    }
}

}  // namespace

DRIFTLINE_RULE(owner_missing) = {
    "DL208", "owner-missing", Severity::info,
    "Nobody is named who answers for an override",
    "At an upgrade somebody has to decide. The author of the code may be gone; who decides now stands in the register (owner), in CODEOWNERS (a line that is about more "
    "than everything) or in the manifest (maintainers).",
    "Name an owner in one of the three places.",
    "", check};

}  // namespace driftline

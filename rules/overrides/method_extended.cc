#include <fmt/format.h>

#include <map>

#include "rules/support.h"

namespace driftline {

namespace {

void check(const Program& program, const CheckOptions&, std::vector<Finding>& findings) {
    std::map<Index, Finding> by_module;
    std::map<Index, size_t> counts;
    for (const auto& o : program.overrides) {
        if (o.kind != SymbolKind::method || o.behaviour != Behaviour::extends || o.calls_super != Super::always) continue;
        const auto [at, added] = by_module.try_emplace(o.module);
        Place place;
        place.at = o.custom.at;
        if (added) at->second = begin_finding(o.module, SymbolKind::module, std::string{module_name(program, o.module)}, o.custom.at);
        else at->second.places.push_back(place);
        ++counts[o.module];
    }
    for (auto& [module, finding] : by_module) {
        finding.message = fmt::format("{} extends {} and calls super on every path", finding.symbol, count_of(counts[module], "core method"));
        finding.fix = "Nothing: this is how the core is meant to be extended.";
        findings.push_back(std::move(finding));
    }
}

}  // namespace

DRIFTLINE_RULE(method_extended) = {
    "DL102", "method-extended", Severity::info,
    "A core method is extended, and super is called on every path",
    "The good kind of override. It is counted, one line of inventory per module, because each one is still read again when the core's method changes its "
    "signature or its meaning.",
    "Nothing to do.",
    "```python\ndef action_confirm(self):\n    result = super().action_confirm()\n    self._acme_notify()\n    return result\n```\n",
    check};

}  // namespace driftline

#include <fmt/format.h>

#include "rules/overrides/unbound.h"

namespace driftline {

namespace {

Severity usual(const UseRow& use) {
    switch (use.kind) {
        case UseKind::import: return Severity::error;
        case UseKind::model: return use.flags & use_inherit ? Severity::error : Severity::warning;
        case UseKind::attribute:
        case UseKind::call:
        case UseKind::super_call:
        case UseKind::method:
        case UseKind::value:
        case UseKind::client_template:   // which bundle loads it is not read: it may be that module's own
        case UseKind::arch_value: return Severity::info;
        default: return Severity::warning;
    }
}

void check(const Program& program, const CheckOptions&, std::vector<Finding>& findings) {
    for (const auto& link : program.links) {
        const UseRow& use = program.world.facts.uses[link.use];
        if (link.outcome != Outcome::unresolved || link.reason != Reason::outside_closure || use.flags & use_optional || said_by_another(link, use)) continue;
        if (use.kind == UseKind::xmlid && use.flags & use_inherit) continue;   // DL114
        Finding finding = begin_finding(link.module, link.kind, symbol_of(program, link), use.at);
        const std::string_view provider = module_name(program, link.target.module);
        finding.certainty = link.certainty;
        finding.severity = link.certainty == Certainty::exact ? usual(use) : std::min(usual(use), Severity::warning);
        finding.effect = effect_of(program, use);
        const std::string origin = fmt::format("the {} {} comes from {} ({}), which {} does not depend on", noun(link.kind), finding.symbol, provider, where(program, link.target),
                                               module_name(program, link.module));
        if (use.kind == UseKind::import) {   // Python finds a module's files whether or not a database has it installed
            finding.message = fmt::format("{}: it works only where {} is deployed too, and does not make sure that it is installed", origin, provider);
            finding.fix = fmt::format("Add '{}' to depends; if it is optional, catch ImportError or move the code to a bridge module.", provider);
        } else {
            finding.message = fmt::format("{}: where {} is not installed, {}", origin, provider, consequence(finding.effect));
            finding.fix = fmt::format("Add '{}' to depends; if it is optional, test for it first or move the code to a bridge module.", provider);
        }
        finding.related.push_back(related_to(program, link.target, "defined here"));
        findings.push_back(std::move(finding));
    }
}

}  // namespace

DRIFTLINE_RULE(symbol_from_missing_dependency) = {
    "DL115", "symbol-from-missing-dependency", Severity::error,
    "A model, field, xmlid or import of a module that is not a dependency is used",
    "The name exists, but only where that other module is installed. An _inherit then stops the whole module from loading, an import "
    "too where the other module's files are not deployed; a field or method fails when it is used. Attribute reads are information, since code often knows more than its manifest.",
    "Add the module to depends, guard the use, or move it to a bridge module.",
    "```python\nclass Picking(models.Model):\n    _inherit = 'stock.picking'     # 'stock' is not in depends\n```\n",
    check};

}  // namespace driftline

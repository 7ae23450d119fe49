#include <fmt/format.h>

#include "rules/support.h"

namespace driftline {

namespace {

void check(const Program& program, const CheckOptions&, std::vector<Finding>& findings) {
    for (const auto& o : program.overrides) {
        if (o.kind != SymbolKind::model || o.behaviour != Behaviour::replaces || o.custom.column != SymbolRef::Column::class_) continue;
        Finding finding = begin_finding(program, o);
        finding.severity = capped(Severity::error, o);
        finding.effect = Effect::crash_run;
        finding.message = fmt::format("the class {} gives itself the _name '{}' without inheriting it: Odoo drops the model of {}, with its fields and methods",
                                      program.world.str(program.world.facts.classes[o.custom.row].name), o.symbol, where(program, o.core));
        finding.fix = fmt::format("Write _inherit = '{}' to extend it, or choose a name of your own.", o.symbol);
        findings.push_back(std::move(finding));
    }
}

}  // namespace

DRIFTLINE_RULE(model_shadowed) = {
    "DL109", "model-shadowed", Severity::error,
    "A class takes the _name of a model that exists, without inheriting it",
    "Odoo's registry keeps one class per name. A second founder replaces the first: its fields and methods are gone for every module, and what extended it before "
    "extends nothing.",
    "Use _inherit to extend the model, or another _name.",
    "```python\nclass Partner(models.Model):\n    _name = 'res.partner'       # no _inherit: a new, nearly empty model\n```\n",
    check};

}  // namespace driftline

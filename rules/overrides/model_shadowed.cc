#include <fmt/format.h>

#include <map>

#include "rules/support.h"

namespace driftline {

namespace {

bool inherits_itself(const Facts& facts, const ClassRow& row) {
    for (const Name parent : facts.items(row.inherits))
        if (parent == row.model) return true;
    return false;
}

// Makes a model from nothing: `_name` without itself among what it inherits.
bool founds_model(const Program& program, const ClassRow& row) {
    if (row.model_kind == ModelKind::none || row.flags & (class_name_dynamic | class_inherit_dynamic | class_not_registered)) return false;
    return row.model != no_name && row.flags & class_has_name && loaded(program, row.at) && !inherits_itself(program.world.facts, row);
}

void check(const Program& program, const CheckOptions&, std::vector<Finding>& findings) {
    const World& world = program.world;
    const Facts& facts = world.facts;
    std::multimap<Name, Index> founders;   // of modules that are not reported: the core and libraries
    for (Index i = 0; i < facts.classes.size(); ++i)
        if (founds_model(program, facts.classes[i])) {
            const Index module = world.module_of(facts.classes[i].at);
            if (module != no_row && world.modules[module].linked) founders.emplace(facts.classes[i].model, i);
        }
    for (const auto& row : facts.classes) {
        const Index module = world.module_of(row.at);
        if (!world.custom(module) || !world.modules[module].linked || !founds_model(program, row)) continue;
        for (auto [at, end] = founders.equal_range(row.model); at != end; ++at) {
            const ClassRow& core = facts.classes[at->second];
            const Index provider = world.module_of(core.at);
            if (provider == module || !world.in_closure(module, provider)) continue;
            Finding finding = begin_finding(module, SymbolKind::model, std::string{facts.str(row.model)}, row.at);
            const SymbolRef ref{SymbolRef::Column::class_, at->second, provider, core.at};
            finding.related.push_back(related_to(program, ref, "the model that is replaced"));
            finding.severity = Severity::error;
            finding.effect = Effect::crash_run;
            finding.message = fmt::format("the class {} gives itself the _name '{}' without inheriting it: Odoo drops the model of {}, with its fields and methods",
                                          facts.str(row.name), facts.str(row.model), where(program, ref));
            finding.fix = fmt::format("Write _inherit = '{}' to extend it, or choose a name of your own.", facts.str(row.model));
            findings.push_back(std::move(finding));
            break;
        }
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

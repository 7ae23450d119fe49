#include <fmt/format.h>

#include <map>
#include <set>

#include "base/text.h"
#include "model/model_names.h"
#include "rules/overrides/unbound.h"
#include "rules/upgrade/gone.h"

namespace driftline {

namespace {

// What our code and views do with the fields that lead to other models. The framework of these series takes a model without fields in the place
// of one that is gone: as long as nobody looks behind the field, nothing fails.
class Looked {
public:
    explicit Looked(const Program& program) {
        const Facts& facts = program.world.facts;
        for (const Link& link : program.links) {
            const UseRow& use = facts.uses[link.use];
            for (const SymbolRef& step : link.via)
                if (step.column == SymbolRef::Column::field) (use.is_data() ? in_data_ : in_code_).insert(step.row);
            if (use.kind == UseKind::arch_field && link.target.column == SymbolRef::Column::field) in_code_.insert(link.target.row);   // the form asks for its records
        }
    }

    Effect effect(Index field) const { return in_data_.contains(field) ? Effect::crash_install : in_code_.contains(field) ? Effect::crash_run : Effect::silent; }

private:
    std::set<Index> in_data_, in_code_;
};

Index field_at(const Facts& facts, const UseRow& use) {
    if (use.owner == no_row) return no_row;
    const Rows fields = facts.classes[use.owner].fields;
    for (Index i = fields.begin; i < fields.begin + fields.count; ++i)
        if (facts.fields[i].at.begin <= use.at.begin && use.at.begin < facts.fields[i].at.end) return i;
    return no_row;
}

// The class extends a model that is gone itself: it is never made.
bool never_made(const Upgrade& upgrade, const UseRow& use) {
    if (use.owner == no_row) return false;
    const Facts& facts = upgrade.current.world.facts;
    const std::string_view model = facts.str(facts.classes[use.owner].model);
    return !model.empty() && names_now(upgrade).model(model) && !names_then(upgrade).model(model);
}

// Models without which the module does not install: its demo data is not left out then, it is never reached.
std::set<std::pair<Index, std::string_view>> needed_to_install(const Upgrade& upgrade) {
    std::set<std::pair<Index, std::string_view>> needed;
    for (const Gone& gone : all_gone(upgrade, Cause::model))
        if (!in_demo(upgrade.current, gone.use->at) && effect_in(upgrade, upgrade.target.world.facts.uses[upgrade.use(gone.link->use)]) == Effect::crash_install)
            needed.emplace(gone.link->module, gone.symbol);
    return needed;
}

void compare(const Upgrade& upgrade, const CheckOptions&, std::vector<Finding>& findings) {
    const auto needed = needed_to_install(upgrade);
    const Facts& facts = upgrade.current.world.facts;
    const Looked looked{upgrade.current};
    for (const Gone& gone : all_gone(upgrade, Cause::model)) {
        const UseRow& use = *gone.use;
        const bool comodel = (use.flags & use_comodel) != 0;
        if (comodel && never_made(upgrade, use)) continue;
        Finding finding = tell(upgrade, gone);
        if (only_names_model(use)) finding.cause = use.flags & use_write ? "chosen" : "compared";   // other things happen, and each is told
        if (in_demo(upgrade.current, use.at) && needed.contains({gone.link->module, gone.symbol})) {
            finding.message = replace_all(finding.message, demo_fails, consequence(Effect::crash_install));
            finding.effect = Effect::crash_install;
            finding.severity = by_certainty(finding.certainty);
        }
        const Index field = comodel && finding.effect == Effect::silent ? field_at(facts, use) : no_row;
        if (const Effect effect = field == no_row ? Effect::silent : looked.effect(field); effect != Effect::silent && !in_demo(upgrade.current, use.at)) {
            finding.effect = effect;
            finding.message = replace_all(finding.message, consequence(Effect::silent),
                                          fmt::format("a model without fields stands in for it, and what looks behind {} {}", facts.str(facts.fields[field].name),
                                                      effect == Effect::crash_install ? "fails: the module fails to install" : "fails when it is used"));
        }
        findings.push_back(std::move(finding));
    }
}

}  // namespace

DRIFTLINE_RULE(model_removed) = {
    "DL308", "model-removed", Severity::error,
    "A model of the core that is used here is gone in the target",
    "An _inherit, a comodel or an access right of a model that is not there stops the module from loading; env['...'] fails when it runs. Fields and methods of the model are "
    "not listed one by one: its own name is where the work starts.",
    "Use the model that took its place; its fields may have other names.",
    "```python\nclass Lot(models.Model):\n    _inherit = 'stock.production.lot'     # stock.lot from 16.0 on\n```\n",
    nullptr, compare};

}  // namespace driftline

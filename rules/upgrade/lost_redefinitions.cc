#include "rules/upgrade/lost_redefinitions.h"

#include <fmt/format.h>

#include "model/magic_fields.h"
#include "rules/overrides/unbound.h"
#include "rules/upgrade/gone.h"
#include "rules/upgrade/renames.h"
#include "rules/upgrade/successor_reach.h"
#include "rules/upgrade/sides.h"

namespace driftline {

namespace {

// The field where the delta says that it went.
SymbolRef moved_to(const Upgrade& upgrade, const TargetNames& names, const Override& o, const Change* change) {
    if (!change || change->change != ChangeKind::moved) return {};
    const std::string_view theirs = upgrade.delta.str(change->to_module);
    for (const SymbolRef& symbol : names.definitions(model_defining(upgrade.current, o.core), upgrade.current.world.str(upgrade.current.world.facts.fields[o.custom.row].name)))
        if (symbol.column == SymbolRef::Column::field && module_name(upgrade.target, symbol.module) == theirs) return symbol;
    return {};
}

LostRedefinitions find(const Upgrade& upgrade) {
    LostRedefinitions found;
    const Program& program = upgrade.current;
    const TargetNames& names = names_then(upgrade);
    for (const auto& o : program.overrides) {
        if (o.kind != SymbolKind::field || o.custom.column != SymbolRef::Column::field || o.core.column != SymbolRef::Column::field) continue;
        if (!in_both(upgrade, o.module) || !comparable(upgrade, o.core) || !depends_on_core(program, o) || upgrade.override_(o)) continue;
        // Of a model that is gone as a whole the reference to it tells.
        const std::string_view owner = model_defining(program, o.core);
        if (!names.model(owner) || (!o.on_own_model && !names.model(model_of(o)))) continue;
        const FieldRow& ours = program.world.facts.fields[o.custom.row];
        if (is_magic_field(program.world.str(ours.name))) continue;   // the core's own redefinition went, and the field is there
        const Change* change = upgrade.delta.gone(SymbolKind::field, owner, program.world.str(ours.name));
        if (change && (!is_convincing(upgrade.delta, *change) || reach_of(upgrade, o.module, *change).foreign)) change = nullptr;
        const std::string_view type = program.world.str(ours.type);
        const bool adds = (ours.flags & field_selection_add) != 0;
        // A relation that leaves it to the core where it leads.
        const bool leads_nowhere = ours.comodel == no_name && ours.related == no_name && (type == "Many2one" || type == "One2many" || type == "Many2many");
        const SymbolRef there = moved_to(upgrade, names, o, change);
        if (there && upgrade.target.world.surely_installed(upgrade.module(o.module), there.module)) continue;
        Finding finding = begin_finding(program, o);
        finding.severity = adds || leads_nowhere ? capped(Severity::error, o) : Severity::warning;
        // Up to 18.0 a model without fields stands in for one that is not there (odoo/fields.py, _Relational.setup_nonrelated: '_unknown'), and has no
        // inverse of a One2many; 19.0 asserts that there is one (odoo/orm/fields_relational.py).
        const bool stood_in = leads_nowhere && ours.inverse_field == no_name && series(upgrade.target) < 19;
        finding.effect = stood_in ? Effect::crash_run : adds || leads_nowhere ? Effect::crash_install : Effect::silent;
        finding.message = fmt::format("{} has no field {} any more ({}: {}){}: {}", then(upgrade), o.symbol, today(upgrade), where(program, o.core), what_became(upgrade, o.module, change),
                                      adds            ? "there is no selection to add to, and the module fails to install"
                                      : stood_in      ? "nothing says which model it leads to any more: one without fields stands in for it, and what looks behind it fails when it is used"
                                      : leads_nowhere ? "nothing says which model it leads to any more, and the module fails to install"
                                                      : "what is redefined here becomes a field of its own, which the core neither reads nor fills");
        const bool of_another = change && change->to_owner != no_name && change->to_owner != change->owner;
        finding.fix = change && change->change == ChangeKind::renamed && !of_another ? fmt::format("Redefine {}; check that it means the same.", upgrade.delta.str(change->to_name))
                                                                      : std::string{"Redefine what took its place, or delete this; rename the field if you keep it as one of your own."};
        weigh_absence(upgrade, o.module, finding);
        if (there) {
            finding.related.push_back(related_then(upgrade, there, "is defined here now"));
            std::string_view missing;
            absence(upgrade, o.module, missing);
            found.moved.push_back({std::move(finding), there.module, std::string{missing}});
        } else {
            found.gone.push_back(std::move(finding));
        }
    }
    return found;
}

}  // namespace

const LostRedefinitions& lost_redefinitions(const Upgrade& upgrade) {
    return upgrade.memo.get<LostRedefinitions>([&] { return find(upgrade); });
}

}  // namespace driftline

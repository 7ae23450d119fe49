#include "rules/upgrade/lost_redefinitions.h"

#include <fmt/format.h>

#include "rules/upgrade/gone.h"
#include "rules/upgrade/renames.h"
#include "rules/upgrade/sides.h"

namespace driftline {

void find_lost_redefinitions(const Upgrade& upgrade, std::vector<Finding>& findings) {
    const Program& program = upgrade.current;
    const TargetNames& names = names_then(upgrade);
    for (const auto& o : program.overrides) {
        if (o.kind != SymbolKind::field || o.custom.column != SymbolRef::Column::field || o.core.column != SymbolRef::Column::field) continue;
        if (!in_both(upgrade, o.module) || !comparable(upgrade, o.core) || !depends_on_core(program, o) || upgrade.override_(o)) continue;
        // Of a model that is gone as a whole the reference to it tells.
        const std::string_view owner = model_defining(program, o.core);
        if (!names.model(owner) || (!o.on_own_model && !names.model(model_of(o)))) continue;
        const FieldRow& ours = program.world.facts.fields[o.custom.row];
        const Change* change = upgrade.delta.gone(SymbolKind::field, owner, program.world.str(ours.name));
        if (change && !is_convincing(upgrade.delta, *change)) change = nullptr;
        const std::string_view type = program.world.str(ours.type);
        const bool adds = (ours.flags & field_selection_add) != 0;
        // A relation that leaves it to the core where it leads.
        const bool leads_nowhere = ours.comodel == no_name && ours.related == no_name && (type == "Many2one" || type == "One2many" || type == "Many2many");
        Finding finding = begin_finding(program, o);
        finding.severity = adds || leads_nowhere ? capped(Severity::error, o) : Severity::warning;
        finding.effect = adds || leads_nowhere ? Effect::crash_install : Effect::silent;
        finding.message = fmt::format("{} has no field {} any more ({}: {}){}: {}", then(upgrade), o.symbol, today(upgrade), where(program, o.core), what_became(upgrade, change),
                                      adds            ? "there is no selection to add to, and the module fails to install"
                                      : leads_nowhere ? "nothing says which model it leads to any more, and the module fails to install"
                                                      : "what is redefined here becomes a field of its own, which the core neither reads nor fills");
        finding.fix = change && change->change == ChangeKind::renamed ? fmt::format("Redefine {}; check that it means the same.", upgrade.delta.str(change->to_name))
                                                                      : std::string{"Redefine what took its place, or delete this; rename the field if you keep it as one of your own."};
        weigh_absence(upgrade, o.module, finding);
        findings.push_back(std::move(finding));
    }
}

}  // namespace driftline

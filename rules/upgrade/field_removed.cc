#include <fmt/format.h>

#include "rules/upgrade/gone.h"

namespace driftline {

namespace {

// A redefinition that leaves to the core what the field cannot do without.
std::string_view lacks(const Facts& facts, const FieldRow& field) {
    if (field.related != no_name || field.flags & (field_options_dynamic | field_selection_dynamic)) return {};
    const std::string_view type = facts.str(field.type);
    if ((type == "Many2one" || type == "One2many" || type == "Many2many") && field.comodel == no_name) return "has no model to point at";
    if (type == "Selection" && !(field.flags & field_has_selection)) return "has no values";
    return {};
}

bool fails_at_install(const std::string& series) { return series.size() >= 4 && series >= "19.0"; }   // fields_relational.py asserts it; before, one line in the log

// Redefinitions of what the target's core has not any more make a field of their own, which is fine if they say all of it.
void of_redefinitions(const Upgrade& upgrade, std::vector<Finding>& findings) {
    const Facts& facts = upgrade.current.world.facts;
    const TargetNames names{upgrade};
    for (const Override& o : upgrade.current.overrides) {
        if (o.kind != SymbolKind::field || o.core.column != SymbolRef::Column::field || !comparable(upgrade, o.core) || !in_both(upgrade, o.module)) continue;
        const std::string_view lack = lacks(facts, facts.fields[o.custom.row]);
        if (lack.empty() || !loaded(upgrade.current, o.custom.at) || !depends_on_core(upgrade.current, o)) continue;
        if (const Override* there = upgrade.override_(o); there != nullptr && there->core) continue;
        const std::string model = model_of(o);
        const std::string_view owner = model_defining(upgrade.current, o.core), name = facts.str(facts.fields[o.custom.row].name);
        if (!names.model(model) || (owner != model && !owner.empty() && !names.model(owner))) continue;   // DL308 tells
        std::string_view missing;
        Finding finding = begin_finding(upgrade.current, o);
        finding.certainty = absence(upgrade, o.module, missing);
        if (finding.certainty == Certainty::unknown) continue;
        const Successor next = successor(upgrade, SymbolKind::field, owner.empty() ? model : owner, name);
        finding.severity = capped(by_certainty(finding.certainty), o);
        finding.effect = fails_at_install(upgrade.target.world.version) ? Effect::crash_install : Effect::crash_run;
        finding.message = fmt::format("the field {} is gone in {}{}{}: what is left of it here {}", o.symbol, then(upgrade), had_it(upgrade, o.core), next.text, lack);
        if (!missing.empty()) finding.message += fmt::format("; {} could not be read and may provide it", missing);
        finding.fix = next.name.empty() ? "Use what took its place, or declare the field in full as one of your own, and fill it." : fmt::format("Use {}; check that it means the same.", next.name);
        if (next.place) finding.related.push_back(*next.place);
        findings.push_back(std::move(finding));
    }
}

void compare(const Upgrade& upgrade, const CheckOptions&, std::vector<Finding>& findings) {
    for (const Gone& gone : all_gone(upgrade, Cause::field)) findings.push_back(tell(upgrade, gone));
    of_redefinitions(upgrade, findings);
}

}  // namespace

DRIFTLINE_RULE(field_removed) = {
    "DL305", "field-removed", Severity::error,
    "A field of the core that is used here is gone in the target",
    "A view with it fails at install, code that reads it when it runs. Values given to create() fail likewise (15.0 alone only logs them). A constraint or onchange on it "
    "never runs again, with one line in the log. So is a redefinition that left to the core what a field cannot do without, its model or its values. "
    "Where what is read was inferred, this is a warning.",
    "Use what took its place; if nothing did, delete the use, or keep the field as one of your own.",
    "```python\nline.qty_done = 1          # 16.0; in 17.0 it is `quantity`\n```\n",
    nullptr, compare};

}  // namespace driftline

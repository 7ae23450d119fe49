#include <fmt/format.h>

#include <optional>

#include "rules/overrides/field_storage.h"
#include "rules/upgrade/column_types.h"
#include "rules/upgrade/gone.h"

namespace driftline {

namespace {

struct Shape {
    std::string_view type, comodel;
};

Shape shape_of(const Facts& facts, Index field) { return {facts.str(facts.fields[field].type), facts.str(facts.fields[field].comodel)}; }

// "Many2one of res.partner"
std::string words(const Shape& shape) {
    return is_relational(shape.type) && !shape.comodel.empty() ? fmt::format("{} of {}", shape.type, shape.comodel) : std::string{shape.type};
}

enum class Difference : uint8_t { none, comodel, kin /* numbers */, storage };

// An extension that names neither type nor comodel says nothing about them.
Difference difference(const Shape& before, const Shape& after) {
    if (before.type.empty() || after.type.empty()) return Difference::none;
    const std::string_view a = storage_of(before.type), b = storage_of(after.type);
    if (a.empty() || b.empty()) return Difference::none;
    // A reference by number is a number: the same column, and reading it gives the same.
    if (a == "integer" && after.type == "Many2oneReference") return Difference::none;
    if (a != b) return (a == "number" || a == "integer") && (b == "number" || b == "integer") ? Difference::kin : Difference::storage;
    return is_relational(before.type) && !before.comodel.empty() && !after.comodel.empty() && before.comodel != after.comodel ? Difference::comodel : Difference::none;
}

// Records of one model either way: code that reads, adds or searches them does not notice.
bool both_many(const Shape& before, const Shape& after) {
    const auto many = [](const Shape& shape) { return shape.type == "One2many" || shape.type == "Many2many"; };
    return many(before) && many(after) && before.comodel == after.comodel;
}

// The target's name of a model may be another one: then it is the same model.
bool renamed(const Upgrade& upgrade, const Shape& before, const Shape& after) {
    const Change* change = upgrade.delta.gone(SymbolKind::model, "", before.comodel);
    return change != nullptr && change->change == ChangeKind::renamed && upgrade.delta.str(change->to_name) == after.comodel;
}

void report(const Upgrade& upgrade, Finding finding, const SymbolRef& was, const SymbolRef& is, const Shape& before, const Shape& after, std::string_view what,
            std::vector<Finding>& findings) {
    finding.message = fmt::format("the field {} is {} in {}, where {} had {}{}: {}", finding.symbol, words(after), then(upgrade), today(upgrade), words(before), had_it(upgrade, was), what);
    finding.related.push_back(related_to(upgrade.current, was, fmt::format("is {} here", words(before))));
    finding.related.push_back(related_then(upgrade, is, fmt::format("is {} here then", words(after))));
    findings.push_back(std::move(finding));
}

// What we read, set, show or search.
void of_uses(const Upgrade& upgrade, std::vector<Finding>& findings) {
    const Facts &now = upgrade.current.world.facts, &later = upgrade.target.world.facts;
    for (const Link& link : upgrade.current.links) {
        if (link.outcome != Outcome::bound || link.target.column != SymbolRef::Column::field || !comparable(upgrade, link.target)) continue;
        const Link* there = upgrade.link(link);
        if (there == nullptr || there->outcome != Outcome::bound || there->target.column != SymbolRef::Column::field) continue;
        const UseRow& use = now.uses[link.use];
        if (use.kind == UseKind::word) continue;   // any field of that name: two of them are not one that changed
        const Shape before = shape_of(now, link.target.row), after = shape_of(later, there->target.row);
        const Difference found = difference(before, after);
        if (found == Difference::none || (found == Difference::comodel && renamed(upgrade, before, after))) continue;
        Finding finding = begin_finding(link.module, SymbolKind::field, fmt::format("{}.{}", now.str(link.owner), now.str(link.name)), use.at);
        finding.certainty = Certainty::likely;
        // Whether a place minds depends on what it does with the value: somebody has to look. A view shows either.
        const bool shown = use.kind == UseKind::arch_field && !(use.flags & (use_domain | use_expression));
        finding.severity = shown || found == Difference::kin || both_many(before, after) ? Severity::info : Severity::warning;
        finding.effect = Effect::crash_run;
        finding.fix = "Look at each place: what it reads, sets, compares or searches there is another kind of value.";
        report(upgrade, std::move(finding), link.target, there->target, before, after, "code that counts on the old kind of value breaks, or does something else", findings);
    }
}

// Our redefinitions, which keep the type of today.
void of_redefinitions(const Upgrade& upgrade, std::vector<Finding>& findings) {
    const Facts &now = upgrade.current.world.facts, &later = upgrade.target.world.facts;
    for (const Override& o : upgrade.current.overrides) {
        if (o.kind != SymbolKind::field || o.core.column != SymbolRef::Column::field || !comparable(upgrade, o.core)) continue;
        const Override* there = upgrade.override_(o);
        if (there == nullptr || there->core.column != SymbolRef::Column::field) continue;
        const Shape ours = shape_of(now, o.custom.row), before = shape_of(now, o.core.row), after = shape_of(later, there->core.row);
        if (difference(ours, before) != Difference::none) continue;   // already another one today: DL103
        const Difference found = difference(ours, after);
        if (found == Difference::none || (found == Difference::comodel && renamed(upgrade, before, after))) continue;
        Finding finding = begin_finding(upgrade.current, o);
        finding.severity = found == Difference::kin ? Severity::warning : capped(Severity::error, o);
        finding.effect = Effect::crash_run;
        finding.fix = fmt::format("Declare it as the target does, {}, or leave the type to the core and set only the option you need.", words(after));
        report(upgrade, std::move(finding), o.core, there->core, before, after, "our redefinition turns it back, and stored values and the core's code no longer fit it", findings);
    }
}

void compare(const Upgrade& upgrade, const CheckOptions&, std::vector<Finding>& findings) {
    of_uses(upgrade, findings);
    of_redefinitions(upgrade, findings);
    columns_with_other_types(upgrade, findings);
}

}  // namespace

DRIFTLINE_RULE(field_type_changed) = {
    "DL306", "field-type-changed", Severity::warning,
    "A field that is used or redefined has another type, or points at another model, in the target",
    "The name still binds, so nothing fails at installation. Code that reads, sets or searches it gets another kind of value; a redefinition of ours that keeps the "
    "old type turns the core's field back, and what is stored no longer fits. The column of a field that became translated is JSON: SQL that compares it with text "
    "fails, and SQL that reads it gets all languages at once.",
    "Look at each place. Leave the type out of a redefinition where only an option is meant.",
    "```python\npartner_id = fields.Many2one('res.partner')   # 17.0: Many2many\n```\n",
    nullptr, compare};

}  // namespace driftline

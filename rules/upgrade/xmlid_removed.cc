#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "rules/upgrade/gone.h"

namespace driftline {

namespace {

bool names_view_parent(const UseRow& use) { return use.kind == UseKind::xmlid && use.is_data() && use.flags & use_inherit; }   // DL312

// Does our record alone give every value that the target's model asks for? Then it is created, and nobody notices.
bool complete(const Upgrade& upgrade, const RecordRow& record) {
    const Facts &ours = upgrade.current.world.facts, &facts = upgrade.target.world.facts;
    std::set<std::string_view> given;
    for (Index v = record.values.begin; v < record.values.begin + record.values.count; ++v) given.insert(ours.str(ours.values[v].field));
    const auto model = facts.names.find(ours.str(record.model));
    if (!model || record.tag == RecordTag::template_) return true;
    return std::none_of(facts.fields.begin(), facts.fields.end(), [&](const FieldRow& field) {
        if (field.owner == no_row || facts.classes[field.owner].model != *model || field.required != Tri::yes) return false;
        return !(field.flags & field_has_default) && field.compute == no_name && field.related == no_name && !given.contains(facts.str(field.name));
    });
}

// Data of ours written under an id of the core's: without the core's record it makes one of its own under that id.
void check_overrides(const Upgrade& upgrade, std::vector<Finding>& findings) {
    const Program& now = upgrade.current;
    for (const Override& o : now.overrides) {
        if (o.kind != SymbolKind::record || o.custom.column != SymbolRef::Column::record || o.core.column != SymbolRef::Column::record || !comparable(upgrade, o.core)) continue;
        const RecordRow& record = now.world.facts.records[o.custom.row];
        const std::string_view provider = std::string_view{o.symbol}.substr(0, o.symbol.find('.'));
        // A record to delete that is not there is skipped with a warning (odoo/tools/convert.py); ids of a module that is gone are DL316.
        if (record.tag == RecordTag::delete_ || record.flags & record_no_forcecreate || upgrade.override_(o) || !upgrade.target.world.module_by_name.contains(provider)) continue;
        Finding finding = begin_finding(now, o);
        const bool whole = complete(upgrade, record);
        const Successor next = successor(upgrade, SymbolKind::record, provider, std::string_view{o.symbol}.substr(provider.size() + 1));
        finding.severity = Severity::error;
        finding.effect = whole ? Effect::silent : Effect::crash_install;
        finding.message = fmt::format("the record {} is gone in {}{}{}: {}", o.symbol, then(upgrade), had_it(upgrade, o.core), next.text,
                                      whole ? fmt::format("what is written to it makes a second record under {}'s name, and changes nothing of the core's", provider)
                                            : "what is written to it does not make a record, so the module fails to install");
        finding.fix = next.name.empty() ? "Find the record that took its place, or delete this." : fmt::format("Write to {} instead.", next.name);
        if (next.place) finding.related.push_back(*next.place);
        findings.push_back(std::move(finding));
    }
}

void compare(const Upgrade& upgrade, const CheckOptions&, std::vector<Finding>& findings) {
    for (const Gone& gone : all_gone(upgrade, Cause::record))
        if (!names_view_parent(*gone.use)) findings.push_back(tell(upgrade, gone));
    check_overrides(upgrade, findings);
}

}  // namespace

DRIFTLINE_RULE(xmlid_removed) = {
    "DL311", "xmlid-removed", Severity::error,
    "An external id of the core that is used here is gone in the target",
    "A reference in data stops the installation, env.ref() fails when it runs, a group that is gone hides what it guards from everybody. Data that overrides a record which is gone "
    "makes a new record under the core's name: nothing fails, and the core's behaviour is no longer changed.",
    "Use the id that took its place, or define the record yourself.",
    "```xml\n<field name=\"groups_id\" eval=\"[(4, ref('stock.group_lot_on_invoice'))]\"/>\n```\n",
    nullptr, compare};

}  // namespace driftline

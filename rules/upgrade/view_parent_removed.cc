#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

#include "rules/knowledge/explained.h"
#include "rules/upgrade/gone.h"
#include "rules/upgrade/renames.h"
#include "rules/upgrade/successor_reach.h"
#include "rules/upgrade/specs.h"

namespace driftline {

namespace {

// What the difference of the cores says of a view or template.
const Change* became(const Upgrade& upgrade, std::string_view xmlid) {
    const std::string_view module = xmlid.substr(0, xmlid.find('.')), name = xmlid.substr(xmlid.find('.') + 1);
    for (const SymbolKind kind : {SymbolKind::view, SymbolKind::template_, SymbolKind::record})
        if (const Change* change = upgrade.delta.gone(kind, module, name)) return change;
    return nullptr;
}

// The model that a view shows; "" of a template.
std::string_view model_shown(const Facts& facts, Index record) {
    const Name xmlid = facts.records[record].xmlid;
    const auto view = std::find_if(facts.views.begin(), facts.views.end(), [&](const ViewRow& row) { return row.xmlid == xmlid; });
    return view == facts.views.end() || view->model == no_name ? std::string_view{} : facts.str(view->model);
}

// What to do: where its model is gone, too, there is nothing to extend.
std::string advice(const Upgrade& upgrade, const Link& link, const Change* change) {
    const Facts& facts = upgrade.current.world.facts;
    const std::string_view model = link.target.column == SymbolRef::Column::record ? model_shown(facts, link.target.row) : std::string_view{};
    if (!model.empty() && !names_then(upgrade).model(model) && successor(upgrade, link.module, SymbolKind::model, "", model).name.empty()) return fmt::format("Delete the extension: the model {} is gone, too.", model);
    if (change == nullptr || change->change != ChangeKind::renamed || !is_convincing(upgrade.delta, *change) || reach_of(upgrade, link.module, *change).foreign)
        return "Extend the view that took its place, and check every anchor there.";
    const std::string_view provider = change->to_owner == no_name ? std::string_view{} : upgrade.delta.str(change->to_owner);
    std::string text = fmt::format("Extend {}{}{}, and check every anchor there", provider, provider.empty() ? "" : ".", upgrade.delta.str(change->to_name));
    const World& world = upgrade.target.world;
    const auto known = world.module_by_name.find(provider);
    if (known != world.module_by_name.end() && !world.surely_installed(upgrade.module(link.module), known->second)) text += fmt::format("; that needs '{}' in depends", provider);
    return text + ".";
}

// The one view of the target's that bears the name in another module: split off with it. None if there are several, or if today's core had it.
SymbolRef split_off(const Upgrade& upgrade, std::string_view xmlid) {
    const std::string ending{xmlid.substr(xmlid.find('.'))};
    const Facts& facts = upgrade.target.world.facts;
    std::map<std::string_view, std::vector<Index>> named;   // views of the target's
    for (Index row = 0; row < facts.views.size(); ++row) {
        const std::string_view id = facts.str(facts.views[row].xmlid);
        const Index module = upgrade.target.world.module_of(facts.views[row].at);
        if (id.ends_with(ending) && id.find('.') == id.size() - ending.size() && module != no_row && upstream(upgrade.target, module)) named[id].push_back(row);
    }
    if (named.empty()) return {};
    for (const ViewRow& view : upgrade.current.world.facts.views) named.erase(upgrade.current.world.str(view.xmlid));
    if (named.size() != 1 || named.begin()->second.size() != 1) return {};
    const Index row = named.begin()->second.front();
    return {SymbolRef::Column::view, row, upgrade.target.world.module_of(facts.views[row].at), facts.views[row].at};
}

// The module that the id belongs to is gone with all it had: that is one cause, and another rule's.
bool module_is_gone(const Upgrade& upgrade, std::string_view xmlid) {
    const std::string_view module = xmlid.substr(0, xmlid.find('.'));
    return upgrade.current.world.module_by_name.contains(module) && !upgrade.target.world.module_by_name.contains(module);
}

void compare(const Upgrade& upgrade, const CheckOptions& options, std::vector<Finding>& findings) {
    const Program& program = upgrade.current;
    const knowledge::Explained explained{upgrade, options, {knowledge::MatchKind::template_inherit}};
    for (const auto& link : program.links) {
        const UseRow& use = program.world.facts.uses[link.use];
        if (use.kind != UseKind::xmlid || !(use.flags & use_inherit) || link.outcome != Outcome::bound || !in_both(upgrade, link.module)) continue;
        const Link* there = upgrade.link(link);
        // One that a module out of reach has now is a symbol that moved: DL316.
        if (there == nullptr || there->outcome != Outcome::unresolved || there->reason == Reason::outside_closure || there->target) continue;
        const std::string_view xmlid = program.world.str(use.root);
        if (module_is_gone(upgrade, xmlid) || explained.contains(use.at)) continue;
        Finding finding = begin_finding(link.module, SymbolKind::view, std::string{xmlid}, use.at);
        finding.severity = Severity::error;
        finding.effect = Effect::crash_install;
        finding.related.push_back(related_to(program, link.target, today(upgrade)));
        const Change* change = became(upgrade, xmlid);
        const std::string successor = what_became(upgrade, link.module, change);
        finding.fix = advice(upgrade, link, change);
        finding.message = fmt::format("{} is extended, but {} has no such view any more ({}: {}){}: the extension fails when it is installed or updated", xmlid, then(upgrade),
                                      today(upgrade), where(program, link.target), successor);
        if (const SymbolRef moved = successor.empty() ? split_off(upgrade, xmlid) : SymbolRef{}; moved) {
            const std::string id{upgrade.target.world.str(upgrade.target.world.facts.views[moved.row].xmlid)};
            finding.message += fmt::format("; {} bears its name", id);
            finding.fix = fmt::format("Look whether {} took its place; depend on its module, and check every anchor there.", id);
            finding.related.push_back(related_then(upgrade, moved, "bears its name"));
        }
        weigh_absence(upgrade, link.module, finding);
        findings.push_back(std::move(finding));
    }
}

}  // namespace

DRIFTLINE_RULE(view_parent_removed) = {
    "DL312", "view-parent-removed", Severity::error,
    "A view or template that is extended is gone in the target",
    "The reference to the view it inherits from finds nothing, so the module does not install. Mostly the view was renamed, merged into another one, or moved to another module.",
    "Extend the view that took its place; the message names it where the difference of the two cores tells.",
    "```xml\n<field name=\"inherit_id\" ref=\"stock.view_stock_quant_tree_inventory_editable\"/>\n```\n",
    nullptr, compare};

}  // namespace driftline

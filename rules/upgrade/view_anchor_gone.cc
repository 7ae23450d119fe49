#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "rules/knowledge/explained.h"
#include "rules/overrides/unbound.h"
#include "rules/upgrade/client_bundles.h"
#include "rules/upgrade/specs.h"

namespace driftline {

namespace {

bool missed(const SpecLink& spec) {
    if (spec.status == SpecStatus::not_found) return true;
    // A module of the closure was not read; what was read has no such node. What the engine refuses, that module may teach it.
    return spec.status == SpecStatus::unknown && spec.reason == Reason::missing_module && !spec.failed_step.empty() && spec.message.empty();
}

// "field[@name='qty_done']", or its label, of stock.move.line -> "; it became quantity (0.78 alike)".
std::string renamed_field(const Upgrade& upgrade, const SpecLink& spec, std::string_view step) {
    const std::string_view begin = step.find("label[@for=") != step.npos ? "label[@for=" : "field[@name=";
    const size_t at = step.find(begin), quote = at + begin.size();
    if (at == step.npos || quote + 1 >= step.size()) return {};
    std::string_view name = step.substr(quote + 1);
    name = name.substr(0, name.find(step[quote]));
    const World& world = upgrade.current.world;
    const Change* change = upgrade.delta.gone(SymbolKind::field, world.str(world.facts.views[spec.view].model), name);
    const bool same_model = change != nullptr && (change->to_owner == no_name || change->to_owner == change->owner);
    return same_model ? what_became(upgrade, world.module_of(spec.at), change) : std::string();   // what another model has is no node of this view
}

// Settings are <app>, <block> and <setting> elements, and the view they go into is an empty form (base/views/res_config_settings_views.xml, from 17.0 on).
constexpr std::string_view settings_form = "base.res_config_settings_view_form";

std::string what_to_do(const Upgrade& upgrade, const SpecLink& now, std::string_view parent) {
    if (parent == settings_form && series(upgrade.target) >= 17)
        return "Write <xpath expr=\"//form\" position=\"inside\"> with <app string=\"...\" name=\"...\"> and <block>, <setting> in it: the form is empty, and the client shows nothing else there.";
    const bool changes_the_node = now.position == SpecPosition::attributes || now.position == SpecPosition::replace || now.position == SpecPosition::move;
    if (changes_the_node) return "Look whether the node is still there under another name; if not, what changes it can go, or add a node of your own.";
    return "Anchor in a node that the target has: best in a field or a named page, group or button.";
}

// The field whose embedded view a node stands in: "field child_ids"; "" of the view itself.
std::string_view embedded_in(const SpecLink& spec) {
    const auto found = std::find_if(spec.target_inside.begin(), spec.target_inside.end(), [](const std::string& node) { return node.starts_with("field "); });
    return found == spec.target_inside.end() ? std::string_view{} : std::string_view{*found};
}

// `node`: where the node is today. `renamed`: what is known of the field it was.
void describe(const Upgrade& upgrade, const SpecLink& now, const SpecLink& then_, const SymbolRef& node, const std::string& renamed, Finding& finding) {
    const std::string parent = finding.symbol;
    finding.message = fmt::format("{} of {}", now.locator, parent);
    if (then_.reason == Reason::outside_closure && embedded_in(now) == embedded_in(then_)) {
        finding.message += fmt::format(" finds its node in {} only where {} is installed, which {} does not depend on", then(upgrade), module_name(upgrade.target, then_.target_module),
                                       module_name(upgrade.current, finding.module));
        finding.fix = fmt::format("Anchor in a node of {}, or add '{}' to depends.", parent, module_name(upgrade.target, then_.target_module));
        return;
    }
    const std::string was = fmt::format("{} was at {}", brief(now.target_text), where(upgrade.current, node));
    if (!then_.message.empty()) {
        finding.message += fmt::format(" cannot be applied in {} ({}); {}", then(upgrade), then_.message, was);
        finding.fix = "Write the change as the target's view engine wants it.";
        return;
    }
    finding.message += fmt::format(" matches nothing in {}", then(upgrade));
    if (then_.failed_step != now.locator) finding.message += fmt::format(", from the step {} on", then_.failed_step);
    finding.message += fmt::format(" ({}){}", was, renamed);
    std::vector<std::string> near;
    for (const std::string& node : then_.nearest) near.push_back(node.find("> at /") == node.npos ? brief(node) : node);
    if (!near.empty()) finding.message += fmt::format("; nearest: {}", listed(near, 3));
    finding.fix = what_to_do(upgrade, now, parent);
}

void compare_views(const Upgrade& upgrade, const CheckOptions& options, std::vector<Finding>& findings) {
    const knowledge::Explained explained{upgrade, options, {knowledge::MatchKind::locator_attribute}};
    for (const auto& spec : upgrade.current.specs) {
        if (!works_today(upgrade, spec)) continue;
        const SpecLink* there = upgrade.spec(spec);
        // Where only a tag has another name, or an attribute is gone from all views, the engine's own rule says it, once for all.
        if (there == nullptr || !missed(*there) || there->engine_renamed || explained.begins_in(spec.at) || anchors_in_ours(upgrade.current, spec)) continue;
        Finding finding = begin_finding(upgrade.current, spec);
        finding.severity = Severity::error;
        finding.effect = Effect::crash_install;
        finding.cause = there->failed_step;
        finding.certainty = there->status == SpecStatus::unknown ? Certainty::exact : there->certainty;   // the unread module is weighed below
        if (finding.certainty != Certainty::exact) finding.severity = Severity::warning;
        finding.related.push_back(related_to(upgrade.current, node_of(upgrade.current, spec), spec.target_text));
        if (there->target_view != no_row) finding.related.push_back(related_then(upgrade, node_of(upgrade.target, *there), there->target_text));
        describe(upgrade, spec, *there, node_of(upgrade.current, spec), renamed_field(upgrade, spec, there->failed_step), finding);
        finding.message += ": the view fails when it is installed or updated";
        weigh_absence(upgrade, finding.module, finding);
        findings.push_back(std::move(finding));
    }
}

constexpr std::string_view taken_apart = "template ";   // client_template_mark (frameworks/odoo/views/client_templates.h)

// Of templates that scripts render: what fails is the bundle with them, or the template they change.
void compare_client_templates(const Upgrade& upgrade, std::vector<Finding>& findings) {
    const Program& now = upgrade.current;
    for (const SpecLink& spec : now.client_specs) {
        const SpecLink* there = upgrade.client_spec(spec);
        const ClientTemplateRow& ours = now.world.facts.client_templates[spec.view];
        const Index module = now.world.module_of(ours.at);
        if (spec.status != SpecStatus::applied || spec.target_view == no_row || !there || !missed(*there) || !in_both(upgrade, module) || anchors_in_ours(now, spec)) continue;
        Finding finding = begin_finding(module, SymbolKind::template_, std::string{now.world.str(ours.inherit)}, spec.at);
        const Loading loading = loading_of(upgrade, upgrade.at(ours.at));
        finding.cause = fmt::format("{} {}", there->failed_step, int(loading));   // what it says differs
        finding.effect = loading == Loading::unread ? Effect::silent : Effect::crash_run;
        finding.certainty = loading == Loading::loaded ? Certainty::exact : Certainty::likely;
        finding.severity = loading == Loading::loaded ? Severity::error : Severity::warning;
        const SymbolRef node = client_node(now, spec);
        finding.related.push_back(related_to(now, node, spec.target_text));
        describe(upgrade, spec, *there, node, "", finding);
        finding.message += fmt::format(": {}", what_fails(upgrade.target, loading, false));
        if (!there->nearest.empty() && there->nearest.front().starts_with(taken_apart))
            finding.fix = fmt::format("Extend {}, which has such a node in {}.", there->nearest.front().substr(taken_apart.size()), then(upgrade));
        else if (there->message.empty()) finding.fix = fmt::format("Look at the template in {}, and anchor in a node that it has.", then(upgrade));
        weigh_absence(upgrade, module, finding);
        findings.push_back(std::move(finding));
    }
}

void compare(const Upgrade& upgrade, const CheckOptions& options, std::vector<Finding>& findings) {
    compare_views(upgrade, options, findings);
    compare_client_templates(upgrade, findings);
}

}  // namespace

DRIFTLINE_RULE(view_anchor_gone) = {
    "DL313", "view-anchor-gone", Severity::error,
    "A view's anchor matches nothing in the target",
    "The whole family of views is combined for both cores, as far as the module's dependencies bring it; today the expression finds a node, in the target none. The module does "
    "not install. The message names the first step of the expression that fails, and nodes that look like the one wanted. Expressions that fail only because the framework "
    "renamed a tag are told by engine-change. So are the templates that scripts render and that change others (`t-inherit`): where one of their expressions matches nothing, the whole "
    "bundle fails up to 17.0, from 18.0 on the template that they change.",
    "Anchor in a node that the target has: best in a field or a named page, group or button.",
    "```xml\n<xpath expr=\"//div[@id='production_lot_info']\" position=\"after\"/>   <!-- a <setting> since 17.0 -->\n```\n",
    nullptr, compare};

}  // namespace driftline

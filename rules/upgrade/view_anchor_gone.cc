#include <fmt/format.h>

#include <set>

#include "rules/upgrade/specs.h"

namespace driftline {

namespace {

bool missed(const SpecLink& spec) {
    if (spec.status == SpecStatus::not_found) return true;
    // A module of the closure was not read; what was read has no such node. What the engine refuses, that module may teach it.
    return spec.status == SpecStatus::unknown && spec.reason == Reason::missing_module && !spec.failed_step.empty() && spec.message.empty();
}

// "field[@name='qty_done']" of stock.move.line -> "; it became quantity (0.78 alike)".
std::string renamed_field(const Upgrade& upgrade, const SpecLink& spec, std::string_view step) {
    const size_t at = step.find("field[@name=");
    if (at == step.npos || at + 13 >= step.size()) return {};
    std::string_view name = step.substr(at + 13);
    name = name.substr(0, name.find(step[at + 12]));
    const World& world = upgrade.current.world;
    return what_became(upgrade, upgrade.delta.gone(SymbolKind::field, world.str(world.facts.views[spec.view].model), name));
}

void describe(const Upgrade& upgrade, const SpecLink& now, const SpecLink& then_, Finding& finding) {
    const std::string parent = finding.symbol;
    finding.message = fmt::format("{} of {}", now.locator, parent);
    if (then_.reason == Reason::outside_closure) {
        finding.message += fmt::format(" finds its node in {} only where {} is installed, which {} does not depend on", then(upgrade), module_name(upgrade.target, then_.target_module),
                                       module_name(upgrade.current, finding.module));
        finding.fix = fmt::format("Anchor in a node of {}, or add '{}' to depends.", parent, module_name(upgrade.target, then_.target_module));
        return;
    }
    const std::string was = fmt::format("{} was at {}", brief(now.target_text), where(upgrade.current, node_of(upgrade.current, now)));
    if (!then_.message.empty()) {
        finding.message += fmt::format(" cannot be applied in {} ({}); {}", then(upgrade), then_.message, was);
        finding.fix = "Write the change as the target's view engine wants it.";
        return;
    }
    finding.message += fmt::format(" matches nothing in {}", then(upgrade));
    if (then_.failed_step != now.locator) finding.message += fmt::format(", from the step {} on", then_.failed_step);
    finding.message += fmt::format(" ({}){}", was, renamed_field(upgrade, now, then_.failed_step));
    std::vector<std::string> near;
    for (const std::string& node : then_.nearest) near.push_back(node.find("> at /") == node.npos ? brief(node) : node);
    if (!near.empty()) finding.message += fmt::format("; nearest: {}", listed(near, 3));
    finding.fix = "Anchor in a node that the target has: best in a field or a named page, group or button.";
}

void compare(const Upgrade& upgrade, const CheckOptions& options, std::vector<Finding>& findings) {
    const ToldByEngine attributes{upgrade, options, knowledge::MatchKind::locator_attribute};
    for (const auto& spec : upgrade.current.specs) {
        if (!works_today(upgrade, spec)) continue;
        const SpecLink* there = upgrade.spec(spec);
        // Where only a tag has another name, or an attribute is gone from all views, the engine's own rule says it, once for all.
        if (there == nullptr || !missed(*there) || there->engine_renamed || attributes.inside(spec.at) || anchors_in_ours(upgrade.current, spec)) continue;
        Finding finding = begin_finding(upgrade.current, spec);
        finding.severity = Severity::error;
        finding.effect = Effect::crash_install;
        finding.cause = there->failed_step;
        finding.certainty = there->status == SpecStatus::unknown ? Certainty::exact : there->certainty;   // the unread module is weighed below
        if (finding.certainty != Certainty::exact) finding.severity = Severity::warning;
        finding.related.push_back(related_to(upgrade.current, node_of(upgrade.current, spec), spec.target_text));
        if (there->target_view != no_row) finding.related.push_back(related_then(upgrade, node_of(upgrade.target, *there), there->target_text));
        describe(upgrade, spec, *there, finding);
        finding.message += ": the view fails when it is installed or updated";
        weigh_absence(upgrade, finding.module, finding);
        findings.push_back(std::move(finding));
    }
}

}  // namespace

DRIFTLINE_RULE(view_anchor_gone) = {
    "DL313", "view-anchor-gone", Severity::error,
    "A view's anchor matches nothing in the target",
    "The whole family of views is combined for both cores, as far as the module's dependencies bring it; today the expression finds a node, in the target none. The module does "
    "not install. The message names the first step of the expression that fails, and nodes that look like the one wanted. Expressions that fail only because the framework "
    "renamed a tag are told by engine-change.",
    "Anchor in a node that the target has: best in a field or a named page, group or button.",
    "```xml\n<xpath expr=\"//div[@id='production_lot_info']\" position=\"after\"/>   <!-- a <setting> since 17.0 -->\n```\n",
    nullptr, compare};

}  // namespace driftline

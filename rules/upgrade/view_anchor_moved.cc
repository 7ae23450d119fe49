#include <fmt/format.h>

#include <algorithm>

#include "rules/upgrade/specs.h"
#include "syntax/xml_tree.h"

namespace driftline {

namespace {

std::string_view tag(std::string_view node) {
    const std::string_view name = node.substr(0, node.find(' '));
    return name == "tree" ? std::string_view("list") : name;   // one and the same, renamed
}
std::string_view name_of(std::string_view node) { return node.find(' ') == node.npos ? std::string_view{} : node.substr(node.find(' ') + 1); }

bool other_node(const SpecLink& now, const SpecLink& then) {
    const std::string_view before = name_of(now.target_node), after = name_of(then.target_node);
    return tag(now.target_node) != tag(then.target_node) || (!before.empty() && before != after);   // a node that got a name is the same
}

// The root of kanban cards has another name since 18.0; it is the same node.
// So has that of a template that became a primary one: its own id (odoo/tools/convert.py).
bool same_name(std::string_view a, std::string_view b) {
    const auto is_root = [](std::string_view name) { return name.starts_with("t-name=") && name.find('.') != name.npos; };
    return a == b || (a == "t-name=kanban-box" && b == "t-name=card") || (a == "t-name=kanban-menu" && b == "t-name=menu") || (is_root(a) && is_root(b));
}

// The named node it stood in, if it does not stand in it any more; "" else.
std::string left_container(const SpecLink& now, const SpecLink& then) {
    if (now.target_inside.empty()) return {};
    const std::string& before = now.target_inside.front();
    const bool still = std::any_of(then.target_inside.begin(), then.target_inside.end(), [&](const std::string& node) { return same_name(name_of(before), name_of(node)); });
    return still ? std::string{} : before;
}

// Behind the last of its kind: whichever that is, what is added ends up at the end, as its author wanted.
bool means_the_end(const SpecLink& spec) { return spec.position == SpecPosition::after && spec.locator.ends_with("[last()]"); }

// Beside a field: what is added goes along with it, wherever that is now.
bool stays_beside_its_field(const SpecLink& now, const SpecLink& then) {
    const bool beside = now.position == SpecPosition::after || now.position == SpecPosition::before;
    return beside && tag(now.target_node) == "field" && now.target_node == then.target_node;
}

// Another one of its kind stands before it now, in another place: what is added goes there.
bool hits_a_new_one(const SpecLink& now, const SpecLink& then) { return now.matches == 1 && then.matches > 1 && !left_container(now, then).empty(); }

// The elements before and behind the node as its view has them, by tag and name: what tells a node without a name from others of its kind.
std::string neighbours(const Program& program, const SpecLink& spec) {
    const ViewRow& view = program.world.facts.views[spec.target_view];
    const std::string text = "<x>" + program.world.facts.source(view.arch) + "</x>";
    XmlTree tree;
    parse_xml(text, tree);
    const auto named = [&](ElementId id) { return id == no_element ? std::string{} : fmt::format("{} {}", tree[id].name, tree.value(id, "name")); };
    for (ElementId id = 1; id < tree.elements.size(); ++id) {
        if (tag(tree[id].name) != tag(spec.target_node) || view.arch_line + tree[id].line - 1 != spec.target_line) continue;
        ElementId before = no_element;
        for (ElementId child = tree.first_child(tree[id].parent); child != id && child != no_element; child = tree.next_sibling(child)) before = child;
        return fmt::format("{}|{}", named(before), named(tree.next_sibling(id)));
    }
    return {};
}

// The first of several is today's: it is written in the same way in the same place, and called the same or stands between the same.
bool is_still_the_first(const Upgrade& upgrade, const SpecLink& now, const SpecLink& there) {
    if (now.target_text != there.target_text || now.target_inside != there.target_inside || now.target_node != there.target_node) return false;
    if (!name_of(now.target_node).empty()) return true;
    const std::string today = neighbours(upgrade.current, now);
    return !today.empty() && today == neighbours(upgrade.target, there);
}

// What is different, worst first; "" if nothing is.
std::string difference(const Upgrade& upgrade, const SpecLink& now, const SpecLink& there, Severity& severity) {
    severity = Severity::warning;
    const std::string version = then(upgrade);
    if (other_node(now, there)) return fmt::format("matches another node in {}: {} instead of {}", version, brief(there.target_text), brief(now.target_text));
    if (const std::string left = left_container(now, there); !left.empty()) {
        const std::string into = there.target_inside.empty() ? "" : fmt::format(", but in {}", there.target_inside.front());
        return fmt::format("matches {} in {}, too, but that is not in {} any more{}", brief(now.target_text), version, left, into);
    }
    if (now.certainty == Certainty::exact && there.certainty != Certainty::exact)
        return fmt::format("matches a node of {} in {}, which depends on the order in which modules were installed", module_name(upgrade.target, there.target_module), version);
    severity = Severity::info;
    const std::string_view before = module_name(upgrade.current, now.target_module), after = module_name(upgrade.target, there.target_module);
    if (before != after) return fmt::format("matches a node that {} puts there in {}, no longer {}", after, version, before);
    if (now.matches == 1 && there.matches > 1 && !is_still_the_first(upgrade, now, there)) return fmt::format("matches {} nodes in {}, of which the first is meant", there.matches, version);
    return {};
}

void compare(const Upgrade& upgrade, const CheckOptions&, std::vector<Finding>& findings) {
    for (const auto& spec : upgrade.current.specs) {
        if (!works_today(upgrade, spec)) continue;
        const SpecLink* there = upgrade.spec(spec);
        if (there == nullptr || there->status != SpecStatus::applied || there->reason != Reason::none || there->target_view == no_row) continue;
        if (anchors_in_ours(upgrade.current, spec) || anchors_in_ours(upgrade.target, *there)) continue;
        Severity severity = Severity::info;
        const std::string what = difference(upgrade, spec, *there, severity);
        if (what.empty()) continue;
        const bool new_one = hits_a_new_one(spec, *there);
        if (means_the_end(spec) || (stays_beside_its_field(spec, *there) && !new_one)) severity = Severity::info;
        Finding finding = begin_finding(upgrade.current, spec);
        finding.severity = severity;
        finding.effect = Effect::silent;
        finding.certainty = severity == Severity::warning && there->certainty != Certainty::exact ? Certainty::likely : Certainty::exact;
        finding.cause = spec.target_path;
        finding.related.push_back(related_to(upgrade.current, node_of(upgrade.current, spec), spec.target_text));
        finding.related.push_back(related_then(upgrade, node_of(upgrade.target, *there), there->target_text));
        finding.message = fmt::format("{} of {} {} ({})", spec.locator, finding.symbol, what, where(upgrade.target, node_of(upgrade.target, *there)));
        finding.fix = severity == Severity::info ? "Nothing, if the place is still right." : "Look at the view in the target; anchor in a field or a named page, group or button where there is one.";
        if (new_one) {
            finding.message += fmt::format(": it is the first of {} that match there", there->matches);
            finding.fix = fmt::format("Look which of them is meant in the target, and say so in the expression: by what stands around it, as {} does today.", left_container(spec, *there));
        }
        findings.push_back(std::move(finding));
    }
}

}  // namespace

DRIFTLINE_RULE(view_anchor_moved) = {
    "DL314", "view-anchor-moved", Severity::warning,
    "A view's anchor matches another node in the target, or one that stands elsewhere",
    "An expression that still matches does not fail, wherever its match is: what the view adds appears in another place, or not at all. A warning if the node's tag or name changed, "
    "if it left the named page, group or field it stood in, or if which node it is now depends on the order in which modules were installed. Information if another module puts the "
    "node there, or if several match now.",
    "Look at the view in the target; anchor in a field or a named page, group or button where there is one.",
    "```xml\n<xpath expr=\"//group[2]\" position=\"inside\"/>   <!-- the target put a group before it -->\n```\n",
    nullptr, compare};

}  // namespace driftline

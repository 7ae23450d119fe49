#include "frameworks/odoo/views/spec_link.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "syntax/xml_tree.h"

namespace driftline::odoo {
namespace {

constexpr std::string_view opening = "<data>", closing = "</data>";

SpecPosition position_of(ArchNode spec) {
    const std::string_view text = spec.attribute("position").value_or("inside");
    if (text == "inside") return SpecPosition::inside;
    if (text == "before") return SpecPosition::before;
    if (text == "after") return SpecPosition::after;
    if (text == "replace") return SpecPosition::replace;
    if (text == "attributes") return SpecPosition::attributes;
    return text == "move" ? SpecPosition::move : SpecPosition::other;
}

bool keeps_original(ArchNode spec) {
    for (ArchNode node = spec.following(spec); node; node = node.following(spec)) {
        if (node.text() == "$0") return true;
        for (ArchNode child = node.first_child(); child; child = child.next())
            if (child.tail() == "$0") return true;
    }
    return false;
}

void collect_places(const XmlTree& tree, ElementId data, std::vector<ElementId>& found) {
    for (ElementId child = tree.first_child(data); child != no_element; child = tree.next_sibling(child)) {
        if (tree[child].name == "data") collect_places(tree, child, found);
        else found.push_back(child);
    }
}

// Where each spec stands in its file, by ordinal - 1.
std::vector<At> places_of(const World& world, const ViewRow& view) {
    const std::string source = std::string(opening) + world.facts.source(view.arch) + std::string(closing);
    XmlTree tree;
    parse_xml(source, tree);
    std::vector<ElementId> elements;
    if (!tree.elements.empty()) collect_places(tree, 0, elements);
    std::vector<At> places;
    for (const ElementId id : elements) {
        const XmlElement& element = tree[id];
        const uint32_t shift = view.arch_begin - uint32_t(opening.size());
        places.push_back({view.at.file, element.begin + shift, element.end + shift, view.arch_line + element.line - 1});
    }
    return places;
}

bool is_subview(std::string_view tag) {
    constexpr std::array<std::string_view, 13> tags{"form", "tree", "list", "kanban", "graph", "pivot", "calendar",
                                                    "gantt", "map", "search", "activity", "cohort", "grid"};
    return std::find(tags.begin(), tags.end(), tag) != tags.end();
}

}  // namespace

std::string field_chain(ArchNode node, bool inside) {
    std::vector<std::string> chain;
    ArchNode child = node;
    if (inside && (node.name() == "field" || node.name() == "groupby")) chain.emplace_back(node.value("name"));
    for (ArchNode above = node.parent(); above; child = above, above = above.parent())
        if ((above.name() == "field" && is_subview(child.name())) || above.name() == "groupby") chain.emplace_back(above.value("name"));
    std::string dotted;
    for (auto name = chain.rbegin(); name != chain.rend(); ++name) dotted += (dotted.empty() ? "" : ".") + *name;
    return dotted;
}

void describe(SpecLink& link, const Spec& spec, const DatabaseIds& ids, const ViewEngine& engine) {
    link.spec = spec.ordinal;
    link.locator = ids.restore(locator_of(spec.node));
    link.position = position_of(spec.node);
    link.replace_inner = link.position == SpecPosition::replace && spec.node.value("mode") == "inner" && engine.inner_mode();
    link.keeps_original = link.position == SpecPosition::replace && !link.replace_inner && keeps_original(spec.node);
}

void note_located(SpecLink& link, const SpecEvent& event, const DatabaseIds& ids, const ViewEngine& engine) {
    link.status = SpecStatus::applied;
    link.target_path = event.node.path();
    link.target_text = ids.restore(start_tag(event.node));
    link.target_node = ids.restore(identity(event.node));
    link.target_inside.clear();
    for (const std::string& container : named_containers(event.node)) link.target_inside.push_back(ids.restore(container));
    link.matches = count_matches(*event.arch, event.spec, engine);
}

void note_failed(SpecLink& link, const SpecEvent& event, SpecFault fault, const std::string& reason, const DatabaseIds& ids, const ViewEngine& engine) {
    link.message = ids.restore(reason);
    link.status = fault == SpecFault::given_up ? SpecStatus::unknown : SpecStatus::not_found;
    link.reason = fault == SpecFault::given_up ? Reason::not_analyzed : Reason::nowhere;
    if (fault == SpecFault::given_up) return;
    if (fault == SpecFault::invalid) {
        link.failed_step = link.locator;
        return;
    }
    const Miss miss = explain_miss(*event.arch, event.spec, engine);
    link.failed_step = ids.restore(miss.failed_step);
    link.nearest.clear();
    for (const std::string& near : miss.nearest) link.nearest.push_back(ids.restore(near));
    link.engine_renamed = matches_renamed(*event.arch, event.spec, engine);
}

LinkedSpecs describe_specs(const World& world, Combination& combination, Index view, bool with_places) {
    LinkedSpecs made;
    const ViewRow& row = world.facts.views[view];
    const ViewArch* arch = combination.arch_of(view, true);
    if (!arch) return made;
    const std::vector<At> places = with_places ? places_of(world, row) : std::vector<At>();
    for (const Spec& spec : arch->specs) {
        if (spec.ordinal == 0) continue;
        LinkedSpec& linked = made[{view, spec.ordinal}];
        SpecLink& link = linked.link;
        link.view = view;
        link.at = spec.ordinal <= places.size() ? places[spec.ordinal - 1] : row.at;
        describe(link, spec, combination.ids(), combination.engine());
        linked.context.view = view;
        linked.context.spec = spec.ordinal;
        linked.context.model = row.model;
    }
    return made;
}

bool SpecLinker::located(const SpecEvent& event) {
    const auto known = specs_.find({event.view, event.ordinal});
    if (known == specs_.end()) return true;
    SpecLink& link = known->second.link;
    note_located(link, event, combination_.ids(), combination_.engine());
    if (const uint32_t origin = event.node.origin()) {
        link.target_view = origin - 1;
        const ViewRow& target = world_.facts.views[link.target_view];
        link.target_module = world_.module_of(target.at);
        link.target_line = target.arch_line + std::max<uint32_t>(event.node.line(), 1) - 1;
    }
    SpecContext& context = known->second.context;
    context.known = context.model != no_name;
    context.prefix = field_chain(event.node, link.position == SpecPosition::inside || link.replace_inner);
    return true;
}

void SpecLinker::failed(const SpecEvent& event, SpecFault fault, const std::string& reason) {
    const auto known = specs_.find({event.view, event.ordinal});
    if (known == specs_.end()) return;
    note_failed(known->second.link, event, fault, reason, combination_.ids(), combination_.engine());
}

}  // namespace driftline::odoo

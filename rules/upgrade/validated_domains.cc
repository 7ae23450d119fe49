#include "rules/upgrade/validated_domains.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <vector>

#include "rules/overrides/unbound.h"
#include "rules/support.h"
#include "syntax/xml_tree.h"

namespace driftline {

namespace {

using Key = std::tuple<Index, Name, Name>;   // module, model, field
using Shown = std::map<Key, std::vector<Index>>;   // uses in views

const FieldRow* field_at(const Facts& facts, const UseRow& use) {
    const Rows fields = facts.classes[use.owner].fields;
    for (Index i = fields.begin; i < fields.begin + fields.count; ++i)
        if (facts.fields[i].at.begin <= use.at.begin && use.at.begin < facts.fields[i].at.end) return &facts.fields[i];
    return nullptr;
}

// The domain is a text, and the field may be edited: a computed or related one where it says how.
bool has_checked_domain(const Facts& facts, const FieldRow& field) {
    const auto options = facts.items(field.options);
    bool text = false;
    for (size_t i = 0; i + 1 < options.size(); i += 2)
        if (facts.str(options[i]) == "domain") text = facts.str(options[i + 1]).starts_with('\'') || facts.str(options[i + 1]).starts_with('"');
    const bool derived = (field.compute != no_name && field.inverse == no_name) || field.related != no_name;
    return text && (field.readonly == Tri::no || (field.readonly == Tri::unset && !derived));
}

// The element that the use stands in: a field of the form itself, which does not say that it is readonly and has no domain of its own.
bool edits(const Facts& facts, const UseRow& use, XmlTree& tree, std::string& text) {
    const ViewRow& view = facts.views[use.owner];
    text = "<x>" + facts.source(view.arch) + "</x>";
    parse_xml(text, tree);
    const size_t offset = use.at.begin - view.arch_begin + 3;
    ElementId found = no_element;
    for (ElementId id = 1; id < tree.elements.size(); ++id)
        if (tree[id].begin <= offset && offset < tree[id].end) found = id;   // the innermost comes last
    if (found == no_element || tree[found].name != "field" || tree.attribute(found, "domain") || tree.attribute(found, "position")) return false;
    if (const auto readonly = tree.value(found, "readonly"); readonly == "1" || readonly == "True") return false;
    for (ElementId above = tree[found].parent; above != no_element; above = tree[above].parent)
        if (tree[above].name == "tree" || tree[above].name == "list" || tree[above].name == "kanban" || tree[above].name == "search") return false;
    return true;
}

// What a view inserts stands in a form, and in no view that is embedded there.
bool in_form(const Program& program, const UseRow& use) {
    const Facts& facts = program.world.facts;
    const ViewRow& view = facts.views[use.owner];
    if (view.inherit == no_name) return facts.str(view.type) == "form";
    const auto spec = std::find_if(program.specs.begin(), program.specs.end(), [&](const SpecLink& s) { return s.view == use.owner && s.spec == use.spec; });
    if (spec == program.specs.end() || spec->status != SpecStatus::applied || !spec->target_path.starts_with("/form")) return false;
    return std::none_of(spec->target_inside.begin(), spec->target_inside.end(), [](const std::string& node) { return node.starts_with("field "); });
}

Shown shown_fields(const Program& program) {
    const Facts& facts = program.world.facts;
    Shown shown;
    for (const Link& link : program.links) {
        const UseRow& use = facts.uses[link.use];
        const bool bound = link.outcome == Outcome::bound || link.outcome == Outcome::own;
        if (use.kind == UseKind::arch_field && bound && facts.str(use.path).find_first_of("./") == std::string_view::npos) shown[{link.module, link.owner, link.name}].push_back(link.use);
    }
    return shown;
}

}  // namespace

bool checked_with_a_view(const Upgrade& upgrade, Index module, const UseRow& use) {
    if (use.kind != UseKind::field_path || use.is_data() || !(use.flags & use_domain) || use.scope != no_row || use.owner == no_row || series(upgrade.target) < 15) return false;
    const Facts& facts = upgrade.current.world.facts;
    const FieldRow* field = field_at(facts, use);
    if (!field || !has_checked_domain(facts, *field)) return false;
    const Shown& shown = upgrade.memo.get<Shown>([&] { return shown_fields(upgrade.current); });
    const auto uses = shown.find({module, facts.classes[use.owner].model, field->name});
    if (uses == shown.end()) return false;
    XmlTree tree;
    std::string text;
    return std::any_of(uses->second.begin(), uses->second.end(), [&](Index row) {
        return in_form(upgrade.current, facts.uses[row]) && !in_demo(upgrade.current, facts.uses[row].at) && edits(facts, facts.uses[row], tree, text);
    });
}

}  // namespace driftline

// The rows of views, from records of ir.ui.view and from <template>.
#include "frameworks/odoo/data/views.h"

#include <charconv>

#include "base/text.h"
#include "frameworks/odoo/data/archs.h"
#include "frameworks/odoo/said_words.h"

namespace driftline::odoo {
namespace {

int32_t number(std::string_view text, int32_t otherwise) {
    text = trim(text);
    int32_t value = otherwise;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

ViewMode mode_of(std::string_view text) {
    return text == "primary" ? ViewMode::primary : text == "extension" ? ViewMode::extension : ViewMode::unset;
}

uint16_t counted(size_t specs) { return uint16_t(std::min<size_t>(specs, 0xFFFF)); }

void keep_arch(DataReader& reader, ViewRow& view, ElementId arch) {
    const TextAt inside = reader.inside_of(arch);
    view.arch = reader.rows.facts.keep(inside.text);
    if (!reader.rows.context.words) view.said = SaidWords::of_this_thread().arch(inside.text, reader.rows.facts);
    view.arch_begin = inside.begin;
    view.arch_line = reader.at(TextAt{{}, reader.tree[arch].begin, reader.tree[arch].line}, inside.begin - reader.tree[arch].begin, 0).line;
}

// What a <field> says, by text or by eval.
std::string_view said(const XmlTree& tree, ElementId field) {
    const std::string_view eval = tree.value(field, "eval");
    return trim(eval.empty() ? tree[field].text : eval);
}

}  // namespace

void read_view(DataReader& reader, std::string_view model, const std::vector<ElementId>& fields) {
    const XmlTree& tree = reader.tree;
    Facts& facts = reader.rows.facts;
    ViewRow view;
    view.record = reader.rows.owner;
    view.xmlid = facts.records[view.record].xmlid;
    view.at = facts.records[view.record].at;
    ElementId arch = no_element;
    for (const ElementId f : fields) {
        const std::string_view name = tree.value(f, "name");
        if (name == "name") view.label = facts.name(trim(tree[f].text));
        else if (name == "model") view.model = facts.name(trim(tree[f].text));
        else if (name == "inherit_id") view.inherit = reader.rows.qualified(tree.value(f, "ref"));
        else if (name == "key") view.key = facts.name(trim(tree[f].text));
        else if (name == "type") view.type = facts.name(trim(tree[f].text));
        else if (name == "mode") view.mode = mode_of(trim(tree[f].text));
        else if (name == "priority") view.priority = number(said(tree, f), view.priority);
        else if (name == "active" && (said(tree, f) == "False" || said(tree, f) == "0")) view.flags |= view_inactive;
        else if (name == "groups_id" || name == "group_ids") view.flags |= view_has_groups;
        else if (arch == no_element && (name == "arch" || name == "arch_base" || name == "arch_db")) arch = f;
    }
    if (facts.records[view.record].flags & record_has_comment) view.flags |= view_has_comment;
    if (arch == no_element) {
        view.flags |= view_partial;
        facts.views.push_back(view);
        return;
    }
    const ElementId root = tree.first_child(arch);
    if (root == no_element) view.flags |= view_arch_missing;
    if (view.type == no_name && root != no_element) view.type = facts.name(tree[root].name);
    if (facts.str(view.type) == "qweb" || facts.str(view.type) == "t" || model == "theme.ir.ui.view") view.flags |= view_template;
    std::vector<ElementId> specs;
    if (view.inherit != no_name || looks_like_specs(tree, arch)) specs = top_specs(tree, arch);
    view.specs = counted(specs.size());
    keep_arch(reader, view, arch);
    facts.views.push_back(view);
    if (view.flags & view_template) use_template(reader, arch);
    else use_arch(reader, arch, specs);
}

void read_template(DataReader& reader, ElementId element, bool noupdate) {
    const XmlTree& tree = reader.tree;
    DataRows& rows = reader.rows;
    const XmlAttribute* id = tree.attribute(element, "id");
    if (!id) id = tree.attribute(element, "t-name");
    if (!id) return;
    const bool theme = rows.context.module.starts_with("theme_");
    rows.add_record(id->value, theme ? "theme.ir.ui.view" : "ir.ui.view", RecordTag::template_, record_flags(reader, element, noupdate),
                    at_element(tree[element]));
    ViewRow view;
    view.record = rows.owner;
    view.xmlid = rows.facts.records[view.record].xmlid;
    view.key = view.xmlid;
    view.label = rows.facts.name(id->value);
    view.type = rows.facts.name("qweb");
    view.flags = view_template;
    view.at = at_element(tree[element]);
    for (const XmlAttribute& a : std::span(tree.attributes).subspan(tree[element].first_attribute, tree[element].attribute_count)) {
        const auto text = [&](std::string_view field) { rows.add_value(field, ValueKind::text, a.value, at_value(a)); };
        if (a.name == "inherit_id") {
            view.inherit = rows.qualified(a.value);
            rows.add_value(a.name, ValueKind::ref, a.value, at_value(a));
            rows.use_xmlid(a.value, use_inherit, at_value(a));
        } else if (a.name == "name") {
            view.label = rows.facts.name(a.value);
            text("name");
        } else if (a.name == "key") {
            view.key = rows.facts.name(a.value);
            text("key");
        } else if (a.name == "priority") {
            view.priority = number(a.value, view.priority);
            text("priority");
        } else if (a.name == "active") {
            if (a.value == "False") view.flags |= view_inactive;
            text("active");
        } else if (a.name == "primary") {
            if (a.value == "True") view.mode = ViewMode::primary;
        } else if (a.name == "customize_show") {
            if (a.value == "True") view.flags |= view_optional;
        } else if (a.name == "optional") {
            view.flags |= a.value == "disabled" ? view_optional | view_inactive : view_optional;
        } else if (a.name == "groups") {
            view.flags |= view_has_groups;
            text("groups");
            rows.use_groups(a.value, at_value(a));
        } else if (a.name == "website_id") {
            rows.use_xmlid(a.value, 0, at_value(a));
        }
    }
    rows.add_value("arch", ValueKind::arch, {}, at_start_tag(tree[element]));
    if (rows.facts.records[view.record].flags & record_has_comment) view.flags |= view_has_comment;
    if (view.inherit != no_name) view.specs = counted(top_specs(tree, element).size());
    keep_arch(reader, view, element);
    rows.facts.views.push_back(view);
    use_template(reader, element);
}

}  // namespace driftline::odoo

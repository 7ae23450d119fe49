// The short forms that stand for a record, as odoo/tools/convert.py rewrites them.
#include "base/text.h"
#include "frameworks/odoo/data/chars.h"
#include "frameworks/odoo/data/reader.h"

namespace driftline::odoo {
namespace {

// An attribute of a short form, and the field of the record it fills.
struct Column {
    std::string_view attribute, field;
    enum Kind : uint8_t { text, ref, groups, model } kind = text;
};

void add_columns(DataReader& reader, ElementId element, std::span<const Column> columns) {
    const XmlElement& e = reader.tree[element];
    for (const XmlAttribute& a : std::span(reader.tree.attributes).subspan(e.first_attribute, e.attribute_count)) {
        const auto column = std::find_if(columns.begin(), columns.end(), [&](const Column& c) { return c.attribute == a.name; });
        if (column == columns.end() || a.value.empty()) continue;
        reader.rows.add_value(column->field, column->kind == Column::ref ? ValueKind::ref : ValueKind::text, a.value, at_value(a));
        if (column->kind == Column::ref) reader.rows.use_xmlid(a.value, 0, at_value(a));
        if (column->kind == Column::groups) reader.rows.use_groups(a.value, at_value(a));
        if (column->kind == Column::model) reader.rows.use_model(a.value, at_value(a));
    }
}

void use_domain_of(DataReader& reader, const XmlAttribute* domain, Name root, uint16_t flags) {
    if (!domain || root == no_name) return;
    const std::span<const Mention> mentions = reader.scanner.scan(domain->value);
    for (const Mention& mention : mentions)
        if (mention.kind == Mention::left)
            reader.rows.use(UseKind::field_path, root, reader.rows.facts.name(full_path(mentions, mention)), uint16_t(use_domain | flags),
                            reader.at(reader.text_of(*domain), mention.text));
}

// [{'xml_id': 'x.y', 'record': ...}]: ids given to records (ir.model.data._update_xmlids, BaseModel._load_records).
void add_named_records(DataReader& reader, const XmlAttribute& eval, std::string_view model, uint8_t flags) {
    const Index function = reader.rows.owner;
    const TextAt text = reader.text_of(eval);
    for (const Mention& mention : reader.scanner.scan(eval.value))
        if (mention.kind == Mention::key_value && mention.text == "xml_id" && is_full_xmlid(mention.value))
            reader.rows.add_record(mention.value, model, RecordTag::record, flags, reader.at(text, mention.value));
    reader.rows.owner = function;   // whose other references these are
}

void read_menu_below(DataReader& reader, ElementId element, std::string_view parent, bool noupdate) {
    static constexpr Column columns[] = {
        {"name", "name"}, {"sequence", "sequence"}, {"active", "active"}, {"web_icon", "web_icon"},
        {"action", "action", Column::ref}, {"parent", "parent_id", Column::ref}, {"groups", "groups", Column::groups},
    };
    const std::string_view id = reader.tree.value(element, "id");
    const At at = at_element(reader.tree[element]);
    reader.rows.add_record(id, "ir.ui.menu", RecordTag::menu, record_flags(reader, element, noupdate), at);
    if (!parent.empty()) reader.rows.add_value("parent_id", ValueKind::ref, parent, at_start_tag(reader.tree[element]));
    add_columns(reader, element, columns);
    for (ElementId child = reader.tree.first_child(element); child != no_element; child = reader.tree.next_sibling(child))
        if (reader.tree[child].name == "menuitem") read_menu_below(reader, child, id, noupdate);
}

}  // namespace

void read_menu(DataReader& reader, ElementId element, bool noupdate) { read_menu_below(reader, element, {}, noupdate); }

void read_action(DataReader& reader, ElementId element, bool noupdate) {
    static constexpr Column columns[] = {
        {"name", "name"}, {"domain", "domain"}, {"context", "context"}, {"view_mode", "view_mode"}, {"target", "target"}, {"usage", "usage"},
        {"limit", "limit"}, {"binding_views", "binding_view_types"}, {"binding_type", "binding_type"}, {"view_id", "view_id", Column::ref},
        {"groups", "groups", Column::groups}, {"res_model", "res_model", Column::model}, {"binding_model", "binding_model_id", Column::model},
        {"src_model", "binding_model_id", Column::model},
    };
    const XmlTree& tree = reader.tree;
    reader.rows.add_record(tree.value(element, "id"), "ir.actions.act_window", RecordTag::action, record_flags(reader, element, noupdate),
                           at_element(tree[element]));
    add_columns(reader, element, columns);
    const Name root = reader.rows.facts.name(tree.value(element, "res_model"));
    use_domain_of(reader, tree.attribute(element, "domain"), root, 0);
}

void read_report(DataReader& reader, ElementId element, bool noupdate) {
    static constexpr Column columns[] = {
        {"string", "name"}, {"name", "report_name"}, {"attachment", "attachment"}, {"attachment_use", "attachment_use"}, {"usage", "usage"},
        {"file", "report_file"}, {"report_type", "report_type"}, {"print_report_name", "print_report_name"}, {"model", "model", Column::model},
        {"groups", "groups", Column::groups}, {"paperformat", "paperformat_id", Column::ref},
    };
    const XmlTree& tree = reader.tree;
    reader.rows.add_record(tree.value(element, "id"), "ir.actions.report", RecordTag::report, record_flags(reader, element, noupdate),
                           at_element(tree[element]));
    add_columns(reader, element, columns);
    const Name root = reader.rows.facts.name(tree.value(element, "model"));
    for (const std::string_view name : {"attachment", "print_report_name"})
        if (const XmlAttribute* a = tree.attribute(element, name)) use_object_chains(reader, reader.text_of(*a), root);
    const XmlAttribute* report = tree.attribute(element, "name");
    const std::string_view type = tree.value(element, "report_type");
    if (report && (type.empty() || type.starts_with("qweb")) && is_full_xmlid(report->value)) reader.rows.use_xmlid(report->value, 0, at_value(*report));
}

void read_asset(DataReader& reader, ElementId element, bool noupdate) {
    const XmlTree& tree = reader.tree;
    static constexpr Column columns[] = {{"name", "name"}, {"active", "active"}};
    const bool theme = reader.rows.context.module.starts_with("theme_");
    reader.rows.add_record(tree.value(element, "id"), theme ? "theme.ir.asset" : "ir.asset", RecordTag::asset, record_flags(reader, element, noupdate),
                           at_element(tree[element]));
    add_columns(reader, element, columns);
    for (ElementId child = tree.first_child(element); child != no_element; child = tree.next_sibling(child)) {
        const std::string_view tag = tree[child].name;
        if (tag == "bundle" || tag == "path") reader.rows.add_value(tag, ValueKind::text, tree[child].text, at_element(tree[child]));
        if (tag == "field") reader.rows.add_value(tree.value(child, "name"), ValueKind::text, tree[child].text, at_element(tree[child]));
    }
}

void read_delete(DataReader& reader, ElementId element, bool noupdate) {
    const XmlTree& tree = reader.tree;
    const XmlAttribute *id = tree.attribute(element, "id"), *model = tree.attribute(element, "model"), *search = tree.attribute(element, "search");
    const uint8_t searches = search ? record_search_delete : 0;
    reader.rows.add_record(id ? id->value : std::string_view(), model ? model->value : std::string_view(), RecordTag::delete_,
                           uint8_t(record_flags(reader, element, noupdate) | searches), at_element(tree[element]));
    if (model) reader.rows.use_model(model->value, at_value(*model));
    // The loader logs and goes on when what is to be deleted is not there.
    constexpr uint16_t tolerated = use_guarded | use_optional;
    if (id) reader.rows.use_xmlid(id->value, tolerated, at_value(*id));
    if (search) {
        reader.rows.add_value("search", ValueKind::search, search->value, at_value(*search));
        reader.use_references(reader.text_of(*search), 0);
        if (model) use_domain_of(reader, search, reader.rows.facts.name(model->value), use_guarded);
    }
}

void read_function(DataReader& reader, ElementId element, bool noupdate) {
    const XmlTree& tree = reader.tree;
    const XmlAttribute *model = tree.attribute(element, "model"), *name = tree.attribute(element, "name");
    if (!model || !name) return;
    reader.rows.add_record({}, model->value, RecordTag::function, record_flags(reader, element, noupdate), at_element(tree[element]));
    reader.rows.add_value(name->value, ValueKind::eval, tree.value(element, "eval"), at_value(*name));
    reader.rows.use_model(model->value, at_value(*model));
    const Name root = reader.rows.facts.name(model->value);
    reader.rows.use(UseKind::method, root, reader.rows.facts.name(name->value), 0, at_value(*name));
    const std::string_view of = name->value == "_load_records" ? std::string_view(model->value) : std::string_view();
    const bool names_records = name->value == "_update_xmlids" || name->value == "_load_records";
    for (ElementId e = element; e < tree[element].next; ++e) {
        if (const XmlAttribute* eval = names_records ? tree.attribute(e, "eval") : nullptr) add_named_records(reader, *eval, of, record_flags(reader, element, noupdate));
        const XmlAttribute* searched = tree.attribute(e, "model");
        for (const XmlAttribute& a : std::span(tree.attributes).subspan(tree[e].first_attribute, tree[e].attribute_count)) {
            if (a.name == "eval" || a.name == "search") reader.use_references(reader.text_of(a), 0);
            if (a.name == "search") use_domain_of(reader, &a, searched ? reader.rows.facts.name(searched->value) : root, 0);
            if (a.name == "ref") reader.rows.use_xmlid(a.value, 0, at_value(a));
        }
        if (tree[e].name == "value" && !tree.value(e, "type").empty()) reader.use_placeholders(e);
        if (e != element && tree[e].name == "value" && searched) reader.rows.use_model(searched->value, at_value(*searched));
    }
}

}  // namespace driftline::odoo

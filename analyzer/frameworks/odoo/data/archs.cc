#include "frameworks/odoo/data/archs.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "base/text.h"
#include "frameworks/odoo/data/chars.h"

namespace driftline::odoo {
namespace {

// What an attribute of an arch says.
enum class Role : uint8_t {
    none,
    expression,      // about the record shown
    parent_only,     // an expression that sees the enclosing record only
    domain,          // of the field's comodel; on other elements, of the view's model
    own_domain,      // of the view's model
    context,
    groups,
    states,          // comma-separated keys of the field `state`
    own_states,      // ... of this element's field
    field,           // names one or several fields, with or without a direction: "date desc, id"
    own_field,       // names a field of this field's comodel; the web client's only
    late_field,      // names one or several fields, asked for when the view is used (ir_ui_view.py checks no more than calendars' dates)
    xmlid,
    label,           // field or id
    method,          // if type="object" says so
    script,          // client-side code of a kanban card
};

Role role_of(std::string_view attribute, std::string_view tag) {
    static const std::unordered_map<std::string_view, Role> roles = {
        {"invisible", Role::expression}, {"readonly", Role::expression}, {"required", Role::expression}, {"attrs", Role::expression},
        {"column_invisible", Role::parent_only}, {"filter_domain", Role::own_domain}, {"context", Role::context},
        {"groups", Role::groups}, {"states", Role::states}, {"statusbar_visible", Role::own_states}, {"date_start", Role::field},
        {"date_stop", Role::field}, {"date_delay", Role::field}, {"all_day", Role::field}, {"create_name_field", Role::late_field},
        {"default_order", Role::late_field}, {"default_group_by", Role::late_field}, {"sum_field", Role::late_field}, {"filename", Role::late_field},
        {"highlight_color", Role::late_field}, {"parent_field", Role::late_field}, {"child_field", Role::late_field}, {"res_partner", Role::late_field},
        {"dependency_field", Role::late_field}, {"avatar_field", Role::own_field}, {"quick_create_view", Role::xmlid}, {"for", Role::label},
        {"multi_create_view", Role::xmlid}, {"name", Role::method}, {"action", Role::method},
    };
    if (attribute.starts_with("decoration-")) return Role::expression;
    if (attribute.starts_with("t-")) return Role::script;
    if (attribute == "color") return tag == "calendar" || tag == "gantt" ? Role::field : Role::none;
    if (attribute == "domain") return tag == "field" || tag == "filter" ? Role::domain : Role::none;   // widgets of others may call anything so
    if (attribute == "date") return tag == "filter" ? Role::late_field : Role::none;
    if (attribute == "field") return tag == "progressbar" ? Role::late_field : Role::none;
    if (attribute == "groupby") return tag == "field" ? Role::own_field : Role::none;   // of a search panel
    if (attribute.ends_with("_view_ref")) return Role::xmlid;
    const auto found = roles.find(attribute);
    return found == roles.end() ? Role::none : found->second;
}

bool is_constant(std::string_view text) {
    return text.empty() || text == "1" || text == "0" || text == "True" || text == "False" || text == "true" || text == "false";
}

// The field a locator ends at: <field name="x" ...>, or an XPath whose last step is field[@name='x'].
std::string_view located_field(const XmlTree& tree, ElementId spec) {
    if (tree[spec].name == "field") return tree.value(spec, "name");
    const std::string_view path = trim(tree.value(spec, "expr"));
    const std::string_view step = path.substr(path.rfind('/') + 1);
    constexpr std::string_view opening = "field[@name=";
    if (!step.starts_with(opening) || step.size() < opening.size() + 4 || !step.ends_with("]")) return {};
    const std::string_view name = step.substr(opening.size() + 1, step.size() - opening.size() - 3);
    return is_identifier(name) ? name : std::string_view();
}

bool locates_button(const XmlTree& tree, ElementId spec) {
    const std::string_view path = tree.value(spec, "expr");
    return tree[spec].name == "button" || path.substr(path.rfind('/') + 1).starts_with("button");
}

class ArchReader {
public:
    explicit ArchReader(DataReader& reader) : reader_(reader), tree_(reader.tree), rows_(reader.rows), view_(Index(reader.rows.facts.views.size() - 1)) {}

    void read(ElementId arch, const std::vector<ElementId>& specs) {
        arch_ = arch;
        if (specs.empty()) read_children(arch);
        for (const ElementId spec : specs) {
            ++spec_;
            const bool attributes = tree_.value(spec, "position") == "attributes";
            for (ElementId e = tree_.first_child(spec); e != no_element; e = tree_.next_sibling(e)) {
                if (!attributes) read_element(e);
                else if (tree_[e].name == "attribute") read_new_attribute(spec, e);
            }
        }
    }

private:
    void read_children(ElementId parent) {
        for (ElementId e = tree_.first_child(parent); e != no_element; e = tree_.next_sibling(e)) read_element(e);
    }

    // As deep as the tree, whose depth is bounded.
    void read_element(ElementId id) {
        const XmlElement& e = tree_[id];
        if (spec_ != 0 && tree_.value(id, "position") == "move") return;
        const bool field = e.name == "field" || e.name == "groupby";
        const XmlAttribute* name = field ? tree_.attribute(id, "name") : nullptr;
        const std::string_view own = name ? name->value : std::string_view();
        if (!own.empty() && !own.starts_with("__")) use(UseKind::arch_field, own, 0, at_value(*name));
        for (uint32_t i = e.first_attribute; i < e.first_attribute + e.attribute_count; ++i) {
            const XmlAttribute& a = tree_.attributes[i];
            if (const Role role = role_of(a.name, e.name); role != Role::none) read_attribute(role, a.name, reader_.text_of(a), id, own);
        }
        if (tree_.first_child(id) == no_element) return;
        const size_t size = chain_.size();
        if (!own.empty()) chain_.append(size == 0 ? "" : ".").append(own);
        read_children(id);
        chain_.resize(size);
    }

    // <attribute name="invisible" add="..."/>, <attribute name="domain">...</attribute>
    void read_new_attribute(ElementId spec, ElementId e) {
        const std::string_view name = tree_.value(e, "name");
        const Role role = role_of(name, located_tag(spec));
        if (role == Role::none || role == Role::label || role == Role::script) return;
        const std::string_view own = located_field(tree_, spec);
        if (role == Role::method) {
            const TextAt text = reader_.text_of(e);
            if (name == "name" && locates_button(tree_, spec) && is_identifier(trim(text.text))) use_method(trim(text.text), reader_.at(text, trim(text.text)));
            return;
        }
        // Left operands of a comodel's domain need to know which field's.
        if ((role == Role::domain || role == Role::own_states || role == Role::own_field) && own.empty() && located_tag(spec) != "filter") return;
        read_attribute(role, name, reader_.text_of(e), spec, own);
        for (const std::string_view part : {"add", "remove"})
            if (const XmlAttribute* a = tree_.attribute(e, part)) read_attribute(role, name, reader_.text_of(*a), spec, own);
    }
    std::string_view located_tag(ElementId spec) const {
        if (tree_[spec].name != "xpath") return tree_[spec].name;
        std::string_view path = tree_.value(spec, "expr");
        path.remove_prefix(std::min(path.rfind('/') + 1, path.size()));
        return path.substr(0, path.find('['));
    }

    // `own`: the field that the element shows, or "".
    void read_attribute(Role role, std::string_view name, TextAt text, ElementId id, std::string_view own) {
        if (is_constant(text.text)) return;
        switch (role) {
        case Role::none: return;
        case Role::expression: return read_expression(text, {}, true, name.starts_with("decoration-") ? use_unseen : 0);
        case Role::parent_only: return read_expression(text, {}, false, 0);
        // Search views have no record whose fields a filter's expression could read.
        case Role::domain: return read_expression(text, own, !own.empty(), use_domain);
        case Role::own_domain: return read_expression(text, {}, false, use_domain | use_late);
        case Role::context: return read_context(text, own, tree_[id].name != "filter");
        case Role::groups: return rows_.use_groups(text.text, reader_.at(text, 0, text.text.size()), use_unseen);
        case Role::states: return read_keys(text, "state");
        case Role::own_states: return own.empty() ? void() : read_keys(text, own);
        case Role::field: return read_fields(text, {}, no_element, 0);
        case Role::late_field: return read_fields(text, {}, name == "field" ? id : no_element, use_late);
        case Role::own_field: return read_fields(text, own, no_element, use_unseen);
        case Role::xmlid:
            if (is_full_xmlid(trim(text.text))) rows_.use_xmlid(text.text, 0, reader_.at(text, 0, text.text.size()));
            return;
        case Role::label: return read_label(text);
        case Role::method:
            if ((name == "action" || tree_[id].name != "field") && tree_.value(id, "type") == "object" && is_identifier(text.text))
                use_method(text.text, reader_.at(text, text.text));
            return;
        case Role::script: return read_script(text);
        }
    }

    // Expressions of one element. `own`: the field whose comodel the left operands speak of, "" if they speak of the record shown.
    void read_expression(TextAt text, std::string_view own, bool names_are_fields, uint16_t flags) {
        const std::span<const Mention> mentions = reader_.scanner.scan(text.text);
        for (const Mention& mention : mentions) {
            const bool value = mention.kind == Mention::left_value || mention.kind == Mention::name_value;
            const At where = reader_.at(text, mention.offset, value ? mention.value.size() : mention.text.size());
            switch (mention.kind) {
            case Mention::left: use_path(UseKind::arch_field, own, full_path(mentions, mention), {}, uint16_t((flags & ~use_unseen) | use_domain | use_expression), where); break;
            case Mention::left_value: use_path(UseKind::arch_value, own, full_path(mentions, mention), mention.value, uint16_t((flags & ~use_late) | use_domain | listed(mention)), where); break;
            case Mention::name: use_name(UseKind::arch_field, mention, names_are_fields, where); break;
            case Mention::name_value: use_name(UseKind::arch_value, mention, names_are_fields, where, flags & use_unseen); break;
            case Mention::xmlid: if (mention.group && !mention.dynamic) rows_.use_groups(mention.text, where, use_unseen); break;
            case Mention::key: case Mention::key_value: break;
            }
        }
    }

    void read_context(TextAt text, std::string_view own, bool names_are_fields) {
        for (const Mention& mention : reader_.scanner.scan(text.text)) {
            const bool value = mention.kind == Mention::key_value;
            const At where = reader_.at(text, mention.offset, value ? mention.value.size() : mention.text.size());
            if (mention.kind == Mention::name) use_name(UseKind::arch_field, mention, names_are_fields, where);
            if (mention.kind == Mention::key && !own.empty() && mention.text.starts_with("default_"))
                use_path(UseKind::arch_field, own, mention.text.substr(8), {}, use_expression | use_optional, where);
            if (value && mention.text == "group_by")
                use_path(UseKind::arch_field, own, mention.value.substr(0, mention.value.find(':')), {}, use_expression, where);
            if (value && mention.text.ends_with("_view_ref") && is_full_xmlid(mention.value)) rows_.use_xmlid(mention.value, use_expression | use_unseen, where);   // without it the model's own view is shown (ir_ui_view.py, _get_view)
        }
    }

    // A free name is a field of the record; what follows its first step is a property of the value, not a field.
    void use_name(UseKind kind, const Mention& mention, bool names_are_fields, At where, uint16_t flags = 0) {
        std::string_view name = mention.text;
        size_t end = name.find('.');
        const bool parent = name.starts_with("parent.");
        while (end != name.npos && name.substr(0, end).ends_with("parent")) end = name.find('.', end + 1);
        if (end == name.npos && mention.called) return;
        if (!parent && (!names_are_fields || name == "parent")) return;
        if (kind == UseKind::arch_value && end != name.npos) return;
        where.end = where.begin + uint32_t(std::min(end, name.size()));
        use_path(kind, {}, name.substr(0, end), mention.value, uint16_t(flags | use_expression | listed(mention)), where);
    }
    static uint16_t listed(const Mention& mention) { return mention.listed ? use_listed : 0; }

    void read_keys(TextAt text, std::string_view field) {
        for (const std::string_view part : split(text.text, ','))
            if (const std::string_view key = trim(part); !key.empty())
                use_path(UseKind::arch_value, {}, field, key, key.size() < trim(text.text).size() ? use_listed : 0, reader_.at(text, key));
    }

    // "partner_id", "date desc, id". A progress bar's colours are keys of its field.
    void read_fields(TextAt text, std::string_view own, ElementId progressbar, uint16_t flags) {
        for (const std::string_view part : split(text.text, ',')) {
            std::string_view name = trim(part);
            name = name.substr(0, name.find_first_of(" :"));
            if (!is_dotted(name)) continue;
            use_path(UseKind::arch_field, own, name, {}, flags, reader_.at(text, name));
            const XmlAttribute* colors = progressbar == no_element ? nullptr : tree_.attribute(progressbar, "colors");
            if (!colors) continue;
            for (const Mention& mention : reader_.scanner.scan(colors->value))
                if (mention.kind == Mention::key) use_path(UseKind::arch_value, own, name, mention.text, 0, reader_.at(reader_.text_of(*colors), mention.text));
        }
    }

    // A label is for a field or for any element with that name or id. In a spec that element may stand in another view.
    void read_label(TextAt text) {
        if (!is_identifier(text.text)) return;
        if (!ids_known_) {
            ids_known_ = true;
            for (ElementId e = arch_ + 1; e < tree_[arch_].next; ++e) {
                ids_.insert(tree_.value(e, "id"));
                if (tree_[e].name != "field") ids_.insert(tree_.value(e, "name"));
            }
        }
        if (ids_.find(text.text) == ids_.end()) use(UseKind::arch_field, text.text, spec_ == 0 ? 0 : use_optional, reader_.at(text, text.text));
    }

    // record.partner_id.value
    void read_script(TextAt text) {
        for_each_chain(text.text, "record", [&](const Chain& chain) {
            const std::string_view field = chain.path.substr(0, chain.path.find('.'));
            use(UseKind::arch_field, field, use_expression | use_late, reader_.at(text, field));
            if (!chain.compared.empty()) use_path(UseKind::arch_value, {}, field, chain.compared, use_expression, reader_.at(text, field));
        });
    }

    void use_method(std::string_view method, At where) {
        path_.assign(chain_).append("/").append(method);
        add(UseKind::arch_method, 0, where);
    }
    void use(UseKind kind, std::string_view name, uint16_t flags, At where) { use_path(kind, {}, name, {}, flags, where); }

    // `name` may start with "parent.", once for each level it leaves.
    void use_path(UseKind kind, std::string_view own, std::string_view name, std::string_view value, uint16_t flags, At where) {
        size_t context = chain_.size();
        path_.clear();
        for (constexpr std::string_view parent = "parent."; name.starts_with(parent) && own.empty(); name.remove_prefix(parent.size())) {
            if (context == 0) path_.append("../");
            const size_t dot = context == 0 ? std::string::npos : chain_.rfind('.', context - 1);
            context = dot == std::string::npos ? 0 : dot;
        }
        path_.append(chain_, 0, context);
        const auto append = [&](std::string_view step) {
            if (!path_.empty() && path_.back() != '/') path_ += '.';
            path_ += step;
        };
        if (!own.empty()) append(own);
        append(name);
        add(kind, flags, where).value = rows_.facts.name(value);
    }
    UseRow& add(UseKind kind, uint16_t flags, At where) {
        UseRow& row = rows_.use(kind, no_name, rows_.facts.name(path_), flags, where);
        row.owner = view_;
        row.spec = uint16_t(std::min<uint32_t>(spec_, 0xFFFF));
        return row;
    }

    DataReader& reader_;
    const XmlTree& tree_;
    DataRows& rows_;
    Index view_;
    uint32_t spec_ = 0;
    std::string chain_, path_;   // fields around the element; the path being made
    ElementId arch_ = no_element;
    bool ids_known_ = false;
    std::unordered_set<std::string_view> ids_;
};

// Attributes of server-side templates that hold one Python expression (ir.qweb, _compile_directive_*).
bool is_printed(std::string_view attribute) {
    static constexpr std::string_view names[] = {"t-elif", "t-esc", "t-field", "t-foreach", "t-if", "t-out", "t-raw", "t-value"};
    return std::binary_search(std::begin(names), std::end(names), attribute) || attribute.starts_with("t-att-");
}

}  // namespace

std::vector<ElementId> top_specs(const XmlTree& tree, ElementId arch) {
    std::vector<ElementId> specs;
    // A <data> is left for its children, which come next in the array; any other element is skipped as a whole.
    for (ElementId e = arch + 1; e < tree[arch].next; e = tree[e].name == "data" ? e + 1 : tree[e].next)
        if (tree[e].name != "data") specs.push_back(e);
    return specs;
}

bool looks_like_specs(const XmlTree& tree, ElementId arch) {
    const ElementId root = tree.first_child(arch);
    return root != no_element && (tree[root].name == "data" || tree[root].name == "xpath" || tree.attribute(root, "position"));
}

void use_arch(DataReader& reader, ElementId arch, const std::vector<ElementId>& specs) { ArchReader(reader).read(arch, specs); }

void use_template(DataReader& reader, ElementId arch) {
    const XmlTree& tree = reader.tree;
    for (ElementId e = arch + 1; e < tree[arch].next; ++e) {
        for (const XmlAttribute& a : std::span(tree.attributes).subspan(tree[e].first_attribute, tree[e].attribute_count)) {
            const bool name = a.name == "t-call" || a.name == "t-snippet" || a.name == "t-snippet-call";
            if (name && is_full_xmlid(a.value)) reader.rows.use_xmlid(a.value, use_late, at_value(a));   // ir.ui.view _check_xml looks into no template
            else if (a.name == "groups" || a.name == "t-groups") reader.rows.use_groups(a.value, at_value(a), use_unseen);
            else if (a.name.starts_with("t-") && (a.value.find("ref(") != a.value.npos || a.value.find("has_group") != a.value.npos))
                reader.use_references(reader.text_of(a), use_expression | use_late);
            if (is_printed(a.name)) reader.use_words(reader.text_of(a), use_expression | use_late);
        }
    }
}

}  // namespace driftline::odoo

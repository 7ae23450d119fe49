#include "frameworks/odoo/python/fields.h"

#include <algorithm>
#include <array>

#include "base/digest.h"
#include "frameworks/odoo/python/literal.h"

namespace driftline::odoo {
namespace {

// Positional parameters of the constructors (odoo/fields.py; odoo/orm/fields_*.py from 19).
std::span<const std::string_view> positional_names(std::string_view type) {
    static constexpr std::array<std::string_view, 2> many2one{"comodel_name", "string"}, selection{"selection", "string"}, number{"string", "digits"},
        monetary{"string", "currency_field"};
    static constexpr std::array<std::string_view, 3> one2many{"comodel_name", "inverse_name", "string"};
    static constexpr std::array<std::string_view, 5> many2many{"comodel_name", "relation", "column1", "column2", "string"};
    static constexpr std::array<std::string_view, 1> other{"string"};
    if (type == "Many2one") return many2one;
    if (type == "One2many") return one2many;
    if (type == "Many2many") return many2many;
    if (type == "Selection" || type == "Reference") return selection;
    if (type == "Float") return number;
    if (type == "Monetary") return monetary;
    return other;
}

bool in_fields_module(std::string_view path) {
    return path.starts_with("odoo.fields.") || path.starts_with("odoo.orm.fields");
}

Tri tri(const PythonTree& tree, NodeId value) {
    value = unwrapped(tree, value);
    switch (tree[value].kind) {
        case Py::true_: return Tri::yes;
        case Py::false_:
        case Py::none: return Tri::no;
        case Py::string:
        case Py::integer: return tree.text(value) == "0" ? Tri::no : Tri::yes;
        default: return Tri::dynamic;
    }
}

class FieldReader {
public:
    FieldReader(Reading& reading, std::string_view type) : r_(reading), tree_(reading.tree), type_(type) {}

    void option(std::string_view key, NodeId value) {
        if (key == "comodel_name") row.comodel = text(value);
        else if (key == "inverse_name") row.inverse_field = text(value);
        else if (key == "string") row.label = text(value);
        else if (key == "groups") row.groups = text(value);
        else if (key == "compute") row.compute = function(value);
        else if (key == "inverse") row.inverse = function(value);
        else if (key == "search") row.search = function(value);
        else if (key == "related") related(value);
        else if (key == "selection" || key == "selection_add") selection(key, value);
        else if (key == "required") row.required = tri(tree_, value);
        else if (key == "store") row.store = tri(tree_, value);
        else if (key == "readonly") row.readonly = tri(tree_, value);
        else if (key == "index") row.index = tri(tree_, value);
        else if (key == "default") row.flags |= field_has_default;
        else if (key == "states") row.flags |= field_has_states;
        else if (key == "delegate" && tri(tree_, value) == Tri::yes) row.flags |= field_delegate;
        else if (key == "company_dependent" && tri(tree_, value) != Tri::no) row.flags |= field_company_dependent;
        else if (key == "translate" && tri(tree_, value) != Tri::no) row.flags |= field_translate;
        options.push_back(r_.out.name(key));
        options.push_back(r_.out.name(normal_text(tree_, value)));
    }

    FieldRow row;
    std::vector<Name> options;

private:
    Name text(NodeId value) {
        const auto literal = r_.constant_string(value);
        return literal ? r_.out.name(*literal) : no_name;
    }
    // A name in quotes, or a function of the class.
    Name function(NodeId value) {
        value = unwrapped(tree_, value);
        if (tree_[value].kind == Py::identifier && !r_.constants.contains(tree_.text(value))) return r_.out.name(tree_.text(value));
        return text(value);
    }
    void related(NodeId value) {
        value = unwrapped(tree_, value);
        if (tree_[value].kind != Py::tuple && tree_[value].kind != Py::list) { row.related = text(value); return; }
        std::string path;
        each_child(tree_, value, [&](NodeId part) {
            const auto step = r_.string(part);
            if (!step) return;
            if (!path.empty()) path += '.';
            path += *step;
        });
        row.related = r_.out.name(path);
        row.flags |= field_related_tuple;
    }
    void selection(std::string_view key, NodeId value) {
        row.flags |= key == "selection_add" ? field_selection_add : field_has_selection;
        std::vector<Name> keys;
        if (!selection_keys(r_, value, keys)) row.flags |= field_selection_dynamic;
        row.selection = r_.out.list(keys);
    }

    Reading& r_;
    const PythonTree& tree_;
    std::string_view type_;
};

bool append_keys(Reading& reading, NodeId value, std::vector<Name>& keys, int depth) {
    const PythonTree& tree = reading.tree;
    value = reading.resolve_constant(value);
    if (depth > 4) return false;
    if (tree[value].kind == Py::binary_operator) {
        const NodeId left = tree.child(value, PyField::left), right = tree.child(value, PyField::right);
        return left != no_node && right != no_node && append_keys(reading, left, keys, depth + 1) && append_keys(reading, right, keys, depth + 1);
    }
    if (!is_sequence(tree[value].kind)) return false;
    bool literal = true;
    each_child(tree, value, [&](NodeId pair) {
        pair = reading.resolve_constant(pair);
        if (tree[pair].kind == Py::list_splat) {
            const NodeId inside = first_child(tree, pair);
            literal = literal && inside != no_node && append_keys(reading, inside, keys, depth + 1);
            return;
        }
        const NodeId key = is_sequence(tree[pair].kind) ? first_child(tree, pair) : no_node;
        const auto text = key == no_node ? std::nullopt : reading.constant_string(key);
        if (text) keys.push_back(reading.out.name(*text));
        else if (key == no_node || tree[key].kind != Py::integer) literal = false;
    });
    return literal;
}

}  // namespace

bool selection_keys(Reading& reading, NodeId value, std::vector<Name>& keys) { return append_keys(reading, value, keys, 0); }

std::string_view field_type(const Reading& reading, NodeId value, bool in_model) {
    const PythonTree& tree = reading.tree;
    if (tree[value].kind != Py::call) return {};
    const NodeId function = tree.child(value, PyField::function);
    if (function == no_node) return {};
    if (tree[function].kind == Py::attribute) {
        const NodeId object = tree.first_child(function), type = tree.child(function, PyField::attribute);
        if (type == no_node || tree[object].kind != Py::identifier) {
            if (type == no_node || !in_fields_module(reading.resolved(function))) return {};
            return tree.text(type);
        }
        const std::string_view name = tree.text(type);
        if (name.empty() || name[0] < 'A' || name[0] > 'Z') return {};
        const Imported* module = reading.imported(tree.text(object));
        if (!module) return in_model && tree.text(object) == "fields" ? name : std::string_view();
        const std::string path = reading.full_path(*module);
        const bool known = path == "odoo.fields" || path == "odoo.orm.fields" || path.starts_with("odoo.orm.fields_");
        return known || (in_model && path.ends_with(".fields")) ? name : std::string_view();
    }
    if (tree[function].kind != Py::identifier) return {};
    const Imported* imported = reading.imported(tree.text(function));
    if (!imported || imported->path.empty() || imported->path[0] < 'A' || imported->path[0] > 'Z') return {};
    const std::string path = reading.full_path(*imported);
    if (in_fields_module(path)) return imported->path;
    // A field class of another module, told by where such classes live ("...sparse.models.fields.Serialized").
    const size_t dot = path.rfind('.');
    const bool in_fields = dot != std::string::npos && path.substr(0, dot).find(".fields") != std::string::npos;
    return in_model && in_fields && path.starts_with("odoo.") ? imported->path : std::string_view();
}

void read_field(Reading& reading, NodeId assignment, NodeId name, NodeId call, std::string_view type, Index owner, bool guarded) {
    const PythonTree& tree = reading.tree;
    FieldReader reader(reading, type);
    FieldRow& row = reader.row;
    row.owner = owner;
    row.name = reading.out.name(tree.text(name));
    row.type = reading.out.name(type);
    row.at = reading.at(assignment);
    if (guarded) row.flags |= field_guarded;
    if (tree.child(assignment, PyField::type) != no_node) row.flags |= field_annotated;
    if (reading.commented(assignment, assignment)) row.flags |= field_has_comment;

    const NodeId arguments = tree.child(call, PyField::arguments);
    const auto names = positional_names(type);
    size_t index = 0;
    if (arguments != no_node)
        each_child(tree, arguments, [&](NodeId c) {
            if (tree[c].kind == Py::dictionary_splat || tree[c].kind == Py::list_splat) {
                row.flags |= field_options_dynamic;
            } else if (tree[c].kind == Py::keyword_argument) {
                const NodeId key = tree.child(c, PyField::name), value = tree.child(c, PyField::value);
                if (key != no_node && value != no_node) reader.option(tree.text(key), value);
            } else if (index < names.size()) {
                reader.option(names[index++], c);
            }
        });
    row.options = reading.out.list(reader.options);
    std::string tokens;
    append_tokens(tree, call, tokens);
    row.digest = digest64(tokens);
    reading.out.fields.push_back(row);
}

}  // namespace driftline::odoo

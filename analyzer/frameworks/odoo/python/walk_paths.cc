// Strings that name fields: domains, dictionaries of values, lists of fields; and constants compared with fields.
#include "base/text.h"
#include "frameworks/odoo/python/literal.h"
#include "frameworks/odoo/python/walker.h"

namespace driftline::odoo {
namespace {

constexpr int max_depth = 12;

bool is_path(std::string_view text) {
    if (text.empty() || text[0] == '.' || (text[0] >= '0' && text[0] <= '9')) return false;
    for (const char c : text)
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.')) return false;
    return text.find("..") == std::string_view::npos && text.back() != '.';
}

bool compares(std::string_view operation) {
    return operation == "=" || operation == "!=" || operation == "=?" || operation == "in" || operation == "not in" || operation == "==" || operation == "<>";
}

}  // namespace

bool is_domain_operator(std::string_view text) {
    static constexpr std::string_view operators[] = {"=", "!=", "<=", "<", ">", ">=", "=?", "=like", "=ilike", "like", "not like", "ilike", "not ilike",
        "in", "not in", "child_of", "parent_of", "any", "not any", "any!", "not any!", "<>", "==", "not =like", "not =ilike"};
    for (const std::string_view o : operators)
        if (o == text) return true;
    return false;
}

NodeId Walker::literal_behind(NodeId id) {
    id = unwrapped(tree_, id);
    if (tree_[id].kind != Py::identifier || inside_ != no_node) return id;
    const Value value = variables_.get(tree_.text(id));
    if (value.what == What::literal && r_.afford(value.node)) return unwrapped(tree_, value.node);
    return value.what == What::unbound ? r_.resolve_constant(id) : id;
}

// values['key'] = value, where `variable` are values of a known model, or may become some.
bool Walker::written_key(NodeId variable, NodeId key) {
    const Value object = name_value(variable);
    if (key == no_node || (object.what != What::literal && object.what != What::values)) return false;
    const auto name = r_.string(unwrapped(tree_, key));
    if (!name || !is_path(*name)) return false;
    if (object.what == What::literal) {
        if (tree_[unwrapped(tree_, object.node)].kind == Py::dictionary) add_to(variable, key);
        return false;   // what it is a key of is known once the dictionary is used
    }
    // What is taken out again is a note of the method's own.
    const std::string_view text = definition_ == no_node ? std::string_view{} : tree_.text(definition_);
    for (const char quote : {'"', '\''})
        if (text.find(std::string("pop(") + quote + std::string(*name) + quote) != text.npos) return false;
    field_name(*name, key, target_of(object), use_key);
    return true;
}

// A domain: a list of leaves and operators, or what combines such lists.
void Walker::domain(NodeId id, const Target& target, uint16_t flags, int depth) {
    if (depth > max_depth) return;
    id = unwrapped(tree_, id);
    const int next = depth + 1;
    switch (tree_[id].kind) {
        case Py::identifier: each_part(id, target, [&](NodeId part) { domain(part, target, flags, next); }); return;
        case Py::list:
        case Py::tuple:
            if (leaf(id, target, flags, next)) return;
            each_child(tree_, id, [&](NodeId c) { domain(c, target, flags, next); });
            return;
        case Py::list_splat:
        case Py::conditional_expression:
        case Py::binary_operator:
        case Py::boolean_operator:
            each_child(tree_, id, [&](NodeId c) { domain(c, target, flags, next); });
            return;
        case Py::call: {   // expression.AND([...]), Domain('f', '=', v), Domain.OR([...])
            const NodeId function = tree_.child(id, PyField::function), list = tree_.child(id, PyField::arguments);
            if (function == no_node || list == no_node) return;
            const std::string_view text = tree_.text(function);
            const std::string_view name = text.substr(text.rfind('.') + 1);
            each_returned(id, target, [&](NodeId value) { domain(value, target, flags); });
            if (name != "AND" && name != "OR" && name != "Domain" && name != "normalize_domain" && name != "list") return;
            if (name == "Domain" && leaf(list, target, flags, next)) return;
            each_child(tree_, list, [&](NodeId c) { domain(c, target, flags, next); });
            return;
        }
        default: return;
    }
}

// ('path', 'operator', value)
bool Walker::leaf(NodeId id, const Target& target, uint16_t flags, int depth) {
    const NodeId field = first_child(tree_, id);
    if (field == no_node || tree_[field].kind != Py::string) return false;
    const NodeId operation = tree_.next_sibling(field);
    if (operation == no_node || tree_[operation].kind != Py::string) return false;
    const NodeId value = tree_.next_sibling(operation);
    const auto path = r_.string(field), text = r_.string(operation);
    if (!path || !text || value == no_node || !is_domain_operator(lower(*text))) return false;
    if (!is_path(*path)) return true;
    field_name(*path, field, target, flags);
    const Target to{target.root, target.self, join(target.path, *path)};
    if ((*text == "=" || *text == "in") && names_model(*path)) model_names(value);
    if (text->find("any") != std::string_view::npos) domain(value, to, flags, depth + 1);
    else if (compares(*text)) constants(value, to);
    return true;
}

// A domain written inside a string: "[('path', '=', other)]".
void Walker::domain_text(std::string_view text, NodeId at, const Target& target, uint16_t flags) {
    const std::span<const Mention> mentions = scanner_.scan(text);
    for (const Mention& mention : mentions) {
        if ((mention.kind != Mention::left && mention.kind != Mention::left_value) || !is_path(mention.text)) continue;
        const std::string path = full_path(mentions, mention);
        if (mention.kind == Mention::left) field_name(path, at, target, flags);
        else use(UseKind::value, target, join(target.path, r_.keep(path)), at, uint16_t(flags | (mention.listed ? use_listed : 0))).value = out_.name(clipped(mention.value, 200));
    }
}

// {'field': value, ...} given to create or write, and lists of them.
void Walker::keys(NodeId id, const Target& target, int depth) {
    if (depth > max_depth) return;
    id = unwrapped(tree_, id);
    if (tree_[id].kind == Py::identifier)
        return each_part(id, target, [&](NodeId part) {
            const auto key = r_.string(part);   // of values['key'] = ...
            if (!key) keys(part, target, depth + 1);
            else if (is_path(*key)) field_name(*key, part, target, use_key);
        });
    switch (tree_[id].kind) {
        case Py::list:
        case Py::tuple: each_child(tree_, id, [&](NodeId c) { keys(c, target, depth + 1); }); return;
        case Py::list_comprehension:
            if (const NodeId body = tree_.child(id, PyField::body); body != no_node)
                if (const Py kind = tree_[unwrapped(tree_, body)].kind; kind == Py::dictionary || kind == Py::call) keys(body, target, depth + 1);
            return;
        case Py::dictionary_splat:
            if (const NodeId inside = first_child(tree_, id); inside != no_node) keys(inside, target, depth + 4);
            return;
        case Py::call: each_returned(id, target, [&](NodeId value) { keys(value, target, depth + 1); }); return;
        case Py::dictionary: break;
        default: return;
    }
    each_child(tree_, id, [&](NodeId pair) {
        if (tree_[pair].kind == Py::dictionary_splat) { keys(pair, target, depth + 1); return; }
        const NodeId key = tree_.child(pair, PyField::key), value = tree_.child(pair, PyField::value);
        if (tree_[pair].kind != Py::pair || key == no_node || value == no_node) return;
        const auto name = r_.string(key);
        if (!name || !is_path(*name)) return;
        field_name(*name, key, target, use_key);
        const Target to{target.root, target.self, join(target.path, *name)};
        constants(value, to, use_write);
        commands(value, to, depth + 1);
    });
}

// (0, 0, {...}), (1, id, {...}), Command.create({...}), Command.update(id, {...})
void Walker::commands(NodeId id, const Target& target, int depth) {
    if (depth > max_depth) return;
    id = unwrapped(tree_, id);
    if (tree_[id].kind == Py::list_comprehension) {
        if (const NodeId body = tree_.child(id, PyField::body); body != no_node) commands(body, target, depth + 1);
        return;
    }
    if (tree_[id].kind == Py::call) {
        const NodeId function = tree_.child(id, PyField::function);
        if (function == no_node) return;
        const std::string_view text = tree_.text(function);
        const NodeId values = text.ends_with("Command.create") ? positional(tree_, id, 0) : text.ends_with("Command.update") ? positional(tree_, id, 1) : no_node;
        if (values != no_node) keys(values, target, depth + 1);
        return;
    }
    if (tree_[id].kind != Py::list && tree_[id].kind != Py::tuple) return;
    NodeId parts[3] = {no_node, no_node, no_node};
    size_t count = 0;
    each_child(tree_, id, [&](NodeId c) {
        if (count < 3) parts[count] = c;
        ++count;
        if (tree_[c].kind == Py::tuple || tree_[c].kind == Py::list || tree_[c].kind == Py::call) commands(c, target, depth + 1);
    });
    if (count == 3 && tree_[parts[0]].kind == Py::integer && tree_[unwrapped(tree_, parts[2])].kind == Py::dictionary) keys(parts[2], target, depth + 1);
}

// "path", ["path", ...], and sums of such lists.
void Walker::field_names(NodeId id, const Target& target, uint16_t flags, int depth) {
    if (depth > max_depth) return;
    id = unwrapped(tree_, id);
    if (tree_[id].kind == Py::identifier) {
        each_part(id, target, [&](NodeId part) { field_names(part, target, flags, depth + 1); });
    } else if (const auto text = r_.string(id)) {
        field_name(*text, id, target, flags);
    } else if (is_sequence(tree_[id].kind)) {
        each_child(tree_, id, [&](NodeId c) {
            if (const auto one = r_.string(c)) field_name(*one, c, target, flags);
            else if (tree_[c].kind == Py::list_splat) field_names(c, target, flags, depth + 1);
        });
    } else if (tree_[id].kind == Py::list_splat || tree_[id].kind == Py::binary_operator) {
        each_child(tree_, id, [&](NodeId c) { field_names(c, target, flags, depth + 1); });
    } else if (tree_[id].kind == Py::call) {
        each_returned(id, target, [&](NodeId value) { field_names(value, target, flags); });
    }
}

// "path", "path:month", "name:sum(path)", "-path"
void Walker::field_name(std::string_view spec, NodeId at, const Target& target, uint16_t flags) {
    const size_t open = spec.find('(');
    if (open != std::string_view::npos && spec.ends_with(')')) spec = spec.substr(open + 1, spec.size() - open - 2);
    spec = spec.substr(0, spec.find(':'));
    if (!is_path(spec) || spec == "id" || spec == "__count") return;
    if (spec.size() > 3 && spec.ends_with(".id")) spec.remove_suffix(3);
    use(UseKind::field_path, target, join(target.path, spec), at, flags);
}

// Text that is compared with what holds a model's name, or a list of such.
void Walker::model_names(NodeId id, uint16_t flags) {
    id = unwrapped(tree_, id);
    if (is_sequence(tree_[id].kind) || tree_[id].kind == Py::set) {
        each_child(tree_, id, [&](NodeId c) {
            if (tree_[c].kind == Py::string) model_names(c, uint16_t(flags | use_listed));
        });
        return;
    }
    const auto text = tree_[id].kind == Py::string ? r_.string(id) : std::nullopt;
    if (text && is_path(*text) && text->find('.') != std::string_view::npos) use(UseKind::model, out_.name(*text), {}, id, uint16_t(flags | use_unseen));
}

// "date desc, partner_id.name"
void Walker::order(NodeId id, const Target& target) {
    const auto text = text_of(id);
    if (!text) return;
    for (std::string_view part : split(*text, ',')) {
        part = trim(part);
        field_name(part.substr(0, part.find(' ')), id, target, 0);
    }
}

// Strings compared with, assigned to or searched in the field `target` stands for.
void Walker::constants(NodeId id, const Target& target, uint16_t flags, int depth) {
    if (depth > max_depth || target.path.empty()) return;
    id = unwrapped(tree_, id);
    if (tree_[id].kind == Py::identifier) id = literal_behind(id);
    switch (tree_[id].kind) {
        case Py::string:
        case Py::concatenated_string:
            if (const auto text = r_.string(id)) use(UseKind::value, target, target.path, id, flags).value = out_.name(clipped(*text, 200));
            return;
        case Py::list:
        case Py::tuple:
        case Py::set:
            if (first_child(tree_, id) != no_node && tree_.next_sibling(first_child(tree_, id)) != no_node) flags |= use_listed;
            each_child(tree_, id, [&](NodeId c) {
                if (tree_[c].kind == Py::string) constants(c, target, flags, depth + 1);
            });
            return;
        case Py::conditional_expression: {
            size_t n = 0;
            each_child(tree_, id, [&](NodeId c) {
                if (n++ != 1 && (tree_[c].kind == Py::string || tree_[c].kind == Py::conditional_expression)) constants(c, target, flags, depth + 1);
            });
            return;
        }
        default: return;
    }
}

}  // namespace driftline::odoo

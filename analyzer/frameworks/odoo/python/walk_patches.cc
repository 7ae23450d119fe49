// Monkey patches: something imported, or the registry's class of a model, gets another attribute.
#include "frameworks/odoo/python/literal.h"
#include "frameworks/odoo/python/walker.h"

namespace driftline::odoo {

// The dotted path of what is patched, "" if it is not somebody else's.
std::string_view Walker::class_path(const Value& object) {
    if (object.what == What::imported && object.foreign) {
        std::string path(out_.str(object.root));
        if (!object.path.empty()) path.append(".").append(object.path);
        // The configuration is an object whose attributes are there to be set.
        if (path == "odoo.tools.config" || path.starts_with("odoo.tools.config.")) return {};
        return r_.keep(std::move(path));
    }
    if (object.what == What::model_class) return r_.keep("model:" + std::string(out_.str(object.root)));
    return {};
}

// Where `use` stands, the rest of the function may not come by: under a condition, or behind an early return.
bool Walker::on_some_paths_only(NodeId use, NodeId function) const {
    for (NodeId at = use; at != function; at = tree_[at].parent) {
        switch (tree_[at].kind) {
            case Py::if_statement: case Py::elif_clause: case Py::else_clause: case Py::for_statement: case Py::while_statement:
            case Py::except_clause: case Py::match_statement: case Py::conditional_expression: case Py::boolean_operator: case Py::function_definition:
                return true;
            default: break;
        }
    }
    for (NodeId id = function + 1; id < use; ++id)
        if (tree_[id].kind == Py::return_statement && tree_[id].next <= use) return true;
    return false;
}

// Whether what takes the attribute's place calls, or as a class inherits, what stood there, which the file then keeps under a
// name: `original = Order.confirm`, or `origin`, where _patch_method keeps it. dynamic: on some paths.
Tri Walker::calls_original(std::string_view attribute, NodeId value, PatchKind kind) {
    constexpr int most_patches = 50;   // each looks through the file
    if (++patches_ > most_patches) return Tri::unset;
    value = unwrapped(tree_, value);
    const bool named = tree_[value].kind == Py::identifier;
    if (!named && tree_[value].kind != Py::lambda) return Tri::unset;
    const std::string_view name = named ? tree_.text(value) : std::string_view();
    NodeId body = named ? no_node : value;
    std::unordered_set<std::string_view> kept;
    if (kind == PatchKind::patch_method) kept.insert("origin");
    for (NodeId id = 0; id < tree_.nodes.size(); ++id) {
        if (named && (tree_[id].kind == Py::function_definition || tree_[id].kind == Py::class_definition)) {
            const NodeId own = tree_.child(id, PyField::name);
            if (own != no_node && tree_.text(own) == name) body = id;
        } else if (tree_[id].kind == Py::assignment) {
            NodeId left = tree_.child(id, PyField::left), right = tree_.child(id, PyField::right);
            if (left == no_node || right == no_node) continue;
            if (tree_[left].kind == Py::attribute) left = tree_.child(left, PyField::attribute);
            right = unwrapped(tree_, right);
            NodeId step = no_node;
            if (tree_[right].kind == Py::attribute) step = tree_.child(right, PyField::attribute);
            if (tree_[right].kind == Py::call) step = positional(tree_, right, 1);   // getattr(Order, 'confirm')
            if (left == no_node || step == no_node) continue;
            const auto text = tree_[step].kind == Py::string ? r_.string(step) : tree_.text(step);
            if (text == attribute) kept.insert(tree_.text(left));
        }
    }
    if (body == no_node) return Tri::unset;
    if (tree_[body].kind == Py::class_definition) {
        const NodeId bases = tree_.child(body, PyField::superclasses);
        bool inherits = false;
        if (bases != no_node)
            each_child(tree_, bases, [&](NodeId c) {
                const std::string_view base = tree_.text(c);
                const std::string_view last = base.substr(base.rfind('.') + 1);
                inherits |= last == attribute || kept.contains(last);
            });
        return inherits ? Tri::yes : Tri::no;
    }
    Tri calls = Tri::no;
    for (NodeId id = body + 1; id < tree_[body].next && calls != Tri::yes; ++id)
        if (tree_[id].kind == Py::identifier && (kept.contains(tree_.text(id)) || tree_.text(id) == "super")) calls = on_some_paths_only(id, body) ? Tri::dynamic : Tri::yes;
    return calls;
}

bool Walker::patch(const Value& object, std::string_view attribute, NodeId value, NodeId at, PatchKind kind) {
    Value target = object;
    if (kind == PatchKind::patch_method && target.is_record()) target.what = What::model_class;
    if (target.what == What::model_class && target.self) return false;   // type(self).x: its own class
    const std::string_view path = class_path(target);
    if (path.empty()) return false;
    PatchRow row;
    row.target = out_.name(path);
    row.attribute = out_.name(attribute);
    row.value = out_.name(clipped(normal_text(tree_, value, 400), 200));
    row.scope = scope_.method;
    row.kind = kind;
    row.calls_original = calls_original(attribute, value, kind);
    row.guarded = guards_.import || guards_.attribute || probed_.contains(attribute);
    row.at = r_.at(at);
    out_.patches.push_back(row);
    if (kind != PatchKind::patch_method) flush(target);
    return true;
}

}  // namespace driftline::odoo

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

// Whether the function that takes the attribute's place calls what stood there, which the file then keeps under a name:
// `original = Order.confirm`, or `origin`, where _patch_method keeps it.
Tri Walker::calls_original(std::string_view attribute, NodeId value, PatchKind kind) {
    constexpr int most_patches = 50;   // each looks through the file
    if (++patches_ > most_patches) return Tri::unset;
    value = unwrapped(tree_, value);
    const bool named = tree_[value].kind == Py::identifier;
    if (!named && tree_[value].kind != Py::lambda) return Tri::unset;
    const std::string_view name = named ? tree_.text(value) : std::string_view();
    NodeId function = named ? no_node : value;
    std::unordered_set<std::string_view> kept;
    if (kind == PatchKind::patch_method) kept.insert("origin");
    const NodeId end = tree_[NodeId(0)].next;
    for (NodeId id = 0; id < end; ++id) {
        if (named && tree_[id].kind == Py::function_definition) {
            const NodeId own = tree_.child(id, PyField::name);
            if (own != no_node && tree_.text(own) == name) function = id;
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
    if (function == no_node) return Tri::unset;
    for (NodeId id = function + 1; id < tree_[function].next; ++id)
        if (tree_[id].kind == Py::identifier && (kept.contains(tree_.text(id)) || tree_.text(id) == "super")) return Tri::yes;
    return Tri::no;
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

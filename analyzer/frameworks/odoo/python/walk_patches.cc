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

// `Order._patch_method('confirm', confirm)`, `Order.confirm = confirm`, `setattr(Order, 'confirm', confirm)`, where Order is imported from an
// add-on's models. Which model that is linking knows.
void Walker::find_patching() {
    patching_found_ = true;
    std::unordered_set<std::string_view> several;
    const auto add = [&](NodeId cls, NodeId function) {
        if (cls == no_node || function == no_node || tree_[cls].kind != Py::identifier || tree_[function].kind != Py::identifier) return;
        const Imported* imported = r_.imported(tree_.text(cls));
        if (imported == nullptr || imported->path.empty()) return;
        const std::string_view module = out_.str(imported->root);
        if (!module.starts_with("odoo.addons.") || (module.find(".models") == module.npos && module.find(".wizard") == module.npos)) return;
        const Name root = out_.name(std::string("class:").append(module).append(".").append(imported->path));
        if (const auto [known, fresh] = patching_.try_emplace(tree_.text(function), root); !fresh && known->second != root) several.insert(known->first);
    };
    for (NodeId id = 0; id < tree_.nodes.size(); ++id) {
        if (tree_[id].kind == Py::assignment) {
            const NodeId left = tree_.child(id, PyField::left), right = tree_.child(id, PyField::right);
            if (left != no_node && right != no_node && tree_[left].kind == Py::attribute) add(tree_.first_child(left), right);
        } else if (tree_[id].kind == Py::call) {
            const NodeId called = tree_.child(id, PyField::function);
            if (called == no_node) continue;
            if (tree_[called].kind == Py::identifier && tree_.text(called) == "setattr") add(positional(tree_, id, 0), positional(tree_, id, 2));
            const NodeId name = tree_[called].kind == Py::attribute ? tree_.child(called, PyField::attribute) : no_node;
            if (name != no_node && tree_.text(name) == "_patch_method") add(tree_.first_child(called), positional(tree_, id, 1));
        }
    }
    for (const std::string_view name : several) patching_.erase(name);
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

// The function or class of that name in this file, the last one; no_node if there is none.
NodeId Walker::definition_of(std::string_view name) const {
    NodeId found = no_node;
    for (NodeId id = 0; id < tree_.nodes.size(); ++id) {
        if (tree_[id].kind != Py::function_definition && tree_[id].kind != Py::class_definition) continue;
        const NodeId own = tree_.child(id, PyField::name);
        if (own != no_node && tree_.text(own) == name) found = id;
    }
    return found;
}

// Names under which the file keeps what it replaces: `original = Order.confirm`, `confirm.original = getattr(Order, 'confirm')`.
std::unordered_set<std::string_view> Walker::kept_as(std::string_view attribute) {
    std::unordered_set<std::string_view> kept;
    for (NodeId id = 0; id < tree_.nodes.size(); ++id) {
        if (tree_[id].kind != Py::assignment) continue;
        NodeId left = tree_.child(id, PyField::left), right = tree_.child(id, PyField::right);
        if (left == no_node || right == no_node) continue;
        if (tree_[left].kind == Py::attribute) left = tree_.child(left, PyField::attribute);
        right = unwrapped(tree_, right);
        NodeId step = no_node;
        if (tree_[right].kind == Py::attribute) step = tree_.child(right, PyField::attribute);
        if (tree_[right].kind == Py::call) step = positional(tree_, right, 1);
        if (left == no_node || step == no_node) continue;
        const auto text = tree_[step].kind == Py::string ? r_.string(step) : tree_.text(step);
        if (text == attribute) kept.insert(tree_.text(left));
    }
    return kept;
}

bool Walker::inherits_one_of(NodeId class_definition, const std::unordered_set<std::string_view>& names) const {
    const NodeId bases = tree_.child(class_definition, PyField::superclasses);
    bool inherits = false;
    if (bases != no_node)
        each_child(tree_, bases, [&](NodeId c) {
            const std::string_view base = tree_.text(c);
            inherits |= names.contains(base.substr(base.rfind('.') + 1));
        });
    return inherits;
}

// Whether a body calls one of these names. dynamic: on some paths.
Tri Walker::calls_one_of(NodeId body, const std::unordered_set<std::string_view>& names) const {
    Tri calls = Tri::no;
    for (NodeId id = body + 1; id < tree_[body].next && calls != Tri::yes; ++id)
        if (tree_[id].kind == Py::identifier && names.contains(tree_.text(id))) calls = on_some_paths_only(id, body) ? Tri::dynamic : Tri::yes;
    return calls;
}

// `wrap(Order.confirm)`: a function of this file that returns one which calls its argument, or partial(), which always does.
Tri Walker::wrapper_calls(NodeId call, const std::unordered_set<std::string_view>& kept) const {
    const NodeId function = tree_.child(call, PyField::function);
    constexpr size_t most_arguments = 8;
    size_t at = 0;
    for (; at < most_arguments; ++at) {
        const NodeId argument = positional(tree_, call, at);
        if (argument == no_node) return Tri::unset;
        const std::string_view text = tree_.text(argument);
        if (kept.contains(text.substr(text.rfind('.') + 1))) break;
    }
    if (function == no_node || at == most_arguments) return Tri::unset;
    const std::string_view name = tree_.text(function);
    if (at == 0 && (name == "partial" || name == "partialmethod" || name == "functools.partial" || name == "functools.partialmethod")) return Tri::yes;
    const NodeId wrapper = definition_of(name);
    if (wrapper == no_node || tree_[wrapper].kind != Py::function_definition) return Tri::unset;
    const NodeId parameters = tree_.child(wrapper, PyField::parameters), body = tree_.child(wrapper, PyField::body);
    NodeId parameter = no_node;
    if (parameters != no_node)
        each_child(tree_, parameters, [&, i = size_t(0)](NodeId c) mutable {
            if (i++ == at && tree_[c].kind == Py::identifier) parameter = c;
        });
    if (parameter == no_node || body == no_node) return Tri::unset;
    for (NodeId id = body; id < tree_[body].next; ++id)
        if (tree_[id].kind == Py::function_definition) return calls_one_of(tree_.child(id, PyField::body), {tree_.text(parameter)});
    return Tri::unset;
}

// Whether what takes the attribute's place calls, or as a class inherits, what stood there, which the file then keeps under a
// name, or `origin`, where _patch_method keeps it. dynamic: on some paths.
Tri Walker::calls_original(std::string_view attribute, NodeId value, PatchKind kind) {
    constexpr int most_patches = 50;   // each looks through the file
    if (kind == PatchKind::augmented) return Tri::yes;
    if (++patches_ > most_patches) return Tri::unset;
    value = unwrapped(tree_, value);
    const Py what = tree_[value].kind;
    if (what != Py::identifier && what != Py::lambda && what != Py::call) return Tri::unset;
    std::unordered_set<std::string_view> kept = kept_as(attribute);
    if (what == Py::call) {
        kept.insert(attribute);
        return wrapper_calls(value, kept);
    }
    const NodeId body = what == Py::lambda ? value : definition_of(tree_.text(value));
    if (body == no_node) return Tri::unset;
    if (tree_[body].kind == Py::class_definition) {
        kept.insert(attribute);
        return inherits_one_of(body, kept) ? Tri::yes : Tri::no;
    }
    if (kind == PatchKind::patch_method) kept.insert("origin");
    kept.insert("super");
    return calls_one_of(body, kept);
}

bool Walker::patch(const Value& object, std::string_view attribute, NodeId value, NodeId at, PatchKind kind) {
    Value target = object;
    if (kind == PatchKind::patch_method && target.is_record()) target.what = What::model_class;
    if (target.what == What::model_class && target.self) return false;   // type(self).x: its own class
    const std::string_view path = class_path(target);
    if (path.empty()) return false;
    if (kind == PatchKind::assignment && tree_[tree_[at].parent].kind == Py::augmented_assignment) kind = PatchKind::augmented;
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

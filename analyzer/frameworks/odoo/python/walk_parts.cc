// Domains, lists of fields and values that code puts together: `domain += [...]`, `fields.append('x')`, `values.update({...})`, `self._get_domain()`.
//
// In the function that is walked, what was added to a name so far is known by the order of the walk. What another method of
// the class returns is read without an order, so its names count only where they are bound once and from then on added to.
#include "frameworks/odoo/python/walker.h"

namespace driftline::odoo {
namespace {

bool adds(std::string_view method) { return method == "append" || method == "extend" || method == "insert" || method == "update"; }

bool names(const PythonTree& tree, NodeId expression, std::string_view name) {
    for (NodeId id = expression; id < tree[expression].next; ++id)
        if (tree[id].kind == Py::identifier && tree[id].field != PyField::attribute && tree.text(id) == name) return true;
    return false;
}

}  // namespace

void Walker::add_to(NodeId variable, NodeId part) {
    Value value = variables_.get(tree_.text(variable));
    if (part == no_node || (value.what != What::unknown && value.what != What::literal)) return;
    value.added = added(value.added, part);
    variables_.set(tree_.text(variable), value);
}

// x.append(part), x.extend(parts), x.insert(0, part), x.update(parts)
void Walker::added_by_call(std::string_view method, NodeId object, NodeId call) {
    if (tree_[object].kind == Py::identifier && adds(method)) add_to(object, positional(tree_, call, method == "insert" ? 1 : 0));
}

// A name that is given what it was, and more; or what somebody returns.
Value Walker::bound_anew(NodeId variable, Value value, NodeId right) {
    if (right == no_node || (value.what != What::unknown && value.what != What::literal)) return value;
    const Value before = variables_.get(tree_.text(variable));
    const bool sum = (before.added || before.what == What::literal) && names(tree_, right, tree_.text(variable));
    value.added = !sum ? 0 : before.what == What::literal ? added(before.added, before.node) : before.added;
    if (sum || value.what == What::unknown) value.added = added(value.added, right);
    return value;
}

Walker::Parts Walker::parts(NodeId variable) {
    const std::string_view name = tree_.text(variable);
    if (inside_ != no_node) {
        const auto& known = locals(inside_);
        const auto local = known.find(name);
        if (local == known.end()) return {r_.resolve_constant(variable)};
        return local->second.bound <= 1 ? local->second.parts : Parts{};
    }
    const Value value = variables_.get(name);
    Parts made;
    if (value.what == What::literal) made.push_back(value.node);
    for (uint32_t at = value.added; at != 0; at = additions_[at].before) made.push_back(additions_[at].part);
    if (value.what == What::unbound) made.push_back(r_.resolve_constant(variable));
    return made;
}

const std::unordered_map<std::string_view, Walker::Local>& Walker::locals(NodeId function) {
    const auto [known, fresh] = locals_.try_emplace(function);
    auto& made = known->second;
    if (!fresh) return made;
    if (const NodeId parameters = tree_.child(function, PyField::parameters); parameters != no_node)
        for (NodeId id = parameters; id < tree_[parameters].next; ++id)
            if (tree_[id].kind == Py::identifier) made[tree_.text(id)];
    for (NodeId id = function; id < tree_[function].next; ++id) {
        const Py kind = tree_[id].kind;
        if (kind == Py::assignment || kind == Py::augmented_assignment) {
            const NodeId left = tree_.child(id, PyField::left), right = tree_.child(id, PyField::right);
            if (left == no_node || right == no_node) continue;
            if (tree_[left].kind == Py::subscript) {   // values['key'] = ...
                const NodeId of = tree_.first_child(left), key = tree_.child(left, PyField::subscript);
                if (of != no_node && key != no_node && tree_[of].kind == Py::identifier && tree_[key].kind == Py::string) made[tree_.text(of)].parts.push_back(key);
                continue;
            }
            if (tree_[left].kind != Py::identifier) continue;
            Local& local = made[tree_.text(left)];
            local.bound += kind == Py::assignment && !names(tree_, right, tree_.text(left));
            local.parts.push_back(right);
        } else if (kind == Py::call) {
            const NodeId called = tree_.child(id, PyField::function);
            if (called == no_node || tree_[called].kind != Py::attribute) continue;
            const NodeId object = tree_.first_child(called), name = tree_.child(called, PyField::attribute);
            if (object == no_node || name == no_node || tree_[object].kind != Py::identifier || !adds(tree_.text(name))) continue;
            if (const NodeId part = positional(tree_, id, tree_.text(name) == "insert" ? 1 : 0); part != no_node) made[tree_.text(object)].parts.push_back(part);
        } else if (kind == Py::for_statement || kind == Py::for_in_clause || kind == Py::with_statement) {
            const NodeId left = tree_.child(id, PyField::left);
            if (left != no_node && tree_[left].kind == Py::identifier) made[tree_.text(left)].bound += 2;
        }
    }
    return made;
}

// The method of that name in the class that is walked, the last one if there are several.
const FunctionSite* Walker::own_method(std::string_view name) {
    if (class_ == nullptr) return nullptr;
    if (methods_of_ != class_->row) {
        methods_of_ = class_->row;
        methods_.clear();
        for (const FunctionSite& method : class_->methods) methods_[tree_.text(tree_.child(method.definition, PyField::name))] = &method;
    }
    const auto known = methods_.find(name);
    return known == methods_.end() ? nullptr : known->second;
}

// The method that a call of self.method() means, or of another name for records of the class's model, and what it gives back.
std::pair<const FunctionSite*, Walker::Parts> Walker::returned(NodeId call) {
    const NodeId called = tree_.child(call, PyField::function);
    if (called == no_node || tree_[called].kind != Py::attribute) return {};
    const NodeId object = tree_.first_child(called), name = tree_.child(called, PyField::attribute);
    if (object == no_node || name == no_node || tree_[object].kind != Py::identifier) return {};
    if (tree_.text(object) != "self") {
        const Value of = inside_ == no_node ? variables_.get(tree_.text(object)) : Value{};
        if (!of.is_record() || !of.self || !of.path.empty()) return {};
    }
    const FunctionSite* method = own_method(tree_.text(name));
    if (method == nullptr) return {};
    Parts made;
    const NodeId definition = method->definition;
    for (NodeId id = definition + 1; id < tree_[definition].next;) {
        const bool another = tree_[id].kind == Py::function_definition || tree_[id].kind == Py::lambda || tree_[id].kind == Py::class_definition;
        if (tree_[id].kind == Py::return_statement && first_child(tree_, id) != no_node) made.push_back(first_child(tree_, id));
        id = another ? tree_[id].next : id + 1;
    }
    return {method, made};
}

}  // namespace driftline::odoo

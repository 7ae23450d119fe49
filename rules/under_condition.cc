#include "rules/under_condition.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <unordered_map>

namespace driftline {

namespace {

bool returns(const PythonTree& tree, NodeId branch) {
    for (NodeId id = branch + 1; id < tree[branch].next;) {
        if (tree[id].kind == Py::return_statement) return true;
        id = tree[id].kind == Py::function_definition || tree[id].kind == Py::lambda ? tree[id].next : id + 1;
    }
    return false;
}

bool not_yet_there(const PythonTree& tree, NodeId condition) {
    const NodeId call = condition != no_node && tree[condition].kind == Py::not_operator ? tree.child(condition, PyField::argument) : no_node;
    const NodeId function = call != no_node && tree[call].kind == Py::call ? tree.child(call, PyField::function) : no_node;
    return function != no_node && tree.text(function) == "hasattr";
}

bool is_branch(const PythonTree& tree, NodeId parent, NodeId child) {
    switch (tree[parent].kind) {
        case Py::if_statement: return tree[child].field != PyField::condition && !(tree[child].field == PyField::consequence && not_yet_there(tree, tree.child(parent, PyField::condition)));
        case Py::conditional_expression: return tree.next_sibling(tree.first_child(parent)) != child;   // value, condition, value
        case Py::boolean_operator: return tree[child].field == PyField::right;
        case Py::except_clause:
        case Py::except_group_clause:
        case Py::case_clause: return true;
        case Py::block:
            for (NodeId before = tree.first_child(parent); before != no_node && before != child; before = tree.next_sibling(before))
                if (tree[before].kind == Py::if_statement && returns(tree, before)) return true;
            return false;
        default: return false;
    }
}

// `Order.confirm = f`, `setattr(Order, 'confirm', f)`, `Order._patch_method('confirm', f)`: it is put somewhere, and not called.
bool puts(const PythonTree& tree, NodeId mention) {
    const NodeId parent = tree[mention].parent;
    if (parent == no_node) return false;
    if (tree[parent].kind == Py::assignment) {
        const NodeId left = tree.child(parent, PyField::left);
        return tree.child(parent, PyField::right) == mention && left != no_node && (tree[left].kind == Py::attribute || tree[left].kind == Py::subscript);
    }
    if (tree[parent].kind != Py::argument_list || tree[parent].parent == no_node) return false;
    const NodeId function = tree.child(tree[parent].parent, PyField::function);
    const std::string_view name = function == no_node ? std::string_view{} : tree.text(function);
    return name == "setattr" || name.ends_with("._patch_method");
}

// First and last node that mentions each name otherwise than to put it somewhere.
using Mentions = std::unordered_map<std::string_view, std::pair<NodeId, NodeId>>;
Mentions mentions_of(const PythonTree& tree) {
    Mentions found;
    for (NodeId id = 0; id < tree.nodes.size(); ++id)
        if (tree[id].kind == Py::identifier && tree[id].field != PyField::attribute && tree[id].field != PyField::name && !puts(tree, id))
            found.try_emplace(tree.text(id), id, id).first->second.second = id;
    return found;
}

bool is_inner_function(const PythonTree& tree, NodeId id) {
    const NodeId parent = tree[id].parent;
    return tree[id].kind == Py::function_definition && parent != no_node && tree[parent].kind != Py::module && tree[parent].kind != Py::decorated_definition &&
           tree.child(id, PyField::name) != no_node;
}

}  // namespace

bool runs_under_condition(const PythonTree& tree, NodeId id) {
    if (id == no_node) return false;
    for (NodeId parent = tree[id].parent; parent != no_node; id = parent, parent = tree[id].parent)
        if (is_branch(tree, parent, id)) return true;
    return false;
}

Branches branches_of(const PythonTree& tree) {
    Branches found;
    std::optional<Mentions> mentions;
    for (NodeId id = 1; id < tree.nodes.size(); ++id) {
        const NodeId parent = tree[id].parent;
        if (is_inner_function(tree, id)) {
            if (!mentions) mentions = mentions_of(tree);
            const auto used = mentions->find(tree.text(tree.child(id, PyField::name)));
            if (used == mentions->end() || (used->second.first > id && used->second.second < tree[id].next)) found.only_defined.emplace_back(tree[id].begin, tree[id].end);
        }
        if (parent == no_node) continue;
        if (tree[parent].kind == Py::block) {
            if (tree[id].kind == Py::if_statement && returns(tree, id)) found.under_condition.emplace_back(tree[id].end, tree[parent].end);
        } else if (is_branch(tree, parent, id)) {
            found.under_condition.emplace_back(tree[id].begin, tree[id].end);
        }
    }
    return found;
}

bool within(const Branches::Ranges& ranges, uint32_t offset) {
    return std::any_of(ranges.begin(), ranges.end(), [&](const auto& range) { return range.first <= offset && offset < range.second; });
}

}  // namespace driftline

#include "rules/undocumented/wording.h"

#include "rules/method_code.h"

namespace driftline {

namespace {

// What is called, where all that it is given are words; "" otherwise.
std::string_view speaker(const PythonTree& tree, NodeId call) {
    const NodeId function = tree.child(call, PyField::function);
    const std::string_view name = function == no_node ? std::string_view() : tree.text(function);
    return name == "_" || name == "_lt" || name == "self.env._" || name.starts_with("_logger.") || name.starts_with("logger.") ? name : std::string_view();
}

// Which exception, not what it says.
std::string_view raised(const PythonTree& tree, NodeId statement) {
    const NodeId what = tree.first_child(statement);
    if (what == no_node || tree[what].kind != Py::call) return {};
    const NodeId function = tree.child(what, PyField::function);
    return function == no_node ? std::string_view() : tree.text(function);
}

bool is_docstring(const PythonTree& tree, NodeId id) {
    const NodeId only = tree.first_child(id);
    return tree[id].kind == Py::expression_statement && only != no_node && (tree[only].kind == Py::string || tree[only].kind == Py::concatenated_string) && tree.next_sibling(only) == no_node;
}

}  // namespace

std::string behaviour_text(const Program& program, Index method) {
    MethodCode code;
    if (!code.read(program, method)) return {};
    const PythonTree& tree = code.tree();
    std::string text;
    for (NodeId id = 0; id < tree.nodes.size();) {
        const PyNode& node = tree[id];
        std::string_view kept;
        bool whole = true;   // nothing below it is looked at
        if (node.kind == Py::call) kept = speaker(tree, id);
        else if (node.kind == Py::raise_statement) kept = raised(tree, id);
        if (node.kind == Py::comment || is_docstring(tree, id)) kept = {};
        else if (kept.empty()) whole = tree.first_child(id) == no_node, kept = whole ? tree.text(id) : py_kind_name(node.kind);
        text.append(kept).append(kept.empty() ? "" : "\n");
        id = whole ? node.next : id + 1;
    }
    return text;
}

}  // namespace driftline

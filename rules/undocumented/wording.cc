#include "rules/undocumented/wording.h"

#include <vector>

#include "rules/method_code.h"

namespace driftline {

namespace {

std::string_view called(const PythonTree& tree, NodeId call) {
    const NodeId function = tree[call].kind == Py::call ? tree.child(call, PyField::function) : no_node;
    return function == no_node ? std::string_view() : tree.text(function);
}

bool translates(std::string_view name) { return name == "_" || name == "_lt" || name == "self.env._"; }
bool logs(std::string_view name) { return name.starts_with("_logger.") || name.starts_with("logger."); }

// A text, or one that is filled in: `"no %s" % name`, `_("no {}").format(name)`.
bool is_text(const PythonTree& tree, NodeId id) {
    while (id != no_node) {
        const Py kind = tree[id].kind;
        if (kind == Py::string || kind == Py::concatenated_string || translates(called(tree, id))) return true;
        const bool starts_with_it = kind == Py::call || kind == Py::attribute || kind == Py::binary_operator || kind == Py::parenthesized_expression || kind == Py::conditional_expression;
        if (!starts_with_it && kind != Py::keyword_argument) return false;
        id = starts_with_it ? tree.first_child(id) : tree.child(id, PyField::value);
    }
    return false;
}

bool does_something(const PythonTree& tree, NodeId id) {
    for (NodeId below = id; below < tree[id].next; ++below)
        if (tree[below].kind == Py::call && !is_text(tree, below)) return true;
    return false;
}

// Said to people: an exception's text; all that a log or a translation is given. What is called for it is done, and not only said.
bool is_said(const PythonTree& tree, NodeId id) {
    const NodeId list = tree[id].parent, call = list == no_node || tree[list].kind != Py::argument_list ? no_node : tree[list].parent;
    if (call == no_node || tree[call].kind != Py::call) return false;
    const std::string_view name = called(tree, call);
    const bool raised = tree[tree[call].parent].kind == Py::raise_statement;
    return (translates(name) || logs(name) || (raised && is_text(tree, id))) && !does_something(tree, id);
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
    std::vector<NodeId> ends;   // of what is open: f(g(x), y) is not f(g(x, y))
    for (NodeId id = 0; id < tree.nodes.size();) {
        for (; !ends.empty() && ends.back() <= id; ends.pop_back()) text += ")\n";
        const PyNode& node = tree[id];
        const bool skipped = node.kind == Py::comment || is_docstring(tree, id) || is_said(tree, id);
        const bool whole = skipped || tree.first_child(id) == no_node || node.kind == Py::slice;   // a slice's colons are no nodes
        if (!skipped) text.append(whole ? tree.text(id) : py_kind_name(node.kind)).append("\n");
        if (!whole) ends.push_back(node.next);
        id = whole ? node.next : id + 1;
    }
    return text;
}

}  // namespace driftline

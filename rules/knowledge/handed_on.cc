#include "rules/knowledge/handed_on.h"

#include <algorithm>
#include <string>

namespace driftline::knowledge {
namespace {

bool is_pattern(Py kind) {
    return kind == Py::pattern_list || kind == Py::tuple_pattern || kind == Py::list_pattern || kind == Py::tuple || kind == Py::list || kind == Py::list_splat_pattern;
}

// Does this mention give the name another meaning?
bool binds(const PythonTree& tree, NodeId id) {
    while (tree[id].parent != no_node && is_pattern(tree[tree[id].parent].kind)) id = tree[id].parent;
    const NodeId parent = tree[id].parent;
    if (parent == no_node) return true;
    if (tree[id].field == PyField::left) return tree[parent].kind != Py::comparison_operator && tree[parent].kind != Py::binary_operator && tree[parent].kind != Py::boolean_operator;
    switch (tree[parent].kind) {
    case Py::as_pattern_target: case Py::parameters: case Py::lambda_parameters: case Py::typed_parameter: case Py::dictionary_splat_pattern: case Py::dotted_name:
    case Py::aliased_import: case Py::global_statement: case Py::nonlocal_statement: case Py::delete_statement: case Py::case_pattern: return true;
    case Py::default_parameter: case Py::typed_default_parameter: case Py::named_expression: case Py::function_definition: case Py::class_definition:
        return tree[id].field == PyField::name;
    default: return false;
    }
}

// Bound nowhere in the tree, but for `own`.
bool steady(const PythonTree& tree, std::string_view name, NodeId own) {
    for (NodeId id = 0; id < tree.nodes.size(); ++id)
        if (id != own && tree[id].kind == Py::identifier && tree.text(id) == name && binds(tree, id)) return false;
    return true;
}

// The first parameter's identifier; no_node if it is no plain one.
NodeId first_parameter(const PythonTree& tree) {
    for (NodeId id = 0; id < tree.nodes.size(); ++id) {
        if (tree[id].kind != Py::function_definition) continue;
        const NodeId list = tree.child(id, PyField::parameters);
        NodeId first = list == no_node ? no_node : tree.first_child(list);
        while (first != no_node && tree[first].kind != Py::identifier && (tree[first].kind == Py::typed_parameter || tree[first].kind == Py::default_parameter)) first = tree.first_child(first);
        return first != no_node && tree[first].kind == Py::identifier ? first : no_node;
    }
    return no_node;
}

bool takes(const PythonTree& tree, NodeId call, std::string_view name) {
    const NodeId arguments = tree.child(call, PyField::arguments);
    for (NodeId id = arguments == no_node ? no_node : tree.first_child(arguments); id != no_node; id = tree.next_sibling(id)) {
        const NodeId value = tree[id].kind == Py::keyword_argument ? tree.child(id, PyField::value) : id;
        if (value != no_node && tree[value].kind == Py::identifier && tree.text(value) == name) return true;
    }
    return false;
}

}  // namespace

HandedOn::HandedOn(const Program& program) : program_(program) {
    const Facts& facts = program.world.facts;
    for (Index i = 0; i < facts.bindings.size(); ++i)
        if (ours(program, facts.bindings[i].at)) bindings_[{facts.bindings[i].at.file, facts.str(facts.bindings[i].name)}].push_back(i);
    for (Index i = 0; i < facts.methods.size(); ++i)
        if (const MethodRow& row = facts.methods[i]; row.owner == no_row && !(row.flags & method_nested) && ours(program, row.at))
            functions_[{facts.files[row.at.file].module, facts.str(row.name)}].push_back(i);
}

// A function at the top of that file, and the only one there of its name.
Index HandedOn::defined(Index module, std::string_view python_path, std::string_view name) const {
    const Facts& facts = program_.world.facts;
    const auto named = functions_.find({module, name});
    Index found = no_row;
    if (named == functions_.end()) return found;
    for (const Index row : named->second) {
        if (facts.str(facts.files[facts.methods[row].at.file].python_path) != python_path) continue;
        if (found != no_row) return no_row;
        found = row;
    }
    return found;
}

Index HandedOn::helper(const At& from, std::string_view name) const {
    const Facts& facts = program_.world.facts;
    const auto bound = bindings_.find({from.file, name});
    if (bound == bindings_.end() || bound->second.size() != 1) return no_row;
    const BindingRow& row = facts.bindings[bound->second.front()];
    const FileRow& file = facts.files[from.file];
    if (row.kind == BindingKind::function) return defined(file.module, facts.str(file.python_path), name);
    const std::string_view target = row.kind == BindingKind::import ? facts.str(row.target) : std::string_view{};
    const size_t dot = target.rfind('.');
    return dot == target.npos ? no_row : defined(file.module, target.substr(0, dot), target.substr(dot + 1));
}

std::vector<Index> HandedOn::helpers_of(Index function) {
    std::vector<Index> helpers;
    if (!code_.read(program_, function)) return helpers;
    const PythonTree& tree = code_.tree();
    const NodeId parameter = first_parameter(tree);
    if (parameter == no_node || !steady(tree, tree.text(parameter), parameter)) return helpers;
    code_.each_call([&](NodeId call, std::string_view object, std::string_view name) {
        if (!object.empty() || !takes(tree, call, tree.text(parameter)) || !steady(tree, name, no_node)) return;
        const Index found = helper(program_.world.facts.methods[function].at, name);
        if (found != no_row && found != function && std::find(helpers.begin(), helpers.end(), found) == helpers.end()) helpers.push_back(found);
    });
    return helpers;
}

}  // namespace driftline::knowledge

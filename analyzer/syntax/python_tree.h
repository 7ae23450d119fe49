// Python syntax as a flat array of nodes in document order (the only user of tree-sitter).
//
// Flat, because extraction visits every node several times: an array walk is many times faster than the
// library's own node calls. Only named nodes are kept, plus the operators and keywords listed in `Py`.
// A PythonTree refers to the bytes it was parsed from; they must outlive it. One PythonParser per thread.
#pragma once
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace driftline {

// Kinds of nodes, by their names in the grammar (tree-sitter-python 0.23). `other` = a kind not listed.
// Operator and keyword tokens kept: those that tell apart what the grammar's fields do not
// (comparison operators, augmented-assignment, boolean, unary and binary operators, `async`, `*` and `**` in parameters as their named nodes).
#define DRIFTLINE_PY_KINDS(X) \
    X(module) X(import_statement) X(import_from_statement) X(future_import_statement) X(relative_import) X(import_prefix) X(aliased_import) X(wildcard_import) \
    X(dotted_name) X(identifier) X(class_definition) X(function_definition) X(decorated_definition) X(decorator) X(block) X(argument_list) \
    X(keyword_argument) X(parameters) X(lambda_parameters) X(default_parameter) X(typed_parameter) X(typed_default_parameter) X(list_splat_pattern) \
    X(dictionary_splat_pattern) X(tuple_pattern) X(list_pattern) X(pattern_list) X(keyword_separator) X(positional_separator) X(type) X(lambda) \
    X(expression_statement) X(assignment) X(augmented_assignment) X(named_expression) X(return_statement) X(delete_statement) X(raise_statement) \
    X(pass_statement) X(break_statement) X(continue_statement) X(global_statement) X(nonlocal_statement) X(assert_statement) X(exec_statement) X(print_statement) \
    X(if_statement) X(elif_clause) X(else_clause) X(for_statement) X(while_statement) X(try_statement) X(except_clause) X(except_group_clause) X(finally_clause) \
    X(with_statement) X(with_clause) X(with_item) X(as_pattern) X(as_pattern_target) X(match_statement) X(case_clause) X(case_pattern) \
    X(expression_list) X(call) X(attribute) X(subscript) X(slice) X(binary_operator) X(unary_operator) X(boolean_operator) X(not_operator) \
    X(comparison_operator) X(conditional_expression) X(parenthesized_expression) X(tuple) X(list) X(set) X(dictionary) X(pair) X(list_splat) \
    X(dictionary_splat) X(list_comprehension) X(set_comprehension) X(dictionary_comprehension) X(generator_expression) X(for_in_clause) X(if_clause) \
    X(await) X(yield) X(string) X(string_start) X(string_content) X(string_end) X(interpolation) X(escape_sequence) X(concatenated_string) X(integer) X(float_) \
    X(true_) X(false_) X(none) X(ellipsis) X(comment) X(line_continuation) \
    X(op_eq) X(op_ne) X(op_lt) X(op_gt) X(op_le) X(op_ge) X(op_in) X(op_not_in) X(op_is) X(op_is_not) X(op_and) X(op_or) X(op_plus) X(op_minus) \
    X(op_mul) X(op_div) X(op_mod) X(op_bit_or) X(op_bit_and) X(op_other) X(op_augmented) X(kw_async)

enum class Py : uint8_t {
    other,
    error,    // bytes the grammar could not place
#define X(name) name,
    DRIFTLINE_PY_KINDS(X)
#undef X
};
std::string_view py_kind_name(Py kind);  // the enumerator's own name

// Grammar fields that extraction asks for.
enum class PyField : uint8_t {
    none, name, body, superclasses, parameters, return_type, value, left, right, type, function, arguments, object, attribute,
    subscript, operator_, operators, condition, consequence, alternative, key, module_name, alias, definition, argument, default_, cause, other
};

using NodeId = uint32_t;
inline constexpr NodeId no_node = 0xFFFFFFFF;

struct PyNode {
    uint32_t begin = 0, end = 0;   // bytes
    uint32_t line = 0;             // 1-based line of begin
    NodeId parent = no_node;
    NodeId next = 0;               // one past the last node of this subtree: the next sibling's id, if there is one
    Py kind = Py::other;
    PyField field = PyField::none;
    bool named = true, missing = false;
};

struct PythonTree {
    std::string_view source;
    std::vector<PyNode> nodes;     // nodes[0] is the module
    bool has_error = false;        // the grammar skipped something
    uint32_t first_error_line = 0; // 1-based, 0 if none

    const PyNode& operator[](NodeId id) const { return nodes[id]; }
    std::string_view text(NodeId id) const { return source.substr(nodes[id].begin, nodes[id].end - nodes[id].begin); }
    // First child or no_node; comments are children too.
    NodeId first_child(NodeId id) const { return id + 1 < nodes[id].next ? id + 1 : no_node; }
    NodeId next_sibling(NodeId id) const {
        const NodeId next = nodes[id].next, parent = nodes[id].parent;
        return parent != no_node && next < nodes[parent].next ? next : no_node;
    }
    NodeId child(NodeId id, PyField field) const {  // first child in that grammar field, or no_node
        for (NodeId c = first_child(id); c != no_node; c = next_sibling(c))
            if (nodes[c].field == field) return c;
        return no_node;
    }
    NodeId innermost(size_t offset) const {  // the smallest node that holds it; the module where nothing else does
        NodeId id = 0;
        for (NodeId c = first_child(id); c != no_node;) {
            const bool holds = nodes[c].begin <= offset && offset < nodes[c].end;
            if (holds) id = c;
            c = holds ? first_child(c) : next_sibling(c);
        }
        return id;
    }
};

class PythonParser {
public:
    PythonParser();
    ~PythonParser();
    PythonParser(PythonParser&&) noexcept;
    // Never fails on bytes: what cannot be parsed becomes `error` nodes. Replaces `tree` (its memory is reused).
    // Depth is bounded: nodes nested deeper than 2,000 levels are dropped, and has_error is set. So are time, and
    // parts that no rule groups: text beyond BoundedParser's limits gives the module alone, with has_error.
    void parse(std::string_view source, PythonTree& tree);
    static uint32_t grammar_abi();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace driftline

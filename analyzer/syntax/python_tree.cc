#include "syntax/python_tree.h"

#include <tree_sitter/api.h>

#include <array>
#include <string>
#include <unordered_map>

#include "syntax/bounded_parser.h"

extern "C" const TSLanguage* tree_sitter_python();

namespace driftline {
namespace {

constexpr size_t max_depth = 2000;
constexpr std::string_view kind_names[] = {
    "other", "error",
#define X(name) #name,
    DRIFTLINE_PY_KINDS(X)
#undef X
};
constexpr size_t kind_count = std::size(kind_names);

// Enumerators that could not be spelt like the grammar's name end in '_'.
std::string_view grammar_name(std::string_view enumerator) {
    return enumerator.ends_with('_') ? enumerator.substr(0, enumerator.size() - 1) : enumerator;
}

// What an anonymous token is, and which parents it is kept in: `in` is an operator in `a in b`, not in `for a in b`.
enum class Role : uint8_t { none, compare, arithmetic, boolean, augment, async };
struct Token {
    std::string_view text;
    Py kind;
    Role role;
};
constexpr Token tokens[] = {
    {"==", Py::op_eq, Role::compare}, {"!=", Py::op_ne, Role::compare}, {"<>", Py::op_ne, Role::compare},
    {"<", Py::op_lt, Role::compare}, {">", Py::op_gt, Role::compare}, {"<=", Py::op_le, Role::compare}, {">=", Py::op_ge, Role::compare},
    {"in", Py::op_in, Role::compare}, {"not in", Py::op_not_in, Role::compare},
    {"is", Py::op_is, Role::compare}, {"is not", Py::op_is_not, Role::compare},
    {"and", Py::op_and, Role::boolean}, {"or", Py::op_or, Role::boolean},
    {"+", Py::op_plus, Role::arithmetic}, {"-", Py::op_minus, Role::arithmetic}, {"*", Py::op_mul, Role::arithmetic},
    {"/", Py::op_div, Role::arithmetic}, {"%", Py::op_mod, Role::arithmetic},
    {"|", Py::op_bit_or, Role::arithmetic}, {"&", Py::op_bit_and, Role::arithmetic},
    {"//", Py::op_other, Role::arithmetic}, {"**", Py::op_other, Role::arithmetic}, {"@", Py::op_other, Role::arithmetic},
    {"^", Py::op_other, Role::arithmetic}, {"<<", Py::op_other, Role::arithmetic}, {">>", Py::op_other, Role::arithmetic},
    {"~", Py::op_other, Role::arithmetic},
    {"+=", Py::op_augmented, Role::augment}, {"-=", Py::op_augmented, Role::augment}, {"*=", Py::op_augmented, Role::augment},
    {"/=", Py::op_augmented, Role::augment}, {"//=", Py::op_augmented, Role::augment}, {"%=", Py::op_augmented, Role::augment},
    {"@=", Py::op_augmented, Role::augment}, {"**=", Py::op_augmented, Role::augment}, {">>=", Py::op_augmented, Role::augment},
    {"<<=", Py::op_augmented, Role::augment}, {"&=", Py::op_augmented, Role::augment}, {"^=", Py::op_augmented, Role::augment},
    {"|=", Py::op_augmented, Role::augment}, {"async", Py::kw_async, Role::async},
};

Role role_wanted_by(Py parent) {
    switch (parent) {
        case Py::comparison_operator: return Role::compare;
        case Py::binary_operator:
        case Py::unary_operator: return Role::arithmetic;
        case Py::boolean_operator: return Role::boolean;
        case Py::augmented_assignment: return Role::augment;
        case Py::function_definition:
        case Py::for_statement:
        case Py::with_statement:
        case Py::for_in_clause: return Role::async;
        default: return Role::none;
    }
}

// Asking the library for a child's field is the dearest call of the walk, and the most common parents have none
// (node-types.json of the grammar; a block's only field marks the cases of a `match`, whose kind says as much).
bool never_has_fields(Py kind) {
    switch (kind) {
        case Py::module:
        case Py::block:
        case Py::argument_list:
        case Py::list:
        case Py::tuple:
        case Py::set:
        case Py::dictionary:
        case Py::string:
        case Py::string_content:
        case Py::concatenated_string:
        case Py::dotted_name:
        case Py::relative_import:
        case Py::parameters:
        case Py::decorator:
        case Py::expression_statement:
        case Py::expression_list:
        case Py::pattern_list:
        case Py::parenthesized_expression:
        case Py::return_statement:
        case Py::conditional_expression:
        case Py::if_clause: return true;
        default: return false;
    }
}

struct SymbolInfo {
    Py kind = Py::other;
    Role role = Role::none;  // of an anonymous token that may be kept
    bool named = false;
};

struct Tables {
    std::vector<SymbolInfo> symbols;
    std::vector<PyField> fields;
    std::array<Role, kind_count> role_in{};
    std::array<bool, kind_count> has_fields{};
};

Tables make_tables() {
    const TSLanguage* language = tree_sitter_python();
    std::unordered_map<std::string_view, Py> named, anonymous;
    for (size_t k = static_cast<size_t>(Py::module); k < static_cast<size_t>(Py::op_eq); ++k)
        named.emplace(grammar_name(kind_names[k]), static_cast<Py>(k));
    std::unordered_map<std::string_view, const Token*> token_by_text;
    for (const Token& token : tokens) token_by_text.emplace(token.text, &token);

    Tables tables;
    const uint32_t symbol_count = ts_language_symbol_count(language);
    tables.symbols.resize(symbol_count);
    for (uint32_t s = 0; s < symbol_count; ++s) {
        const auto symbol = static_cast<TSSymbol>(s);
        const std::string_view name = ts_language_symbol_name(language, symbol);
        SymbolInfo& info = tables.symbols[s];
        info.named = ts_language_symbol_type(language, symbol) == TSSymbolTypeRegular;
        if (info.named) {
            if (const auto found = named.find(name); found != named.end()) info.kind = found->second;
        } else if (const auto found = token_by_text.find(name); found != token_by_text.end()) {
            info.kind = found->second->kind;
            info.role = found->second->role;
        }
    }

    static constexpr std::pair<std::string_view, PyField> known_fields[] = {
        {"name", PyField::name}, {"body", PyField::body}, {"superclasses", PyField::superclasses},
        {"parameters", PyField::parameters}, {"return_type", PyField::return_type}, {"value", PyField::value},
        {"left", PyField::left}, {"right", PyField::right}, {"type", PyField::type}, {"function", PyField::function},
        {"arguments", PyField::arguments}, {"object", PyField::object}, {"attribute", PyField::attribute},
        {"subscript", PyField::subscript}, {"operator", PyField::operator_}, {"operators", PyField::operators},
        {"condition", PyField::condition}, {"consequence", PyField::consequence}, {"alternative", PyField::alternative},
        {"key", PyField::key}, {"module_name", PyField::module_name}, {"alias", PyField::alias},
        {"definition", PyField::definition}, {"argument", PyField::argument}, {"default", PyField::default_}, {"cause", PyField::cause},
    };
    tables.fields.assign(ts_language_field_count(language) + 1, PyField::other);
    tables.fields[0] = PyField::none;
    for (const auto& [name, field] : known_fields)
        if (const TSFieldId id = ts_language_field_id_for_name(language, name.data(), static_cast<uint32_t>(name.size())))
            tables.fields[id] = field;

    for (size_t k = 0; k < kind_count; ++k) {
        tables.role_in[k] = role_wanted_by(static_cast<Py>(k));
        tables.has_fields[k] = !never_has_fields(static_cast<Py>(k));
    }
    return tables;
}

const Tables& tables() {
    static const Tables made = make_tables();
    return made;
}

// One pass over the cursor, without recursion.
class Flattener {
public:
    Flattener(const TSTree* tree, PythonTree& out) : out_(out), nodes_(out.nodes), cursor_(ts_tree_cursor_new(ts_tree_root_node(tree))) {
        broken_ = ts_node_has_error(ts_tree_root_node(tree));
        out_.has_error = broken_;
    }
    ~Flattener() { ts_tree_cursor_delete(&cursor_); }
    Flattener(const Flattener&) = delete;
    Flattener& operator=(const Flattener&) = delete;

    void run() {
        const NodeId root = add(ts_tree_cursor_current_node(&cursor_), Py::module, true, PyField::none, no_node);
        if (ts_tree_cursor_goto_first_child(&cursor_)) {
            walk(root);
            nodes_[root].next = static_cast<NodeId>(nodes_.size());
        }
        if (out_.has_error && out_.first_error_line == 0) out_.first_error_line = nodes_[root].line;
    }

private:
    // REQUIRES: the cursor stands on the first child of `parent`.
    void walk(NodeId parent) {
        size_t depth = 1;
        for (;;) {
            const NodeId kept = visit(parent);
            if (kept != no_node && depth < max_depth && ts_tree_cursor_goto_first_child(&cursor_)) {
                parent = kept;
                ++depth;
                continue;
            }
            if (kept != no_node && depth >= max_depth) drop_children(kept);
            while (!ts_tree_cursor_goto_next_sibling(&cursor_)) {
                nodes_[parent].next = static_cast<NodeId>(nodes_.size());
                if (--depth == 0) return;
                ts_tree_cursor_goto_parent(&cursor_);
                parent = nodes_[parent].parent;
            }
        }
    }

    // Appends the cursor's node if it is one we keep.
    NodeId visit(NodeId parent) {
        const TSNode node = ts_tree_cursor_current_node(&cursor_);
        const TSSymbol symbol = ts_node_symbol(node);
        const Py parent_kind = nodes_[parent].kind;
        SymbolInfo info;
        if (symbol < tables_.symbols.size()) info = tables_.symbols[symbol];
        else info = {Py::error, Role::none, true};  // the library's symbol for what it skipped is outside the grammar's
        const bool missing = broken_ && ts_node_is_missing(node);
        if (out_.first_error_line == 0 && (missing || info.kind == Py::error)) out_.first_error_line = ts_node_start_point(node).row + 1;
        if (!info.named && (info.role == Role::none || info.role != tables_.role_in[static_cast<size_t>(parent_kind)])) return no_node;
        PyField field = PyField::none;
        if (tables_.has_fields[static_cast<size_t>(parent_kind)]) field = tables_.fields[ts_tree_cursor_current_field_id(&cursor_)];
        const NodeId id = add(node, info.kind, info.named, field, parent);
        nodes_[id].missing = missing;
        return id;
    }

    NodeId add(TSNode node, Py kind, bool named, PyField field, NodeId parent) {
        const auto id = static_cast<NodeId>(nodes_.size());
        PyNode& flat = nodes_.emplace_back();
        flat.begin = ts_node_start_byte(node);
        flat.end = ts_node_end_byte(node);
        flat.line = ts_node_start_point(node).row + 1;
        flat.parent = parent;
        flat.next = id + 1;
        flat.kind = kind;
        flat.field = field;
        flat.named = named;
        return id;
    }

    void drop_children(NodeId id) {
        if (!ts_tree_cursor_goto_first_child(&cursor_)) return;
        ts_tree_cursor_goto_parent(&cursor_);
        out_.has_error = true;
        if (out_.first_error_line == 0) out_.first_error_line = nodes_[id].line;
    }

    PythonTree& out_;
    std::vector<PyNode>& nodes_;
    TSTreeCursor cursor_;
    const Tables& tables_ = tables();
    bool broken_ = false;
};

}  // namespace

std::string_view py_kind_name(Py kind) { return kind_names[static_cast<size_t>(kind)]; }

struct PythonParser::State {
    BoundedParser parser{tree_sitter_python()};
};

PythonParser::PythonParser() : state_(std::make_unique<State>()) {}
PythonParser::~PythonParser() = default;
PythonParser::PythonParser(PythonParser&&) noexcept = default;

void PythonParser::parse(std::string_view source, PythonTree& tree) {
    tree.source = source;
    tree.nodes.clear();
    tree.has_error = false;
    tree.first_error_line = 0;
    if (const TSTree* parsed = state_->parser.parse(source)) {
        tree.nodes.reserve(source.size() / 8);
        Flattener(parsed, tree).run();
        return;
    }
    PyNode& module = tree.nodes.emplace_back();
    module.line = tree.first_error_line = 1;
    module.next = 1;
    module.kind = Py::module;
    tree.has_error = true;
}


uint32_t PythonParser::grammar_abi() { return ts_language_version(tree_sitter_python()); }

}  // namespace driftline

// Walks code in the order it runs, knows which expressions are records of which model, and states what they use.
//
// Types are symbolic: (model, dotted path). A chain of attributes is one use of its whole path; whether its steps
// exist, and where it stops being relational, is for linking to say. Parameters are never guessed.
#pragma once
#include <set>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "frameworks/odoo/data/expression.h"
#include "frameworks/odoo/python/classes.h"
#include "frameworks/odoo/python/value.h"

namespace driftline::odoo {

// "=", "child_of", "not in" ... (odoo/osv/expression.py TERM_OPERATORS); lower case
bool is_domain_operator(std::string_view text);

class Walker {
public:
    explicit Walker(Reading& reading) : r_(reading), tree_(reading.tree), out_(reading.out) {}

    void function(const FunctionSite& site, const ClassSite* owner);
    void module_statement(NodeId statement);
    void class_parts(const ClassSite& site);   // bases, fields, other values
    // Classes met inside functions; their rows are the caller's to make.
    std::vector<NodeId> take_local_classes() { return std::exchange(local_classes_, {}); }

private:
    struct Scope {
        Index method = no_row, owner = no_row;
        Name model{};
        std::string_view class_name;
    };
    struct Guards { int attribute = 0, key = 0, import = 0, value = 0; };   // enclosing try statements that catch these

    // walk_statements.cc
    void statements(NodeId block);
    void statement(NodeId id);
    void branch(NodeId block);
    void if_statement(NodeId id);
    void for_statement(NodeId id);
    void try_statement(NodeId id);
    void type_statement(NodeId id);
    void nested_function(NodeId id);
    Value patched_self(NodeId definition);
    void assignment(NodeId id);
    void augmented_assignment(NodeId id);
    void bind(NodeId target, const Value& value, NodeId right);
    void bind_each(NodeId pattern, const Value& value);
    void bind_parameters(NodeId parameters, const Value& first, bool of_record = false);
    void bind_unknown(NodeId target);
    void bind_values(NodeId definition);
    void begin_scope(Scope scope, NodeId definition);
    void probe(NodeId definition);

    // walk_expressions.cc
    void visit(NodeId id);                 // only what is used
    Value eval(NodeId id);                 // and what it is
    Value chain(NodeId id);                // the same, the last path still to be stated
    void flush(Value& value);
    Value name_value(NodeId id);
    Value attribute(NodeId id);
    Value step(Value object, std::string_view name, NodeId at);
    Value record_step(Value object, std::string_view name, NodeId at);
    Value subscript(NodeId id);
    Value keyed(NodeId key, bool is_class);
    Value boolean(NodeId id);
    Value binary(NodeId id);
    Value conditional(NodeId id);
    Value comprehension(NodeId id);
    void comparison(NodeId id);
    bool holds_model_name(NodeId node) const;
    void asked_field(NodeId name, const Value& record);
    void dictionary(NodeId id);
    bool is_formatted_with(NodeId dictionary) const;
    void visit_children(NodeId id);
    Value lambda(NodeId id, const Value& first);
    static Value element(const Value& collection);
    std::string_view join(std::string_view path, std::string_view step);

    // walk_calls.cc
    Value call(NodeId id);
    Value builtin(std::string_view name, NodeId id, bool& known);
    Value asked_attribute(std::string_view function, NodeId id);
    Value over_collection(std::string_view function, NodeId id);
    Value method_call(Value object, NodeId name, NodeId id);
    Value record_call(const Value& object, NodeId name, NodeId id);
    Value super_call(NodeId name, NodeId id);
    Value env_call(NodeId name, NodeId id);
    Value named_arguments(const Value& object, std::string_view method, NodeId id);
    Value mapped(const Value& object, NodeId id);
    void by_name(std::string_view method, NodeId id);
    void arguments(NodeId id);
    void count_arguments(NodeId id, UseRow& row);
    Value argument(NodeId call, size_t index, std::string_view name, NodeId& node);

    // walk_paths.cc
    struct Target { Name root{}; bool self = false; std::string_view path; };
    static Target target_of(const Value& v) { return {v.root, v.self, v.path}; }
    void domain(NodeId id, const Target& target, uint16_t flags, int depth = 0);
    bool leaf(NodeId id, const Target& target, uint16_t flags, int depth);
    void domain_text(std::string_view text, NodeId at, const Target& target, uint16_t flags);
    void keys(NodeId id, const Target& target, int depth = 0);
    void commands(NodeId id, const Target& target, int depth);
    void field_names(NodeId id, const Target& target, uint16_t flags, int depth = 0);
    void field_name(std::string_view spec, NodeId at, const Target& target, uint16_t flags);
    void order(NodeId id, const Target& target);
    void model_names(NodeId id, uint16_t flags = 0);
    static bool names_model(std::string_view field) { return field == "model" || field.ends_with("res_model") || field == "_name"; }
    void constants(NodeId id, const Target& target, uint16_t flags = 0, int depth = 0);
    bool written_key(NodeId variable, NodeId key);
    NodeId literal_behind(NodeId id);

    // walk_parts.cc: lists that are put together bit by bit, or by another method of the class.
    using Parts = std::vector<NodeId>;
    struct Local { int bound = 0; Parts parts; };
    uint32_t added(uint32_t before, NodeId part) { return additions_.push_back({part, before}), uint32_t(additions_.size() - 1); }
    void add_to(NodeId variable, NodeId part);
    void added_by_call(std::string_view method, NodeId object, NodeId call);
    Value bound_anew(NodeId variable, Value value, NodeId right);
    Parts parts(NodeId variable);
    std::pair<const FunctionSite*, Parts> returned(NodeId call);
    const std::unordered_map<std::string_view, Local>& locals(NodeId function);
    const FunctionSite* own_method(std::string_view name);
    // Is this to be read for that target? Once is enough, and all of it together has a bound.
    bool follow(NodeId part, const Target& target) { return r_.afford(part) && followed_.emplace(part, target.root, target.path).second; }
    template <class F> void each_part(NodeId variable, const Target& target, F&& read) {
        for (const NodeId part : parts(variable))
            if (follow(part, target)) read(part);
    }
    template <class F> void each_returned(NodeId call, const Target& target, F&& read) {
        constexpr int deepest = 3;
        const auto [method, values] = returned(call);
        if (method == nullptr || depth_inside_ == deepest) return;
        const NodeId outside = std::exchange(inside_, method->definition);
        const Index caller = std::exchange(scope_.method, method->method);
        const auto probed = probed_;
        probe(inside_);
        ++depth_inside_;
        for (const NodeId value : values)
            if (follow(value, target)) read(value);
        --depth_inside_;
        probed_ = probed;
        inside_ = outside;
        scope_.method = caller;
    }

    // walk_declarations.cc
    void decorators(const FunctionSite& site, Index method);
    void decorator(NodeId expression, Index method);
    void route(NodeId decorator, NodeId expression, Index method);
    void field(const FieldRow& row, NodeId call);
    void field_option(const FieldRow& row, const Target& own, std::string_view key, NodeId value);
    void groups(std::string_view list, NodeId at, uint16_t flags);

    // walk_patches.cc
    bool patch(const Value& object, std::string_view attribute, NodeId value, NodeId at, PatchKind kind);
    void find_patching();
    bool on_some_paths_only(NodeId use, NodeId function) const;
    NodeId definition_of(std::string_view name) const;
    std::unordered_set<std::string_view> kept_as(std::string_view attribute);
    bool inherits_one_of(NodeId class_definition, const std::unordered_set<std::string_view>& names) const;
    Tri calls_one_of(NodeId body, const std::unordered_set<std::string_view>& names) const;
    Tri wrapper_calls(NodeId call, const std::unordered_set<std::string_view>& kept) const;
    Tri calls_original(std::string_view attribute, NodeId value, PatchKind kind);
    std::string_view class_path(const Value& object);

    // walk_words.cc
    void word(std::string_view name, NodeId at, uint16_t flags = 0, List beside = {});
    void words(std::string_view path, NodeId at, uint16_t flags = 0, List beside = {});
    List names_of_keys(NodeId dictionary);     // what stands beside a word tells more: the other keys, or
    List names_of_leaves(NodeId domain);       // the other fields that are compared
    void words_of_call(std::string_view method, NodeId id);
    void words_of_leaf(NodeId id);

    // SQL in a string, or in a sum of strings.
    void sql(NodeId id);

    UseRow& use(UseKind kind, Name root, std::string_view path, NodeId at, uint16_t flags = 0);
    UseRow& use(UseKind kind, const Target& target, std::string_view path, NodeId at, uint16_t flags = 0) {
        return use(kind, target.root, path, at, uint16_t(flags | (target.self ? use_self : 0)));
    }
    void xmlid(NodeId id, uint16_t flags);
    void named_records(NodeId list, Name model);
    Value own() const {
        if (scope_.model == no_name) return {};
        Value self(What::record, scope_.model);
        self.self = true;
        return self;
    }
    Value record(Name model) const { return Value(What::record, model); }
    std::optional<std::string_view> text_of(NodeId id);   // a string constant, also through a local or top-level name

    Reading& r_;
    const PythonTree& tree_;
    Facts& out_;
    Scope scope_;
    Guards guards_;
    Variables variables_;
    std::unordered_set<std::string_view> probed_;
    NodeId definition_ = no_node;   // the function that is walked
    std::vector<NodeId> local_classes_;
    ExpressionScanner scanner_;
    struct Addition { NodeId part; uint32_t before; };
    std::vector<Addition> additions_{1};   // of the function's names; Value::added counts them
    const ClassSite* class_ = nullptr;   // whose method is walked
    Index methods_of_ = no_row;          // the class whose
    std::unordered_map<std::string_view, const FunctionSite*> methods_;   // these are
    std::unordered_map<NodeId, std::unordered_map<std::string_view, Local>> locals_;
    std::set<std::tuple<NodeId, Name, std::string_view>> followed_;   // what was read through a name, for which model and path
    NodeId inside_ = no_node;   // the method whose names count, when what it returns is read from another one
    int depth_inside_ = 0;
    NodeId domain_ = no_node;   // asked last, and
    List names_of_domain_;
    int patches_ = 0;        // whose functions were looked for
    std::unordered_map<std::string_view, Name> patching_;   // functions of this file that take the place of a method of an imported class: "class:" and its path
    bool patching_found_ = false;
    NodeId sql_until_ = 0;   // nodes before it belong to a statement already read
};

}  // namespace driftline::odoo

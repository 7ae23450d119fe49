#include "rules/overrides/context_asked.h"

#include <algorithm>

namespace driftline {

namespace {

// Reads the conditions of one method.
class Conditions {
public:
    explicit Conditions(const PythonTree& tree) : tree_(tree) {}
    virtual ~Conditions() = default;

    // What surely holds where the node is reached.
    std::string around(NodeId id) const {
        for (NodeId above = tree_[id].parent; above != no_node; id = above, above = tree_[above].parent) {
            std::string key;
            switch (tree_[above].kind) {
                case Py::function_definition:
                case Py::lambda: return {};
                case Py::if_statement:
                case Py::elif_clause:
                    if (tree_[id].field == PyField::consequence) key = asked(tree_.child(above, PyField::condition));
                    break;
                case Py::conditional_expression:
                    if (tree_.first_child(above) == id) key = asked(tree_.next_sibling(id));
                    break;
                case Py::boolean_operator:
                    if (tree_[id].field == PyField::right && is_and(above)) key = asked(tree_.child(above, PyField::left));
                    break;
                default: break;
            }
            if (!key.empty()) return key;
        }
        return {};
    }

protected:
    // What one that is no `and` and no `or` asks for, "" if that is nothing of interest.
    virtual std::string term(NodeId id) const = 0;

    const PythonTree& tree_;

private:
    bool is_and(NodeId id) const {
        const NodeId operation = tree_.child(id, PyField::operator_);
        return operation != no_node && tree_[operation].kind == Py::op_and;
    }

    // The key that is there where the condition holds.
    std::string asked(NodeId id) const {
        while (id != no_node && tree_[id].kind == Py::parenthesized_expression) id = tree_.first_child(id);
        if (id == no_node) return {};
        switch (tree_[id].kind) {
            case Py::boolean_operator: {
                const std::string left = asked(tree_.child(id, PyField::left)), right = asked(tree_.child(id, PyField::right));
                if (is_and(id)) return left.empty() ? right : left;
                return left.empty() || right.empty() ? std::string() : left;
            }
            case Py::identifier: return assigned(tree_.text(id));
            case Py::named_expression: return term(tree_.child(id, PyField::value));
            default: return term(id);
        }
    }

    // A name that is given a value once.
    std::string assigned(std::string_view name) const {
        std::string key;
        int times = 0;
        for (NodeId id = 0; id < tree_.nodes.size(); ++id) {
            if (tree_[id].kind != Py::identifier || (tree_[id].field != PyField::left && tree_[id].field != PyField::name) || tree_.text(id) != name) continue;
            const NodeId parent = tree_[id].parent;
            if (tree_[parent].kind == Py::boolean_operator || tree_[parent].kind == Py::binary_operator) continue;   // read there
            if (++times == 1 && tree_[parent].kind == Py::assignment) key = term(tree_.child(parent, PyField::right));
        }
        return times == 1 ? key : std::string();
    }
};

// `a in b`: both sides; no_node for anything else.
std::pair<NodeId, NodeId> membership(const PythonTree& tree, NodeId id) {
    if (tree[id].kind != Py::comparison_operator) return {no_node, no_node};
    const NodeId first = tree.first_child(id), operation = tree.next_sibling(first), second = operation == no_node ? no_node : tree.next_sibling(operation);
    if (second == no_node || tree[operation].kind != Py::op_in || tree.next_sibling(second) != no_node) return {no_node, no_node};
    return {first, second};
}

// A key of the context that a model or a module has in its name.
class KeysAsked : public Conditions {
public:
    KeysAsked(const PythonTree& tree, std::string_view model, std::string_view provider) : Conditions(tree), model_(model), provider_(provider) {
        std::replace(model_.begin(), model_.end(), '.', '_');
    }

private:
    std::string term(NodeId id) const override {
        if (id == no_node) return {};
        const auto [key, container] = membership(tree_, id);
        if (key != no_node) return is_context(container) ? key_of(key) : std::string();
        return value(id);
    }

    // context.get('key'), context['key']
    std::string value(NodeId id) const {
        if (tree_[id].kind == Py::subscript) return is_context(tree_.first_child(id)) ? key_of(tree_.child(id, PyField::subscript)) : std::string();
        const NodeId function = tree_[id].kind == Py::call ? tree_.child(id, PyField::function) : no_node;
        if (function == no_node || tree_[function].kind != Py::attribute || !is_context(tree_.first_child(function))) return {};
        const NodeId name = tree_.child(function, PyField::attribute), arguments = tree_.child(id, PyField::arguments);
        const NodeId key = arguments == no_node ? no_node : tree_.first_child(arguments);
        if (name == no_node || tree_.text(name) != "get" || key == no_node || tree_.next_sibling(key) != no_node) return {};
        return key_of(key);
    }

    bool is_context(NodeId id) const {
        if (id == no_node) return false;
        const std::string_view text = tree_.text(id);
        return text == "context" || text.ends_with(".context") || text.ends_with("._context");
    }

    std::string key_of(NodeId id) const {
        if (id == no_node || tree_[id].kind != Py::string) return {};
        std::string_view text = tree_.text(id);
        if (text.size() < 3) return {};
        text = text.substr(1, text.size() - 2);
        return begins(text, model_) || begins(text, provider_) ? std::string(text) : std::string();
    }
    static bool begins(std::string_view key, std::string_view name) {
        return !name.empty() && key.starts_with(name) && (key.size() == name.size() || key[name.size()] == '_');
    }

    std::string model_;
    std::string_view provider_;
};

// hasattr(record, 'name'), 'name' in record, 'name' in record._fields; of any record where none is given.
class NamesAsked : public Conditions {
public:
    explicit NamesAsked(const PythonTree& tree, std::string_view record = {}) : Conditions(tree), record_(record) {}

private:
    std::string term(NodeId id) const override {
        if (id == no_node) return {};
        const auto [key, container] = membership(tree_, id);
        if (key != no_node) return is_record(container) || (!record_.empty() && tree_.text(container).starts_with(record_) && tree_.text(container).substr(record_.size()) == "._fields") ? constant(key) : std::string();
        const NodeId function = tree_[id].kind == Py::call ? tree_.child(id, PyField::function) : no_node, arguments = tree_.child(id, PyField::arguments);
        if (function == no_node || arguments == no_node || tree_.text(function) != "hasattr") return {};
        const NodeId record = tree_.first_child(arguments);
        return record != no_node && is_record(record) ? constant(tree_.next_sibling(record)) : std::string();
    }
    bool is_record(NodeId id) const { return record_.empty() || tree_.text(id) == record_; }
    std::string constant(NodeId id) const {
        const std::string_view text = id == no_node || tree_[id].kind != Py::string ? std::string_view() : tree_.text(id);
        return text.size() < 3 ? std::string() : std::string(text.substr(1, text.size() - 2));
    }

    std::string_view record_;
};

NodeId read_at(const Program& program, const UseRow& use, MethodCode& code) {
    if (use.is_data() || use.scope == no_row || !code.read(program, use.scope)) return no_node;
    constexpr size_t longest = 1u << 16;   // bytes of a method; longer ones nobody writes
    return code.tree().source.size() > longest ? no_node : code.innermost(use.at.begin);
}

}  // namespace

std::string context_asked(const Program& program, const UseRow& use, std::string_view model, std::string_view provider, MethodCode& code) {
    const NodeId node = read_at(program, use, code);
    return node == no_node ? std::string() : KeysAsked(code.tree(), model, provider).around(node);
}

std::string attribute_asked(const Program& program, const UseRow& use, MethodCode& code) {
    if (use.kind != UseKind::attribute && use.kind != UseKind::call) return {};
    const NodeId node = read_at(program, use, code);
    if (node == no_node || code.tree()[node].field != PyField::attribute) return {};
    return NamesAsked(code.tree(), code.tree().text(code.tree().first_child(code.tree()[node].parent))).around(node);
}

std::string name_asked(const Program& program, const UseRow& use, MethodCode& code) {
    const NodeId node = read_at(program, use, code);
    return node == no_node ? std::string() : NamesAsked(code.tree()).around(node);
}

}  // namespace driftline

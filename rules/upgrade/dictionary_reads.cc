#include "rules/upgrade/dictionary_reads.h"

#include <string_view>

#include "rules/upgrade/target_names.h"

namespace driftline {

namespace {

constexpr int most_steps = 6;    // from one name to what it was taken from
constexpr int most_names = 100;   // looked through for one key: each goes once over the method, and hostile code gives each many values

class DictionaryOrigin {
public:
    DictionaryOrigin(const Upgrade& upgrade, const MethodCode& code, Index method) : upgrade_{upgrade}, tree_{code.tree()}, method_{method} {}

    bool is_own(NodeId id, int steps = 0) const {
        if (id == no_node || steps > most_steps) return false;
        switch (tree_[id].kind) {
            case Py::dictionary: return is_all_written(id);
            case Py::dictionary_comprehension: return true;
            case Py::parenthesized_expression: return is_own(named_child(id), steps + 1);
            case Py::subscript: return is_own(tree_.first_child(id), steps + 1);
            case Py::identifier: return is_own_name(id, steps);
            case Py::call: return is_own_call(id, steps);
            default: return false;
        }
    }

private:
    NodeId named_child(NodeId id) const {
        NodeId child = tree_.first_child(id);
        while (child != no_node && !tree_[child].named) child = tree_.next_sibling(child);
        return child;
    }

    // No `**other` in it.
    bool is_all_written(NodeId dictionary) const {
        for (NodeId child = tree_.first_child(dictionary); child != no_node; child = tree_.next_sibling(child))
            if (tree_[child].kind == Py::dictionary_splat) return false;
        return true;
    }

    // What others made is put into it: name.update(other), name |= other.
    bool takes_more(NodeId node, std::string_view name) const {
        if (tree_[node].kind == Py::augmented_assignment) return tree_.text(tree_.first_child(node)) == name;
        if (tree_[node].kind != Py::call) return false;
        const NodeId function = tree_.child(node, PyField::function), arguments = tree_.child(node, PyField::arguments);
        if (function == no_node || arguments == no_node || tree_[function].kind != Py::attribute || tree_.text(tree_.first_child(function)) != name) return false;
        const NodeId called = tree_.child(function, PyField::attribute), first = named_child(arguments);
        return called != no_node && tree_.text(called) == "update" && first != no_node && !(tree_[first].kind == Py::dictionary && is_all_written(first)) && tree_[first].kind != Py::keyword_argument;
    }

    // All that the name is ever given here; a parameter is given by others.
    bool is_own_name(NodeId id, int steps) const {
        if (++names_ > most_names) return false;
        const std::string_view name = tree_.text(id);
        bool given = false;
        for (NodeId node = 0; node < tree_.nodes.size(); ++node) {
            if (tree_[node].kind == Py::parameters && binds(node, name)) return false;
            if (takes_more(node, name)) return false;
            if (tree_[node].kind != Py::assignment && tree_[node].kind != Py::for_statement && tree_[node].kind != Py::for_in_clause) continue;
            const NodeId left = tree_.child(node, PyField::left);
            if (left == no_node || !binds(left, name)) continue;
            if (tree_[node].kind != Py::assignment || tree_[left].kind != Py::identifier || !is_own(tree_.child(node, PyField::right), steps + 1)) return false;
            given = true;
        }
        return given;
    }

    bool binds(NodeId left, std::string_view name) const {
        for (NodeId node = left; node < tree_[left].next; ++node)
            if (tree_[node].kind == Py::identifier && tree_.text(node) == name && tree_[tree_[node].parent].kind != Py::attribute && tree_[tree_[node].parent].kind != Py::subscript) return true;
        return false;
    }

    // dict(...), what an own dictionary gives, or a method that the class of this one alone has.
    bool is_own_call(NodeId id, int steps) const {
        const NodeId function = tree_.child(id, PyField::function);
        if (function == no_node) return false;
        if (tree_[function].kind == Py::identifier) return tree_.text(function) == "dict" && tree_.child(id, PyField::arguments) != no_node && tree_.text(tree_.child(id, PyField::arguments)) == "()";
        if (tree_[function].kind != Py::attribute) return false;
        const NodeId object = tree_.first_child(function), name = tree_.child(function, PyField::attribute);
        if (object == no_node || name == no_node) return false;
        const std::string_view called = tree_.text(name);
        if (called == "get" || called == "pop" || called == "copy") return is_own(object, steps + 1);
        return steps < most_steps && makes_dictionary(called);   // what a method gives back is not followed into another: they may call each other
    }

    // A method beside this one, under a name that no core has: it gives back a dictionary that is written there.
    bool makes_dictionary(std::string_view called) const {
        const Facts& facts = upgrade_.current.world.facts;
        if (names_now(upgrade_).member(called) || names_then(upgrade_).member(called)) return false;
        const Index owner = facts.methods[method_].owner;
        if (owner == no_row) return false;
        const ClassRow& own = facts.classes[owner];
        for (Index row = own.methods.begin; row < own.methods.begin + own.methods.count; ++row) {
            if (facts.str(facts.methods[row].name) != called) continue;
            MethodCode theirs;
            return theirs.read(upgrade_.current, row) && returns_dictionary(theirs, row);
        }
        return false;
    }

    bool returns_dictionary(const MethodCode& theirs, Index row) const {
        const PythonTree& tree = theirs.tree();
        bool some = false;
        for (NodeId node = 0; node < tree.nodes.size(); ++node) {
            if (tree[node].kind != Py::return_statement) continue;
            const DictionaryOrigin there{upgrade_, theirs, row};
            if (!there.is_written(there.named_child(node))) return false;
            some = true;
        }
        return some;
    }

    // A dictionary, or a name that is given nothing but one.
    bool is_written(NodeId id) const {
        if (id == no_node) return false;
        if (tree_[id].kind == Py::dictionary) return is_all_written(id);
        return tree_[id].kind == Py::identifier && is_own_name(id, most_steps - 1);
    }

    const Upgrade& upgrade_;
    const PythonTree& tree_;
    const Index method_;
    mutable int names_ = 0;
};

}  // namespace

KeyRead key_read(const Upgrade& upgrade, MethodCode& code, const UseRow& use) {
    if (use.scope == no_row || !code.read(upgrade.current, use.scope)) return KeyRead::no;
    const PythonTree& tree = code.tree();
    NodeId id = code.innermost(use.at.begin);
    while (id != no_node && tree[id].kind != Py::string) id = tree[id].parent;
    const NodeId arguments = id == no_node ? no_node : tree[id].parent, call = arguments == no_node ? no_node : tree[arguments].parent;
    if (call == no_node || tree[call].kind != Py::call || tree[arguments].field != PyField::arguments) return KeyRead::no;
    const NodeId function = tree.child(call, PyField::function);
    if (function == no_node || tree[function].kind != Py::attribute) return KeyRead::no;
    const NodeId object = tree.first_child(function), name = tree.child(function, PyField::attribute);
    const std::string_view called = name == no_node ? std::string_view{} : tree.text(name);
    if (object == no_node || (called != "get" && called != "pop")) return KeyRead::no;
    if (DictionaryOrigin{upgrade, code, use.scope}.is_own(object)) return KeyRead::own;
    bool other = false;
    for (NodeId argument = tree.first_child(arguments); argument != no_node; argument = tree.next_sibling(argument)) other |= tree[argument].named && argument != id;
    return called == "get" || other ? KeyRead::lenient : KeyRead::strict;
}

}  // namespace driftline

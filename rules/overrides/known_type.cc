#include "rules/overrides/known_type.h"

#include <algorithm>
#include <array>

#include "model/judged.h"
#include "rules/overrides/unbound.h"

namespace driftline {

namespace {

bool is_self(const PythonTree& tree, NodeId id) { return tree[id].kind == Py::identifier && tree.text(id) == "self"; }

}  // namespace

bool KnownTypes::certain(const UseRow& use) {
    if (use.is_data() || use.scope == no_row || (use.kind != UseKind::attribute && use.kind != UseKind::call)) return false;
    // Nothing but a field can be assigned to a record (odoo/models.py, MetaModel.__new__: __slots__).
    constexpr uint32_t longest = 1u << 16;   // bytes of a method; longer ones nobody writes
    const At& method = program_.world.facts.methods[use.scope].at;
    if (method.end - method.begin > longest) return false;
    if (program_.world.str(use.path).find('.') != std::string_view::npos || !code_.read(program_, use.scope)) return false;
    const PythonTree& tree = code_.tree();
    const NodeId name = code_.innermost(use.at.begin);
    if (name == no_node || tree[name].kind != Py::identifier || tree[name].field != PyField::attribute || tree.text(name) != program_.world.str(use.path)) return false;
    const NodeId object = tree.first_child(tree[name].parent);
    if (looked_.method != use.scope) look(use.scope);
    return (of_environment(object) || (of_self(use, object) && !inherited_elsewhere(use.root))) && !looked_.asks_around && reached(use.scope);
}

// Overrides a method, or one of whoever uses the mixin; is public, so a client may call it; or is asked for or found by its decorator.
bool KnownTypes::reached(Index method) {
    const Facts& facts = program_.world.facts;
    if (!overriding_) {
        overriding_.emplace();
        for (const Override& o : program_.overrides)
            if (o.custom.column == SymbolRef::Column::method) overriding_->insert(o.custom.row);
        const World& world = program_.world;
        for (Index u = first_of(world, facts.uses, [&](Index module) { return world.custom(module); }); u < facts.uses.size(); ++u) {
            const UseRow& use = facts.uses[u];
            const std::string_view path = facts.str(use.path);
            const size_t step = path.find_last_of("./");
            const auto name = use.kind == UseKind::super_call || path.empty() ? std::nullopt : facts.names.find(path.substr(step + 1));
            if (!name || (use.scope != no_row && facts.methods[use.scope].name == *name)) continue;   // super, or it calls itself
            asked_.insert({step == path.npos && use.kind != UseKind::word ? use.root : no_name, *name});
        }
    }
    const MethodRow& row = facts.methods[method];
    if (!facts.str(row.name).starts_with('_') || row.super == Super::always || row.super == Super::sometimes || overriding_->contains(method)) return true;
    if (asked_.contains({no_name, row.name}) || (row.owner != no_row && asked_.contains({facts.classes[row.owner].model, row.name}))) return true;
    const auto decorators = facts.items(row.decorators);
    return std::any_of(decorators.begin(), decorators.end(), [&](Name name) {
        const std::string_view text = facts.str(name);
        return text.find("onchange(") != text.npos || text.find("constrains(") != text.npos || text.find("ondelete(") != text.npos || text.find("route(") != text.npos;
    });
}

// `self` of a method of the class, never given another meaning.
bool KnownTypes::of_self(const UseRow& use, NodeId object) const {
    const PythonTree& tree = code_.tree();
    const Facts& facts = program_.world.facts;
    const MethodRow& method = facts.methods[use.scope];
    if (!(use.flags & use_self) || !is_self(tree, object) || method.owner == no_row || facts.classes[method.owner].model != use.root) return false;
    if (facts.items(facts.classes[method.owner].bases).size() != 1) return false;   // a plain class beside the model's base may have it
    return looked_.self_bound == 1 && facts.str(method.params).starts_with("self");
}

// What holds of a whole method: how often `self` is given a meaning, its own parameter first; and whether its code looks first at what
// the record is, or lives with it having no such attribute.
void KnownTypes::look(Index method) {
    looked_ = {.method = method};
    const PythonTree& tree = code_.tree();
    for (NodeId id = 0; id < tree.nodes.size(); ++id) {
        if (!is_self(tree, id) || tree[id].parent == no_node) continue;
        const NodeId parent = tree[id].parent;
        switch (tree[parent].kind) {
            case Py::parameters:
            case Py::lambda_parameters:
            case Py::typed_parameter:
            case Py::pattern_list:
            case Py::tuple_pattern:
            case Py::as_pattern_target:
            case Py::named_expression: ++looked_.self_bound; break;
            case Py::assignment:
            case Py::augmented_assignment:
            case Py::for_statement:
            case Py::for_in_clause: looked_.self_bound += tree[id].field == PyField::left; break;
            default: break;
        }
    }
    static constexpr std::array asks = {"hasattr(", "getattr(", "_fields", "._name", "AttributeError", "isinstance(", "except Exception", "except:", "suppress("};
    const std::string_view text = tree.source;
    looked_.asks_around = std::any_of(asks.begin(), asks.end(), [&](std::string_view word) { return text.find(word) != text.npos; });
}

// self.env['model'], or what takes it into another environment: .sudo(), .with_context(...)
bool KnownTypes::of_environment(NodeId object) const {
    const PythonTree& tree = code_.tree();
    while (tree[object].kind == Py::call) {
        const NodeId function = tree.child(object, PyField::function), name = function == no_node ? no_node : tree.child(function, PyField::attribute);
        if (name == no_node || tree[function].kind != Py::attribute || (tree.text(name) != "sudo" && !tree.text(name).starts_with("with_"))) return false;
        object = tree.first_child(function);
    }
    if (tree[object].kind != Py::subscript || tree.text(tree.first_child(object)) != "self.env") return false;
    const NodeId key = tree.child(object, PyField::subscript);
    return key != no_node && tree[key].kind == Py::string;
}

bool KnownTypes::inherited_elsewhere(Name model) {
    const Facts& facts = program_.world.facts;
    if (!parents_) {
        parents_.emplace();
        for (const ClassRow& row : facts.classes)
            for (const Name parent : facts.items(row.inherits))
                if (parent != row.model) parents_->insert(parent);
    }
    return parents_->contains(model);
}

}  // namespace driftline

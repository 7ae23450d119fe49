#include "rules/upgrade/never_empty.h"

#include "rules/method_code.h"
#include "rules/upgrade/gone.h"

namespace driftline {
namespace {

bool required(const Program& program, const TargetNames& names, const Link& link) {
    const Facts& facts = program.world.facts;
    for (const SymbolRef& symbol : names.definitions(facts.str(link.owner), facts.str(link.name)))
        if (symbol.column == SymbolRef::Column::field && upstream(program, symbol.module) && facts.fields[symbol.row].required == Tri::yes) return true;
    return false;
}

bool is_selection(const Program& program, const Link& link) {
    return link.outcome == Outcome::bound && link.target.column == SymbolRef::Column::field && program.world.str(program.world.facts.fields[link.target.row].type) == "Selection";
}

NodeId parent_of(const PythonTree& tree, NodeId id) {
    do id = tree[id].parent;
    while (id != no_node && tree[id].kind == Py::parenthesized_expression);
    return id;
}

// ('field', '=', False): an empty one is searched for, or left out.
bool is_searched(const PythonTree& tree, NodeId id) {
    while (id != no_node && tree[id].kind != Py::string) id = tree[id].parent;
    const NodeId operation = id == no_node ? no_node : tree.next_sibling(id), value = operation == no_node ? no_node : tree.next_sibling(operation);
    return value != no_node && (tree[value].kind == Py::false_ || tree[value].kind == Py::none);
}

// `not x.field`, `if x.field:`, `lambda x: x.field`; `x.field or 'other'` only has a value to give.
bool is_tested(const PythonTree& tree, NodeId id) {
    const NodeId attribute = id == no_node ? no_node : tree[id].parent;
    if (attribute == no_node || tree[attribute].kind != Py::attribute || tree[id].field != PyField::attribute) return false;
    for (NodeId at = attribute, above = parent_of(tree, at); above != no_node; at = above, above = parent_of(tree, above)) {
        switch (tree[above].kind) {
            case Py::not_operator: case Py::lambda: case Py::if_clause: return true;
            case Py::if_statement: case Py::elif_clause: case Py::while_statement: return tree[at].field == PyField::condition || tree[tree[at].parent].field == PyField::condition;
            case Py::boolean_operator: break;
            default: return false;
        }
    }
    return false;
}

}  // namespace

std::vector<AskedEmpty> asked_empty(const Upgrade& upgrade) {
    std::vector<AskedEmpty> found;
    MethodCode code;
    for (const Link& link : upgrade.current.links) {
        const UseRow& use = upgrade.current.world.facts.uses[link.use];
        const bool searched = use.kind == UseKind::field_path && (use.flags & use_domain);
        if ((!searched && (use.kind != UseKind::attribute || (use.flags & use_write))) || use.is_data() || use.scope == no_row) continue;
        if (!is_selection(upgrade.current, link) || !comparable(upgrade, link.target)) continue;
        const Link* there = upgrade.link(link);
        if (there == nullptr || !is_selection(upgrade.target, *there)) continue;
        if (!required(upgrade.target, names_then(upgrade), *there) || required(upgrade.current, names_now(upgrade), link)) continue;
        if (!code.read(upgrade.current, use.scope)) continue;
        const NodeId at = code.innermost(use.at.begin);
        if (at != no_node && (searched ? is_searched(code.tree(), at) : is_tested(code.tree(), at))) found.push_back({&link, there, searched});
    }
    return found;
}

}  // namespace driftline

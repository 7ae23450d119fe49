#include "frameworks/odoo/python/reading.h"

#include <algorithm>

#include "frameworks/odoo/python/literal.h"

namespace driftline::odoo {
namespace {

bool names_a_registry(std::string_view text) {
    for (const std::string_view end : {"_fields", "env", "fields_get()", "registry", "pool"})
        if (text.ends_with(end)) return true;
    return false;
}

}  // namespace

Reading::Reading(const FileContext& context, const PythonTree& tree, Facts& out) : context(context), tree(tree), out(out) {
    for (NodeId id = 0; id < tree.nodes.size(); ++id) {
        switch (tree[id].kind) {
            case Py::comment: comments.push_back(id); break;
            case Py::import_statement:
            case Py::import_from_statement: import_statements.push_back(id); break;
            case Py::identifier: {
                const std::string_view name = tree.text(id);
                if (name == "super") supers.push_back(id);
                if ((name == "hasattr" || name == "getattr") && tree[id].field == PyField::function) {
                    const NodeId call = tree[id].parent, asked = positional(tree, call, 1);
                    if (name == "getattr" && positional(tree, call, 2) == no_node) break;
                    if (const auto text = asked == no_node ? std::nullopt : string(asked)) probes.push_back({id, *text});
                }
                break;
            }
            case Py::op_in:
            case Py::op_not_in: {
                const NodeId left = tree[id].parent + 1, right = id + 1;
                if (right >= tree[tree[id].parent].next || tree[left].kind != Py::string || !names_a_registry(tree.text(right))) break;
                if (const auto text = string(left)) probes.push_back({id, *text});
                break;
            }
            default: break;
        }
    }
}

bool Reading::commented(NodeId from, NodeId to) const {
    const PyNode &first = tree[from], &last = tree[to];
    auto c = std::lower_bound(comments.begin(), comments.end(), first.begin, [&](NodeId id, uint32_t byte) { return tree[id].end < byte; });
    if (c != comments.begin() && tree[*(c - 1)].line + 1 == first.line) {
        const std::string_view before = tree.source.substr(0, tree[*(c - 1)].begin);
        const size_t text = before.find_last_not_of(" \t");
        if (text == std::string_view::npos || before[text] == '\n') return true;
    }
    if (c == comments.end()) return false;
    if (tree[*c].begin < last.end) return true;
    return tree.source.substr(last.end, tree[*c].begin - last.end).find('\n') == std::string_view::npos;
}

std::optional<std::string_view> Reading::string(NodeId id) {
    id = unwrapped(tree, id);
    if (tree[id].kind == Py::string) {
        const Literal literal = read_literal(tree, id);
        if (literal.formatted) return std::nullopt;
        if (!literal.escaped) return literal.content;
        return keep(unescape(literal.content));
    }
    if (tree[id].kind != Py::concatenated_string) return std::nullopt;
    std::string whole;
    bool plain = true;
    each_child(tree, id, [&](NodeId part) {
        const auto text = tree[part].kind == Py::string ? string(part) : std::nullopt;
        plain = plain && text;
        if (plain) whole += *text;
    });
    if (!plain) return std::nullopt;
    return keep(std::move(whole));
}

NodeId Reading::resolve_constant(NodeId id) {
    id = unwrapped(tree, id);
    for (int hops = 0; hops < 4 && tree[id].kind == Py::identifier; ++hops) {
        const auto found = constants.find(tree.text(id));
        if (found == constants.end() || !afford(found->second)) break;
        id = unwrapped(tree, found->second);
    }
    return id;
}

std::optional<std::string_view> Reading::constant_string(NodeId id) { return string(resolve_constant(id)); }

std::string Reading::dotted(NodeId id) const {
    std::vector<NodeId> steps;
    for (; tree[id].kind == Py::attribute; id = tree.first_child(id)) steps.push_back(tree.child(id, PyField::attribute));
    if (tree[id].kind != Py::identifier && tree[id].kind != Py::dotted_name) return {};
    std::string path(tree.text(id));
    for (auto step = steps.rbegin(); step != steps.rend(); ++step)
        if (*step != no_node) path.append(".").append(tree.text(*step));
    return path;
}

std::string Reading::full_path(const Imported& imported) const {
    std::string path(out.str(imported.root));
    if (!imported.path.empty()) path.append(".").append(imported.path);
    return path;
}

std::string Reading::resolved(NodeId id) const {
    std::string path = dotted(id);
    const size_t first = path.find('.');
    if (const Imported* found = imported(std::string_view(path).substr(0, first)))
        path = full_path(*found) + (first == std::string::npos ? "" : path.substr(first));
    return path;
}

NodeId first_child(const PythonTree& tree, NodeId id) {
    NodeId c = tree.first_child(id);
    while (c != no_node && (tree[c].kind == Py::comment || tree[c].kind == Py::line_continuation)) c = tree.next_sibling(c);
    return c;
}

NodeId unwrapped(const PythonTree& tree, NodeId id) {
    while (tree[id].kind == Py::parenthesized_expression) {
        const NodeId inside = first_child(tree, id);
        if (inside == no_node) break;
        id = inside;
    }
    return id;
}

NodeId positional(const PythonTree& tree, NodeId call, size_t index) {
    const NodeId arguments = tree.child(call, PyField::arguments);
    if (arguments == no_node || tree[arguments].kind != Py::argument_list) return no_node;
    for (NodeId c = first_child(tree, arguments); c != no_node; c = tree.next_sibling(c)) {
        const Py kind = tree[c].kind;
        if (kind == Py::comment) continue;
        if (kind == Py::keyword_argument || kind == Py::list_splat || kind == Py::dictionary_splat) return no_node;
        if (index-- == 0) return c;
    }
    return no_node;
}

NodeId keyword(const PythonTree& tree, NodeId call, std::string_view name) {
    const NodeId arguments = tree.child(call, PyField::arguments);
    if (arguments == no_node) return no_node;
    for (NodeId c = tree.first_child(arguments); c != no_node; c = tree.next_sibling(c))
        if (tree[c].kind == Py::keyword_argument && tree.text(c + 1) == name) return tree.child(c, PyField::value);
    return no_node;
}

bool is_sequence(Py kind) { return kind == Py::list || kind == Py::tuple || kind == Py::set; }

NodeId docstring(const PythonTree& tree, NodeId block) {
    const NodeId first = first_child(tree, block);
    if (first == no_node || tree[first].kind != Py::expression_statement) return no_node;
    const NodeId value = first_child(tree, first);
    if (value == no_node || tree.next_sibling(value) != no_node) return no_node;
    return tree[value].kind == Py::string || tree[value].kind == Py::concatenated_string ? first : no_node;
}

}  // namespace driftline::odoo

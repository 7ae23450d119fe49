// SQL in strings: any literal that begins like a statement, whoever runs it.
#include "frameworks/odoo/python/literal.h"
#include "frameworks/odoo/python/sql.h"
#include "frameworks/odoo/python/walker.h"

namespace driftline::odoo {
namespace {

// The text with a hole for each part that is not literal.
void append_text(const PythonTree& tree, NodeId id, std::string& out) {
    id = unwrapped(tree, id);
    switch (tree[id].kind) {
        case Py::string:
            for (NodeId c = tree.first_child(id); c != no_node; c = tree.next_sibling(c)) {
                if (tree[c].kind == Py::string_content) out += tree.text(c);
                else if (tree[c].kind == Py::interpolation) out += sql_hole;
            }
            return;
        case Py::concatenated_string: each_child(tree, id, [&](NodeId c) { append_text(tree, c, out); }); return;
        case Py::binary_operator: {
            const NodeId left = tree.child(id, PyField::left), right = tree.child(id, PyField::right), operation = tree.child(id, PyField::operator_);
            if (left != no_node) append_text(tree, left, out);
            if (right != no_node && operation != no_node && tree[operation].kind == Py::op_plus) append_text(tree, right, out);
            return;
        }
        default: out += sql_hole;
    }
}

// Cheap: most strings are refused by their first letter.
bool may_be_sql(const PythonTree& tree, NodeId id) {
    while (tree[id].kind == Py::binary_operator || tree[id].kind == Py::concatenated_string) ++id;
    if (tree[id].kind != Py::string) return false;
    std::string_view text = read_literal(tree, id).content;
    const size_t begin = text.find_first_not_of(" \t\r\n(");
    return begin != std::string_view::npos && std::string_view("SIUDWACTFLJsiudwactflj").find(text[begin]) != std::string_view::npos;
}

}  // namespace

void Walker::sql(NodeId id) {
    if (id < sql_until_ || !may_be_sql(tree_, id)) return;
    std::string text;
    append_text(tree_, id, text);
    if (!looks_like_sql(text)) return;
    sql_until_ = tree_[id].next;
    for (const SqlTable& table : read_sql(text)) {
        std::vector<Name> columns;
        for (const std::string_view column : table.columns) columns.push_back(out_.name(column));
        SqlRow row;
        row.verb = table.verb;
        row.dynamic = table.bare ? sql_bare : table.dynamic;
        row.table = out_.name(table.table);
        row.columns = out_.list(columns);
        row.scope = scope_.method;
        row.at = r_.at(id);
        out_.sql.push_back(row);
    }
}

}  // namespace driftline::odoo

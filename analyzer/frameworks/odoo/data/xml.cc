#include "frameworks/odoo/data/extract_data.h"
#include "frameworks/odoo/data/reader.h"

namespace driftline {
namespace {

using namespace odoo;

bool is_data_root(std::string_view tag) { return tag == "odoo" || tag == "openerp" || tag == "data"; }

// Depth is bounded by the tree's.
void read_children(DataReader& reader, ElementId root, bool noupdate) {
    const XmlTree& tree = reader.tree;
    noupdate = reader.is_true(root, "noupdate", noupdate);
    for (ElementId e = tree.first_child(root); e != no_element; e = tree.next_sibling(e)) {
        const std::string_view tag = tree[e].name;
        if (tag == "record") read_record(reader, e, noupdate);
        else if (tag == "template") read_template(reader, e, noupdate);
        else if (tag == "menuitem") read_menu(reader, e, noupdate);
        else if (tag == "function") read_function(reader, e, noupdate);
        else if (tag == "delete") read_delete(reader, e, noupdate);
        else if (tag == "asset") read_asset(reader, e, noupdate);
        else if (tag == "act_window") read_action(reader, e, noupdate);
        else if (tag == "report") read_report(reader, e, noupdate);
        else if (is_data_root(tag)) read_children(reader, e, noupdate);
    }
}

}  // namespace

void extract_xml(const FileContext& context, const XmlTree& tree, Facts& out) {
    read_remarks(tree, out);
    if (tree.has_error) {
        RemarkRow row;
        row.kind = RemarkRow::parse_error;
        row.reason = out.name(tree.error);
        row.at = {0, 0, 0, tree.error_line};
        out.remarks.push_back(row);
    }
    if (tree.elements.empty() || !is_data_root(tree[0].name)) return;
    DataReader reader(context, tree, out);
    reader.rows.base_flags = context.demo ? record_demo : 0;
    read_children(reader, 0, context.demo);
}

}  // namespace driftline

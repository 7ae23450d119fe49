#include "frameworks/odoo/python/extract_python.h"

#include <algorithm>
#include <numeric>
#include <unordered_set>

#include "base/text.h"
#include "frameworks/odoo/python/classes.h"
#include "frameworks/odoo/python/fields.h"
#include "frameworks/odoo/python/imports.h"
#include "frameworks/odoo/python/methods.h"
#include "frameworks/odoo/python/walker.h"

namespace driftline::odoo {
namespace {

// Comments `# driftline: allow[slug, other-slug] reason`
void read_remarks(Reading& reading) {
    const PythonTree& tree = reading.tree;
    for (const NodeId id : reading.comments) {
        std::string_view text = tree.text(id);
        constexpr std::string_view mark = "driftline:";
        const size_t at = text.find(mark);
        if (at == std::string_view::npos) continue;
        text = trim(text.substr(at + mark.size()));
        const size_t close = text.find(']');
        if (!text.starts_with("allow[") || close == std::string_view::npos) continue;
        const std::string_view before = tree.source.substr(0, tree[id].begin);
        const size_t code = before.find_last_not_of(" \t");
        RemarkRow row;
        row.whole_line = code == std::string_view::npos || before[code] == '\n';
        row.reason = reading.out.name(trim(text.substr(close + 1)));
        row.at = reading.at(id);
        for (const std::string_view slug : split(text.substr(6, close - 6), ',')) {
            row.slug = reading.out.name(trim(slug));
            reading.out.remarks.push_back(row);
        }
    }
}

class Extraction {
public:
    explicit Extraction(Reading& reading) : r_(reading), tree_(reading.tree), walker_(reading) {}

    void module() { statements(0, false); }

private:
    void statements(NodeId block, bool guarded) {
        each_child(tree_, block, [&](NodeId c) { statement(c, c, guarded); });
    }

    void statement(NodeId id, NodeId outer, bool guarded) {
        switch (tree_[id].kind) {
            case Py::decorated_definition: {
                const NodeId definition = tree_.child(id, PyField::definition);
                if (definition != no_node) statement(definition, id, guarded);
                break;
            }
            case Py::class_definition: class_definition(id, {}, guarded); break;
            case Py::function_definition: {
                const Index method = read_method(r_, id, outer, no_row, {}, guarded);
                walker_.function({id, outer, method}, nullptr);
                local_classes();
                break;
            }
            case Py::if_statement:
            case Py::elif_clause:
            case Py::try_statement:
            case Py::except_clause:
            case Py::else_clause: statements(id, true); break;
            case Py::with_statement:
            case Py::finally_clause:
            case Py::block: statements(id, guarded); break;
            default:
                walker_.module_statement(id);
                local_classes();
                added_field(id);
        }
    }

    // `setattr(IrRule, 'global', global_)` behind the class: how a field gets a Python keyword as its name (base's ir.rule).
    void added_field(NodeId statement) {
        const NodeId call = tree_[statement].kind == Py::expression_statement ? first_child(tree_, statement) : no_node;
        if (call == no_node || tree_[call].kind != Py::call) return;
        const NodeId function = tree_.child(call, PyField::function), arguments = tree_.child(call, PyField::arguments);
        if (function == no_node || arguments == no_node || tree_.text(function) != "setattr") return;
        std::vector<NodeId> given;
        each_child(tree_, arguments, [&](NodeId c) { given.push_back(c); });
        if (given.size() != 3 || tree_[given[1]].kind != Py::string) return;
        const auto cls = r_.classes.find(tree_.text(given[0]));
        if (cls == r_.classes.end()) return;
        ClassRow& row = r_.out.classes[cls->second];
        const bool last = row.fields.begin + row.fields.count == r_.out.fields.size();   // a class's fields stand together
        const NodeId value = r_.resolve_constant(given[2]);
        const std::string_view type = field_type(r_, value, row.model_kind != ModelKind::none);
        NodeId name = no_node;
        each_child(tree_, given[1], [&](NodeId c) { if (tree_[c].kind == Py::string_content) name = c; });
        if (!last || type.empty() || name == no_node) return;
        read_field(r_, call, name, value, type, cls->second, false);
        ++r_.out.classes[cls->second].fields.count;
    }

    void class_definition(NodeId definition, std::string_view outer, bool guarded) {
        const ClassSite site = read_class(r_, definition, outer, guarded);
        walker_.class_parts(site);
        for (const FunctionSite& method : site.methods) walker_.function(method, &site);
        local_classes();
        const std::string name(r_.out.str(r_.out.classes[site.row].name));
        for (const NodeId nested : site.nested) class_definition(nested, name, guarded);
    }

    // Of classes inside functions only models matter. Those inside their methods are not looked for again.
    void local_classes() {
        for (const NodeId definition : walker_.take_local_classes()) {
            if (!is_model(r_, definition)) continue;
            const ClassSite site = read_class(r_, definition, {}, true);
            walker_.class_parts(site);
            for (const FunctionSite& method : site.methods) walker_.function(method, &site);
        }
    }

    Reading& r_;
    const PythonTree& tree_;
    Walker walker_;
};

// Imports are read before functions are known: those inside one run when it does.
void find_scopes_of_imports(Facts& out) {
    std::vector<Index> rows(out.methods.size());
    std::iota(rows.begin(), rows.end(), 0);
    const auto begin = [&](Index row) { return out.methods[row].at.begin; };
    std::sort(rows.begin(), rows.end(), [&](Index a, Index b) { return begin(a) < begin(b); });
    for (UseRow& use : out.uses) {
        if (use.kind != UseKind::import || use.scope != no_row) continue;
        auto next = std::upper_bound(rows.begin(), rows.end(), use.at.begin, [&](uint32_t at, Index row) { return at < begin(row); });
        // The innermost that contains it; what a class inside a function defines may stand between.
        for (int nested = 0; next != rows.begin() && nested < 16 && use.scope == no_row; ++nested)
            if (const Index row = *--next; use.at.begin < out.methods[row].at.end) use.scope = row;
    }
}

// A name that an expression of a known type asks for, too, is no mere word.
void drop_typed_words(Facts& out) {
    std::unordered_set<uint32_t> typed;
    for (const UseRow& use : out.uses)
        if (use.kind != UseKind::word) typed.insert(use.at.begin);
    out.uses.remove_if([&](const UseRow& use) { return use.kind == UseKind::word && typed.contains(use.at.begin); });
}

}  // namespace

void extract_python(const FileContext& context, const PythonTree& tree, Facts& out) {
    Reading reading(context, tree, out);
    read_bindings(reading);
    read_remarks(reading);
    Extraction(reading).module();
    find_scopes_of_imports(out);
    if (context.words) drop_typed_words(out);
}

}  // namespace driftline::odoo

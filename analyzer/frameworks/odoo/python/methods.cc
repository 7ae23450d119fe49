#include "frameworks/odoo/python/methods.h"

#include <algorithm>

#include "base/digest.h"
#include "frameworks/odoo/python/literal.h"
#include "frameworks/odoo/python/super_paths.h"
#include "frameworks/odoo/said_words.h"

namespace driftline::odoo {
namespace {

bool is_statement(Py kind) {
    switch (kind) {
        case Py::expression_statement:
        case Py::return_statement:
        case Py::delete_statement:
        case Py::raise_statement:
        case Py::pass_statement:
        case Py::break_statement:
        case Py::continue_statement:
        case Py::global_statement:
        case Py::nonlocal_statement:
        case Py::assert_statement:
        case Py::exec_statement:
        case Py::print_statement:
        case Py::import_statement:
        case Py::import_from_statement:
        case Py::if_statement:
        case Py::for_statement:
        case Py::while_statement:
        case Py::try_statement:
        case Py::with_statement:
        case Py::match_statement:
        case Py::function_definition:
        case Py::class_definition: return true;
        default: return false;
    }
}

NodeId named_part(const PythonTree& tree, NodeId parameter) {
    const NodeId name = tree.child(parameter, PyField::name);
    return name != no_node ? name : first_child(tree, parameter);
}

std::string parameters_text(const PythonTree& tree, NodeId parameters) {
    std::string text;
    each_child(tree, parameters, [&](NodeId p) {
        if (!text.empty()) text += ", ";
        const char* after = "";
        NodeId inner = p;
        if (tree[p].kind == Py::default_parameter || tree[p].kind == Py::typed_default_parameter) after = "=";
        if (tree[p].kind == Py::default_parameter || tree[p].kind == Py::typed_default_parameter || tree[p].kind == Py::typed_parameter)
            inner = named_part(tree, p);
        if (inner == no_node) return;
        switch (tree[inner].kind) {
            case Py::list_splat_pattern:
            case Py::dictionary_splat_pattern: {
                const NodeId name = first_child(tree, inner);
                text += tree[inner].kind == Py::list_splat_pattern ? "*" : "**";
                if (name != no_node) text += tree.text(name);
                break;
            }
            default: text += tree.text(inner);
        }
        text += after;
    });
    return text;
}

// An answer that says nothing by itself: None, True, 0, 'x', [], self ...
bool says_nothing(const PythonTree& tree, NodeId id) {
    switch (tree[id].kind) {
        case Py::identifier: return tree.text(id) == "self";
        case Py::none:
        case Py::true_:
        case Py::false_:
        case Py::integer:
        case Py::float_:
        case Py::string:
        case Py::ellipsis: return true;
        case Py::list:
        case Py::tuple:
        case Py::dictionary: return first_child(tree, id) == no_node;
        default: return false;
    }
}

uint16_t body_shape(const PythonTree& tree, NodeId body) {
    uint16_t flags = 0;
    const NodeId doc = docstring(tree, body);
    if (doc != no_node) flags |= method_has_docstring;
    NodeId only = no_node;
    size_t count = 0;
    each_child(tree, body, [&](NodeId c) {
        if (c == doc) return;
        only = c;
        ++count;
    });
    if (count == 0) return flags | method_trivial;
    if (count > 1) return flags;
    const NodeId value = first_child(tree, only);
    if (tree[only].kind == Py::raise_statement) flags |= method_only_raises;
    if (tree[only].kind == Py::pass_statement) flags |= method_trivial;
    if (tree[only].kind == Py::return_statement && (value == no_node || says_nothing(tree, unwrapped(tree, value)))) flags |= method_trivial;
    if (tree[only].kind == Py::expression_statement && value != no_node && tree[value].kind == Py::ellipsis) flags |= method_trivial;
    return flags;
}

struct BodyCount {
    size_t statements = 0;
    bool generator = false;
};

BodyCount count_body(const PythonTree& tree, NodeId body) {
    BodyCount count;
    const NodeId doc = docstring(tree, body);
    NodeId nested_end = 0;  // inside a nested function up to here
    for (NodeId id = body; id < tree[body].next; ++id) {
        const Py kind = tree[id].kind;
        if (id != doc && is_statement(kind)) ++count.statements;
        if ((kind == Py::function_definition || kind == Py::lambda) && id >= nested_end) nested_end = tree[id].next;
        if (kind == Py::yield && id >= nested_end) count.generator = true;
    }
    return count;
}

}  // namespace

Index read_method(Reading& reading, NodeId definition, NodeId outer, Index owner, std::string_view class_name, bool guarded) {
    const PythonTree& tree = reading.tree;
    Facts& out = reading.out;
    MethodRow row;
    row.owner = owner;
    const NodeId name = tree.child(definition, PyField::name), body = tree.child(definition, PyField::body);
    const NodeId parameters = tree.child(definition, PyField::parameters);
    if (name != no_node) row.name = out.name(tree.text(name));
    const std::string params = parameters == no_node ? std::string() : parameters_text(tree, parameters);
    row.params = out.name(params);
    row.signature_digest = digest64(params);

    std::vector<Name> decorators;
    std::string all;
    if (outer != definition)
        each_child(tree, outer, [&](NodeId c) {
            if (tree[c].kind != Py::decorator) return;
            const NodeId what = first_child(tree, c);
            if (what == no_node) return;
            const std::string text = normal_text(tree, what);
            if (text == "property" || text.ends_with("lazy_property") || text.ends_with(".setter") || text == "functools.cached_property")
                row.flags |= method_property;
            if (text == "staticmethod") row.flags |= method_static;
            if (text == "classmethod") row.flags |= method_class;
            decorators.push_back(out.name(text));
            all += text;
            all += '\n';
        });
    row.decorators = out.list(decorators);
    row.decorators_digest = digest64(all);
    for (NodeId c = tree.first_child(definition); c != no_node; c = tree.next_sibling(c))
        if (tree[c].kind == Py::kw_async) row.flags |= method_async;
    if (guarded) row.flags |= method_guarded;
    if (reading.commented(outer, definition)) row.flags |= method_has_comment;

    row.at = reading.at(definition);
    row.body = out.keep(tree.source.substr(tree[outer].begin, tree[definition].end - tree[outer].begin));
    if (!reading.context.words) row.said = SaidWords::of_this_thread().body(std::string_view(out.text).substr(out.text.size() - row.body.size), out.str(row.name), out);
    if (body != no_node) {
        row.flags |= body_shape(tree, body);
        const BodyCount count = count_body(tree, body);
        row.statements = uint16_t(std::min<size_t>(count.statements, 0xFFFF));
        if (count.generator) row.flags |= method_generator;
        std::string tokens;
        tokens.reserve(tree[body].end - tree[body].begin);
        append_tokens(tree, body, tokens);
        row.body_digest = digest64(tokens);
    }
    if (owner != no_row) {
        const SuperPaths paths = find_super(reading, definition, class_name);
        row.super = paths.super;
        row.flags |= paths.flags;
        row.super_missing_line = paths.missing_line;
    }
    out.methods.push_back(row);
    return Index(out.methods.size() - 1);
}

}  // namespace driftline::odoo

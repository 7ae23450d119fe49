// Statements: the order in which names are bound.
#include <algorithm>

#include "frameworks/odoo/python/walker.h"

namespace driftline::odoo {

void Walker::begin_scope(Scope scope, NodeId definition) {
    scope_ = scope;
    guards_ = {};
    variables_.clear();
    additions_.resize(1);
    probed_.clear();
    definition_ = scope.method == no_row ? no_node : definition;
    probe(definition);
}

// What a function asks about before it is used counts in all of it.
void Walker::probe(NodeId definition) {
    auto probe = std::lower_bound(r_.probes.begin(), r_.probes.end(), definition, [](const Probe& p, NodeId id) { return p.at < id; });
    for (; probe != r_.probes.end() && probe->at < tree_[definition].next; ++probe) probed_.insert(probe->name);
}

void Walker::function(const FunctionSite& site, const ClassSite* owner) {
    Scope scope;
    scope.method = site.method;
    if (owner) scope = {site.method, owner->row, owner->model, tree_.text(tree_.child(owner->definition, PyField::name))};
    class_ = owner;
    begin_scope(scope, site.outer);
    decorators(site, site.method);
    const bool instance = !(out_.methods[site.method].flags & (method_static | method_class));
    const Value self = owner && instance ? own() : owner ? Value{} : patched_self(site.definition);
    bind_parameters(tree_.child(site.definition, PyField::parameters), self, self.is_record());
    if (owner && self.is_record()) bind_values(site.definition);
    if (const NodeId body = tree_.child(site.definition, PyField::body); body != no_node) statements(body);
}

void Walker::module_statement(NodeId id) {
    class_ = nullptr;
    begin_scope({}, id);
    statement(id);
}

void Walker::statements(NodeId block) {
    each_child(tree_, block, [&](NodeId c) { statement(c); });
}

void Walker::branch(NodeId block) {
    if (block == no_node) return;
    const size_t mark = variables_.mark();
    statements(block);
    variables_.merge(mark);
}

void Walker::statement(NodeId id) {
    switch (tree_[id].kind) {
        case Py::expression_statement: {
            const NodeId what = first_child(tree_, id);
            if (what == no_node || tree_[what].kind == Py::string || tree_[what].kind == Py::concatenated_string) break;
            if (tree_[what].kind == Py::assignment) assignment(what);
            else if (tree_[what].kind == Py::augmented_assignment) augmented_assignment(what);
            else visit_children(id);
            break;
        }
        case Py::if_statement: if_statement(id); break;
        case Py::for_statement: for_statement(id); break;
        case Py::while_statement:
            if (const NodeId condition = tree_.child(id, PyField::condition); condition != no_node) visit(condition);
            branch(tree_.child(id, PyField::body));
            break;
        case Py::try_statement: try_statement(id); break;
        case Py::with_statement:
            each_child(tree_, id, [&](NodeId c) { tree_[c].kind == Py::block ? statements(c) : visit(c); });
            break;
        case Py::match_statement: {
            const NodeId body = tree_.child(id, PyField::body);
            each_child(tree_, id, [&](NodeId c) {
                if (c != body) visit(c);
            });
            if (body == no_node) break;
            each_child(tree_, body, [&](NodeId clause) {
                each_child(tree_, clause, [&](NodeId part) {
                    if (tree_[part].kind == Py::block) branch(part);
                    else if (tree_[part].kind == Py::if_clause) visit_children(part);
                });
            });
            break;
        }
        case Py::decorated_definition:
            each_child(tree_, id, [&](NodeId c) {
                if (tree_[c].kind == Py::decorator) visit_children(c);
                else statement(c);
            });
            break;
        case Py::function_definition: nested_function(id); break;
        case Py::class_definition: local_classes_.push_back(id); break;
        case Py::import_statement:
        case Py::import_from_statement:
        case Py::future_import_statement:
        case Py::global_statement:
        case Py::nonlocal_statement: break;
        case Py::other: type_statement(id); break;
        default: visit_children(id);
    }
}

// `type(x).name = value`: the grammar takes it for a type alias, `type X = Y`.
void Walker::type_statement(NodeId id) {
    const NodeId left = first_child(tree_, id), right = left == no_node ? no_node : tree_.next_sibling(left);
    if (right == no_node || tree_[left].kind != Py::type || tree_[right].kind != Py::type) { visit_children(id); return; }
    const NodeId target = first_child(tree_, left), value = first_child(tree_, right);
    if (target == no_node || value == no_node || tree_[target].kind != Py::attribute) return;
    visit(value);
    const NodeId name = tree_.child(target, PyField::attribute);
    Value object = eval(tree_.first_child(target));
    if (name == no_node || !object.is_record() || !object.path.empty()) return;
    object.what = What::model_class;
    patch(object, tree_.text(name), value, target, PatchKind::assignment);
}

void Walker::if_statement(NodeId id) {
    if (const NodeId condition = tree_.child(id, PyField::condition); condition != no_node) visit(condition);
    branch(tree_.child(id, PyField::consequence));
    for (NodeId c = tree_.first_child(id); c != no_node; c = tree_.next_sibling(c)) {
        if (tree_[c].kind == Py::elif_clause) {
            if (const NodeId condition = tree_.child(c, PyField::condition); condition != no_node) visit(condition);
            branch(tree_.child(c, PyField::consequence));
        } else if (tree_[c].kind == Py::else_clause) {
            branch(tree_.child(c, PyField::body));
        }
    }
}

void Walker::for_statement(NodeId id) {
    const NodeId over = tree_.child(id, PyField::right), target = tree_.child(id, PyField::left), body = tree_.child(id, PyField::body);
    const Value value = over == no_node ? Value{} : eval(over);
    const size_t mark = variables_.mark();
    if (target != no_node) bind(target, element(value), no_node);
    if (body != no_node) statements(body);
    variables_.merge(mark);
    for (NodeId c = tree_.first_child(id); c != no_node; c = tree_.next_sibling(c))
        if (tree_[c].kind == Py::else_clause) branch(tree_.child(c, PyField::body));
}

void Walker::try_statement(NodeId id) {
    Guards caught;
    for (NodeId c = tree_.first_child(id); c != no_node; c = tree_.next_sibling(c)) {
        if (tree_[c].kind != Py::except_clause) continue;
        const NodeId what = first_child(tree_, c);
        if (what == no_node || tree_[what].kind == Py::block) continue;
        const std::string_view text = tree_.text(what);
        caught.attribute |= text.find("AttributeError") != std::string_view::npos;
        caught.key |= text.find("KeyError") != std::string_view::npos;
        caught.import |= text.find("ImportError") != std::string_view::npos || text.find("ModuleNotFoundError") != std::string_view::npos;
        caught.value |= text.find("ValueError") != std::string_view::npos;
    }
    const Guards before = guards_;
    guards_ = {before.attribute | caught.attribute, before.key | caught.key, before.import | caught.import, before.value | caught.value};
    if (const NodeId body = tree_.child(id, PyField::body); body != no_node) statements(body);
    guards_ = before;
    for (NodeId c = tree_.first_child(id); c != no_node; c = tree_.next_sibling(c)) {
        switch (tree_[c].kind) {
            case Py::except_clause:
            case Py::except_group_clause: {
                const size_t mark = variables_.mark();
                each_child(tree_, c, [&](NodeId part) {
                    if (tree_[part].kind == Py::block) statements(part);
                    else if (tree_[part].field == PyField::alias) bind_unknown(part);
                    else visit(part);
                });
                variables_.merge(mark);
                break;
            }
            case Py::else_clause: branch(tree_.child(c, PyField::body)); break;
            case Py::finally_clause: statements(first_child(tree_, c) == no_node ? c : first_child(tree_, c)); break;
            default: break;
        }
    }
}

void Walker::nested_function(NodeId id) {
    if (const NodeId name = tree_.child(id, PyField::name); name != no_node) variables_.set(tree_.text(name), {});
    const size_t mark = variables_.mark();
    bind_parameters(tree_.child(id, PyField::parameters), patched_self(id));
    if (const NodeId body = tree_.child(id, PyField::body); body != no_node) statements(body);
    variables_.restore(mark);
}

// The records that a function is called with which takes the place of a method of somebody's model.
Value Walker::patched_self(NodeId definition) {
    const NodeId parameters = tree_.child(definition, PyField::parameters), name = tree_.child(definition, PyField::name);
    const NodeId first = parameters == no_node ? no_node : first_child(tree_, parameters);
    if (name == no_node || first == no_node || tree_[first].kind != Py::identifier || tree_.text(first) != "self") return {};
    if (!patching_found_) find_patching();
    const auto known = patching_.find(tree_.text(name));
    return known == patching_.end() ? Value{} : record(known->second);
}

// A parameter called `env` is an environment, unless the function has the one of its record (`of_record`).
void Walker::bind_parameters(NodeId parameters, const Value& first, bool of_record) {
    if (parameters == no_node) return;
    bool is_first = true;
    each_child(tree_, parameters, [&](NodeId p) {
        NodeId name = p;
        if (tree_[p].kind == Py::default_parameter || tree_[p].kind == Py::typed_default_parameter) {
            name = tree_.child(p, PyField::name);
            if (const NodeId value = tree_.child(p, PyField::value); value != no_node) visit(value);
        } else if (tree_[p].kind != Py::identifier) {
            name = first_child(tree_, p);
        }
        if (name != no_node && tree_[name].kind != Py::identifier) name = first_child(tree_, name);
        if (name == no_node || tree_[name].kind != Py::identifier) { is_first = false; return; }
        const std::string_view text = tree_.text(name);
        Value value;
        if (is_first) value = first;
        const bool unknown = value.what == What::unknown && !of_record;
        if (unknown && text == "env") value.what = What::env;
        if (unknown && (text == "registry" || text == "pool")) value.what = What::registry;
        variables_.set(text, value);
        is_first = false;
    });
}

// What create() and write() are given are values of the fields of their model.
void Walker::bind_values(NodeId definition) {
    const NodeId name = tree_.child(definition, PyField::name), parameters = tree_.child(definition, PyField::parameters);
    if (name == no_node || parameters == no_node || (tree_.text(name) != "create" && tree_.text(name) != "write")) return;
    const NodeId first = first_child(tree_, parameters), second = first == no_node ? no_node : tree_.next_sibling(first);
    if (second == no_node || tree_[second].kind != Py::identifier) return;
    Value values = own();
    values.what = What::values;
    variables_.set(tree_.text(second), values);
}

void Walker::assignment(NodeId id) {
    NodeId right = id;
    while (right != no_node && tree_[right].kind == Py::assignment) right = tree_.child(right, PyField::right);
    if (right == no_node) return;   // only an annotation
    const Value value = eval(right);
    for (NodeId a = id; tree_[a].kind == Py::assignment; a = tree_.child(a, PyField::right))
        if (const NodeId left = tree_.child(a, PyField::left); left != no_node) bind(left, value, right);
}

void Walker::augmented_assignment(NodeId id) {
    const NodeId left = tree_.child(id, PyField::left), right = tree_.child(id, PyField::right);
    if (right != no_node) visit(right);
    if (left == no_node) return;
    if (tree_[left].kind != Py::identifier) { bind(left, {}, right); return; }
    // A recordset stays one, and of its model, under |=, &=, += and -=; anything else is not what it was.
    const Value before = variables_.get(tree_.text(left));
    if (before.is_record()) return;
    if (before.what != What::literal && before.what != What::unknown) variables_.set(tree_.text(left), {});
    add_to(left, right);
}

void Walker::bind(NodeId target, const Value& value, NodeId right) {
    switch (tree_[target].kind) {
        case Py::identifier: {
            const bool unknown = value.what == What::unbound || value.what == What::unknown;
            variables_.set(tree_.text(target), bound_anew(target, !unknown ? value : tree_.text(target) == "env" ? Value(What::env) : Value{}, right));
            break;
        }
        case Py::parenthesized_expression: bind(unwrapped(tree_, target) == target ? target + 1 : unwrapped(tree_, target), value, right); break;
        case Py::attribute: {
            const NodeId name = tree_.child(target, PyField::attribute);
            Value object = chain(tree_.first_child(target));
            if (name == no_node) break;
            if (right != no_node && patch(object, tree_.text(name), right, target, PatchKind::assignment)) break;
            if (!object.is_record()) { flush(object); break; }
            object.path = join(object.path, tree_.text(name));
            use(UseKind::attribute, target_of(object), object.path, name, use_write);
            if (right != no_node) constants(right, target_of(object), use_write);
            break;
        }
        case Py::subscript: {
            const NodeId of = tree_.first_child(target);
            if (of != no_node && tree_[of].kind == Py::identifier && written_key(of, tree_.child(target, PyField::subscript))) break;
            Value object = chain(target);
            if (object.is_record() && object.pending) {
                use(UseKind::attribute, target_of(object), object.path, object.node, use_write);
                if (right != no_node) constants(right, target_of(object), use_write);
            } else {
                flush(object);
            }
            break;
        }
        case Py::pattern_list:
        case Py::tuple_pattern:
        case Py::list_pattern: bind_each(target, value); break;
        default: bind_unknown(target);
    }
}

void Walker::bind_each(NodeId pattern, const Value& value) {
    size_t index = 0;
    each_child(tree_, pattern, [&](NodeId part) {
        Value one;
        if (value.what == What::enumerated && index == 1) {
            one = value;
            one.what = What::record;
        }
        bind(part, one, no_node);
        ++index;
    });
}

void Walker::bind_unknown(NodeId target) {
    for (NodeId id = target; id < tree_[target].next; ++id)
        if (tree_[id].kind == Py::identifier) bind(id, {}, no_node);
}

}  // namespace driftline::odoo

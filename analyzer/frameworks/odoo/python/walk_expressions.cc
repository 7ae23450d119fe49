// Expressions: what they are, and the uses of attributes on the way.
#include "frameworks/odoo/python/literal.h"
#include "frameworks/odoo/python/walker.h"

namespace driftline::odoo {
namespace {

bool is_request(std::string_view root, std::string_view path) {
    return (root == "odoo.http" && path == "request") || (root == "odoo" && path == "http.request");
}

// Of a record, but no field: nothing another version may lack.
bool is_plumbing(std::string_view name) { return name == "id" || name == "ids" || name == "_ids" || name == "_prefetch_ids"; }
// Of a record, and no record: what is done with it is no affair of the model's ("ctx = self._context.copy()").
bool is_of_environment(std::string_view name) { return name == "_context" || name == "_cr" || name == "_uid"; }

}  // namespace

UseRow& Walker::use(UseKind kind, Name root, std::string_view path, NodeId at, uint16_t flags) {
    UseRow row;
    row.kind = kind;
    row.flags = flags;
    row.root = root;
    row.path = out_.name(path);
    row.scope = scope_.method;
    row.owner = scope_.owner;
    row.at = r_.at(at);
    bool guarded = false;
    switch (kind) {
        case UseKind::attribute:
        case UseKind::call: guarded = guards_.attribute; break;
        case UseKind::model: guarded = guards_.key; break;
        case UseKind::xmlid: guarded = guards_.value; break;
        case UseKind::import: guarded = guards_.import || guards_.attribute; break;
        default: break;
    }
    if (!probed_.empty() && !guarded) {
        guarded = probed_.contains(out_.str(root));
        for (size_t begin = 0; !guarded && begin < path.size();) {
            const size_t end = std::min(path.find('.', begin), path.size());
            guarded = probed_.contains(path.substr(begin, end - begin));
            begin = end + 1;
        }
    }
    if (guarded) row.flags |= use_guarded;
    return out_.uses.emplace_back(row);
}

std::string_view Walker::join(std::string_view path, std::string_view step) {
    if (path.empty()) return step;
    // `a.b` in the source is already the text of its path.
    if (path.data() + path.size() + 1 == step.data() && path.data()[path.size()] == '.') return {path.data(), path.size() + 1 + step.size()};
    std::string joined(path);
    return r_.keep(joined.append(".").append(step));
}

void Walker::flush(Value& value) {
    if (!value.pending) return;
    value.pending = false;
    if (value.is_record()) use(UseKind::attribute, target_of(value), value.path, value.node);
    else if (value.what == What::imported && value.foreign) use(UseKind::import, value.root, value.path, value.node);
}

void Walker::visit_children(NodeId id) {
    for (NodeId c = tree_.first_child(id); c != no_node; c = tree_.next_sibling(c)) visit(c);
}

void Walker::visit(NodeId id) {
    switch (tree_[id].kind) {
        case Py::identifier:
        case Py::integer:
        case Py::float_:
        case Py::comment:
        case Py::type:
        case Py::none:
        case Py::true_:
        case Py::false_: return;
        default: eval(id);
    }
}

Value Walker::eval(NodeId id) {
    Value value = chain(id);
    flush(value);
    return value;
}

Value Walker::chain(NodeId id) {
    switch (tree_[id].kind) {
        case Py::identifier: return name_value(id);
        case Py::attribute: return attribute(id);
        case Py::call: return call(id);
        case Py::subscript: return subscript(id);
        case Py::parenthesized_expression: {
            const NodeId inside = first_child(tree_, id);
            return inside == no_node ? Value{} : chain(inside);
        }
        case Py::none:
        case Py::false_: return What::nothing;
        case Py::string:
            sql(id);
            for (NodeId c = tree_.first_child(id); c != no_node; c = tree_.next_sibling(c))
                if (tree_[c].kind == Py::interpolation) visit_children(c);
            return Value(What::literal, no_name, id);
        case Py::concatenated_string: {
            sql(id);
            const NodeId before = std::exchange(sql_until_, std::max(sql_until_, tree_[id].next));
            visit_children(id);
            sql_until_ = before;
            return Value(What::literal, no_name, id);
        }
        case Py::list:
        case Py::tuple: words_of_leaf(id); [[fallthrough]];
        case Py::set: visit_children(id); return Value(What::literal, no_name, id);
        case Py::dictionary: dictionary(id); return Value(What::literal, no_name, id);
        case Py::named_expression: {
            const NodeId name = tree_.child(id, PyField::name), right = tree_.child(id, PyField::value);
            if (name == no_node || right == no_node) return {};
            const Value value = eval(right);
            bind(name, value, no_node);
            return value;
        }
        case Py::conditional_expression: return conditional(id);
        case Py::boolean_operator: return boolean(id);
        case Py::binary_operator: return binary(id);
        case Py::comparison_operator: comparison(id); return {};
        case Py::lambda: lambda(id, {}); return {};
        case Py::list_comprehension:
        case Py::set_comprehension:
        case Py::dictionary_comprehension:
        case Py::generator_expression: return comprehension(id);
        case Py::assignment: assignment(id); return {};
        case Py::augmented_assignment: augmented_assignment(id); return {};
        case Py::keyword_argument:
            if (const NodeId value = tree_.child(id, PyField::value); value != no_node) visit(value);
            return {};
        case Py::type: return {};
        case Py::as_pattern:
            each_child(tree_, id, [&](NodeId c) { tree_[c].field == PyField::alias ? bind_unknown(c) : visit(c); });
            return {};
        default: visit_children(id); return {};
    }
}

Value Walker::name_value(NodeId id) {
    const std::string_view name = tree_.text(id);
    Value value = variables_.get(name);
    if (value.what != What::unbound) return value;
    value = {};
    if (const Imported* imported = r_.imported(name)) {
        value.what = is_request(out_.str(imported->root), imported->path) ? What::request : What::imported;
        value.root = imported->root;
        value.path = imported->path;
        value.foreign = imported->foreign;
    }
    return value;
}

Value Walker::attribute(NodeId id) {
    const NodeId object = tree_.first_child(id), name = tree_.child(id, PyField::attribute);
    if (object == no_node) return {};
    const Value value = chain(object);
    return name == no_node ? Value{} : step(value, tree_.text(name), name);
}

Value Walker::step(Value object, std::string_view name, NodeId at) {
    switch (object.what) {
        case What::record: return record_step(object, name, at);
        case What::env:
            if (name == "user") return record(out_.name("res.users"));
            if (name == "company" || name == "companies") return record(out_.name("res.company"));
            return name == "registry" ? Value(What::registry) : Value{};
        case What::request:
            if (name == "env") return What::env;
            return name == "registry" ? Value(What::registry) : Value{};
        case What::imported: {
            object.path = join(object.path, name);
            if (is_request(out_.str(object.root), object.path)) return What::request;
            object.pending = true;
            object.node = at;
            return object;
        }
        case What::model_class: {
            Value member = record(object.root);
            member.self = object.self;
            member.path = name;
            member.pending = true;
            member.node = at;
            return member;
        }
        case What::unknown:
        case What::unbound:
        case What::nothing: word(name, at); [[fallthrough]];
        default: return name == "env" ? Value(What::env) : name == "request" ? Value(What::request) : Value{};   // whatever it is, its env is one
    }
}

Value Walker::record_step(Value object, std::string_view name, NodeId at) {
    if (name == "_origin") return object;
    const bool whole = object.path.empty();
    if (name == "env" || name == "pool") {
        flush(object);
        return name == "env" ? What::env : What::registry;
    }
    if (name == "__class__" && whole) {
        object.what = What::model_class;
        return object;
    }
    if (name == "_fields" || (name == "_name" && whole)) {
        flush(object);
        object.what = name == "_fields" ? What::field_map : What::model_name;
        return object;
    }
    constexpr size_t longest_path = 400;   // `x = x.parent` again and again
    if (is_plumbing(name) || object.path.size() > longest_path) {
        flush(object);
        return {};
    }
    object.path = join(object.path, name);
    object.pending = true;
    object.node = at;
    if (!is_of_environment(name)) return object;
    flush(object);
    return {};
}

// env['model'] or registry['model']
Value Walker::keyed(NodeId key, bool is_class) {
    if (const auto text = text_of(key)) {
        if (text->empty() || (text->front() >= 'A' && text->front() <= 'Z')) return {};   // os.environ's, not a model's name
        const Name model = out_.name(*text);
        use(UseKind::model, model, {}, key);
        Value value = record(model);
        if (is_class) value.what = What::model_class;
        return value;
    }
    Value name = eval(key);
    if (name.what == What::model_name) {
        name.what = is_class ? What::model_class : What::record;
        return name;
    }
    use(UseKind::model, no_name, {}, key, use_dynamic).value = out_.name(clipped(normal_text(tree_, key, 100), 100));
    return {};
}

Value Walker::subscript(NodeId id) {
    const NodeId of = tree_.first_child(id), key = tree_.child(id, PyField::subscript);
    if (of == no_node) return {};
    Value object = chain(of);
    if (key == no_node) return {};
    const Py kind = tree_[unwrapped(tree_, key)].kind;
    const bool number = kind == Py::integer || kind == Py::unary_operator;
    switch (object.what) {
        case What::env: return keyed(key, false);
        case What::registry: return keyed(key, true);
        case What::record:
            if (kind == Py::slice) { visit_children(key); return object; }
            if (number) return object;
            if (const auto text = r_.string(key)) return step(object, *text, key);
            break;
        case What::elements:
            if (kind == Py::slice) { visit_children(key); return object; }
            return number ? element(object) : Value{};
        case What::field_map:
            if (const auto text = text_of(key)) field_name(*text, key, target_of(object), 0);
            return {};
        case What::values:
            if (number || kind == Py::slice) return object;
            [[fallthrough]];
        case What::unknown:
        case What::literal:
        case What::nothing:
            if (tree_[key].kind == Py::string)
                if (const auto text = r_.string(key)) word(*text, key);
            break;
        default: break;
    }
    flush(object);
    visit(key);
    return {};
}

Value Walker::element(const Value& collection) {
    Value one = collection;
    if (one.what == What::record || one.what == What::enumerated || one.what == What::values) return one;
    if (one.what != What::elements) return {};
    one.what = What::record;
    return one;
}

Value Walker::boolean(NodeId id) {
    const NodeId left = tree_.child(id, PyField::left), right = tree_.child(id, PyField::right), operation = tree_.child(id, PyField::operator_);
    const Value a = left == no_node ? Value{} : eval(left), b = right == no_node ? Value{} : eval(right);
    const bool is_and = operation != no_node && tree_[operation].kind == Py::op_and;
    return is_and ? b : either(a, b);
}

Value Walker::binary(NodeId id) {
    const NodeId left = tree_.child(id, PyField::left), right = tree_.child(id, PyField::right), operation = tree_.child(id, PyField::operator_);
    if (left == no_node || right == no_node) return {};
    if (operation != no_node && tree_[operation].kind == Py::op_plus && tree_[tree_[id].parent].kind != Py::binary_operator) {
        NodeId first = left;
        while (tree_[first].kind == Py::binary_operator) ++first;
        if (tree_[first].kind == Py::string || tree_[first].kind == Py::concatenated_string) sql(id);
    }
    const Value a = eval(left), b = eval(right);
    const Py kind = operation == no_node ? Py::other : tree_[operation].kind;
    if (kind == Py::op_bit_or || kind == Py::op_bit_and) return a.is_record() ? a : b.is_record() ? b : Value{};   // one model, or it fails
    if (kind == Py::op_plus && (a.what == What::literal || b.what == What::literal)) return Value(What::literal, no_name, id);
    if ((kind == Py::op_plus || kind == Py::op_minus) && a.is_record() && a.same_as(b)) return a;
    return {};
}

Value Walker::conditional(NodeId id) {
    Value parts[3];
    size_t n = 0;
    each_child(tree_, id, [&](NodeId c) {
        Value value = eval(c);
        if (n < 3) parts[n++] = value;
    });
    return either(parts[0], parts[2]);
}

Value Walker::comprehension(NodeId id) {
    const size_t mark = variables_.mark();
    const NodeId body = tree_.child(id, PyField::body);
    each_child(tree_, id, [&](NodeId c) {
        if (c == body) return;
        if (tree_[c].kind == Py::for_in_clause) {
            const NodeId target = tree_.child(c, PyField::left), over = tree_.child(c, PyField::right);
            const Value value = over == no_node ? Value{} : eval(over);
            if (target != no_node) bind(target, element(value), no_node);
        } else {
            visit(c);
        }
    });
    Value made = body == no_node ? Value{} : eval(body);
    variables_.restore(mark);
    if (made.is_record() && tree_[id].kind != Py::dictionary_comprehension) made.what = What::elements;
    else if (tree_[id].kind == Py::list_comprehension && made.what == What::literal) made = Value(What::literal, no_name, id);
    else made = {};
    return made;
}

Value Walker::lambda(NodeId id, const Value& first) {
    const size_t mark = variables_.mark();
    bind_parameters(tree_.child(id, PyField::parameters), first);
    const NodeId body = tree_.child(id, PyField::body);
    const Value value = body == no_node ? Value{} : eval(body);
    variables_.restore(mark);
    return value;
}

// record._name, attachment.res_model
bool Walker::holds_model_name(NodeId node) const {
    const NodeId of = node == no_node ? no_node : unwrapped(tree_, node);
    const NodeId name = of == no_node || tree_[of].kind != Py::attribute ? no_node : tree_.child(of, PyField::attribute);
    return name != no_node && names_model(tree_.text(name));
}

void Walker::comparison(NodeId id) {
    Value before;
    NodeId before_at = no_node;
    Py operation = Py::other;
    for (NodeId c = first_child(tree_, id); c != no_node; c = tree_.next_sibling(c)) {
        const Py kind = tree_[c].kind;
        if (kind == Py::comment) continue;
        if (kind >= Py::op_eq && kind <= Py::op_is_not) { operation = kind; continue; }
        Value value = eval(c);
        const bool equality = operation == Py::op_eq || operation == Py::op_ne, membership = operation == Py::op_in || operation == Py::op_not_in;
        // `move_type[:3] == 'out'`: a piece of the value is compared, not the value.
        const auto is_piece = [&](NodeId node) {
            const NodeId of = node == no_node ? no_node : unwrapped(tree_, node);
            const NodeId key = of != no_node && tree_[of].kind == Py::subscript ? tree_.child(of, PyField::subscript) : no_node;
            return key != no_node && (tree_[key].kind == Py::slice || tree_[key].kind == Py::integer);
        };
        if (before.is_record() && !before.path.empty() && (equality || membership) && !is_piece(before_at)) constants(c, target_of(before));
        else if (equality && value.is_record() && !value.path.empty() && before_at != no_node && !is_piece(c)) constants(before_at, target_of(value));
        if (equality || membership) {
            if (holds_model_name(before_at)) model_names(c);
            else if (equality && holds_model_name(c)) model_names(before_at);
        }
        if (membership && (value.what == What::env || value.what == What::registry))
            if (const auto model = text_of(before_at)) use(UseKind::model, out_.name(*model), {}, before_at, use_guarded);
        if (membership && value.what == What::field_map)
            if (const auto name = text_of(before_at)) field_name(*name, before_at, target_of(value), use_guarded);
        if (membership && value.is_record() && before.what == What::literal) asked_field(before_at, value);
        before = value;
        before_at = c;
    }
}

// 'name' in record: is there such a field (BaseModel.__contains__)? From then on its absence is known.
void Walker::asked_field(NodeId name, const Value& record) {
    const auto text = text_of(name);
    if (!text || text->empty() || text->find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") != std::string_view::npos) return;
    probed_.insert(*text);
    if (record.path.empty()) field_name(*text, name, target_of(record), use_guarded);   // else it may be text that is searched
}

// "%(name)s" % {"name": ...}, "{name}".format(**{"name": ...}): its keys are the text's own.
bool Walker::is_formatted_with(NodeId dictionary) const {
    NodeId id = dictionary;
    while (tree_[tree_[id].parent].kind == Py::parenthesized_expression) id = tree_[id].parent;
    const NodeId parent = tree_[id].parent;
    if (tree_[parent].kind == Py::binary_operator && tree_[id].field == PyField::right) {
        const NodeId left = tree_.child(parent, PyField::left);
        return left != no_node && tree_.source.substr(tree_[left].end, tree_[id].begin - tree_[left].end).find('%') != std::string_view::npos;
    }
    const NodeId call = tree_[parent].kind == Py::dictionary_splat && tree_[parent].parent != no_node ? tree_[tree_[parent].parent].parent : no_node;
    const NodeId function = call == no_node || tree_[call].kind != Py::call ? no_node : tree_.child(call, PyField::function);
    return function != no_node && tree_.text(function).ends_with(".format");
}

void Walker::dictionary(NodeId id) {
    const bool words = r_.context.words && !is_formatted_with(id);
    const List keys = words ? names_of_keys(id) : List{};
    each_child(tree_, id, [&](NodeId pair) {
        if (tree_[pair].kind != Py::pair) { visit(pair); return; }
        const NodeId key = tree_.child(pair, PyField::key), value = tree_.child(pair, PyField::value);
        if (key != no_node) visit(key);
        const bool schema = value != no_node && tree_[value].kind == Py::dictionary;   // no field is given a dictionary: this says what a parameter has to be
        if (key != no_node && tree_[key].kind == Py::string && words && !schema)
            if (const auto text = r_.string(key)) word(*text, key, use_key, keys);
        if (value == no_node) return;
        visit(value);
        // An action to open names its model.
        if (key == no_node || tree_[key].kind != Py::string || tree_[value].kind != Py::string || tree_.text(key).size() != 11) return;
        if (r_.string(key) != "res_model") return;
        const auto model = r_.string(value);
        if (model && model->find('.') != std::string_view::npos) use(UseKind::model, out_.name(*model), {}, value);
    });
}

std::optional<std::string_view> Walker::text_of(NodeId id) {
    id = unwrapped(tree_, id);
    if (tree_[id].kind == Py::identifier) {
        const Value value = variables_.get(tree_.text(id));
        if (value.what == What::literal && r_.afford(value.node)) return r_.string(value.node);
        if (value.what != What::unbound) return std::nullopt;
        return r_.constant_string(id);
    }
    return r_.string(id);
}

}  // namespace driftline::odoo

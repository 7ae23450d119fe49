// Calls: of records, environments, super and the built-in functions that say something about them.
#include <algorithm>

#include "frameworks/odoo/data/chars.h"
#include "frameworks/odoo/python/super_paths.h"
#include "frameworks/odoo/python/walker.h"

namespace driftline::odoo {
namespace {

constexpr int8_t none = -1;

// The ORM's methods (odoo/models.py; odoo/orm/models.py from 19): which give records of the same model back, and what their
// positional parameters are. By keyword the parameters are called as in `parameter_names`.
struct Method {
    std::string_view name;
    bool keeps = false;
    int8_t domain = none, values = none, fields = none, groupby = none;
};
constexpr Method methods[] = {
    {"_read_group", false, 0, none, 2, 1},
    {"_search", false, 0},
    {"_where_calc", false, 0},
    {"_write", false, none, 0},
    {"browse", true},
    {"concat", true},
    {"copy", true, none, 0},
    {"copy_data", false, none, 0},
    {"create", true, none, 0},
    {"default_get", false, none, none, 0},
    {"ensure_one", true},
    {"exists", true},
    {"fields_get", false, none, none, 0},
    {"filtered", true},
    {"filtered_domain", true, 0},
    {"flush", false, none, none, 0},
    {"flush_model", false, none, none, 0},
    {"flush_recordset", false, none, none, 0},
    {"formatted_read_group", false, 0, none, 2, 1},
    {"invalidate_cache", false, none, none, 0},
    {"invalidate_model", false, none, none, 0},
    {"invalidate_recordset", false, none, none, 0},
    {"modified", false, none, none, 0},
    {"name_search", false, 1},
    {"new", true, none, 0},
    {"read", false, none, none, 0},
    {"read_group", false, 0, none, 1, 2},
    {"search", true, 0},
    {"search_count", false, 0},
    {"search_fetch", true, 0, none, 1},
    {"search_read", false, 0, none, 1},
    {"sorted", true},
    {"sudo", true},
    {"union", true},
    {"update", false, none, 0},
    {"web_read_group", false, 0, none, 1, 2},
    {"web_search_read", false, 0},
    {"with_company", true},
    {"with_context", true},
    {"with_env", true},
    {"with_prefetch", true},
    {"with_user", true},
    {"write", false, none, 0},
};

const Method* find_method(std::string_view name) {
    const auto found = std::lower_bound(std::begin(methods), std::end(methods), name, [](const Method& m, std::string_view n) { return m.name < n; });
    return found != std::end(methods) && found->name == name ? found : nullptr;
}

}  // namespace

void Walker::arguments(NodeId id) {
    if (const NodeId list = tree_.child(id, PyField::arguments); list != no_node) visit(list);
}

void Walker::count_arguments(NodeId id, UseRow& row) {
    const NodeId list = tree_.child(id, PyField::arguments);
    if (list == no_node) return;
    if (tree_[list].kind != Py::argument_list) { row.arguments = 1; return; }
    std::vector<Name> keywords;
    size_t count = 0;
    each_child(tree_, list, [&](NodeId c) {
        switch (tree_[c].kind) {
            case Py::list_splat: count = 255; break;
            case Py::dictionary_splat: keywords.push_back(out_.name("**")); break;
            case Py::keyword_argument: keywords.push_back(out_.name(tree_.text(c + 1))); break;
            default: count = std::min<size_t>(count + 1, 255);
        }
    });
    row.arguments = uint8_t(count);
    const List stated = out_.list(keywords);
    row.keywords_begin = stated.begin;
    row.keyword_count = uint8_t(std::min<uint32_t>(stated.count, 255));
}

Value Walker::call(NodeId id) {
    const NodeId function = tree_.child(id, PyField::function);
    if (function == no_node) { visit_children(id); return {}; }
    if (tree_[function].kind == Py::attribute) {
        const NodeId object = tree_.first_child(function), name = tree_.child(function, PyField::attribute);
        if (object == no_node || name == no_node) { visit_children(id); return {}; }
        const Value receiver = chain(object);
        const Value made = method_call(receiver, name, id);
        added_by_call(tree_.text(name), object, id);
        return made;
    }
    if (tree_[function].kind == Py::identifier) {
        const std::string_view name = tree_.text(function);
        const Value callee = name_value(function);
        if (callee.what == What::env) { arguments(id); return callee; }
        if (callee.what == What::unknown) {
            bool known = true;
            const Value value = builtin(name, id, known);
            if (known) return value;
        }
        arguments(id);
        return callee.what == What::imported && name == "Environment" ? Value(What::env) : Value{};
    }
    Value callee = chain(function);
    flush(callee);
    arguments(id);
    return {};
}

Value Walker::builtin(std::string_view name, NodeId id, bool& known) {
    if (name == "super") {
        arguments(id);
        Value value = own();
        value.what = is_own_super(tree_, id, scope_.class_name) ? What::super_object : What::unknown;
        return value;
    }
    if (name == "hasattr" || name == "getattr" || name == "setattr") return asked_attribute(name, id);
    if (name == "type") {
        const NodeId of = positional(tree_, id, 0);
        Value value = of == no_node ? Value{} : eval(of);
        if (!value.is_record() || !value.path.empty()) return {};
        value.what = What::model_class;
        return value;
    }
    static constexpr std::string_view over[] = {"enumerate", "filter", "iter", "list", "map", "max", "min", "next", "reversed", "set", "sorted", "tuple"};
    if (std::binary_search(std::begin(over), std::end(over), name)) return over_collection(name, id);
    known = false;
    return {};
}

// hasattr(record, 'x'), getattr(record, 'x'[, default]), setattr(record, 'x', value)
Value Walker::asked_attribute(std::string_view function, NodeId id) {
    const NodeId of = positional(tree_, id, 0), name = positional(tree_, id, 1), third = positional(tree_, id, 2);
    if (of == no_node || name == no_node) { arguments(id); return {}; }
    Value object = chain(of);
    const auto text = text_of(name);
    if (third != no_node) visit(third);
    if (!text) {
        visit(name);
        if (object.is_record()) use(UseKind::attribute, target_of(object), object.path, name, use_dynamic | (function == "setattr" ? use_write : 0));
        else flush(object);
        return {};
    }
    if (function == "setattr" && third != no_node && patch(object, *text, third, id, PatchKind::setattr)) return {};
    if (!object.is_record()) {
        flush(object);
        return {};
    }
    object.path = join(object.path, *text);
    object.pending = false;
    const bool guarded = function == "hasattr" || (function == "getattr" && third != no_node);
    use(UseKind::attribute, target_of(object), object.path, name, (guarded ? use_guarded : 0) | (function == "setattr" ? use_write : 0));
    return function == "getattr" ? object : Value{};
}

// Python's own functions over a collection of records, with a lambda for `key` or as the first argument.
Value Walker::over_collection(std::string_view function, NodeId id) {
    const bool function_first = function == "map" || function == "filter";
    const NodeId list = tree_.child(id, PyField::arguments);
    if (list == no_node || tree_[list].kind != Py::argument_list) {
        Value value = list == no_node ? Value{} : eval(list);
        return value.what == What::elements && (function == "min" || function == "max" || function == "next") ? element(value) : value;
    }
    const NodeId collection = positional(tree_, id, function_first ? 1 : 0);
    Value value = collection == no_node ? Value{} : eval(collection);
    const Value one = element(value);
    Value made;
    each_child(tree_, list, [&](NodeId c) {
        if (c == collection) return;
        NodeId argument = c;
        if (tree_[c].kind == Py::keyword_argument) argument = tree_.child(c, PyField::value);
        if (argument == no_node) return;
        if (tree_[argument].kind == Py::lambda) made = lambda(argument, one);
        else visit(argument);
    });
    if (!one.is_record()) return {};
    if (function == "min" || function == "max" || function == "next") return one;
    value = function == "map" ? made : one;
    if (!value.is_record()) return {};
    value.what = function == "enumerate" ? What::enumerated : What::elements;
    return value;
}

Value Walker::method_call(Value object, NodeId name, NodeId id) {
    const std::string_view method = tree_.text(name);
    if (method == "env") {   // the environment with another user or context
        flush(object);
        arguments(id);
        return What::env;
    }
    switch (object.what) {
        case What::record: return record_call(object, name, id);
        case What::super_object: return super_call(name, id);
        case What::env: return env_call(name, id);
        case What::registry:
        case What::field_map:
            if (method == "get") {
                const NodeId key = positional(tree_, id, 0);
                const auto text = key == no_node ? std::nullopt : text_of(key);
                arguments(id);
                if (!text) return {};
                if (object.what == What::field_map) { field_name(*text, key, target_of(object), use_guarded); return {}; }
                use(UseKind::model, out_.name(*text), {}, key, use_guarded);
                Value made = record(out_.name(*text));
                made.what = What::model_class;
                return made;
            }
            break;
        case What::imported: {
            const NodeId target = positional(tree_, id, 0), value = positional(tree_, id, 1);
            if (method == "_patch_method" && target != no_node && value != no_node)
                if (const auto text = text_of(target)) patch(object, *text, value, id, PatchKind::patch_method);
            Value called = step(object, method, name);
            flush(called);
            arguments(id);
            return method == "Environment" ? Value(What::env) : called.what == What::env ? called : Value{};
        }
        case What::model_class: {
            const NodeId target = positional(tree_, id, 0), value = positional(tree_, id, 1);
            if (method == "_patch_method" && target != no_node && value != no_node) {
                if (const auto text = text_of(target)) patch(object, *text, value, id, PatchKind::patch_method);
                arguments(id);
                return {};
            }
            UseRow& row = use(UseKind::call, target_of(object), method, name);
            count_arguments(id, row);
            break;
        }
        case What::unknown:
        case What::unbound:
        case What::nothing: word(method, name); [[fallthrough]];
        default:
            if (const NodeId more = object.what == What::values && method == "update" ? positional(tree_, id, 0) : no_node; more != no_node) keys(more, target_of(object));
            by_name(method, id);
            words_of_call(method, id);
    }
    arguments(id);
    return {};
}

// Methods whose name alone says what their string is.
void Walker::by_name(std::string_view method, NodeId id) {
    const NodeId first = positional(tree_, id, 0);
    if (first == no_node) return;
    if (method == "has_group" || method == "has_groups" || method == "user_has_groups") {
        if (const auto text = text_of(first)) groups(*text, first, use_unseen);
    } else if (method == "_for_xml_id") {
        xmlid(first, 0);
    }
}

void Walker::xmlid(NodeId id, uint16_t flags) {
    const auto text = text_of(id);
    if (text && text->find('.') != std::string_view::npos) use(UseKind::xmlid, out_.name(*text), {}, id, flags);
    else if (!text) use(UseKind::xmlid, no_name, {}, id, flags | use_dynamic);
}

// [{'xml_id': 'x.y', ...}]: ids given to records, which data files would state.
void Walker::named_records(NodeId list, Name model) {
    list = literal_behind(list);
    if (tree_[list].kind != Py::list && tree_[list].kind != Py::tuple) return;
    each_child(tree_, list, [&](NodeId entry) {
        if (tree_[entry].kind != Py::dictionary) return;
        each_child(tree_, entry, [&](NodeId pair) {
            const NodeId key = tree_.child(pair, PyField::key), value = tree_.child(pair, PyField::value);
            if (key == no_node || value == no_node || r_.string(key) != "xml_id") return;
            const auto id = text_of(value);
            if (!id || !is_full_xmlid(*id)) return;
            RecordRow row;
            row.xmlid = out_.name(*id);
            row.model = model;
            row.values.begin = Index(out_.values.size());
            row.at = r_.at(value);
            row.order = uint32_t(out_.records.size());
            out_.records.push_back(row);
        });
    });
}

Value Walker::env_call(NodeId name, NodeId id) {
    const std::string_view method = tree_.text(name);
    const NodeId first = positional(tree_, id, 0);
    if (method == "ref" && first != no_node) {
        NodeId raises = positional(tree_, id, 1);
        if (raises == no_node) raises = keyword(tree_, id, "raise_if_not_found");
        xmlid(first, raises != no_node && tree_[raises].kind == Py::false_ ? use_guarded : 0);
    }
    arguments(id);
    if (method == "get" && first != no_node) {
        if (const auto text = text_of(first)) {
            use(UseKind::model, out_.name(*text), {}, first, use_guarded);
            return record(out_.name(*text));
        }
    }
    return {};
}

Value Walker::super_call(NodeId name, NodeId id) {
    const Value object = own();
    const std::string_view method = tree_.text(name);
    if (!object.is_record()) { arguments(id); return {}; }
    UseRow& row = use(UseKind::super_call, target_of(object), method, name);
    count_arguments(id, row);
    return named_arguments(object, method, id);
}

Value Walker::record_call(const Value& object, NodeId name, NodeId id) {
    const std::string_view method = tree_.text(name);
    const NodeId first = positional(tree_, id, 0);
    if (method == "_patch_method" && first != no_node && object.path.empty()) {
        const NodeId value = positional(tree_, id, 1);
        const auto text = text_of(first);
        if (text && value != no_node) patch(object, *text, value, id, PatchKind::patch_method);
    }
    UseRow& row = use(UseKind::call, target_of(object), join(object.path, method), name);
    count_arguments(id, row);
    by_name(method, id);
    if (method == "_load_records" && first != no_node) named_records(first, object.path.empty() ? object.root : no_name);
    if (method == "_update_xmlids" && first != no_node) named_records(first, no_name);
    // ir.model's: nothing is found of a name that no model has (odoo/addons/base/models/ir_model.py, _get and _get_id).
    if ((method == "_get" || method == "_get_id") && first != no_node && object.path.empty() && out_.str(object.root) == "ir.model") model_names(first);
    if (method == "mapped") return mapped(object, id);
    return named_arguments(object, method, id);
}

Value Walker::mapped(const Value& object, NodeId id) {
    const NodeId what = positional(tree_, id, 0);
    Value value = object;
    value.pending = false;
    if (what == no_node) { arguments(id); return {}; }
    if (tree_[what].kind == Py::lambda) {
        value = lambda(what, value);
        return value.is_record() ? value : Value{};
    }
    const auto path = text_of(what);
    if (!path || value.path.size() + path->size() > 400) { visit(what); return {}; }
    field_name(*path, what, target_of(object), 0);
    value.path = join(value.path, *path);
    return value;
}

Value Walker::argument(NodeId call, size_t index, std::string_view name, NodeId& node) {
    node = positional(tree_, call, index);
    if (node == no_node) node = keyword(tree_, call, name);
    return {};
}

// Arguments that are domains, dictionaries of values, names of fields or functions over records.
Value Walker::named_arguments(const Value& object, std::string_view method, NodeId id) {
    Value records = object;
    records.pending = false;
    const NodeId list = tree_.child(id, PyField::arguments);
    if (list == no_node) return {};
    const bool over_records = method == "filtered" || method == "sorted" || method == "grouped";
    each_child(tree_, list, [&](NodeId c) {
        NodeId value = c;
        if (tree_[c].kind == Py::keyword_argument) value = tree_.child(c, PyField::value);
        if (value == no_node) return;
        if (over_records && tree_[value].kind == Py::lambda) lambda(value, records);
        else visit(value);
    });
    const Target target = target_of(records);
    NodeId node = no_node;
    if (over_records) {
        argument(id, 0, "key", node);
        if (node != no_node)
            if (const auto text = text_of(node)) method == "sorted" ? order(node, target) : field_name(*text, node, target, 0);
    }
    const Method* known = find_method(method);
    if (!known) return {};
    const auto given = [&](int8_t index, std::string_view name) {
        node = no_node;
        if (index != none) argument(id, size_t(index), name, node);
        return node != no_node;
    };
    if (given(known->domain, "domain")) domain(node, target, use_domain);
    if (known->domain == 1 && node == no_node && (node = keyword(tree_, id, "args")) != no_node) domain(node, target, use_domain);
    if (given(known->values, method == "create" ? "vals_list" : method == "copy" ? "default" : "vals")) keys(node, target);
    // fields_get() leaves out what is not there: asking it is a test.
    if (given(known->fields, method == "_read_group" ? "aggregates" : method == "search_fetch" ? "field_names" : "fields")) field_names(node, target, method == "fields_get" ? use_guarded : 0);
    if (given(known->groupby, "groupby")) field_names(node, target, 0);
    if (known->domain != none)
        if (const NodeId by = keyword(tree_, id, "order"); by != no_node) order(by, target);
    return known->keeps ? records : Value{};
}

}  // namespace driftline::odoo

// Declarations: decorators, routes, fields and the settings of a model name methods, fields, models and groups by strings.
#include "base/text.h"
#include "frameworks/odoo/python/walker.h"

namespace driftline::odoo {

// A group nobody made has no members: has_group() and groups= ask for its id in the database. `flags`: use_late where that raises.
void Walker::groups(std::string_view list, NodeId at, uint16_t flags) {
    for (std::string_view group : split(list, ',')) {
        group = trim(group);
        if (group.starts_with('!')) group.remove_prefix(1);
        if (group.find('.') != std::string_view::npos) use(UseKind::xmlid, out_.name(group), {}, at, uint16_t(use_group | flags));
    }
}

void Walker::decorators(const FunctionSite& site, Index method) {
    if (site.outer == site.definition) return;
    each_child(tree_, site.outer, [&](NodeId c) {
        if (tree_[c].kind != Py::decorator) return;
        const NodeId expression = first_child(tree_, c);
        if (expression == no_node) return;
        visit(expression);
        const bool called = tree_[expression].kind == Py::call;
        const NodeId what = called ? tree_.child(expression, PyField::function) : expression;
        if (what != no_node && r_.resolved(what) == "odoo.http.route") route(c, expression, method);
        else if (called) decorator(expression, method);
    });
}

void Walker::decorator(NodeId expression, Index) {
    const NodeId function = tree_.child(expression, PyField::function), list = tree_.child(expression, PyField::arguments);
    if (function == no_node || list == no_node) return;
    const std::string path = r_.resolved(function);
    if (!path.starts_with("odoo.api.") && !path.starts_with("odoo.orm.decorators.") && !path.starts_with("api.")) return;
    const std::string_view name = std::string_view(path).substr(path.rfind('.') + 1);
    uint16_t flags = 0;
    if (name == "depends") flags = use_depends;
    else if (name == "constrains") flags = use_constrains;
    else if (name == "onchange") flags = use_onchange;
    else if (name != "returns") return;
    const Value self = own();
    each_child(tree_, list, [&](NodeId c) {
        if (tree_[c].kind == Py::list_splat && first_child(tree_, c) != no_node) c = literal_behind(first_child(tree_, c));
        if (name == "returns") {
            const auto model = text_of(c);
            if (model && *model != "self" && !model->empty()) use(UseKind::model, out_.name(*model), {}, c);
            return;
        }
        if (self.is_record()) field_names(c, target_of(self), flags);
    });
}

void Walker::route(NodeId decorator, NodeId expression, Index method) {
    RouteRow row;
    row.method = method;
    row.at = r_.at(decorator);
    std::vector<Name> paths;
    const auto add_paths = [&](NodeId value) {
        value = r_.resolve_constant(value);
        if (const auto text = text_of(value)) {
            paths.push_back(out_.name(*text));
        } else if (is_sequence(tree_[value].kind)) {
            each_child(tree_, value, [&](NodeId c) {
                if (const auto one = text_of(c)) paths.push_back(out_.name(*one));
                else row.dynamic = 1;
            });
        } else if (tree_[value].kind != Py::none) {
            row.dynamic = 1;
        }
    };
    const NodeId list = tree_[expression].kind == Py::call ? tree_.child(expression, PyField::arguments) : no_node;
    if (list != no_node)
        each_child(tree_, list, [&](NodeId c) {
            if (tree_[c].kind == Py::dictionary_splat) { row.dynamic = 1; return; }
            if (tree_[c].kind != Py::keyword_argument) { add_paths(c); return; }
            const std::string_view key = tree_.text(c + 1);
            const NodeId value = tree_.child(c, PyField::value);
            if (value == no_node) return;
            const auto text = text_of(value);
            if (key == "route") add_paths(value);
            else if (key == "type" && text) row.type = out_.name(*text);
            else if (key == "auth" && text) row.auth = out_.name(*text);
            else if (key == "csrf" && tree_[value].kind == Py::false_) row.csrf_off = 1;
        });
    row.paths = out_.list(paths);
    out_.routes.push_back(row);
}

void Walker::class_parts(const ClassSite& site) {
    class_ = &site;
    const NodeId class_name = tree_.child(site.definition, PyField::name);
    begin_scope({no_row, site.row, site.model, class_name == no_node ? std::string_view() : tree_.text(class_name)}, site.definition);
    const ClassRow row = out_.classes[site.row];
    if (const NodeId bases = tree_.child(site.definition, PyField::superclasses); bases != no_node) visit(bases);
    const Value self = own();
    // The settings that name fields (attributes of BaseModel).
    if (self.is_record()) {
        const Target target = target_of(self);
        const std::vector<Name> attributes(out_.items(row.attributes).begin(), out_.items(row.attributes).end());
        for (size_t i = 0; i + 1 < attributes.size(); i += 2) {
            const std::string_view key = out_.str(attributes[i]), text = out_.str(attributes[i + 1]);
            if (key == "_rec_name" || key == "_parent_name" || key == "_date_name" || key == "_active_name" || key == "_fold_name") {
                if (text != "None" && text != "False") field_name(text, class_name, target, 0);
            } else if (key == "_order") {
                for (const std::string_view part : split(text, ',')) field_name(trim(part).substr(0, trim(part).find(' ')), class_name, target, 0);
            }
        }
        for (Index i = 0; i < row.delegates.count; i += 2) {
            const auto pair = out_.items(row.delegates);
            const Name model = pair[i];
            use(UseKind::model, model, {}, class_name, use_inherit);
        }
        for (Index i = 0; i < row.inherits.count; ++i) {
            const Name model = out_.items(row.inherits)[i];
            use(UseKind::model, model, {}, site.inherits[i], use_inherit);
        }
    }
    for (size_t i = 0; i < site.field_calls.size(); ++i) {
        const FieldRow made = out_.fields[row.fields.begin + i];   // a copy: uses may not refer into a growing column
        field(made, site.field_calls[i]);
    }
    for (const NodeId other : site.others) {
        const NodeId assignment = tree_[other].parent;
        const NodeId left = assignment == no_node || tree_[assignment].kind != Py::assignment ? no_node : tree_.child(assignment, PyField::left);
        if (left != no_node && self.is_record() && tree_.text(left) == "_rec_names_search") field_names(other, target_of(self), 0);
        visit(other);
    }
}

void Walker::field(const FieldRow& row, NodeId call) {
    const Value self = own();
    const Target own_target = target_of(self);
    const NodeId list = tree_.child(call, PyField::arguments);
    if (list == no_node) return;
    const auto options = out_.items(row.options);
    const std::vector<Name> keys(options.begin(), options.end());
    size_t option = 0;
    each_child(tree_, list, [&](NodeId c) {
        NodeId value = c;
        if (tree_[c].kind == Py::keyword_argument) value = tree_.child(c, PyField::value);
        if (value == no_node || tree_[c].kind == Py::dictionary_splat || tree_[c].kind == Py::list_splat) { visit(c); return; }
        if (option >= keys.size()) { visit(value); return; }
        const Name key = keys[option];
        option += 2;
        if (tree_[value].kind == Py::lambda) lambda(value, self);
        else visit(value);
        if (scope_.model != no_name) field_option(row, own_target, out_.str(key), value);
        else if (out_.str(key) == "comodel_name" && row.comodel != no_name) use(UseKind::model, row.comodel, {}, value, use_comodel);
    });
}

void Walker::field_option(const FieldRow& row, const Target& own, std::string_view key, NodeId value) {
    const auto text = r_.constant_string(value);
    const Target itself{own.root, own.self, out_.str(row.name)};
    const Target related{row.comodel != no_name ? row.comodel : own.root, row.comodel == no_name && own.self,
                         row.comodel != no_name ? std::string_view() : out_.str(row.name)};
    const std::string_view type = out_.str(row.type);
    const bool relational = type == "Many2one" || type == "One2many" || type == "Many2many";
    if (key == "comodel_name") {
        if (row.comodel != no_name) use(UseKind::model, row.comodel, {}, value, use_comodel);
    } else if (key == "inverse_name") {
        if (text) field_name(*text, value, related, 0);
    } else if (key == "compute" || key == "inverse" || key == "search" || key == "group_expand") {
        const Name method = key == "compute" ? row.compute : key == "inverse" ? row.inverse : key == "search" ? row.search : text ? out_.name(*text) : no_name;
        if (method != no_name) use(UseKind::method, own, out_.str(method), value);
    } else if (key == "selection") {
        if (text) use(UseKind::method, own, *text, value);
        // What a reference may lead to: who chooses a model that is not there gets a KeyError (fields.Reference looks it up in the environment).
        if (const NodeId list = unwrapped(tree_, value); type == "Reference" && is_sequence(tree_[list].kind))
            each_child(tree_, list, [&](NodeId pair) {
                if (const NodeId model = is_sequence(tree_[pair].kind) ? first_child(tree_, pair) : no_node; model != no_node) model_names(model, use_write);
            });
    } else if (key == "related") {
        if (row.related != no_name) field_name(out_.str(row.related), value, own, use_related);
    } else if (key == "currency_field" || key == "model_field" || key == "definition") {
        if (text) field_name(*text, value, own, 0);
    } else if (key == "depends") {
        field_names(value, own, use_depends);
    } else if (key == "domain") {
        if (!relational) return;
        NodeId body = unwrapped(tree_, value);
        if (tree_[body].kind == Py::lambda) body = tree_.child(body, PyField::body);
        if (text) domain_text(*text, value, related, use_domain);
        else if (body != no_node) domain(body, related, use_domain);
    } else if (key == "groups" || key == "implied_group" || key == "group") {
        if (text) groups(*text, value, key == "groups" ? use_unseen : use_late);   // implied_group: settings call env.ref() for it
    } else if (key == "default") {
        if (text && type == "Selection") constants(value, itself, use_write);
    }
}

}  // namespace driftline::odoo

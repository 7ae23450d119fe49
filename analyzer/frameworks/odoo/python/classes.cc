#include "frameworks/odoo/python/classes.h"

#include <algorithm>
#include <map>

#include "frameworks/odoo/python/fields.h"
#include "frameworks/odoo/python/literal.h"
#include "frameworks/odoo/python/methods.h"
#include "frameworks/odoo/python/super_paths.h"

namespace driftline::odoo {
namespace {

// Settings of the ORM (attributes of BaseModel); other names of a class are its members.
bool is_setting(std::string_view name) {
    static constexpr std::string_view settings[] = {
        "_abstract", "_active_name", "_allow_sudo_commands", "_auto", "_check_company_auto", "_check_company_domain", "_custom", "_date_name",
        "_depends", "_description", "_fold_name", "_log_access", "_order", "_parent_name", "_parent_order", "_parent_store", "_rec_name",
        "_rec_names_search", "_register", "_sequence", "_table", "_table_query", "_transient", "_transient_max_count", "_transient_max_hours",
        "_translate"};
    return std::binary_search(std::begin(settings), std::end(settings), name);
}

ModelKind kind_of_base(std::string_view base) {
    for (const std::string_view module : {"odoo.models.", "odoo.orm.models.", "odoo.orm.models_transient.", "models."}) {
        if (!base.starts_with(module)) continue;
        const std::string_view name = base.substr(module.size());
        if (name == "Model") return ModelKind::persistent;
        if (name == "TransientModel") return ModelKind::transient;
        if (name == "AbstractModel" || name == "BaseModel") return ModelKind::abstract;
    }
    return ModelKind::none;
}

// The name a model gets from its class when neither _name nor _inherit tells (MetaModel of 19; older series warn about it).
std::string model_name_of(std::string_view class_name) {
    std::string name;
    for (size_t i = 0; i < class_name.size(); ++i) {
        const char c = class_name[i];
        const bool upper = c >= 'A' && c <= 'Z';
        if (upper && i > 0 && class_name[i - 1] != '_') name += '.';
        name += upper ? char(c + 32) : c;
    }
    return name;
}

class ClassReader {
public:
    ClassReader(Reading& reading, NodeId definition) : r_(reading), tree_(reading.tree), out_(reading.out) { site_.definition = definition; }

    ClassSite run(std::string_view outer, bool guarded) {
        const NodeId name = tree_.child(site_.definition, PyField::name), body = tree_.child(site_.definition, PyField::body);
        class_name_ = name == no_node ? std::string_view() : tree_.text(name);
        const std::string full = outer.empty() ? std::string(class_name_) : std::string(outer) + "." + std::string(class_name_);
        row_.name = out_.name(full);
        row_.at = r_.at(site_.definition);
        if (!outer.empty()) row_.flags |= class_nested;
        if (guarded) row_.flags |= class_guarded;
        read_bases();
        if (body != no_node) {
            scan(body, false);
            const NodeId doc = docstring(tree_, body);
            if (doc != no_node) row_.flags |= class_has_docstring;
            read_comment(body);
        }
        decide_model();
        site_.row = Index(out_.classes.size());
        out_.classes.push_back(row_);   // before its parts, which name it
        r_.classes[outer.empty() ? class_name_ : r_.keep(full)] = site_.row;
        append_parts();
        out_.classes[site_.row] = row_;
        return std::move(site_);
    }

private:
    struct Assigned {
        NodeId assignment, name, value;
        bool guarded;
    };
    struct Function {
        NodeId definition, outer;
        bool guarded;
    };

    void read_bases() {
        const NodeId list = tree_.child(site_.definition, PyField::superclasses);
        std::vector<Name> bases;
        if (list != no_node)
            each_child(tree_, list, [&](NodeId c) {
                if (tree_[c].kind == Py::keyword_argument) return;
                if (tree_[c].kind == Py::subscript && first_child(tree_, c) != no_node) c = first_child(tree_, c);   // generic: Field[T]
                std::string base = r_.resolved(c);
                if (base.empty()) base = normal_text(tree_, c, 200);
                const ModelKind kind = kind_of_base(base);
                if (base_kind_ == ModelKind::none) base_kind_ = kind;
                if (kind == ModelKind::none) inherits_python(c, base);
                bases.push_back(out_.name(base));
            });
        row_.bases = out_.list(bases);
    }

    // A base that is a model class of this file, or imported from an add-on, whose file is not at hand: if the class says of
    // itself what models say, the base is one.
    void inherits_python(NodeId base, std::string_view path) {
        if (const auto local = r_.classes.find(tree_.text(base)); local != r_.classes.end()) {
            if (python_base_ == ModelKind::none) {
                python_base_ = out_.classes[local->second].model_kind;
                base_model_ = out_.classes[local->second].model;
            }
            return;
        }
        const auto inside = [&](std::string_view folder) { return path.find(folder) != std::string_view::npos; };
        if (!path.starts_with("odoo.addons.") || imported_base_ != ModelKind::none) return;
        // The registries of OCA's component and datamodel are built like the ORM's, with _name and _inherit.
        for (const std::string_view folder : {".core.", ".component.", ".components.", ".datamodel.", ".datamodels.", ".services."})
            if (inside(folder)) return;
        imported_base_ = inside(".wizard.") || inside(".wizards.") ? ModelKind::transient : ModelKind::persistent;
    }

    void scan(NodeId block, bool guarded) {
        each_child(tree_, block, [&](NodeId c) {
            switch (tree_[c].kind) {
                case Py::decorated_definition: {
                    const NodeId definition = tree_.child(c, PyField::definition);
                    if (definition == no_node) break;
                    if (tree_[definition].kind == Py::class_definition) site_.nested.push_back(definition);
                    else functions_.push_back({definition, c, guarded});
                    break;
                }
                case Py::function_definition: functions_.push_back({c, c, guarded}); break;
                case Py::class_definition: site_.nested.push_back(c); break;
                case Py::expression_statement: {
                    const NodeId what = first_child(tree_, c);
                    if (what != no_node && tree_[what].kind == Py::assignment) assign(what, guarded);
                    else if (what != no_node) site_.others.push_back(what);
                    break;
                }
                case Py::if_statement:
                case Py::try_statement:
                case Py::elif_clause:
                case Py::else_clause:
                case Py::except_clause: scan(c, true); break;
                case Py::block:
                case Py::with_statement:
                case Py::finally_clause: scan(c, guarded); break;
                default: break;
            }
        });
    }

    void assign(NodeId assignment, bool guarded) {
        NodeId value = assignment;
        while (value != no_node && tree_[value].kind == Py::assignment) value = tree_.child(value, PyField::right);
        if (value == no_node) return;   // an annotation only
        for (NodeId a = assignment; tree_[a].kind == Py::assignment; a = tree_.child(a, PyField::right)) {
            const NodeId left = tree_.child(a, PyField::left);
            if (left == no_node || tree_[left].kind != Py::identifier) continue;
            assigned_.push_back({a, left, unwrapped(tree_, value), guarded});
            model_attribute(tree_.text(left), unwrapped(tree_, value));
        }
    }

    void model_attribute(std::string_view name, NodeId value) {
        if (name == "_name") {
            if (tree_[value].kind == Py::none) return;
            row_.flags |= class_has_name;
            if (const auto text = r_.constant_string(value)) name_ = *text;
            else row_.flags |= class_name_dynamic;
        } else if (name == "_inherit") {
            has_inherit_ = true;
            inherits_.clear();
            site_.inherits.clear();
            if (!append_models(value, value, 0)) row_.flags |= class_inherit_dynamic;
        } else if (name == "_inherits") {
            value = r_.resolve_constant(value);
            if (tree_[value].kind != Py::dictionary) return;
            each_child(tree_, value, [&](NodeId pair) {
                const NodeId key = tree_.child(pair, PyField::key), field = tree_.child(pair, PyField::value);
                const auto model = key == no_node ? std::nullopt : r_.constant_string(key), by = field == no_node ? std::nullopt : r_.constant_string(field);
                if (!model || !by) return;
                delegates_.push_back(out_.name(*model));
                delegates_.push_back(out_.name(*by));
            });
        } else if (name == "_auto" && tree_[value].kind == Py::false_) {
            row_.flags |= class_no_table;
        } else if (name == "_register" && tree_[value].kind == Py::false_) {
            row_.flags |= class_not_registered;
        } else if (name == "_table_query") {
            row_.flags |= class_table_query;
        }
    }

    // A string, or a list, tuple or sum of them; `place` is what stands for it in the class itself.
    bool append_models(NodeId value, NodeId place, int depth) {
        if (depth > 4) return false;
        if (tree_[value].kind == Py::identifier)   // `_inherit = [_name, "mail.thread"]`: a name of the class body comes first
            for (const Assigned& a : assigned_)
                if (tree_.text(a.name) == tree_.text(value) && a.value != value) return append_models(a.value, place, depth + 1);
        value = r_.resolve_constant(value);
        if (const auto text = r_.string(value)) {
            inherits_.push_back(out_.name(*text));
            site_.inherits.push_back(place);
            return true;
        }
        if (tree_[value].kind == Py::none) return true;
        if (tree_[value].kind != Py::list && tree_[value].kind != Py::tuple && tree_[value].kind != Py::binary_operator) return false;
        row_.flags |= class_inherit_is_list;
        const bool here = value == place;
        bool literal = true;
        each_child(tree_, value, [&](NodeId c) {
            if (tree_[c].kind == Py::op_plus) return;
            if (tree_[c].kind == Py::list_splat) c = first_child(tree_, c);
            literal = c != no_node && append_models(c, here ? c : place, depth + 1) && literal;
        });
        return literal;
    }

    void decide_model() {
        row_.inherits = out_.list(inherits_);
        const bool named = (row_.flags & (class_has_name | class_not_registered)) || has_inherit_;   // what only a model says of itself
        ModelKind kind = base_kind_;
        if (kind == ModelKind::none) kind = python_base_;
        if (kind == ModelKind::none && named) kind = imported_base_;
        // The framework's own Python holds no models: there BaseModel and its children are plain classes.
        if (r_.context.module.empty()) kind = ModelKind::none;
        row_.model_kind = kind;
        if (kind == ModelKind::none) return;
        if (row_.flags & class_name_dynamic) return;
        if (row_.flags & class_has_name) {
            row_.model = out_.name(name_);
        } else if (row_.flags & class_inherit_dynamic) {
            return;
        } else if (inherits_.size() == 1) {
            row_.model = inherits_[0];   // in 19 only for a plain string; older series also for a list of one
        } else if (base_kind_ == ModelKind::none && inherits_.empty() && base_model_ != no_name) {
            row_.model = base_model_;
        } else {
            row_.model = out_.name(model_name_of(class_name_));
        }
        site_.model = row_.model;
    }

    void append_parts() {
        row_.fields.begin = Index(out_.fields.size());
        row_.methods.begin = Index(out_.methods.size());
        row_.members.begin = Index(out_.members.size());
        std::vector<Name> attributes;
        for (const Assigned& a : assigned_) append_assigned(a, attributes);
        for (const Function& f : functions_) {
            const Index method = read_method(r_, f.definition, f.outer, site_.row, class_name_, f.guarded);
            site_.methods.push_back({f.definition, f.outer, method});
            const std::string_view name = out_.str(out_.methods[method].name);
            if (row_.model_kind != ModelKind::none && (name == "create" || name == "write" || name == "new")) append_taken_keys(f.definition);
            if (name == "init") row_.flags |= class_has_init;
            if (name == "_table_query") row_.flags |= class_table_query;
        }
        for (size_t i = 0; i < functions_.size(); ++i) find_handed_super(i);
        row_.fields.count = Index(out_.fields.size()) - row_.fields.begin;
        row_.methods.count = Index(out_.methods.size()) - row_.methods.begin;
        row_.members.count = Index(out_.members.size()) - row_.members.begin;
        row_.attributes = out_.list(attributes);
        row_.delegates = out_.list(delegates_);
    }

    std::string_view name_of(size_t function) const { return out_.str(out_.methods[row_.methods.begin + Index(function)].name); }

    // The call on self that leads from `from` to `helper`, through other methods of the class or at once; no_node: none does.
    NodeId call_towards(size_t from, size_t helper) const {
        std::map<std::string_view, size_t> functions;
        for (size_t f = 0; f < functions_.size(); ++f) functions.emplace(name_of(f), f);
        std::vector<NodeId> first(functions_.size(), no_node);   // the call that started the way to each
        std::vector<size_t> next{from};
        for (size_t i = 0; i < next.size(); ++i)
            for (const auto& [name, call] : calls_on_self(tree_, functions_[next[i]].definition)) {
                const auto hit = functions.find(name);
                if (hit == functions.end() || hit->second == from || first[hit->second] != no_node) continue;
                first[hit->second] = next[i] == from ? call : first[next[i]];
                if (hit->second == helper) return first[helper];
                next.push_back(hit->second);
            }
        return no_node;
    }

    // `helper` may call super for another method of the class: write() calls self.helper(), which calls super().write().
    void find_handed_super(size_t helper) {
        for (const std::string_view other : supers_called(r_, functions_[helper].definition, class_name_)) {
            if (other == name_of(helper)) continue;
            for (size_t i = 0; i < functions_.size(); ++i) {
                MethodRow& row = out_.methods[row_.methods.begin + Index(i)];
                if (row.super != Super::none || name_of(i) != other) continue;
                const NodeId call = call_towards(i, helper);
                if (call == no_node) continue;
                row.super = Super::sometimes;
                row.flags |= method_super_handed_on;
                row.super_missing_line = tree_[call].line;
            }
        }
    }

    void append_assigned(const Assigned& a, std::vector<Name>& attributes) {
        const std::string_view name = tree_.text(a.name);
        const bool model = row_.model_kind != ModelKind::none;
        if (const std::string_view type = field_type(r_, a.value, model); !type.empty()) {
            read_field(r_, a.assignment, a.name, a.value, type, site_.row, a.guarded);
            site_.field_calls.push_back(a.value);
            const FieldRow& field = out_.fields.back();
            if ((field.flags & field_delegate) && field.comodel != no_name) {
                delegates_.push_back(field.comodel);
                delegates_.push_back(field.name);
            }
            return;
        }
        site_.others.push_back(a.value);
        if (model && (name == "_name" || name == "_inherit" || name == "_inherits")) return;
        if (model && name == "_sql_constraints" && append_sql_constraints(a.value)) return;
        if (model && is_setting(name)) {
            const auto text = r_.constant_string(a.value);
            attributes.push_back(out_.name(name));
            attributes.push_back(text ? out_.name(*text) : out_.name(normal_text(tree_, a.value, 1000)));
            return;
        }
        const NodeId callee = tree_[a.value].kind == Py::call ? tree_.child(a.value, PyField::function) : no_node;
        const std::string type = callee == no_node ? std::string() : r_.dotted(callee);
        member(name, type, normal_text(tree_, a.value, 400), a.assignment);
    }

    // vals.pop('key'), of whatever: what else would create() take a constant key out of.
    void append_taken_keys(NodeId definition) {
        for (NodeId id = definition; id < tree_[definition].next; ++id) {
            if (tree_[id].kind != Py::call) continue;
            const NodeId function = tree_.child(id, PyField::function), key = positional(tree_, id, 0);
            if (function == no_node || key == no_node || tree_[function].kind != Py::attribute) continue;
            const NodeId name = tree_.child(function, PyField::attribute);
            if (name == no_node || tree_.text(name) != "pop") continue;
            if (const auto text = r_.constant_string(key)) member(*text, member_taken_key, {}, id);
        }
    }

    bool append_sql_constraints(NodeId value) {
        value = r_.resolve_constant(value);
        if (tree_[value].kind != Py::list && tree_[value].kind != Py::tuple) return false;
        each_child(tree_, value, [&](NodeId entry) {
            const NodeId key = is_sequence(tree_[entry].kind) ? first_child(tree_, entry) : no_node;
            const auto name = key == no_node ? std::nullopt : r_.constant_string(key);
            if (name) member(*name, "_sql_constraints", normal_text(tree_, entry, 400), entry);
        });
        return true;
    }

    void member(std::string_view name, std::string_view type, std::string_view value, NodeId at) {
        out_.members.push_back({site_.row, out_.name(name), out_.name(type), out_.name(clipped(value, 200)), r_.at(at)});
    }

    void read_comment(NodeId body) {
        const PyNode& head = tree_[site_.definition];
        const NodeId first = first_child(tree_, body);
        const uint32_t until = first == no_node ? tree_[body].begin : tree_[first].begin;
        auto c = std::lower_bound(r_.comments.begin(), r_.comments.end(), site_.definition);
        if (c != r_.comments.begin() && tree_[*(c - 1)].line + 1 == head.line) row_.flags |= class_has_comment;
        if (c != r_.comments.end() && tree_[*c].begin < until) row_.flags |= class_has_comment;
    }

    Reading& r_;
    const PythonTree& tree_;
    Facts& out_;
    ClassSite site_;
    ClassRow row_;
    std::string_view class_name_, name_;
    std::vector<Name> inherits_, delegates_;
    std::vector<Assigned> assigned_;
    std::vector<Function> functions_;
    ModelKind base_kind_ = ModelKind::none, python_base_ = ModelKind::none;
    ModelKind imported_base_ = ModelKind::none;   // what an imported base is if it is a model
    Name base_model_{};
    bool has_inherit_ = false;
};

}  // namespace

ClassSite read_class(Reading& reading, NodeId definition, std::string_view outer, bool guarded) {
    return ClassReader(reading, definition).run(outer, guarded);
}

bool is_model(const Reading& reading, NodeId definition) {
    const NodeId list = reading.tree.child(definition, PyField::superclasses);
    bool found = false;
    if (list != no_node)
        each_child(reading.tree, list, [&](NodeId c) { found |= kind_of_base(reading.resolved(c)) != ModelKind::none; });
    return found;
}

}  // namespace driftline::odoo

#include "frameworks/odoo/python/imports.h"

#include <algorithm>

#include "base/text.h"
#include "frameworks/odoo/python/extract_python.h"
#include "frameworks/odoo/python/literal.h"

namespace driftline::odoo {
namespace {

bool is_odoo(std::string_view path) { return path == "odoo" || path.starts_with("odoo."); }

constexpr uint8_t under_condition = 1;   // and binding_for_types: values of BindingRow::guarded

// Where a node stands with respect to the file's top level.
struct Place {
    bool top = true;      // binds a name of the module
    uint8_t guarded = 0;  // as BindingRow's
    bool runs() const { return guarded != binding_for_types; }
};

bool catches_import_error(const PythonTree& tree, NodeId try_statement) {
    for (NodeId c = tree.first_child(try_statement); c != no_node; c = tree.next_sibling(c)) {
        if (tree[c].kind != Py::except_clause) continue;
        const NodeId what = first_child(tree, c);
        if (what == no_node || tree[what].kind == Py::block) return true;
        const std::string_view text = tree.text(what);
        for (const std::string_view name : {"ImportError", "ModuleNotFoundError", "AttributeError", "Exception"})
            if (text.find(name) != std::string_view::npos) return true;
    }
    return false;
}

// `if TYPE_CHECKING:` is for editors: it never runs and loads nothing.
bool is_for_types(const PythonTree& tree, NodeId if_statement, NodeId branch) {
    const NodeId condition = tree.child(if_statement, PyField::condition);
    if (condition == no_node || branch != tree.child(if_statement, PyField::consequence)) return false;
    return tree.text(condition) == "TYPE_CHECKING" || tree.text(condition).ends_with(".TYPE_CHECKING");
}

Place place_of(const PythonTree& tree, NodeId id) {
    Place place;
    NodeId below = id;
    for (NodeId up = tree[id].parent; up != no_node; below = up, up = tree[up].parent) {
        switch (tree[up].kind) {
            case Py::function_definition:
            case Py::class_definition:
            case Py::lambda: place.top = false; break;
            case Py::if_statement:
            case Py::elif_clause: place.guarded = std::max(place.guarded, is_for_types(tree, up, below) ? binding_for_types : under_condition); break;
            case Py::try_statement:
                if (catches_import_error(tree, up)) place.guarded = std::max(place.guarded, under_condition);
                break;
            default: break;
        }
    }
    return place;
}

class Bindings {
public:
    explicit Bindings(Reading& reading) : r_(reading), tree_(reading.tree) {
        if (!r_.context.module.empty()) own_ = "odoo.addons." + r_.context.module;
    }

    void import_statement(NodeId statement) {
        const Place place = place_of(tree_, statement);
        each_child(tree_, statement, [&](NodeId c) {
            const bool aliased = tree_[c].kind == Py::aliased_import;
            const NodeId name = aliased ? tree_.child(c, PyField::name) : c;
            const NodeId alias = aliased ? tree_.child(c, PyField::alias) : no_node;
            if (name == no_node || tree_[name].kind != Py::dotted_name) return;
            const std::string path = modern(spelled(name));
            const std::string_view local = alias != no_node ? tree_.text(alias) : first_step(tree_.text(name));
            // `import a.b` binds `a`, and `a.b` is reached through it.
            const std::string root = alias != no_node ? path : std::string(first_step(path));
            const bool foreign = place.runs() && is_odoo(path) && !inside_own(path);
            bind(local, Imported{r_.out.name(root), {}, foreign, place.guarded != 0}, place);
            if (place.top) binding(BindingKind::import, local, root, place.guarded, c);
            if (foreign) use(path, {}, place.guarded, c);
        });
    }

    void import_from(NodeId statement) {
        const Place place = place_of(tree_, statement);
        const NodeId from = tree_.child(statement, PyField::module_name);
        if (from == no_node) return;
        const std::string module = modern(tree_[from].kind == Py::relative_import ? absolute(from) : spelled(from));
        const bool own_relative = r_.context.module.empty() && tree_[from].kind == Py::relative_import;
        const bool foreign = place.runs() && is_odoo(module) && !inside_own(module) && !own_relative;
        const Name root = r_.out.name(module);
        for (NodeId c = tree_.next_sibling(from); c != no_node; c = tree_.next_sibling(c)) {
            if (tree_[c].kind == Py::wildcard_import) {
                if (place.top) binding(BindingKind::star_import, {}, module, place.guarded, c);
                if (foreign) use(module, {}, place.guarded, c);
                continue;
            }
            const bool aliased = tree_[c].kind == Py::aliased_import;
            const NodeId name = aliased ? tree_.child(c, PyField::name) : c;
            const NodeId alias = aliased ? tree_.child(c, PyField::alias) : name;
            if (name == no_node || alias == no_node || tree_[name].kind != Py::dotted_name) continue;
            const std::string_view imported = tree_.text(name), local = tree_.text(alias);
            std::string path = module;
            if (!path.ends_with('.')) path += '.';
            path += imported;
            const bool other = foreign && !inside_own(path);
            bind(local, Imported{root, imported, other, place.guarded != 0}, place);
            if (place.top) binding(BindingKind::import, local, path, place.guarded, c);
            if (other) use(module, imported, place.guarded, c);
        }
    }

    // Definitions and assignments of the top level, also under if, try and with.
    void definitions(NodeId block, uint8_t guarded) {
        each_child(tree_, block, [&](NodeId c) {
            switch (tree_[c].kind) {
                case Py::decorated_definition:
                    if (const NodeId definition = tree_.child(c, PyField::definition); definition != no_node) define(definition, guarded);
                    break;
                case Py::class_definition:
                case Py::function_definition: define(c, guarded); break;
                case Py::expression_statement:
                    if (const NodeId value = first_child(tree_, c); value != no_node) assign(value, guarded);
                    break;
                case Py::if_statement:
                case Py::elif_clause:
                case Py::try_statement:
                case Py::except_clause:
                case Py::else_clause: definitions(c, std::max(guarded, under_condition)); break;
                case Py::block: definitions(c, is_for_types(tree_, block, c) ? binding_for_types : guarded); break;
                case Py::with_statement:
                case Py::finally_clause: definitions(c, guarded); break;
                default: break;
            }
        });
    }

    // `def __getattr__(name)` that looks names up in a table of the same file, {'Home': home}, with `home` an imported module: the table
    // is all that it answers, each name by the module that has it now.
    void forwarded() {
        const NodeId body = hook_ == no_node ? no_node : tree_.child(hook_, PyField::body);
        if (body == no_node) return;
        NodeId table = no_node;
        for (NodeId id = body; id < tree_[body].next && table == no_node; ++id) {
            if (tree_[id].kind != Py::identifier) continue;
            const auto named = r_.constants.find(tree_.text(id));
            if (named != r_.constants.end() && tree_[named->second].kind == Py::dictionary) table = named->second;
        }
        if (table == no_node) return;
        std::vector<std::pair<NodeId, std::string>> names;
        bool all = true;
        each_child(tree_, table, [&](NodeId pair) {
            const NodeId key = tree_.child(pair, PyField::key), value = tree_.child(pair, PyField::value);
            const auto name = key == no_node ? std::nullopt : r_.string(key);
            const Imported* module = value == no_node || tree_[value].kind != Py::identifier ? nullptr : r_.imported(tree_.text(value));
            all = all && name && module;
            if (all) names.emplace_back(key, r_.full_path(*module) + "." + std::string(*name));
        });
        if (!all || names.empty()) return;
        r_.out.bindings.remove_if([](const BindingRow& row) { return row.kind == BindingKind::getattr_hook; });
        for (const auto& [key, path] : names) binding(BindingKind::import, *r_.string(key), path, 0, key);
    }

private:
    static std::string_view first_step(std::string_view path) { return path.substr(0, path.find('.')); }

    static std::string modern(std::string path) {
        return path == "openerp" || path.starts_with("openerp.") ? "odoo" + path.substr(7) : path;
    }
    bool inside_own(std::string_view path) const {
        return !own_.empty() && path.starts_with(own_) && (path.size() == own_.size() || path[own_.size()] == '.');
    }

    // White space is allowed around the dots.
    std::string spelled(NodeId name) const {
        std::string path;
        for (const char c : tree_.text(name))
            if (c != ' ' && c != '\t' && c != '\\' && c != '\n' && c != '\r') path += c;
        return path;
    }

    std::string absolute(NodeId relative) const {
        const NodeId prefix = tree_.first_child(relative);
        const NodeId name = prefix == no_node ? no_node : tree_.next_sibling(prefix);
        size_t dots = 0;
        if (prefix != no_node)
            for (const char c : tree_.text(prefix)) dots += c == '.';
        const std::string rest = name == no_node ? "" : spelled(name);
        std::string base = r_.context.python_path;
        if (base.empty()) return std::string(dots, '.') + rest;
        for (size_t up = r_.context.is_package ? 1 : 0; up < dots; ++up) {
            const size_t cut = base.rfind('.');
            if (cut == std::string::npos) return std::string(dots, '.') + rest;
            base.resize(cut);
        }
        return rest.empty() ? base : base + "." + rest;
    }

    void define(NodeId definition, uint8_t guarded) {
        const NodeId name = tree_.child(definition, PyField::name);
        if (name == no_node) return;
        const bool is_class = tree_[definition].kind == Py::class_definition;
        const std::string_view text = tree_.text(name);
        const BindingKind kind = is_class ? BindingKind::class_ : text == "__getattr__" ? BindingKind::getattr_hook : BindingKind::function;
        if (kind == BindingKind::getattr_hook) hook_ = definition;
        binding(kind, text, {}, guarded, name);
        r_.imports.try_emplace(text, Imported{own_root(), text, false, guarded != 0});
    }

    void assign(NodeId assignment, uint8_t guarded) {
        if (tree_[assignment].kind == Py::augmented_assignment) {
            const NodeId left = tree_.child(assignment, PyField::left);
            if (left != no_node && tree_.text(left) == "__all__") exported(assignment, tree_.child(assignment, PyField::right), guarded);
        }
        for (NodeId a = assignment; a != no_node && tree_[a].kind == Py::assignment; a = tree_.child(a, PyField::right)) {
            const NodeId left = tree_.child(a, PyField::left);
            NodeId right = tree_.child(a, PyField::right);
            while (right != no_node && tree_[right].kind == Py::assignment) right = tree_.child(right, PyField::right);
            if (left == no_node) continue;
            if (tree_[left].kind == Py::pattern_list || tree_[left].kind == Py::tuple_pattern) {
                each_child(tree_, left, [&](NodeId one) {
                    if (tree_[one].kind == Py::identifier) binding(BindingKind::assignment, tree_.text(one), {}, guarded, one);
                });
            }
            if (tree_[left].kind != Py::identifier) continue;
            const std::string_view name = tree_.text(left);
            if (name == "__all__") { exported(a, right, guarded); continue; }
            const std::string target = right == no_node ? std::string() : r_.resolved(right);
            binding(BindingKind::assignment, name, target, guarded, left);
            if (right == no_node) continue;
            // A name bound twice is no constant.
            if (const auto [at, fresh] = r_.constants.try_emplace(name, right); !fresh) at->second = left;
            alias(name, right);
        }
    }

    // `X = imported.Y`: X stands for it.
    void alias(std::string_view name, NodeId right) {
        if (tree_[right].kind != Py::identifier && tree_[right].kind != Py::attribute) return;
        const std::string path = r_.dotted(right);
        const size_t dot = path.find('.');
        const Imported* found = r_.imported(std::string_view(path).substr(0, dot));
        if (!found || r_.imports.contains(name)) return;
        Imported made = *found;
        if (dot != std::string::npos)
            made.path = r_.keep(made.path.empty() ? path.substr(dot + 1) : std::string(made.path) + path.substr(dot));
        r_.imports.emplace(name, made);
    }

    void exported(NodeId at, NodeId list, uint8_t guarded) {
        if (list == no_node) return;
        list = unwrapped(tree_, list);
        if (tree_[list].kind == Py::binary_operator || is_sequence(tree_[list].kind)) {
            each_child(tree_, list, [&](NodeId item) {
                if (is_sequence(tree_[item].kind) || tree_[item].kind == Py::binary_operator) exported(at, item, guarded);
                else if (const auto text = r_.string(item)) binding(BindingKind::dunder_all, *text, {}, guarded, item);
            });
        }
    }

    Name own_root() { return r_.out.name(r_.context.python_path); }

    void bind(std::string_view local, Imported imported, Place place) {
        if (place.top && place.runs()) r_.imports.insert_or_assign(local, imported);
        else r_.imports.try_emplace(local, imported);
    }
    void binding(BindingKind kind, std::string_view name, std::string_view target, uint8_t guarded, NodeId at) {
        r_.out.bindings.push_back({kind, guarded, 0, r_.out.name(name), r_.out.name(target), r_.at(at)});
    }
    void use(std::string_view root, std::string_view path, uint8_t guarded, NodeId at) {
        UseRow row;
        row.kind = UseKind::import;
        row.flags = guarded ? use_guarded : 0;
        row.root = r_.out.name(root);
        row.path = r_.out.name(path);
        row.at = r_.at(at);
        r_.out.uses.push_back(row);
    }

    Reading& r_;
    const PythonTree& tree_;
    std::string own_;
    NodeId hook_ = no_node;   // the file's __getattr__
};

}  // namespace

void read_bindings(Reading& reading) {
    Bindings bindings(reading);
    // Top-level imports decide what a name means; those of functions only fill in names that are free.
    for (const NodeId id : reading.import_statements)
        reading.tree[id].kind == Py::import_statement ? bindings.import_statement(id) : bindings.import_from(id);
    bindings.definitions(0, 0);
    bindings.forwarded();
}

}  // namespace driftline::odoo

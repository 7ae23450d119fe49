// Binds every reference of the reported modules, and accounts for each of them.
#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "base/parallel.h"
#include "base/text.h"
#include "frameworks/odoo/linker.h"
#include "frameworks/odoo/scripts/extract_script.h"
#include "frameworks/odoo/views/link_views.h"
#include "model/judged.h"
#include "model/model_names.h"

namespace driftline::odoo {
namespace {

std::string_view ledger_kind(UseKind kind) {
    switch (kind) {
    case UseKind::model: return "model";
    case UseKind::field_path: return "field path";
    case UseKind::attribute: return "attribute";
    case UseKind::call: return "call";
    case UseKind::super_call: return "super call";
    case UseKind::method: return "method by name";
    case UseKind::value: case UseKind::arch_value: return "selection value";
    case UseKind::xmlid: return "xmlid";
    case UseKind::import: return "import";
    case UseKind::arch_field: return "field in view";
    case UseKind::arch_method: return "method in view";
    case UseKind::file: return "file";
    case UseKind::module: return "module";
    case UseKind::client_template: return "client template";
    case UseKind::script: return "client script";
    case UseKind::word: return "untyped name";
    }
    return "?";
}

// Models whose Python class goes back to one of an add-on that writes its own _build_model: which mixins they have is decided when the
// registry is made (odoo/models.py).
class BuiltModels {
public:
    explicit BuiltModels(const Linked& linked) : world_(linked.world) {
        const Facts& facts = world_.facts;
        const auto build = facts.names.find("_build_model");
        if (!build) return;
        std::set<Index> builders;   // classes
        for (const MethodRow& method : facts.methods)
            if (method.name == *build && method.owner != no_row && world_.module_of(method.at) != no_row) builders.insert(method.owner);
        if (builders.empty()) return;
        const auto goes_back = [&](auto&& self, Index row, int depth) -> bool {
            if (builders.contains(row)) return true;
            constexpr int most = 10;
            const auto bases = facts.items(facts.classes[row].bases);
            return depth < most && std::any_of(bases.begin(), bases.end(), [&](Name base) {
                if (facts.str(base).starts_with("odoo.models.")) return false;
                const PythonIndex::Found found = linked.python.resolve(facts.str(base));
                return found.status == PythonIndex::Status::found && found.symbol.column == SymbolRef::Column::class_ && self(self, found.symbol.row, depth + 1);
            });
        };
        for (Index row = 0; row < facts.classes.size(); ++row)
            if (facts.classes[row].model != no_name && goes_back(goes_back, row, 0)) built_.emplace(facts.classes[row].model, world_.module_of(facts.classes[row].at));
        const auto of_mixin = [&](Name name, Index owner, const At& at) {
            if (owner != no_row && facts.classes[owner].model_kind == ModelKind::abstract) mixed_.emplace(name, world_.module_of(at));
        };
        for (const FieldRow& field : facts.fields) of_mixin(field.name, field.owner, field.at);
        for (const MethodRow& method : facts.methods) of_mixin(method.name, method.owner, method.at);
    }

    // Such a model, as the module sees it, may have the name from a mixin in the module's reach.
    bool may_have(Index module, Name model, Name name) const { return reaches(built_, module, model) && reaches(mixed_, module, name); }

private:
    using ByName = std::set<std::pair<Name, Index>>;   // with the module that says it
    bool reaches(const ByName& all, Index module, Name name) const {
        for (auto row = all.lower_bound({name, 0}); row != all.end() && row->first == name; ++row)
            if (world_.in_closure(module, row->second)) return true;
        return false;
    }

    const World& world_;
    ByName built_, mixed_;   // models; fields and methods of mixins
};

constexpr std::string_view of_class = "class:";   // the root is what the imported class of that path is part of

using Contexts = std::map<std::pair<Index, uint32_t>, const SpecContext*>;

class UseLinker {
public:
    UseLinker(const Linked& linked, const Contexts& contexts)
        : world_(linked.world), facts_(linked.world.facts), registry_(linked.registry), resolver_(linked.resolver), python_(linked.python), contexts_(contexts), built_(linked) {
        for (const PatchRow& patch : facts_.patches) patched_.insert(patch.attribute);
        for (const ModuleInfo& module : world_.modules) modules_missing_ = modules_missing_ || (module.linked && !module.missing.empty());
    }

    // Nothing where the use asks for nothing that could be missing (a constant compared with a plain field).
    std::optional<Link> link(Index row, Index module) const {
        const UseRow& use = facts_.uses[row];
        const auto resolution = resolve(use, module);
        if (!resolution) return std::nullopt;
        Link link;
        link.use = row;
        link.module = module;
        link.outcome = resolution->outcome;
        link.reason = resolution->reason;
        link.certainty = resolution->certainty;
        link.kind = resolution->kind;
        link.target = resolution->target;
        link.owner = resolution->owner;
        link.name = resolution->name;
        link.missing = resolution->missing;
        link.step = resolution->step;
        link.via = resolution->via;
        if (link.target.column == SymbolRef::Column::field && link.owner != no_name) link.field = resolver_.field(module, link.owner, link.name);
        if (link.outcome == Outcome::unresolved && link.kind == SymbolKind::field && called(use, link)) link.kind = SymbolKind::method;
        if (link.outcome == Outcome::unresolved && (use.flags & (use_guarded | use_optional) || only_names_model(use))) link.outcome = Outcome::guarded;
        if (link.outcome == Outcome::unresolved && put_in_by_patch(use, link)) link.reason = Reason::generated, link.target = {};
        if (link.outcome == Outcome::unresolved && link.reason == Reason::nowhere && may_be_put_in(use) && !world_.modules[module].missing.empty())
            link.reason = Reason::missing_module, link.missing = world_.modules[module].missing.front();
        if (link.outcome == Outcome::unresolved && (link.reason == Reason::nowhere || link.reason == Reason::outside_closure) && built_.may_have(module, link.owner, missing_name(use, link)))
            link.reason = Reason::generated, link.target = {};
        if (link.outcome == Outcome::unresolved && link.reason == Reason::outside_closure && asked_for_its_module(use, link)) link.outcome = Outcome::guarded;
        // What an expression's value is was inferred; only what the file states outright is exact.
        const bool inferred = use.kind == UseKind::attribute || use.kind == UseKind::call || (use.kind == UseKind::value && !use.is_data());
        if (inferred && link.outcome == Outcome::unresolved && link.certainty == Certainty::exact) link.certainty = Certainty::likely;
        return link;
    }

private:
    // The element around a template's expression is rendered only where another field of the same module is there.
    bool asked_for_its_module(const UseRow& use, const Link& link) const {
        if (!use.is_data() || use.value == no_name || (use.kind != UseKind::field_path && use.kind != UseKind::call)) return false;
        const auto asked = by_path(use, link.module, facts_.str(use.value), Resolver::Wants::field);
        return asked && asked->outcome == Outcome::unresolved && asked->reason == Reason::outside_closure && asked->target.module == link.target.module;
    }

    // Of a path the step that did not bind.
    Name missing_name(const UseRow& use, const Link& link) const {
        if (link.name != no_name || (link.kind != SymbolKind::field && link.kind != SymbolKind::method)) return link.name;
        const std::vector<std::string_view> steps = split(facts_.str(use.path), '.');
        return link.step < steps.size() ? facts_.names.find(steps[link.step]).value_or(no_name) : no_name;
    }

    // `fields.GeoPoint.from_latlon`: a module that brings a type of fields puts it beside the core's.
    bool may_be_put_in(const UseRow& use) const {
        constexpr std::string_view types = "fields.";
        const std::string_view path = facts_.str(use.path);
        return use.kind == UseKind::import && facts_.str(use.root) == "odoo" && path.starts_with(types) && path.size() > types.size() && path[types.size()] >= 'A' && path[types.size()] <= 'Z';
    }

    // Whether what is missing is what the use calls, not a step on the way to it.
    bool called(const UseRow& use, const Link& link) const {
        const std::string_view path = facts_.str(use.path);
        return use.kind == UseKind::call && link.step == std::count(path.begin(), path.end(), '.');
    }

    static Resolution failed(Reason reason, SymbolKind kind) {
        Resolution r;
        r.reason = reason;
        r.kind = kind;
        r.certainty = Certainty::unknown;
        return r;
    }

    // The model a use starts from: named, the enclosing class's own, or that of an external id.
    Name root(const UseRow& use) const {
        const std::string_view text = facts_.str(use.root);
        if (text.starts_with("xmlid:")) return resolver_.model_of_xmlid(text.substr(6));
        if (text.starts_with(of_class)) return model_of_class(text.substr(of_class.size()));
        if (use.root != no_name || use.is_data() || use.owner == no_row) return use.root;
        const Model* own = registry_.of_class(use.owner);
        return own ? own->name : facts_.classes[use.owner].model;
    }

    Name model_of_class(std::string_view dotted) const {
        const PythonIndex::Found found = python_.resolve(dotted);
        if (found.status != PythonIndex::Status::found || found.symbol.column != SymbolRef::Column::class_) return no_name;
        const Model* model = registry_.of_class(found.symbol.row);
        return model ? model->name : no_name;
    }

    // Asked of records of a class that is patched, and itself what a patch puts there: `SaleOrder.original = SaleOrder.confirm`.
    bool put_in_by_patch(const UseRow& use, const Link& link) const {
        return !use.is_data() && facts_.str(use.root).starts_with(of_class) && patched_.contains(missing_name(use, link));
    }

    std::optional<Resolution> resolve(const UseRow& use, Index module) const {
        if (use.flags & use_dynamic) return failed(Reason::dynamic_name, SymbolKind::model);
        const std::string_view path = facts_.str(use.path);
        switch (use.kind) {
        case UseKind::model:
            if (facts_.str(use.root).empty()) return std::nullopt;
            return resolver_.model(module, use.root);
        case UseKind::xmlid: return resolver_.xmlid(module, facts_.str(use.root));
        case UseKind::import: return resolver_.import(module, facts_.str(use.root), path);
        case UseKind::super_call: return super_call(use, module);
        case UseKind::field_path: return by_path(use, module, path, Resolver::Wants::field);
        case UseKind::method: return by_path(use, module, path, Resolver::Wants::method);
        case UseKind::attribute: case UseKind::call: return by_path(use, module, path, Resolver::Wants::any);
        case UseKind::value: return value({module, root(use), bool(use.flags & use_self)}, path, use.value);
        case UseKind::arch_field: case UseKind::arch_method: case UseKind::arch_value: return in_arch(use, module);
        case UseKind::client_template: return resolver_.client_template(module, use.root);
        case UseKind::script:
            if (const std::string_view said = facts_.str(use.root); said == service_added || said == script_says || said.starts_with(patched_prefix)) return std::nullopt;
            return resolver_.script(module, facts_.str(use.root), path);
        case UseKind::word: return resolver_.word(module, use.path, facts_.items(use.keywords()));
        case UseKind::module: return resolver_.module(module, facts_.str(use.root));
        case UseKind::file: return std::nullopt;
        }
        return std::nullopt;
    }

    std::optional<Resolution> by_path(const UseRow& use, Index module, std::string_view path, Resolver::Wants wants) const {
        const Name model = root(use);
        if (model == no_name) {
            if (use.root == no_name && !use.is_data()) return failed(Reason::dynamic_name, SymbolKind::model);   // a class whose _name is computed
            return use.root == no_name ? std::nullopt : std::optional(failed(Reason::not_analyzed, SymbolKind::model));
        }
        const Resolver::From from{module, model, bool(use.flags & use_self)};
        if (path.empty()) return std::nullopt;
        if (path.find("..") != std::string_view::npos || path.front() == '.' || path.back() == '.') return failed(Reason::dynamic_name, SymbolKind::field);
        Resolution r = resolver_.path(from, path, wants);
        if (r.outcome == Outcome::unresolved && through_property(use, from, path, r.step)) return failed(Reason::not_analyzed, SymbolKind::field);
        // A class that is not part of the registry (never imported) binds nothing.
        if (r.outcome == Outcome::unresolved && (use.flags & use_self) && use.owner != no_row && !use.is_data() && !registry_.of_class(use.owner)) r.reason = Reason::inactive;
        return r;
    }

    // `self.tokens.search([('name', '=', x)])`, where tokens is a property of the class: what that returns is not followed.
    bool through_property(const UseRow& use, const Resolver::From& from, std::string_view path, uint32_t step) const {
        if (use.kind != UseKind::field_path || use.is_data() || !(use.flags & (use_key | use_domain))) return false;
        size_t end = 0;
        for (uint32_t i = 0; i <= step && end != path.npos; ++i) end = path.find('.', end == 0 ? 0 : end + 1);
        if (end == path.npos) return false;   // it is the last step that is missing
        const Resolution r = resolver_.path(from, path.substr(0, end), Resolver::Wants::any);
        return r.outcome != Outcome::unresolved && r.target.column == SymbolRef::Column::method;
    }

    std::optional<Resolution> super_call(const UseRow& use, Index module) const {
        const Model* model = use.owner == no_row ? nullptr : registry_.of_class(use.owner);
        if (!model) return std::nullopt;
        const auto self = std::find(model->mro.begin(), model->mro.end(), use.owner);
        const uint32_t rank = uint32_t(self - model->mro.begin());
        SymbolRef elsewhere;
        const auto bound = [&](const SymbolRef& symbol, Certainty certainty) {
            Resolution r;
            r.certainty = certainty;
            r.outcome = world_.custom(symbol.module) ? Outcome::own : Outcome::bound;
            r.kind = SymbolKind::method;
            r.target = symbol;
            r.owner = model->name;
            r.name = use.path;
            return r;
        };
        for (const Member& member : model->find(use.path)) {
            if (member.rank <= rank) continue;
            if (resolver_.visible(module, member.symbol.module)) return bound(member.symbol, Certainty::exact);
            resolver_.out_of_reach(module, member.symbol, elsewhere);
        }
        if (elsewhere && world_.surely_installed(module, elsewhere.module)) return bound(elsewhere, Certainty::likely);
        const std::string_view name = facts_.str(use.path);
        if (name.starts_with("__")) return std::nullopt;   // object's own
        Resolution r = resolver_.path({module, model->name, false}, name, Resolver::Wants::any);
        if (r.outcome != Outcome::unresolved) {   // only the class itself or one before it defines it
            r = {};
            r.kind = SymbolKind::method;
            r.owner = model->name;
            r.name = use.path;
            const auto& missing = world_.modules[module].missing;
            r.reason = !missing.empty() ? Reason::missing_module : elsewhere ? Reason::outside_closure : Reason::nowhere;
            r.missing = missing.empty() ? no_name : missing.front();
            r.target = elsewhere;
        }
        r.kind = SymbolKind::method;
        if (r.reason == Reason::nowhere && model->kind == ModelKind::abstract) r.reason = Reason::abstract_self;
        // An override without its dependency sleeps until that module is installed, which may be one that nobody could read.
        if (r.reason == Reason::nowhere && modules_missing_) r.certainty = Certainty::likely;
        return r;
    }

    std::optional<Resolution> value(const Resolver::From& from, std::string_view path, Name key) const {
        if (from.model == no_name || path.empty()) return std::nullopt;
        const Resolution field = resolver_.path(from, path, Resolver::Wants::field);
        if (field.outcome == Outcome::unresolved || field.target.column != SymbolRef::Column::field || facts_.str(key).empty()) return std::nullopt;
        if (field.step != std::count(path.begin(), path.end(), '.')) return std::nullopt;   // what is asked of a plain value
        // Whose field it is: of a model that delegates, the other record's.
        const Name owner = field.owner;
        std::vector<Name> keys;
        if (owner == no_name || field.name == no_name || !resolver_.selection(from.module, owner, field.name, keys)) return std::nullopt;
        Resolution r = field;
        if (std::find(keys.begin(), keys.end(), key) != keys.end()) return r;
        const auto& missing = world_.modules[from.module].missing;
        r.outcome = Outcome::unresolved;
        r.reason = missing.empty() ? Reason::nowhere : Reason::missing_module;
        r.missing = missing.empty() ? no_name : missing.front();
        if (missing.empty()) {   // a module that may be there adds it: comparing with it is how code allows for that
            std::vector<Name> all;
            resolver_.selection(from.module, owner, field.name, all, true);
            if (std::find(all.begin(), all.end(), key) != all.end()) r.reason = Reason::outside_closure;
        }
        return r;
    }

    std::optional<Resolution> in_arch(const UseRow& use, Index module) const {
        const ViewRow& view = facts_.views[use.owner];
        std::string model, path;
        if (use.spec == 0 && view.inherit == no_name) {
            model = facts_.str(view.model);
        } else {
            const auto context = contexts_.find({use.owner, use.spec});
            if (context == contexts_.end() || !context->second->known) return failed(Reason::inactive, SymbolKind::field);
            model = facts_.str(context->second->model);
            path = context->second->prefix;
        }
        std::string_view rest = facts_.str(use.path);
        while (rest.starts_with("../")) {   // parent.x inside a sub-view: the enclosing record
            if (path.empty()) return failed(Reason::not_analyzed, SymbolKind::field);   // a view of its own: who shows it inside another is not said
            const size_t cut = path.rfind('.');
            path.resize(cut == std::string::npos ? 0 : cut);
            rest.remove_prefix(3);
        }
        bool method = use.kind == UseKind::arch_method;
        const size_t slash = rest.rfind('/');
        std::string last(rest);
        if (method && slash != std::string_view::npos) last = (slash == 0 ? "" : std::string(rest.substr(0, slash)) + ".") + std::string(rest.substr(slash + 1));
        if (!path.empty()) path += '.';
        path += last;
        const auto name = facts_.names.find(model);
        if (model.empty()) return failed(Reason::not_analyzed, SymbolKind::field);
        if (!name) return resolver_.model(module, no_name);
        const Resolver::From from{module, *name, false};
        if (use.kind == UseKind::arch_value) return value(from, path, use.value);
        return resolver_.path(from, path, method ? Resolver::Wants::method : Resolver::Wants::field);
    }

    const World& world_;
    const Facts& facts_;
    const Registry& registry_;
    const Resolver& resolver_;
    const PythonIndex& python_;
    std::set<Name> patched_;   // attributes
    const Contexts& contexts_;
    const BuiltModels built_;
    bool modules_missing_ = false;   // of any module's closure
};

// In the order of the files' text, which is that of the links.
std::vector<Index> uses_to_link(const World& world) {
    const Facts& facts = world.facts;
    std::vector<Index> rows;
    for (Index u = first_judged(world, facts.uses); u < facts.uses.size(); ++u) {
        const FileRow& file = facts.files[facts.uses[u].at.file];
        if (file.module != no_row && judged(world, file.module) && !(file.flags & file_not_loaded)) rows.push_back(u);
    }
    struct Part { std::string_view path; size_t begin, end; };   // of `rows`: those of one file stand together
    std::vector<Part> parts;
    for (size_t i = 0; i < rows.size(); ++i) {
        const Index file = facts.uses[rows[i]].at.file;
        if (i == 0 || facts.uses[rows[i - 1]].at.file != file) parts.push_back({facts.str(facts.files[file].path), i, i});
        parts.back().end = i + 1;
    }
    std::stable_sort(parts.begin(), parts.end(), [](const Part& a, const Part& b) { return a.path < b.path; });
    std::vector<Index> sorted;
    sorted.reserve(rows.size());
    for (const Part& part : parts) {
        const auto begin = sorted.insert(sorted.end(), rows.begin() + std::ptrdiff_t(part.begin), rows.begin() + std::ptrdiff_t(part.end));
        std::stable_sort(begin, sorted.end(), [&](Index left, Index right) {
            const At &a = facts.uses[left].at, &b = facts.uses[right].at;
            return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
        });
    }
    return sorted;
}

void account(Ledger::Row& row, Outcome outcome, Reason reason) {
    ++row.extracted;
    if (outcome == Outcome::bound) ++row.bound;
    if (outcome == Outcome::own) ++row.own;
    if (outcome == Outcome::guarded) ++row.guarded;
    if (outcome == Outcome::unresolved) ++row.unresolved[reason];
}

}  // namespace

void link_uses(const Linked& linked, ViewLinks views, Program& program, int jobs) {
    const World& world = program.world;
    const Facts& facts = world.facts;
    program.specs = std::move(views.specs);
    Contexts contexts;
    for (const SpecContext& context : views.contexts) contexts.emplace(std::pair(context.view, context.spec), &context);

    const std::vector<Index> wanted = uses_to_link(world);
    const UseLinker linker(linked, contexts);
    program.links.resize(wanted.size());
    constexpr size_t chunk = 512;
    parallel_for((wanted.size() + chunk - 1) / chunk, jobs, [&](size_t c, int) {
        for (size_t i = c * chunk; i < std::min(wanted.size(), (c + 1) * chunk); ++i)
            if (auto link = linker.link(wanted[i], world.module_of(facts.uses[wanted[i]].at))) program.links[i] = std::move(*link);
    });
    std::erase_if(program.links, [](const Link& link) { return link.use == no_row; });
    std::map<UseKind, Ledger::Row*> rows;
    for (const Link& link : program.links) {
        const UseKind kind = facts.uses[link.use].kind;
        Ledger::Row*& row = rows[kind];
        if (row == nullptr) row = &program.ledger.by_kind[std::string(ledger_kind(kind))];
        account(*row, link.outcome, link.reason);
        if (link.reason == Reason::missing_module && link.outcome == Outcome::unresolved) ++program.ledger.missing_modules[std::string(world.str(link.missing))];
    }
    for (const SpecLink& spec : program.specs) {
        const bool bound = spec.status == SpecStatus::applied;
        const bool own = bound && world.custom(spec.target_module);
        const Reason reason = spec.reason != Reason::none ? spec.reason : spec.status == SpecStatus::not_applied ? Reason::inactive : Reason::nowhere;
        account(program.ledger.by_kind["view spec"], own ? Outcome::own : bound ? Outcome::bound : Outcome::unresolved, reason);
    }
}

}  // namespace driftline::odoo

// Everything custom code defines a second time: methods, fields, records, routes, whole models; patches and SQL that go around the ORM.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "base/text.h"
#include "frameworks/odoo/linker.h"
#include "model/judged.h"

namespace driftline::odoo {
namespace {

class OverrideLinker {
public:
    OverrideLinker(const Linked& linked, Program& program)
        : program_(program), world_(linked.world), facts_(linked.world.facts), linked_(linked) {}

    void run() {
        for (const Model& model : linked_.registry.models())
            for (const Index row : model.definitions)
                if (judged(world_, world_.module_of(facts_.classes[row].at))) of_class(model, row);
        records();
        patches();
        routes();
        sql();
    }

private:
    // And of a module that takes part: of two with one name, one does not.
    bool loaded(const At& at) const {
        const Index module = world_.module_of(at);
        return at.file != no_row && !(facts_.files[at.file].flags & file_not_loaded) && (module == no_row || world_.modules[module].linked);
    }
    bool custom_loaded(const At& at) const { return loaded(at) && judged(world_, world_.module_of(at)); }
    bool is_library(Index module) const {
        return module != no_row && (world_.modules[module].origin != Origin::core && world_.modules[module].origin != Origin::core_copy);
    }
    // The framework's own classes count as core only if a core was read.
    bool foreign(const SymbolRef& symbol) const { return !world_.custom(symbol.module); }

    // What ours stands on: the nearest definition its dependencies bring. Other modules may come before it in a full install, but
    // whoever installs ours need not have them. Failing that, whoever defined it first for this model rather than a mixin: most likely
    // what an unread dependency brings.
    SymbolRef nearest(const std::vector<SymbolRef>& chain, Index module, Name model = no_name) const {
        SymbolRef elsewhere, everyones;
        for (const SymbolRef& symbol : chain) {
            if (!foreign(symbol)) continue;
            const bool visible = linked_.resolver.visible(module, symbol.module);
            if (!of_every_model(symbol)) {
                if (visible) return symbol;
                if (!elsewhere || model_of(symbol) == model || model_of(symbol) == model_of(elsewhere)) elsewhere = symbol;
            } else if (visible) {
                return elsewhere && !world_.modules[module].missing.empty() ? elsewhere : symbol;
            } else if (!everyones) {
                everyones = symbol;
            }
        }
        return elsewhere ? elsewhere : everyones;
    }

    Index owner_of(const SymbolRef& symbol) const {
        return symbol.column == SymbolRef::Column::method ? facts_.methods[symbol.row].owner : symbol.column == SymbolRef::Column::field ? facts_.fields[symbol.row].owner : no_row;
    }
    Name model_of(const SymbolRef& symbol) const {
        const Index owner = owner_of(symbol);
        return owner == no_row ? no_name : facts_.classes[owner].model;
    }
    // The framework's own, or an extension of `base`.
    bool of_every_model(const SymbolRef& symbol) const {
        return owner_of(symbol) != no_row && (symbol.module == no_row || facts_.str(model_of(symbol)) == "base");
    }

    Override& add(SymbolKind kind, std::string symbol, const SymbolRef& ours, const SymbolRef& core) {
        Override o;
        o.kind = kind;
        o.symbol = std::move(symbol);
        o.custom = ours;
        o.core = core;
        o.module = ours.module;
        o.of_library = is_library(core.module);
        program_.overrides.push_back(std::move(o));
        return program_.overrides.back();
    }

    void of_class(const Model& model, Index row) {
        const ClassRow& cls = facts_.classes[row];
        const bool inherits_itself = [&] {
            const auto inherits = facts_.items(cls.inherits);
            return std::find(inherits.begin(), inherits.end(), model.name) != inherits.end();
        }();
        SymbolRef first_foreign;
        for (const Index definition : model.definitions) {
            const At& at = facts_.classes[definition].at;
            if (!world_.custom(world_.module_of(at))) {
                first_foreign = {SymbolRef::Column::class_, definition, world_.module_of(at), at};
                break;
            }
        }
        const SymbolRef self{SymbolRef::Column::class_, row, world_.module_of(cls.at), cls.at};
        if (!inherits_itself && first_foreign && (cls.flags & class_has_name) && !(cls.flags & class_inherit_dynamic) && linked_.resolver.visible(self.module, first_foreign.module)) {
            Override& o = add(SymbolKind::model, std::string(world_.str(model.name)), self, first_foreign);
            o.behaviour = Behaviour::replaces;
        }
        const auto at = std::find(model.mro.begin(), model.mro.end(), row);
        const uint32_t rank = uint32_t(at - model.mro.begin());
        for (Index i = cls.methods.begin; i < cls.methods.begin + cls.methods.count; ++i) method(model, rank, i, bool(first_foreign));
        for (Index i = cls.fields.begin; i < cls.fields.begin + cls.fields.count; ++i) field(model, rank, i, bool(first_foreign));
    }

    // Definitions of the same name that ours stands before; `column` keeps methods and fields apart.
    std::vector<SymbolRef> below(const Model& model, Name name, uint32_t rank, SymbolRef::Column column) const {
        std::vector<SymbolRef> chain;
        for (const Member& member : model.find(name))
            if (member.rank > rank && member.symbol.column == column) chain.push_back(member.symbol);
        return chain;
    }

    void method(const Model& model, uint32_t rank, Index row, bool model_is_foreign) {
        const MethodRow& method = facts_.methods[row];
        const std::string_view name = facts_.str(method.name);
        if (name.starts_with("__")) return;
        std::vector<SymbolRef> chain = below(model, method.name, rank, SymbolRef::Column::method);
        const SymbolRef ours{SymbolRef::Column::method, row, world_.module_of(method.at), method.at};
        const SymbolRef core = nearest(chain, ours.module, model.name);
        if (!core) return;
        // On a model of our own, redefining the framework's create() or name_search() is how models are written.
        if (!model_is_foreign && of_every_model(core)) return;
        Override& o = add(SymbolKind::method, fmt::format("{}.{}", world_.str(model.name), name), ours, core);
        o.on_own_model = !model_is_foreign;
        o.of_mixin_brought = brings(model, facts_.methods[row].owner, model_of(core));
        o.of_default = of_every_model(core) && (name == "name_get" || name == "_compute_display_name");   // their docstrings say so (odoo/models.py)
        o.calls_super = method.super;
        o.behaviour = method.super != Super::none ? Behaviour::extends : (method.flags & method_grandparent) ? Behaviour::bypasses : Behaviour::replaces;
        for (const Member& member : computed_fields(model)) o.is_compute = o.is_compute || facts_.fields[member.symbol.row].compute == method.name;
        o.chain = std::move(chain);
    }

    // The class gives the model the mixin that the definition comes from: without it the model does not have it at all.
    bool brings(const Model& model, Index cls, Name mixin) const {
        if (cls == no_row || mixin == no_name || mixin == model.name) return false;
        const auto inherits = [&](Index row) {
            const auto parents = facts_.items(facts_.classes[row].inherits);
            return std::find(parents.begin(), parents.end(), mixin) != parents.end();
        };
        const auto foreign_one = [&](Index row) { return !world_.custom(world_.module_of(facts_.classes[row].at)); };
        return inherits(cls) && std::none_of(model.definitions.begin(), model.definitions.end(), [&](Index row) { return foreign_one(row) && inherits(row); });
    }

    const std::vector<Member>& computed_fields(const Model& model) {
        const auto [entry, fresh] = computed_.try_emplace(model.name);
        if (fresh)
            for (const Member& member : model.members())
                if (member.symbol.column == SymbolRef::Column::field && facts_.fields[member.symbol.row].compute != no_name) entry->second.push_back(member);
        return entry->second;
    }

    void field(const Model& model, uint32_t rank, Index row, bool model_is_foreign) {
        const FieldRow& field = facts_.fields[row];
        std::vector<SymbolRef> chain = below(model, field.name, rank, SymbolRef::Column::field);
        const SymbolRef ours{SymbolRef::Column::field, row, world_.module_of(field.at), field.at};
        const SymbolRef core = nearest(chain, ours.module, model.name);
        if (!core || core.module == no_row) return;
        const FieldRow& theirs = facts_.fields[core.row];
        Override& o = add(SymbolKind::field, fmt::format("{}.{}", world_.str(model.name), world_.str(field.name)), ours, core);
        const bool other_model = field.comodel != no_name && theirs.comodel != no_name && field.comodel != theirs.comodel;
        o.behaviour = field.type != theirs.type || other_model ? Behaviour::replaces : Behaviour::extends;
        o.silent_same = options_within(field, theirs);
        o.on_own_model = !model_is_foreign;
        o.chain = std::move(chain);
    }

    bool options_within(const FieldRow& ours, const FieldRow& theirs) const {
        if (ours.type != theirs.type || (ours.comodel != no_name && ours.comodel != theirs.comodel)) return false;
        const auto a = facts_.items(ours.options), b = facts_.items(theirs.options);
        for (size_t i = 0; i + 1 < a.size(); i += 2) {
            bool same = false;
            for (size_t k = 0; k + 1 < b.size() && !same; k += 2) same = a[i] == b[k] && a[i + 1] == b[k + 1];
            if (!same) return false;
        }
        return true;
    }

    // A record written under the id of another module's record, or deleted. Views whose arch inherits are links of their own.
    void records() {
        for (Index r = 0; r < facts_.records.size(); ++r) {
            const RecordRow& record = facts_.records[r];
            if (record.xmlid == no_name || record.tag == RecordTag::function || !custom_loaded(record.at)) continue;
            const Index module = world_.module_of(record.at);
            const std::string_view id = facts_.str(record.xmlid), prefix = id.substr(0, id.find('.'));
            if (prefix == facts_.str(facts_.modules[module].name)) continue;
            const SymbolRef ours{SymbolRef::Column::record, r, module, record.at};
            std::vector<SymbolRef> definitions;
            for (const Index other : linked_.xmlids.rows(record.xmlid)) {
                const At& at = facts_.records[other].at;
                definitions.push_back({SymbolRef::Column::record, other, world_.module_of(at), at});
            }
            const auto implicit = linked_.xmlids.implicit(prefix, id.substr(id.find('.') + 1));
            if (implicit.made && implicit.symbol) definitions.push_back(implicit.symbol);
            const SymbolRef core = nearest(definitions, module);
            if (!core) continue;
            Override& o = add(SymbolKind::record, std::string(id), ours, core);
            o.behaviour = replaces(record) ? Behaviour::replaces : Behaviour::extends;
            o.silent_same = core.column == SymbolRef::Column::record && same_values(record, facts_.records[core.row]);
        }
    }

    // Gone, or its logic exchanged: an arch, code, a domain that decides who sees what. Other values are settings that data may change; demo
    // data is not where people work. A country's or a company's code is no logic.
    bool replaces(const RecordRow& record) const {
        if (facts_.files[record.at.file].flags & file_demo) return false;
        if (record.tag == RecordTag::delete_ || record.tag == RecordTag::template_) return true;
        const std::string_view model = facts_.str(record.model);
        const bool runs = model == "ir.actions.server" || model == "ir.cron" || model == "base.automation" || model == "base.action.rule";
        for (Index v = record.values.begin; v < record.values.begin + record.values.count; ++v) {
            const std::string_view field = facts_.str(facts_.values[v].field);
            if (facts_.values[v].kind == ValueKind::arch || (field == "code" && runs) || field == "domain_force" || field == "arch" || field == "arch_db" || field == "body_html") return true;
        }
        return false;
    }

    bool same_values(const RecordRow& ours, const RecordRow& theirs) const {
        const auto values = [&](const RecordRow& record) { return std::span(facts_.values.data() + record.values.begin, record.values.count); };
        if (ours.tag == RecordTag::delete_ || ours.values.count == 0) return false;
        for (const ValueRow& a : values(ours)) {
            const auto same = [&](const ValueRow& b) { return a.field == b.field && a.kind == b.kind && a.value == b.value && a.kind != ValueKind::arch; };
            const auto all = values(theirs);
            if (std::none_of(all.begin(), all.end(), same)) return false;
        }
        return true;
    }

    // A function that a package's __init__ imports is patched under both names: one symbol, by the name that comes first.
    using Patched = std::tuple<Index, SymbolRef::Column, Index, Index>;   // module, what is patched, the class it is patched on

    void patches() {
        std::map<Patched, std::string> names;
        for (Index p = 0; p < facts_.patches.size(); ++p) {
            const PatchRow& patch = facts_.patches[p];
            if (!custom_loaded(patch.at)) continue;
            const std::string_view target = facts_.str(patch.target);
            SymbolRef core;
            std::string symbol;
            if (target.starts_with("model:")) {
                const auto name = facts_.names.find(target.substr(6));
                const Model* model = name ? linked_.registry.find(*name) : nullptr;
                if (!model) continue;
                for (const Member& member : model->find(patch.attribute))
                    if (!core && foreign(member.symbol)) core = member.symbol;
                symbol = fmt::format("{}.{}", target.substr(6), facts_.str(patch.attribute));
            } else {
                symbol = fmt::format("{}.{}", target, facts_.str(patch.attribute));
                const auto found = linked_.python.resolve(symbol);
                if (found.status == PythonIndex::Status::found && found.rest.empty()) core = found.symbol;
            }
            if (!core || !foreign(core)) continue;   // an attribute that the core does not have is an addition
            if (!target.starts_with("model:")) symbol = names.try_emplace({world_.module_of(patch.at), core.column, core.row, linked_.python.find_class(target)}, symbol).first->second;
            Override& o = add(SymbolKind::python, symbol, {SymbolRef::Column::patch, p, world_.module_of(patch.at), patch.at}, core);
            o.behaviour = Behaviour::patches;
        }
    }

    // Methods of classes that inherit from a foreign controller, and new classes that take a foreign route's path.
    void routes() {
        std::map<std::string_view, Index> foreign_paths;
        std::map<Index, Index> route_of_method;
        for (Index r = 0; r < facts_.routes.size(); ++r) {
            const RouteRow& route = facts_.routes[r];
            route_of_method.emplace(route.method, r);
            if (!loaded(route.at) || world_.custom(world_.module_of(route.at))) continue;
            for (const Name path : facts_.items(route.paths)) foreign_paths.emplace(facts_.str(path), r);
        }
        std::set<Index> seen;
        for (Index c = 0; c < facts_.classes.size(); ++c) {
            const ClassRow& cls = facts_.classes[c];
            if (cls.model_kind != ModelKind::none || !custom_loaded(cls.at)) continue;
            const auto bases = linked_.python.bases(c);
            for (Index m = cls.methods.begin; m < cls.methods.begin + cls.methods.count; ++m) {
                SymbolRef core;
                for (const Index base : bases)
                    if (!core) core = linked_.python.attribute(base, facts_.str(facts_.methods[m].name));
                if (!core || core.column != SymbolRef::Column::method || !foreign(core) || core.module == no_row) continue;
                if (!route_of_method.contains(core.row) && !route_of_method.contains(m)) continue;
                seen.insert(m);
                route(m, core);
            }
        }
        for (const auto& [method, r] : route_of_method) {
            if (method == no_row || seen.contains(method) || !custom_loaded(facts_.routes[r].at)) continue;
            for (const Name path : facts_.items(facts_.routes[r].paths)) {
                const auto taken = foreign_paths.find(facts_.str(path));
                if (taken == foreign_paths.end() || facts_.routes[taken->second].method == no_row) continue;
                const Index theirs = facts_.routes[taken->second].method;
                const auto our_verbs = verbs(method), their_verbs = verbs(theirs);
                const auto shared = [&](const std::string& verb) { return their_verbs->contains(verb); };
                if (our_verbs && their_verbs && !our_verbs->empty() && !their_verbs->empty() && std::none_of(our_verbs->begin(), our_verbs->end(), shared)) continue;   // both are served
                const At& at = facts_.methods[theirs].at;
                Override& o = route(method, {SymbolRef::Column::method, theirs, world_.module_of(at), at});
                o.path = our_verbs && our_verbs == their_verbs ? holder(method, theirs) : PathHolder::unknown;
                if (o.path != PathHolder::ours) o.behaviour = Behaviour::extends;   // the core's page stays
                break;
            }
        }
    }

    // What `methods=[...]` of a route's decorator names, in order of the alphabet: an empty set is every verb of HTTP, nothing what is not written out.
    std::optional<std::set<std::string>> verbs(Index method) const {
        std::set<std::string> found;
        for (const Name decorator : facts_.items(facts_.methods[method].decorators)) {
            std::string_view text = facts_.str(decorator);
            const size_t at = text.find("methods");
            if (text.find("route(") == text.npos || at == text.npos) continue;
            text = trim(text.substr(at + 7));
            if (!text.starts_with('=')) continue;
            text = trim(text.substr(1));
            if (!text.starts_with('[') && !text.starts_with('(')) return std::nullopt;
            text = text.substr(1, std::min(text.find_first_of("])"), text.size()) - 1);
            size_t written = 0;   // of the list: what stands in quotes, the quotes with it
            for (const std::string_view verb : quoted_parts(text)) written += verb.size() + 2, found.emplace(verb);
            if (written + size_t(std::count_if(text.begin(), text.end(), [](char c) { return c == ',' || c == ' ' || c == '\n'; })) != text.size()) return std::nullopt;
        }
        return found;
    }

    // Rules are added module by module in the order of the modules' names (base/models/ir_http.py routing_map, `sorted(installed)`, 14 to 19); a
    // controller and its children under the module that defines the topmost class (http.py _generate_routing_rules). Of equal rules werkzeug takes the first.
    PathHolder holder(Index ours, Index theirs) {
        const std::string_view a = adds_rules(facts_.methods[ours].owner), b = adds_rules(facts_.methods[theirs].owner);
        return a.empty() || b.empty() || a == b ? PathHolder::unknown : a < b ? PathHolder::ours : PathHolder::theirs;
    }

    // The first module by name that defines a topmost class of a controller's; "" where a base is not known.
    std::string_view adds_rules(Index cls, int depth = 0) {
        if (cls == no_row || depth > 50) return {};
        const auto [told, fresh] = adds_rules_.try_emplace(cls);   // "" for those that come back to themselves
        if (fresh) told->second = find_adding(cls, depth);
        return told->second;
    }

    std::string_view find_adding(Index cls, int depth) {
        std::string_view first;
        const auto& known = linked_.python.bases(cls);
        size_t above = 0;
        for (const Index base : known) {
            if (world_.module_of(facts_.classes[base].at) == no_row) continue;
            ++above;
            const std::string_view module = adds_rules(base, depth + 1);
            if (module.empty()) return {};
            first = first.empty() ? module : std::min(first, module);
        }
        for (const Name base : facts_.items(facts_.classes[cls].bases)) {
            if (!facts_.str(base).ends_with("http.Controller")) continue;
            ++above;
            const Index module = world_.module_of(facts_.classes[cls].at);
            if (module == no_row) return {};
            const std::string_view name = facts_.str(facts_.modules[module].name);
            first = first.empty() ? name : std::min(first, name);
        }
        return above < facts_.items(facts_.classes[cls].bases).size() ? std::string_view() : first;
    }

    Override& route(Index ours, const SymbolRef& core) {
        const MethodRow& method = facts_.methods[ours];
        const MethodRow& theirs = facts_.methods[core.row];
        std::string symbol = theirs.owner == no_row ? std::string() : fmt::format("{}.", facts_.str(facts_.classes[theirs.owner].name));
        Override& o = add(SymbolKind::route, symbol + std::string(facts_.str(theirs.name)), {SymbolRef::Column::method, ours, world_.module_of(method.at), method.at}, core);
        o.calls_super = method.super;
        o.behaviour = method.super == Super::none || method.super == Super::not_applicable ? Behaviour::replaces : Behaviour::extends;
        return o;
    }

    // Install hooks prepare tables once, before the ORM can: functions of a file beside the manifest.
    bool in_hook(const SqlRow& sql) const {
        const std::string_view folder = facts_.str(facts_.modules[world_.module_of(sql.at)].path), path = facts_.str(facts_.files[sql.at.file].path);
        const bool in_class = sql.scope != no_row && facts_.methods[sql.scope].owner != no_row;
        return !in_class && path.substr(folder.empty() ? 0 : folder.size() + 1).find('/') == std::string_view::npos;
    }

    // Statements that write to a table of a foreign model, past the ORM's checks.
    void sql() {
        for (Index s = 0; s < facts_.sql.size(); ++s) {
            const SqlRow& sql = facts_.sql[s];
            const bool writes = sql.verb == SqlVerb::insert || sql.verb == SqlVerb::update || sql.verb == SqlVerb::delete_ || sql.verb == SqlVerb::alter || sql.verb == SqlVerb::drop;
            if (!writes || sql.dynamic || !custom_loaded(sql.at) || in_hook(sql)) continue;
            const Model* model = linked_.tables().model(facts_.str(sql.table));
            if (!model) continue;
            const Index definition = model->definitions.front();
            const At& at = facts_.classes[definition].at;
            const Index owner = world_.module_of(at);
            if (world_.custom(owner)) continue;
            Override& o = add(SymbolKind::sql, std::string(world_.str(model->name)), {SymbolRef::Column::sql, s, world_.module_of(sql.at), sql.at},
                              {SymbolRef::Column::class_, definition, owner, at});
            o.behaviour = Behaviour::bypasses;
        }
    }

    Program& program_;
    const World& world_;
    const Facts& facts_;
    const Linked& linked_;
    std::map<Name, std::vector<Member>> computed_;
    std::map<Index, std::string_view> adds_rules_;   // by class
};

}  // namespace

void link_overrides(const Linked& linked, Program& program) { OverrideLinker(linked, program).run(); }

// One override per inheriting view: what its specs do together.
void link_view_overrides(const Linked& linked, Program& program) {
    const World& world = linked.world;
    const Facts& facts = world.facts;
    for (size_t begin = 0; begin < program.specs.size();) {
        size_t end = begin;
        bool replaces = false, anywhere = false;
        for (; end < program.specs.size() && program.specs[end].view == program.specs[begin].view; ++end) {
            const SpecLink& spec = program.specs[end];
            // Where a dependency could not be read, the view it names is what it edits, whatever the node.
            const bool unread = spec.status == SpecStatus::unknown && spec.reason == Reason::missing_module;
            const bool applied = unread || (spec.status == SpecStatus::applied && !world.custom(spec.target_module));
            anywhere = anywhere || applied;
            replaces = replaces || (applied && spec.position == SpecPosition::replace && !spec.keeps_original);
        }
        const Index first = Index(begin);
        const ViewRow& view = facts.views[program.specs[begin].view];
        begin = end;
        if (!anywhere || view.mode == ViewMode::primary) continue;
        SymbolRef core;
        for (const Index row : linked.xmlids.rows(view.inherit)) {
            const At& at = facts.records[row].at;
            core = {SymbolRef::Column::record, row, world.module_of(at), at};
            break;
        }
        if (!core) continue;
        const SpecLink& spec = program.specs[first];
        // A view of ours that inherits from ours may still edit a node of the core's: then the core is whose node it is.
        if (world.custom(core.module) && spec.target_view != no_row && !world.custom(spec.target_module))
            core = {SymbolRef::Column::view, spec.target_view, spec.target_module, facts.views[spec.target_view].at};
        if (world.custom(core.module)) continue;
        Override o;
        o.kind = view.flags & view_template ? SymbolKind::template_ : SymbolKind::view;
        o.behaviour = replaces ? Behaviour::replaces : Behaviour::extends;
        o.symbol = core.column == SymbolRef::Column::view ? facts.str(facts.views[core.row].xmlid) : facts.str(view.inherit);
        o.module = world.module_of(view.at);
        o.custom = {SymbolRef::Column::view, spec.view, o.module, view.at};
        o.core = core;
        o.spec = first;
        o.of_library = core.module != no_row && world.modules[core.module].origin != Origin::core;
        program.overrides.push_back(std::move(o));
    }
}

}  // namespace driftline::odoo

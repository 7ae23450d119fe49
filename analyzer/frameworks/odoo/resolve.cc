#include "frameworks/odoo/resolve.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <unordered_set>

#include "base/digest.h"
#include "base/text.h"
#include "frameworks/odoo/scripts/extract_script.h"
#include "model/judged.h"
#include "model/magic_fields.h"

namespace driftline::odoo {
namespace {

// Slots and attributes that recordsets get in __init__ or by the metaclass.
constexpr std::string_view record_attributes[] = {"env", "ids", "pool", "_ids", "_prefetch_ids", "_cr", "_uid", "_context", "cr", "uid", "context", "_fields", "_name",
                                                  "_table", "_module", "_original_module", "_description", "_inherits", "_rec_name", "_order", "_auto", "_abstract",
                                                  "_transient", "_log_access", "_parent_store", "_parent_name", "_active_name", "_inherit_children", "_inherits_children",
                                                  "_sql_constraints", "_constraint_methods", "_onchange_methods", "_field_computed", "_field_inverses", "_table_objects",
                                                  "__class__", "__doc__", "__name__", "__dict__", "__module__"};
constexpr int max_related_depth = 8;

template <size_t N>
bool is_one_of(std::string_view text, const std::string_view (&words)[N]) {
    return std::find(std::begin(words), std::end(words), text) != std::end(words);
}

// Fields whose names only a database or code knows: manual ones, and those that views of groups and settings make.
bool made_at_run_time(std::string_view field) { return field.starts_with("x_") || field.starts_with("in_group_") || field.starts_with("sel_groups_"); }

// Not a field, yet data may set it: create() puts it into value_float, value_text or their like (base/models/ir_property.py
// _update_values, to 17; the model is gone after that).
bool taken_by_create(std::string_view model, std::string_view field) { return model == "ir.property" && field == "value"; }

}  // namespace

Resolver::Resolver(const World& world, const Registry& registry, const PythonIndex& python, const XmlIds& xmlids)
    : world_(world), facts_(world.facts), registry_(registry), python_(python), xmlids_(xmlids), client_templates_(world), scripts_(world) {
    users_ = facts_.names.find("res.users").value_or(no_name);
    for (const auto& [name, text] : {std::pair{&compute_, "compute"}, {&related_, "related"}, {&search_, "search"}, {&none_, "None"}, {&false_, "False"}}) *name = facts_.names.find(text).value_or(no_name);
    taken_key_ = facts_.names.find(member_taken_key).value_or(no_name);
    company_values_apart_ = facts_.names.find("ir.property") && registry_.find(*facts_.names.find("ir.property"));
    for (const ClassRow& row : facts_.classes)
        if (row.model_kind != ModelKind::none && (row.flags & class_name_dynamic) && !(facts_.files[row.at.file].flags & file_not_loaded))
            if (const Index m = world.module_of(row.at); m != no_row && (naming_.empty() || naming_.back() != m)) naming_.push_back(m);
    index_words();
}

// The core's own, which no database of anybody's has: what they define is no sign that a name is still there.
static bool is_for_tests(std::string_view module) { return module.starts_with("test_"); }

// Of names that no word asks for nothing is kept.
void Resolver::index_words() {
    std::vector<bool> asked(facts_.names.size());
    for (Index u = first_judged(world_, facts_.uses); u < facts_.uses.size(); ++u)
        if (facts_.uses[u].kind == UseKind::word) words_.try_emplace(facts_.uses[u].path), asked[size_t(facts_.uses[u].path)] = true;
    if (words_.empty()) return;
    const auto add = [&](SymbolRef::Column column, Index row, const auto& definition) {
        if (!asked[size_t(definition.name)]) return;
        const auto wanted = words_.find(definition.name);
        const FileRow& file = facts_.files[definition.at.file];
        if (wanted == words_.end() || (file.module != no_row && !world_.modules[file.module].linked)) return;
        if (file.module != no_row && is_for_tests(facts_.str(facts_.modules[file.module].name))) return;
        if (file.module != no_row && world_.libraries[world_.modules[file.module].library].role == "custom") {
            if (auto& ours = wanted->second.ours; ours.empty() || ours.back() != file.module) ours.push_back(file.module);
        } else if (!(file.flags & file_not_loaded)) {
            wanted->second.upstream.push_back({column, row, file.module, definition.at});
        }
    };
    for (Index i = 0; i < facts_.fields.size(); ++i) add(SymbolRef::Column::field, i, facts_.fields[i]);
    for (Index i = 0; i < facts_.methods.size(); ++i) add(SymbolRef::Column::method, i, facts_.methods[i]);
    for (Index i = 0; i < facts_.members.size(); ++i) add(SymbolRef::Column::member, i, facts_.members[i]);
    const auto rank = [&](const SymbolRef& symbol) { return symbol.module == no_row ? 0 : 1 + world_.modules[symbol.module].load_order; };
    for (auto& [name, said] : words_) std::stable_sort(said.upstream.begin(), said.upstream.end(), [&](const SymbolRef& a, const SymbolRef& b) { return rank(a) < rank(b); });
}

std::optional<Resolution> Resolver::word(Index from, Name name, std::span<const Name> beside) const {
    const auto known = words_.find(name);
    if (known == words_.end()) return std::nullopt;
    // What the module builds on may be meant, and what builds on the module may hand it records of its own.
    for (const Index module : known->second.ours)
        if (visible(from, module) || visible(module, from)) return std::nullopt;
    std::optional<Resolution> first, told;
    std::unordered_set<Name> asked;
    for (const SymbolRef& symbol : known->second.upstream) {
        if (!visible(from, symbol.module)) continue;
        const Name owner = owner_of(symbol);
        const bool fits = !beside.empty() && symbol.column == SymbolRef::Column::field && asked.insert(owner).second && has_all(from, owner, beside);
        Resolution r = found(symbol, symbol.column == SymbolRef::Column::method ? SymbolKind::method : SymbolKind::field, owner, name);
        r.certainty = fits ? Certainty::likely : Certainty::unknown;
        if (fits && told && told->owner != owner) return told->owner = no_name, told->certainty = Certainty::unknown, told;
        if (fits) told = r;
        if (!first) first = std::move(r);
        else if (first->owner != owner) first->owner = no_name;   // of several models: whose is meant is not known
    }
    return told ? told : first;
}

bool Resolver::has_all(Index from, Name name, std::span<const Name> fields) const {
    const Model* model = registry_.find(name);
    return model && std::all_of(fields.begin(), fields.end(), [&](Name field) {
        const auto& members = model->find(field);
        const bool own = std::any_of(members.begin(), members.end(), [](const Member& member) { return member.symbol.column == SymbolRef::Column::field; });
        return own || is_magic_field(facts_.str(field)) || delegated({from, name}, *model, field, 0).outcome != Outcome::unresolved;
    });
}

Name Resolver::owner_of(const SymbolRef& symbol) const {
    const Index owner = symbol.column == SymbolRef::Column::method  ? facts_.methods[symbol.row].owner
                        : symbol.column == SymbolRef::Column::field ? facts_.fields[symbol.row].owner
                                                                    : facts_.members[symbol.row].owner;
    if (owner == no_row) return no_name;
    return facts_.classes[owner].model == no_name ? facts_.classes[owner].name : facts_.classes[owner].model;
}

Resolution Resolver::client_template(Index from, Name name) const {
    SymbolRef elsewhere;
    for (const Index row : client_templates_.find(name)) {
        const At& at = facts_.client_templates[row].at;
        const SymbolRef symbol{SymbolRef::Column::file, at.file, world_.module_of(at), at};
        if (visible(from, symbol.module)) return found(symbol, SymbolKind::template_, no_name, name);
        out_of_reach(from, symbol, elsewhere);
    }
    Resolution r = unresolved(from, SymbolKind::template_, no_name, name, elsewhere);
    if (r.reason == Reason::nowhere) r.reason = Reason::not_analyzed;   // scripts make templates, too
    return r;
}

Resolution Resolver::script(Index from, std::string_view module, std::string_view name) const {
    const Name root = facts_.names.find(module).value_or(no_name), path = facts_.names.find(name).value_or(no_name);
    // Both are taken up to 16.0 (web/static/src/boot.js, core/utils/patch.js); from 17.0 on module_loader.js and patch() throw.
    if (module == legacy_define || module == named_patch) {
        int series = 0;
        std::from_chars(world_.version.data(), world_.version.data() + world_.version.size(), series);
        Resolution r = unresolved(from, SymbolKind::js_module, root, path, {});
        r.reason = Reason::nowhere;
        r.outcome = series < 17 ? Outcome::bound : Outcome::unresolved;
        return r;
    }
    if (module.starts_with(service_prefix)) return service(from, module, root);
    const ScriptIndex::Script* script = scripts_.find(module);
    if (script && (name.empty() || script->has(name))) {
        const At& at = facts_.modules[script->module].at;
        return found({SymbolRef::Column::module, script->module, script->module, at}, SymbolKind::js_module, root, path);
    }
    Resolution r = unresolved(from, SymbolKind::js_module, root, path, {});
    const auto owner = world_.module_by_name.find(ScriptIndex::owner(module));
    const bool core = owner != world_.module_by_name.end() && world_.modules[owner->second].origin == Origin::core;
    if (script || core) {
        r.reason = Reason::nowhere;
    } else if (owner == world_.module_by_name.end()) {
        r.reason = Reason::missing_module;
        r.missing = facts_.names.find(ScriptIndex::owner(module)).value_or(r.missing);
        r.certainty = Certainty::unknown;
    } else {
        r.reason = Reason::not_analyzed;
        r.certainty = Certainty::unknown;
    }
    return r;
}

Resolution Resolver::service(Index from, std::string_view service, Name root) const {
    Resolution r;
    r.kind = SymbolKind::js_export;
    r.owner = root;
    r.outcome = Outcome::own;
    if (scripts_.is_ours(service.substr(service_prefix.size()))) return r;
    SymbolRef elsewhere;
    for (const Index module : scripts_.adding(service)) {
        const SymbolRef symbol{SymbolRef::Column::module, module, module, facts_.modules[module].at};
        if (visible(from, module)) return found(symbol, SymbolKind::js_export, root, no_name);
        out_of_reach(from, symbol, elsewhere);
    }
    r = unresolved(from, SymbolKind::js_export, root, no_name, elsewhere);
    if (scripts_.has_computed_service()) {
        if (r.outcome == Outcome::unresolved) r.reason = Reason::not_analyzed;
        r.certainty = Certainty::unknown;
    }
    return r;
}

Resolution Resolver::found(const SymbolRef& symbol, SymbolKind kind, Name owner, Name name) const {
    Resolution r;
    r.outcome = symbol.module != no_row && world_.modules[symbol.module].reported ? Outcome::own : Outcome::bound;
    r.kind = kind;
    r.target = symbol;
    r.owner = owner;
    r.name = name;
    return r;
}

void Resolver::out_of_reach(Index from, const SymbolRef& symbol, SymbolRef& kept) const {
    if (symbol && (!kept || (world_.surely_installed(from, symbol.module) && !world_.surely_installed(from, kept.module)))) kept = symbol;
}

// Precedence: a module that nobody could read, then a module out of reach, then nowhere.
Resolution Resolver::unresolved(Index from, SymbolKind kind, Name owner, Name name, const SymbolRef& elsewhere) const {
    Resolution r;
    r.kind = kind;
    r.owner = owner;
    r.name = name;
    r.target = elsewhere;
    if (elsewhere && world_.surely_installed(from, elsewhere.module)) {
        r.outcome = Outcome::bound;
        r.certainty = Certainty::likely;
        return r;
    }
    const auto& missing = world_.modules[from].missing;
    if (!missing.empty()) {
        r.reason = Reason::missing_module;
        r.missing = missing.front();
    } else {
        r.reason = elsewhere ? Reason::outside_closure : Reason::nowhere;
    }
    return r;
}

Resolution Resolver::module(Index from, std::string_view name) const {
    const auto hit = world_.module_by_name.find(name);
    if (hit != world_.module_by_name.end())
        return found({SymbolRef::Column::module, hit->second, hit->second, facts_.modules[hit->second].at}, SymbolKind::module, {}, facts_.modules[hit->second].name);
    Resolution r = unresolved(from, SymbolKind::module, {}, facts_.names.find(name).value_or(no_name), {});
    r.reason = Reason::missing_module;
    r.missing = r.name;
    return r;
}

bool Resolver::may_name_models(Index from) const {
    return std::any_of(naming_.begin(), naming_.end(), [&](Index m) { return visible(from, m); });
}

Resolution Resolver::model(Index from, Name name) const {
    const Model* model = registry_.find(name);
    if (!model || model->extended_only) {
        Resolution r = unresolved(from, SymbolKind::model, no_name, name, {});
        if (r.reason == Reason::nowhere && may_name_models(from)) r.reason = Reason::generated;
        return r;
    }
    // To extend a model is not to define it: an extension in reach says nothing about who brings the model.
    const auto extends = [&](Index row) {
        const auto inherits = facts_.items(facts_.classes[row].inherits);
        return std::find(inherits.begin(), inherits.end(), name) != inherits.end();
    };
    const bool defined = !std::all_of(model->definitions.begin(), model->definitions.end(), extends);
    SymbolRef elsewhere;
    for (const Index row : model->definitions) {
        if (defined && extends(row)) continue;
        const At& at = facts_.classes[row].at;
        const SymbolRef symbol{SymbolRef::Column::class_, row, world_.module_of(at), at};
        if (visible(from, symbol.module)) {
            Resolution r = found(symbol, SymbolKind::model, no_name, name);
            r.model = name;
            return r;
        }
        out_of_reach(from, symbol, elsewhere);
    }
    Resolution r = unresolved(from, SymbolKind::model, no_name, name, elsewhere);
    if (r.outcome == Outcome::bound) r.model = name;
    return r;
}

Name Resolver::comodel(Index from, const Model& model, Name field, int depth) const {
    for (const Member& member : model.find(field)) {
        if (member.symbol.column != SymbolRef::Column::field) continue;
        const FieldRow& row = facts_.fields[member.symbol.row];
        if (row.comodel != no_name) return row.comodel;
    }
    if (depth > max_related_depth) return no_name;
    for (const Member& member : model.find(field)) {
        if (member.symbol.column != SymbolRef::Column::field || facts_.fields[member.symbol.row].related == no_name) continue;
        Name at = model.name;
        for (const std::string_view part : split(facts_.str(facts_.fields[member.symbol.row].related), '.')) {
            const Model* next = registry_.find(at);
            const auto name = facts_.names.find(part);
            if (!next || !name) return no_name;
            at = comodel(from, *next, *name, depth + 1);
        }
        return at;
    }
    for (const auto& [parent, link] : model.delegates)
        if (link == field) return parent;
    for (const auto& [parent, link] : model.delegates) {
        const Model* delegate = registry_.find(parent);
        if (!delegate || delegate == &model) continue;
        const Name reached = comodel(from, *delegate, field, depth + 1);
        if (reached != no_name) return reached;
    }
    const std::string_view text = facts_.str(field);
    return text == "create_uid" || text == "write_uid" ? users_ : no_name;
}

// Fields of the models that this one delegates to, through every class in its resolution order.
Resolution Resolver::delegated(const From& from, const Model& model, Name name, int depth) const {
    if (depth > max_related_depth) return {};
    SymbolRef elsewhere;
    const auto look = [&](Name parent) -> std::optional<Resolution> {
        const Model* delegate = registry_.find(parent);
        if (!delegate || delegate == &model) return std::nullopt;
        for (const Member& member : delegate->find(name)) {
            if (member.symbol.column != SymbolRef::Column::field) continue;
            if (visible(from.module, member.symbol.module)) return found(member.symbol, SymbolKind::field, delegate->name, name);
            out_of_reach(from.module, member.symbol, elsewhere);
        }
        Resolution deeper = delegated(from, *delegate, name, depth + 1);
        if (deeper.outcome != Outcome::unresolved) return deeper;
        out_of_reach(from.module, deeper.target, elsewhere);
        return std::nullopt;
    };
    for (const Index row : model.mro) {
        const auto delegates = facts_.items(facts_.classes[row].delegates);
        for (size_t i = 0; i + 1 < delegates.size(); i += 2)
            if (const auto hit = look(delegates[i])) return *hit;
    }
    Resolution none;
    none.target = elsewhere;
    return none;
}

// Not a field either: an override of create() or write() takes the key out before the ORM looks for one.
bool Resolver::taken_by_override(Index from, const Model& model, Name key) const {
    if (key == no_name || taken_key_ == no_name) return false;
    const auto& members = model.find(key);
    return std::any_of(members.begin(), members.end(), [&](const Member& member) {
        return member.symbol.column == SymbolRef::Column::member && facts_.members[member.symbol.row].type == taken_key_ && visible(from, member.symbol.module);
    });
}

Name Resolver::name_of(std::string_view text) const {
    std::atomic<uint32_t>& asked = (*asked_)[digest64(text) % asked_->size()];
    if (const Name last{asked.load(std::memory_order_relaxed)}; facts_.str(last) == text) return last;
    const Name name = facts_.names.find(text).value_or(no_name);
    asked.store(uint32_t(name), std::memory_order_relaxed);
    return name;
}

Resolution Resolver::step(const From& from, const Model& model, std::string_view text, Wants wants, bool last) const {
    const SymbolKind kind = last && wants == Wants::method ? SymbolKind::method : SymbolKind::field;
    const Name name = name_of(text);
    SymbolRef elsewhere;
    const auto fits = [&](const SymbolRef& symbol) {
        if (symbol.column == SymbolRef::Column::field) return wants != Wants::method || !last;
        if (symbol.column == SymbolRef::Column::member && facts_.members[symbol.row].type == taken_key_) return false;
        return wants != Wants::field;
    };
    if (name != no_name) {
        for (const Member& member : model.find(name)) {
            if (!fits(member.symbol)) continue;
            if (visible(from.module, member.symbol.module)) {
                const bool method = member.symbol.column == SymbolRef::Column::method;
                Resolution r = found(member.symbol, method ? SymbolKind::method : SymbolKind::field, model.name, name);
                if (member.symbol.column == SymbolRef::Column::field) r.model = comodel(from.module, model, name, 0);
                return r;
            }
            out_of_reach(from.module, member.symbol, elsewhere);
        }
        if (wants != Wants::method || !last) {
            Resolution r = delegated(from, model, name, 0);
            if (r.outcome != Outcome::unresolved) {
                r.model = comodel(from.module, model, name, 0);
                return r;
            }
            out_of_reach(from.module, r.target, elsewhere);
        }
    }
    const At& at = facts_.classes[model.definitions.front()].at;
    const SymbolRef model_symbol{SymbolRef::Column::class_, model.definitions.front(), world_.module_of(at), at};
    if (is_magic_field(text) || (wants == Wants::any && is_one_of(text, record_attributes))) {
        Resolution r = found(model_symbol, kind, model.name, name);
        r.outcome = Outcome::bound;
        if (text == "create_uid" || text == "write_uid") r.model = users_;
        return r;
    }
    Resolution r = unresolved(from.module, kind, model.name, name, elsewhere);
    if (r.outcome != Outcome::unresolved && elsewhere.column == SymbolRef::Column::field) r.model = comodel(from.module, model, name, 0);
    if (r.outcome != Outcome::unresolved || r.reason == Reason::missing_module) return r;
    if (wants == Wants::field && last && taken_by_override(from.module, model, name)) r.reason = Reason::generated;
    else if (wants != Wants::method && (made_at_run_time(text) || taken_by_create(facts_.str(model.name), text))) r.reason = Reason::generated;
    else if (from.self && model.kind == ModelKind::abstract) r.reason = Reason::abstract_self;
    return r;
}

Resolution Resolver::path(const From& from, std::string_view dotted, Wants wants) const {
    Resolution at = model(from.module, from.model);
    if (at.outcome == Outcome::unresolved) return at;
    const auto steps = split(dotted, '.');
    Name current = from.model;
    From here = from;
    std::vector<SymbolRef> via;
    for (size_t i = 0; i < steps.size(); ++i) {
        const Model* model = registry_.find(current);
        const bool last = i + 1 == steps.size();
        at = model ? step(here, *model, steps[i], last ? wants : wants == Wants::method ? Wants::any : wants, last) : this->model(from.module, current);
        at.step = uint32_t(i);
        // What a relation to an abstract model leads to is a record of one that has it: which, nobody says.
        if (i > 0 && model && model->kind == ModelKind::abstract && at.outcome == Outcome::unresolved && at.reason == Reason::nowhere) at.reason = Reason::abstract_self;
        // A plain value: what is asked of it is Python's.
        const bool ends = at.outcome == Outcome::unresolved || last || at.model == no_name || at.target.column != SymbolRef::Column::field;
        if (ends) break;
        via.push_back(at.target);
        current = at.model;
        here.self = false;
    }
    at.via = std::move(via);
    return at;
}

Resolution Resolver::xmlid(Index from, std::string_view qualified) const {
    const size_t dot = qualified.find('.');
    const std::string_view module = qualified.substr(0, dot), name = dot == std::string_view::npos ? std::string_view() : qualified.substr(dot + 1);
    const Name id = name_of(qualified);
    SymbolRef elsewhere;
    for (const Index row : xmlids_.rows(id)) {
        const At& at = facts_.records[row].at;
        const SymbolRef symbol{SymbolRef::Column::record, row, world_.module_of(at), at};
        if (visible(from, symbol.module)) return found(symbol, SymbolKind::record, no_name, id);
        out_of_reach(from, symbol, elsewhere);
    }
    const XmlIds::Implicit implicit = xmlids_.implicit(module, name);
    if (implicit.made) {
        if (visible(from, implicit.symbol.module) || implicit.symbol.column == SymbolRef::Column::module) return found(implicit.symbol, SymbolKind::record, no_name, id);
        out_of_reach(from, implicit.symbol, elsewhere);
    }
    Resolution r = unresolved(from, SymbolKind::record, no_name, id, elsewhere);
    if (r.outcome == Outcome::bound) return r;
    const bool provider_known = world_.module_by_name.contains(module);
    if (XmlIds::made_in_database(module, name)) r.reason = Reason::generated;
    else if (!provider_known) {
        r.reason = Reason::missing_module;
        r.missing = facts_.names.find(module).value_or(r.missing);
    } else if (r.reason == Reason::missing_module) {
        // The id's own module is at hand, but an absent one may create records under its name.
        return r;
    } else if (r.reason == Reason::nowhere && name.starts_with("model_") && may_name_models(from)) {
        r.reason = Reason::generated;
    } else if (r.reason == Reason::nowhere) {
        const Index unloaded = xmlids_.unloaded(id);
        const bool by_code = unloaded != no_row && !world_.custom(world_.module_of(facts_.records[unloaded].at));
        if (by_code) r.reason = Reason::generated;   // a data file that code loads (convert_file)
    }
    return r;
}

Resolution Resolver::import(Index from, std::string_view module, std::string_view name) const {
    std::string dotted(module);
    if (dotted.starts_with("openerp")) dotted.replace(0, 7, "odoo");
    if (!name.empty()) dotted += "." + std::string(name);
    const PythonIndex::Found hit = python_.resolve(dotted);
    const Name owner = name_of(module), wanted = name_of(name);
    if (hit.status == PythonIndex::Status::found) {
        if (visible(from, hit.symbol.module)) return found(hit.symbol, SymbolKind::python, owner, wanted);
        return unresolved(from, SymbolKind::python, owner, wanted, hit.symbol);
    }
    Resolution r;
    r.kind = SymbolKind::python;
    r.owner = owner;
    r.name = wanted;
    const auto parts = split(dotted, '.');
    const bool addon = parts.size() >= 3 && parts[1] == "addons";
    if (addon && !world_.module_by_name.contains(parts[2])) {
        r.reason = Reason::missing_module;
        r.missing = facts_.names.find(parts[2]).value_or(no_name);
        return r;
    }
    const bool tests = dotted.find(".tests") != std::string::npos || dotted.find(".migrations") != std::string::npos;
    if (hit.status == PythonIndex::Status::unknown || tests || (!addon && python_.file("odoo.models") == no_row)) {
        r.reason = Reason::not_analyzed;
        return r;
    }
    if (!addon && (hit.status == PythonIndex::Status::no_module || parts.size() <= 2)) {
        r.reason = Reason::not_analyzed;   // the framework's own package: part of it is made at start-up
        return r;
    }
    // Put there when another module is loaded: `fields.Serialized = Serialized`.
    const bool put_in = std::any_of(facts_.patches.begin(), facts_.patches.end(), [&](const PatchRow& patch) {
        const std::string_view target = facts_.str(patch.target), attribute = facts_.str(patch.attribute);
        // One that puts a hook in the place of a core's function reads that first: what it puts there is not what it reads.
        return target.size() + 1 + attribute.size() == dotted.size() && dotted.starts_with(target) && dotted.ends_with(attribute) && world_.module_of(patch.at) != from;
    });
    // `Field.__instancecheck__`: every class has such names from type or object.
    const std::string_view last = parts.back();
    const bool special = last.size() > 4 && last.starts_with("__") && last.ends_with("__");
    r.reason = put_in || special ? Reason::generated : Reason::nowhere;
    return r;
}

bool Resolver::selection(Index from, Name model_name, Name field, std::vector<Name>& keys, bool everywhere) const {
    const Model* model = registry_.find(model_name);
    if (!model) return false;
    // What an SQL view selects is not held to the keys that its field declares.
    const auto is_view = [&](Index row) { return (facts_.classes[row].flags & (class_no_table | class_table_query)) != 0; };
    if (std::any_of(model->definitions.begin(), model->definitions.end(), is_view)) return false;
    bool any = false;
    for (const Member& member : model->find(field)) {
        if (member.symbol.column != SymbolRef::Column::field) continue;
        const FieldRow& row = facts_.fields[member.symbol.row];
        if (row.flags & (field_selection_dynamic | field_options_dynamic)) return false;
        if (row.type != no_name && facts_.str(row.type) != "Selection") return false;
        any = any || (row.flags & field_has_selection);
        if (!everywhere && !visible(from, member.symbol.module) && !world_.surely_installed(from, member.symbol.module)) continue;
        for (const Name key : facts_.items(row.selection)) keys.push_back(key);
    }
    return any;   // a related field takes its keys from elsewhere
}

FieldTraits Resolver::field(Index from, Name model_name, Name field) const {
    FieldTraits traits;
    const Model* model = registry_.find(model_name);
    if (!model) return traits;
    bool computed = false, related = false, search = false, company = false;
    Tri store = Tri::unset;
    for (const Member& member : model->find(field)) {
        if (member.symbol.column != SymbolRef::Column::field || !visible(from, member.symbol.module)) continue;
        const FieldRow& row = facts_.fields[member.symbol.row];
        if (traits.type == no_name) traits.type = row.type;
        if (traits.comodel == no_name) traits.comodel = row.comodel;
        if (store == Tri::unset) store = row.store;
        company = company || (row.flags & field_company_dependent);
        const auto options = facts_.items(row.options);
        for (size_t i = 0; i + 1 < options.size(); i += 2) {
            const Name key = options[i], value = options[i + 1];
            if (key == no_name || (value != no_name && (value == none_ || value == false_))) continue;
            computed = computed || key == compute_;
            related = related || key == related_;
            search = search || key == search_;
        }
    }
    if (traits.type == no_name) return traits;
    if (traits.comodel == no_name) traits.comodel = comodel(from, *model, field, 0);
    traits.stored = store == Tri::unset ? !computed && !related && !(company && company_values_apart_) : store != Tri::no;
    traits.searchable = traits.stored || related || search || company;
    return traits;
}

Name Resolver::model_of_xmlid(std::string_view qualified) const {
    const size_t dot = qualified.find('.');
    if (dot == std::string_view::npos || !qualified.substr(dot + 1).starts_with("model_")) return no_name;
    const Model* model = registry_.by_underscores(qualified.substr(dot + 7));
    return model ? model->name : no_name;
}

}  // namespace driftline::odoo

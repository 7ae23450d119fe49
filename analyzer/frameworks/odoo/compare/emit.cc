#include "frameworks/odoo/compare/emit.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"

namespace driftline::odoo {
namespace {

constexpr size_t usual_name = 32;   // bytes

At place_of(const Facts& facts, SymbolRef::Column column, Index row) {
    switch (column) {
        case SymbolRef::Column::field: return facts.fields[row].at;
        case SymbolRef::Column::method: return facts.methods[row].at;
        case SymbolRef::Column::class_: return facts.classes[row].at;
        case SymbolRef::Column::record: return facts.records[row].at;
        default: return {};
    }
}

}  // namespace

Emitter::Emitter(const Pairing& pairing, const Callers& callers, Delta& delta) : p_(pairing), callers_(callers), delta_(delta), names_(pairing.words.size(), no_name) {
    files_[was].resize(p_.a.facts.files.size(), no_row);
    files_[is].resize(p_.b.facts.files.size(), no_row);
    tables_[was].resize(p_.a.registry.models().size());
    tables_[is].resize(p_.b.registry.models().size());
}

Name Emitter::name(Word word) {
    if (word == no_word) return no_name;
    if (names_[word] == no_name) names_[word] = delta_.names.add(p_.words.text(word));
    return names_[word];
}

Name Emitter::module_name(const Side& side, Index module) { return module == no_row ? no_name : name(side.word(side.facts.modules[module].name)); }

void Emitter::key(const Symbol& symbol, Name& owner, Name& local) {
    if (symbol.kind != SymbolKind::record) {
        owner = name(symbol.owner);
        local = name(symbol.name);
        return;
    }
    const std::string_view id = p_.words.text(symbol.name);
    const size_t dot = id.find('.');
    if (const std::string_view module = id.substr(0, dot == id.npos ? 0 : dot); module != record_module_) {
        const Word word = p_.words.find(module);
        record_owner_ = word == no_word ? delta_.names.intern(module) : name(word);
        record_module_ = module;
    }
    owner = record_owner_;
    local = delta_.names.add(dot == id.npos ? id : id.substr(dot + 1));   // nearly all ids stand in one row
}

// All modules that declare it, in load order; first the one without which it is not there.
List Emitter::modules(const Symbols& symbols, const Symbol& symbol) {
    const Side& side = symbols.side;
    std::vector<std::pair<uint64_t, Index>>& ranked = ranked_;
    ranked.clear();
    // What a mixin declared before it came to the model is not the model's.
    const uint32_t since = symbol.via == Via::mixin && symbol.module != no_row ? side.world.modules[symbol.module].load_order : 0;
    // A single one nearly always stands in the very module that brings it.
    const auto rows = symbol.count == 1 && side.module_of(symbol.at) == symbol.module ? std::span<const Index>() : symbols.definitions(symbol);
    const Model* model = !rows.empty() && symbol.kind == SymbolKind::field && symbol.via == Via::declared ? side.model(symbol.owner) : nullptr;
    for (const Index row : rows) {
        if (model && side.registry.of_class(side.facts.fields[row].owner) != model) continue;   // its mixins' own
        const At at = place_of(side.facts, symbol.column, row);
        const Index module = at.file == no_row ? no_row : side.module_of(at);
        if (module != no_row && side.world.modules[module].load_order >= since) ranked.emplace_back(side.load_rank(at), module);
    }
    std::sort(ranked.begin(), ranked.end());
    std::vector<Name>& names = module_names_;
    names.clear();
    const auto add = [&](Index module) {
        const Name name = module_name(side, module);
        if (name != no_name && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    };
    add(symbol.module);
    for (const auto& [rank, module] : ranked) add(module);
    // Neighbours often are of the same ones.
    if (const auto last = delta_.items(last_modules_); std::equal(names.begin(), names.end(), last.begin(), last.end())) return last_modules_;
    last_modules_ = {uint32_t(delta_.list_items.size()), uint32_t(names.size())};
    delta_.list_items.own().insert(delta_.list_items.own().end(), names.begin(), names.end());
    return last_modules_;
}

ChangeSide Emitter::place(const Side& side, const Symbol& symbol) {
    if (symbol.at.file == no_row) return {};
    uint32_t& known = files_[side.which][symbol.at.file];
    if (known == no_row) {
        const FileRow& file = side.facts.files[symbol.at.file];
        std::string_view path = side.str(file.path);
        ChangedFile made;
        if (file.module != no_row) {
            made.module = module_name(side, file.module);
            const std::string_view folder = side.str(side.facts.modules[file.module].path);
            if (!folder.empty() && path.starts_with(folder)) path.remove_prefix(folder.size() + 1);
        }
        made.path = delta_.names.intern(path);
        known = uint32_t(delta_.files.size());
        delta_.files.push_back(made);
    }
    return {known, symbol.at.line};
}

List Emitter::attributes(std::span<const Attribute> changed) {
    const List list{uint32_t(delta_.list_items.size()), uint32_t(changed.size() * 3)};
    for (const Attribute& attribute : changed)
        for (const std::string_view text : {attribute.what, attribute.before, attribute.after}) delta_.list_items.push_back(delta_.names.intern(text));
    return list;
}

Change Emitter::row(ChangeKind change, const Symbol* old_symbol, const Symbol* new_symbol) {
    const bool of_old = change == ChangeKind::removed || change == ChangeKind::renamed;
    const Symbol& shown = of_old ? *old_symbol : *new_symbol;
    const Symbols& side = of_old ? p_.from : p_.to;
    Change made;
    made.change = change;
    made.kind = shown.shown;
    made.via = shown.via;
    made.model_kind = shown.model_kind;
    made.flags = shown.flags;
    key(shown, made.owner, made.name);
    made.module = module_name(side.side, shown.module);
    made.model = name(shown.model);
    made.modules = modules(side, shown);
    if (old_symbol) made.from = place(p_.a, *old_symbol);
    if (new_symbol) made.to = place(p_.b, *new_symbol);
    if (old_symbol && new_symbol && change != ChangeKind::changed) {
        key(*new_symbol, made.to_owner, made.to_name);
        made.to_module = module_name(p_.b, new_symbol->module);
    }
    return made;
}

void Emitter::changed(const Symbol& old_symbol, const Symbol& new_symbol) {
    differences_.clear();
    changed_attributes(p_, old_symbol, new_symbol, differences_);
    if (old_symbol.kind == SymbolKind::method)
        if (const Callers::Count count = callers_.lost(old_symbol.name); count.before > 0) differences_.add("callers", differences_.keep(std::to_string(count.before)), "0");
    if (old_symbol.kind == SymbolKind::field) tables(ChangeKind::changed, &old_symbol, &new_symbol);
    if (differences_.rows().empty()) return;
    Change made = row(ChangeKind::changed, &old_symbol, &new_symbol);
    made.attributes = attributes(differences_.rows());
    put(made);
}

// Another module defines it now, and the one that did does not any more.
void Emitter::moved(const Symbol& old_symbol, const Symbol& new_symbol) {
    if (old_symbol.kind != SymbolKind::model && old_symbol.kind != SymbolKind::field && old_symbol.kind != SymbolKind::method) return;
    // Which of two modules brings a mixin's field first is the load order's whim; where it is declared says what moved.
    if (old_symbol.module == no_row || new_symbol.module == no_row || old_symbol.via != Via::declared || new_symbol.via != Via::declared) return;
    const std::string_view before = p_.a.module_name(old_symbol.module);
    if (before == p_.b.module_name(new_symbol.module)) return;
    Change made = row(ChangeKind::moved, &old_symbol, &new_symbol);
    for (const Name module : delta_.items(made.modules))
        if (delta_.str(module) == before) return;
    made.module = module_name(p_.a, old_symbol.module);
    put(made);
}

// Its successor is a new module (renamed), or one that was there before (merged).
void Emitter::module_gone(const Symbol& old_symbol) {
    const auto hit = p_.modules_now.find(old_symbol.row);
    if (hit == p_.modules_now.end()) return put(row(ChangeKind::removed, &old_symbol, nullptr));
    const ModuleNow& now = hit->second;
    const auto module = p_.b.world.module_by_name.find(now.name);
    Symbol successor;
    successor.kind = SymbolKind::module;
    successor.name = p_.b.word(p_.b.facts.modules[module->second].name);
    successor.module = module->second;
    successor.at = p_.b.facts.modules[module->second].at;
    Change made = row(ChangeKind::renamed, &old_symbol, &successor);
    made.score = uint16_t(1000 * now.there / now.all);
    made.certainty = made.score > 600 ? Certainty::exact : Certainty::likely;
    const bool merged = p_.a.world.module_by_name.contains(now.name);
    made.evidence = delta_.names.intern(fmt::format("{} of its {} definitions are there now", now.there, now.all));
    const Attribute merger{"merged", "", now.name};
    if (merged) made.attributes = attributes({&merger, 1});
    put(made);
}

bool Emitter::renamed_module(const Symbol& fresh) const {
    if (fresh.kind != SymbolKind::module) return false;
    const std::string_view name = p_.words.text(fresh.name);
    return std::any_of(p_.modules_now.begin(), p_.modules_now.end(), [&](const auto& entry) { return entry.second.name == name; });
}

void Emitter::run() {
    const size_t most = p_.gone.size() + p_.fresh.size() + p_.kept.size();
    delta_.changes.own().reserve(most);
    delta_.names.reserve(most, most * usual_name);
    old_tables_ = all_tables(p_.from);
    new_tables_ = all_tables(p_.to);
    for (size_t g = 0; g < p_.gone.size(); ++g) {
        const Symbol& old_symbol = p_.old_symbol(g);
        const Successor& successor = p_.successors[g];
        if (old_symbol.kind == SymbolKind::module) {
            module_gone(old_symbol);
            continue;
        }
        if (successor.fresh == no_row && successor.kept == no_row) {
            Change made = row(ChangeKind::removed, &old_symbol, nullptr);
            if (old_symbol.kind == SymbolKind::method && inherits(p_.b, p_.model_now(old_symbol.owner), old_symbol.name)) made.flags |= change_inherited;
            tables(made.change, &old_symbol, nullptr);
            put(made);
            continue;
        }
        const Symbol& new_symbol = successor.fresh == no_row ? p_.to.all[successor.kept] : p_.new_symbol(successor.fresh);
        Change made = row(ChangeKind::renamed, &old_symbol, &new_symbol);
        made.score = successor.score;
        made.certainty = successor.certainty;
        made.evidence = delta_.names.intern(successor.evidence);
        const bool model_renamed = p_.model_now(old_symbol.owner) != old_symbol.owner;   // then it is not there under its old name, whoever has the method
        if (old_symbol.kind == SymbolKind::method && !model_renamed && inherits(p_.b, old_symbol.owner, old_symbol.name)) made.flags |= change_inherited;
        tables(made.change, &old_symbol, &new_symbol, &successor);
        put(made);
    }
    for (size_t f = 0; f < p_.fresh.size(); ++f) {
        if (p_.predecessor[f] != no_row || renamed_module(p_.new_symbol(f))) continue;
        const Symbol& new_symbol = p_.new_symbol(f);
        Change made = row(ChangeKind::added, nullptr, &new_symbol);
        if (new_symbol.kind == SymbolKind::method && inherits(p_.a, new_symbol.owner, new_symbol.name)) made.flags |= change_inherited;
        tables(made.change, nullptr, &new_symbol);
        put(made);
    }
    for (const auto& [i, k] : p_.kept) {
        if (left_over(p_.from.all[i], p_.to.all[k])) {
            put(row(ChangeKind::removed, &p_.from.all[i], nullptr));
            continue;
        }
        changed(p_.from.all[i], p_.to.all[k]);
        moved(p_.from.all[i], p_.to.all[k]);
    }
}

// Overrides are left, and what their super() found before is gone.
bool Emitter::left_over(const Symbol& old_symbol, const Symbol& new_symbol) const {
    if (old_symbol.kind != SymbolKind::method || old_symbol.module == no_row) return false;
    if (p_.a.facts.methods[old_symbol.row].super != Super::none || p_.b.facts.methods[new_symbol.row].super == Super::none) return false;
    return !inherits(p_.b, new_symbol.owner, new_symbol.name, true);
}

// Has a model of one side a method of that name, its own or a parent's? `at_last`: one that calls no super.
bool Emitter::inherits(const Side& side, Word word, Word method, bool at_last) const {
    const Model* model = side.model(word);
    const auto name = p_.words.name(side.which, method);
    if (!model || !name) return false;
    for (const Index c : model->mro) {
        const ClassRow& row = side.facts.classes[c];
        for (Index m = row.methods.begin; m < row.methods.begin + row.methods.count; ++m)
            if (side.facts.methods[m].name == *name && !(at_last && side.facts.methods[m].super != Super::none)) return true;
    }
    return false;
}

std::string_view Emitter::table(const Side& side, const Model& model) {
    std::string_view& name = tables_[side.which][size_t(&model - side.registry.models().data())];
    if (name.empty()) name = kept(table_of(side, model));
    return name;
}

// A model is a table; a field is a column of it, or a table of pairs. Nothing where the database has nothing.
std::optional<Emitter::Stored> Emitter::stored(const Symbols& symbols, const Symbol* symbol) {
    if (!symbol || symbol->model_kind == ModelKind::abstract || symbol->flags & change_table_query) return std::nullopt;
    const Side& side = symbols.side;
    const Model* model = side.model(symbol->kind == SymbolKind::model ? symbol->name : symbol->owner);
    if (!model) return std::nullopt;
    if (symbol->kind == SymbolKind::model) return Stored{table(side, *model), ""};
    if (symbol->kind != SymbolKind::field || symbol->via == Via::delegation || !(symbol->flags & change_stored)) return std::nullopt;
    const auto rows = symbols.definitions(*symbol);
    const std::string_view type = side.str(side.fields.nearest(rows, &FieldRow::type));
    if (type == "One2many" || (type == "Binary" && side.fields.text(side.fields.options(rows)[FieldOption::attachment]) != "False")) return std::nullopt;
    if (type != "Many2many") return Stored{table(side, *model), p_.words.text(symbol->name)};
    const std::string_view relation = side.fields.text(side.fields.options(rows)[FieldOption::relation]);
    if (relation.size() > 2) return Stored{kept(replace_all(relation, "'", "")), ""};
    const Model* other = side.registry.find(side.fields.nearest(rows, &FieldRow::comodel));
    if (!other) return std::nullopt;
    const std::string_view a = table(side, *model), b = table(side, *other);
    return Stored{kept(fmt::format("{}_{}_rel", std::min(a, b), std::max(a, b))), ""};   // fields.Many2many, update_db
}

std::unordered_set<std::string_view> Emitter::all_tables(const Symbols& symbols) {
    std::unordered_set<std::string_view> tables;
    for (const Symbol& symbol : symbols.all) {
        if (symbol.kind != SymbolKind::model && (symbol.kind != SymbolKind::field || symbols.side.str(symbols.side.facts.fields[symbol.row].type) != "Many2many")) continue;
        if (const auto at = stored(symbols, &symbol)) tables.insert(at->table);
    }
    return tables;
}

void Emitter::tables(ChangeKind change, const Symbol* old_symbol, const Symbol* new_symbol, const Successor* successor) {
    const auto before = stored(p_.from, old_symbol), after = stored(p_.to, new_symbol);
    if (!before && !after) return;
    if (before && after && before->table == after->table && before->column == after->column) return;
    if (change == ChangeKind::changed && before && after) change = ChangeKind::renamed;   // a column became a table, or the other way round
    if (!after) change = ChangeKind::removed;
    if (!before) change = ChangeKind::added;
    // A table of pairs is there as long as one of the two fields is.
    if (before && before->column.empty() && new_tables_.contains(before->table)) return;
    if (after && after->column.empty() && old_tables_.contains(after->table)) return;
    Change made = row(change, before ? old_symbol : nullptr, after ? new_symbol : nullptr);
    const Stored& shown = before ? *before : *after;
    const Symbol& symbol = before ? *old_symbol : *new_symbol;
    made.kind = SymbolKind::sql;
    made.model = name(symbol.kind == SymbolKind::model ? symbol.name : symbol.owner);
    made.owner = delta_.names.intern(shown.table);
    made.name = delta_.names.intern(shown.column);
    if (before && after) {
        made.to_owner = delta_.names.intern(after->table);
        made.to_name = delta_.names.intern(after->column);
        made.score = successor ? successor->score : 1000;
        made.certainty = successor ? successor->certainty : Certainty::exact;
        made.evidence = delta_.names.intern(successor ? successor->evidence : "the same field, stored otherwise");
    }
    put(made);
}

}  // namespace driftline::odoo

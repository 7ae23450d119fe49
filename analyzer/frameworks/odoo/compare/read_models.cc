#include <algorithm>

#include "frameworks/odoo/compare/reader.h"
#include "model/magic_fields.h"

namespace driftline::odoo {
namespace {

constexpr int deepest_delegation = 8;

}  // namespace

SymbolReader::Definitions SymbolReader::keep(std::span<const Index> rows) {
    const Definitions made{uint32_t(out_.rows.size()), uint32_t(rows.size())};
    out_.rows.insert(out_.rows.end(), rows.begin(), rows.end());
    return made;
}

Symbol SymbolReader::make(SymbolKind kind, Word owner, Word name, SymbolRef::Column column, Index row, const At& at) const {
    Symbol symbol;
    symbol.kind = symbol.shown = kind;
    symbol.owner = owner;
    symbol.name = name;
    symbol.column = column;
    symbol.row = row;
    symbol.at = at;
    symbol.module = side_.module_of(at);
    return symbol;
}

void SymbolReader::modules() {
    for (const Index m : side_.world.load_order) {
        const ModuleRow& row = facts_.modules[m];
        Symbol symbol = make(SymbolKind::module, no_word, side_.word(row.name), SymbolRef::Column::module, m, row.at);
        symbol.module = m;
        out_.all.push_back(symbol);
    }
}

uint8_t SymbolReader::table_flags(const Model& model) const {
    for (const Index row : model.definitions)
        if (facts_.classes[row].flags & (class_no_table | class_table_query)) return change_table_query;
    return 0;
}

void SymbolReader::models() {
    fields_.resize(side_.registry.models().size());
    asked_.resize(fields_.size());
    orm_class_.resize(facts_.classes.size());
    for (const Model& model : side_.registry.models()) {
        const Index first = model.definitions.front();
        Symbol symbol = make(SymbolKind::model, no_word, side_.word(model.name), SymbolRef::Column::class_, first, facts_.classes[first].at);
        symbol.model_kind = model.kind;
        symbol.flags = table_flags(model);
        const Definitions definitions = keep(model.definitions);
        symbol.first = definitions.first;
        symbol.count = definitions.count;
        out_.all.push_back(symbol);
        for (const Index row : model.mro)
            if (facts_.classes[row].model_kind == ModelKind::none && side_.module_of(facts_.classes[row].at) == no_row) orm_class_[row] = 1;
    }
    fields();
}

// --- Fields: what a model has in the end, from its own classes, its mixins, and the models it delegates to --------------------------------

void SymbolReader::fields() {
    const auto& models = side_.registry.models();
    for (size_t m = 0; m < models.size(); ++m) fields_of(m, 0);
    for (const auto& fields : fields_) out_.all.insert(out_.all.end(), fields.begin(), fields.end());
}

void SymbolReader::fields_of(size_t index, int depth) {
    if (asked_[index]) return;
    asked_[index] = 1;
    const Model& model = side_.registry.models()[index];
    std::vector<Symbol> fields;
    own_fields(model, fields);
    delegated_fields(model, fields, depth);
    fields_[index] = std::move(fields);
}

// Of the classes that define the model, the first in load order that brings in the class which has the field.
Index SymbolReader::brought_by(const Model& model, Index home_class) const {
    for (const Index row : model.definitions)
        for (const Name parent : facts_.items(facts_.classes[row].inherits)) {
            if (parent == model.name) continue;
            const Model* mixin = side_.registry.find(parent);
            if (mixin && std::find(mixin->mro.begin(), mixin->mro.end(), home_class) != mixin->mro.end()) return side_.module_of(facts_.classes[row].at);
        }
    return side_.module_of(facts_.classes[home_class].at);
}

void SymbolReader::own_fields(const Model& model, std::vector<Symbol>& fields) {
    struct Found { Name name; Index row; bool declared; };
    size_t most = 0;
    for (const Index c : model.mro) most += facts_.classes[c].fields.count;
    std::vector<Found> found;
    found.reserve(most);
    fields.reserve(most);
    for (const Index c : model.mro) {
        const ClassRow& row = facts_.classes[c];
        if (orm_class_[c]) continue;
        const bool declared = side_.registry.of_class(c) == &model;
        for (Index f = row.fields.begin; f < row.fields.begin + row.fields.count; ++f)
            if (!is_magic_field(facts_.str(facts_.fields[f].name))) found.push_back({facts_.fields[f].name, f, declared});
    }
    std::stable_sort(found.begin(), found.end(), [](const Found& a, const Found& b) { return a.name < b.name; });
    const uint8_t flags = table_flags(model);
    std::unordered_map<Index, Index> brought;   // class of a mixin -> the module that brings it into this model
    std::vector<Index> rows;
    for (size_t i = 0; i < found.size();) {
        rows.clear();
        bool declared = false;
        const size_t begin = i;
        for (; i < found.size() && found[i].name == found[begin].name; ++i) {
            rows.push_back(found[i].row);
            declared = declared || found[i].declared;
        }
        Index home = no_row;   // loaded first, among those of the model itself if it has any
        for (size_t k = begin; k < i; ++k)
            if ((found[k].declared || !declared) && (home == no_row || side_.load_rank(facts_.fields[found[k].row].at) < side_.load_rank(facts_.fields[home].at)))
                home = found[k].row;
        const FieldRow& field = facts_.fields[home];
        Symbol symbol = make(SymbolKind::field, side_.word(model.name), side_.word(field.name), SymbolRef::Column::field, home, field.at);
        symbol.via = declared ? Via::declared : Via::mixin;
        symbol.model_kind = model.kind;
        symbol.flags = flags;
        if (!declared) {
            const auto [known, fresh] = brought.emplace(field.owner, no_row);
            if (fresh) known->second = brought_by(model, field.owner);
            // It is there once both are: the mixin in the model, and the field in the mixin.
            const auto order = [&](Index m) { return m == no_row ? 0 : side_.world.modules[m].load_order; };
            if (order(known->second) > order(symbol.module)) symbol.module = known->second;
        }
        const FieldOptions options = side_.fields.options(rows);
        if (side_.fields.stored(options)) symbol.flags |= change_stored;
        if (side_.fields.derived(options)) symbol.flags |= change_derived;
        const Definitions definitions = keep(rows);
        symbol.first = definitions.first;
        symbol.count = definitions.count;
        fields.push_back(symbol);
    }
}

void SymbolReader::delegated_fields(const Model& model, std::vector<Symbol>& fields, int depth) {
    if (depth > deepest_delegation) return;
    std::vector<Symbol> more;
    const auto known = [&](Word name) {
        const auto has = [&](const Symbol& field) { return field.name == name; };
        return std::any_of(fields.begin(), fields.end(), has) || std::any_of(more.begin(), more.end(), has);
    };
    for (const Index c : model.mro) {
        const auto delegates = facts_.items(facts_.classes[c].delegates);
        for (size_t i = 0; i + 1 < delegates.size(); i += 2) {
            const Model* parent = side_.registry.find(delegates[i]);
            if (!parent || parent == &model) continue;
            const size_t index = size_t(parent - side_.registry.models().data());
            fields_of(index, depth + 1);
            for (Symbol field : fields_[index]) {
                if (known(field.name)) continue;
                field.owner = side_.word(model.name);
                field.via = Via::delegation;
                field.model_kind = model.kind;
                field.flags = uint8_t((field.flags & ~(change_stored | change_table_query)) | change_derived | table_flags(model));
                more.push_back(field);
            }
        }
    }
    fields.insert(fields.end(), more.begin(), more.end());
}

// --- Methods ------------------------------------------------------------------------------------------------------------------------------

void SymbolReader::methods() {
    const Name base = facts_.names.find("base").value_or(no_name);
    for (const Model& model : side_.registry.models()) {
        std::vector<Index> classes;
        for (const Index c : model.mro)
            if (side_.registry.of_class(c) == &model) classes.push_back(c);
        if (model.name == base && base != no_name)
            for (Index c = 0; c < orm_class_.size(); ++c)
                if (orm_class_[c]) classes.push_back(c);
        model_methods(side_.word(model.name), classes);
    }
}

void SymbolReader::model_methods(Word owner, const std::vector<Index>& classes) {
    size_t most = 0;
    for (const Index c : classes) most += facts_.classes[c].methods.count;
    std::vector<std::pair<Name, Index>> found;
    found.reserve(most);
    for (const Index c : classes) {
        const ClassRow& row = facts_.classes[c];
        for (Index m = row.methods.begin; m < row.methods.begin + row.methods.count; ++m) found.emplace_back(facts_.methods[m].name, m);
    }
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<Index> rows;
    for (size_t i = 0; i < found.size();) {
        const Name name = found[i].first;
        rows.clear();
        for (; i < found.size() && found[i].first == name; ++i) rows.push_back(found[i].second);
        Index home = rows.front();
        for (const Index row : rows)
            if (side_.load_rank(facts_.methods[row].at) <= side_.load_rank(facts_.methods[home].at)) home = row;
        Symbol symbol = make(SymbolKind::method, owner, side_.word(name), SymbolRef::Column::method, home, facts_.methods[home].at);
        const Definitions definitions = keep(rows);
        symbol.first = definitions.first;
        symbol.count = definitions.count;
        out_.all.push_back(symbol);
    }
}

}  // namespace driftline::odoo

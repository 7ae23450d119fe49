#include "frameworks/odoo/xmlids.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace driftline::odoo {
namespace {

// How odoo/modules/db.py create_categories spells a category's id.
std::string category_id(std::string_view category) {
    std::string id;
    for (const std::string_view part : split(category, '/')) {
        if (!id.empty()) id += '_';
        id += replace_all(replace_all(lower(trim(part)), "&", "and"), " ", "_");
    }
    return id;
}

}  // namespace

WrittenIds::WrittenIds(const World& world) {
    const Facts& facts = world.facts;
    const auto rank = [&](Index r) {
        const FileRow& file = facts.files[facts.records[r].at.file];
        const std::string_view id = facts.str(facts.records[r].xmlid), module = facts.str(facts.modules[file.module].name);
        const bool owner = id.size() > module.size() && id.starts_with(module) && id[module.size()] == '.';
        return std::tuple(!owner, world.modules[file.module].load_order, file.load_order, r);
    };
    const auto counts = [&](const RecordRow& record) {
        const FileRow& file = facts.files[record.at.file];
        return record.xmlid != no_name && file.module != no_row && world.modules[file.module].linked && record.tag != RecordTag::delete_ && record.tag != RecordTag::function;
    };
    // Rows are counted by name first, so that all of them stand in one piece.
    begin_.resize(facts.names.size() + 2);
    for (Index r = 0; r < facts.records.size(); ++r) {
        const RecordRow& record = facts.records[r];
        if (!counts(record)) continue;
        if (facts.files[record.at.file].flags & file_not_loaded) unloaded_.emplace(record.xmlid, r);
        else ++begin_[size_t(record.xmlid) + 2];
    }
    for (size_t n = 1; n < begin_.size(); ++n) begin_[n] += begin_[n - 1];
    rows_.resize(begin_.back());
    for (Index r = 0; r < facts.records.size(); ++r)
        if (counts(facts.records[r]) && !(facts.files[facts.records[r].at.file].flags & file_not_loaded)) rows_[begin_[size_t(facts.records[r].xmlid) + 1]++] = r;
    for (size_t n = 0; n + 1 < begin_.size(); ++n)
        if (begin_[n + 1] - begin_[n] > 1) std::sort(rows_.begin() + begin_[n], rows_.begin() + begin_[n + 1], [&](Index a, Index b) { return rank(a) < rank(b); });
}

XmlIds::XmlIds(const World& world, const Registry& registry, WrittenIds written) : world_(world), registry_(registry), written_(std::move(written)) {
    const Facts& facts = world.facts;
    for (const Index m : world.load_order) {
        std::string path;
        for (const std::string_view part : split(facts.str(facts.modules[m].category), '/')) {
            if (!path.empty()) path += '/';
            path += part;
            categories_.emplace(category_id(path), m);
        }
    }
}

std::span<const Index> WrittenIds::rows(Name xmlid) const {
    const auto n = size_t(xmlid);
    return n + 2 < begin_.size() ? std::span(rows_).subspan(begin_[n], begin_[n + 1] - begin_[n]) : std::span<const Index>();
}

Index WrittenIds::unloaded(Name xmlid) const {
    const auto hit = unloaded_.find(xmlid);
    return hit == unloaded_.end() ? no_row : hit->second;
}

XmlIds::Implicit XmlIds::implicit(std::string_view module, std::string_view name) const {
    const Facts& facts = world_.facts;
    const auto of_class = [&](Index row) { return SymbolRef{SymbolRef::Column::class_, row, world_.module_of(facts.classes[row].at), facts.classes[row].at}; };
    // Each module that defines or extends a model owns an id of it.
    const auto definition_in = [&](const Model& model) -> SymbolRef {
        for (const Index row : model.definitions)
            if (facts.str(facts.modules[world_.module_of(facts.classes[row].at)].name) == module) return of_class(row);
        return {};
    };
    if (name.starts_with("model_")) {
        const Model* model = registry_.by_underscores(name.substr(6));
        if (!model) return {};
        const SymbolRef symbol = definition_in(*model);
        return {bool(symbol), symbol};
    }
    const bool selection = name.starts_with("selection__");
    if (name.starts_with("field_") || selection) {
        const std::string_view rest = name.substr(selection ? 11 : 6);
        const size_t cut = rest.find("__");
        if (cut == std::string_view::npos) return {};
        const Model* model = registry_.by_underscores(rest.substr(0, cut));
        if (!model) return {};
        std::string_view field = rest.substr(cut + 2);
        if (selection) field = field.substr(0, field.find("__"));
        const auto known = facts.names.find(field);
        std::set<const Model*> seen{model};
        if (known)
            if (const SymbolRef owned = owned_field(*model, *known, module, seen)) return {true, owned};
        const bool magic = field == "id" || field == "create_uid" || field == "create_date" || field == "write_uid" || field == "write_date" || field == "display_name";
        return {magic, magic ? of_class(model->definitions.front()) : SymbolRef()};
    }
    if (name.starts_with("constraint_")) return {true, {}};
    if (module == "base" && name.starts_with("module_category_")) {
        const auto hit = categories_.find(std::string(name.substr(16)));
        if (hit == categories_.end()) return {};
        return {true, {SymbolRef::Column::module, hit->second, hit->second, facts.modules[hit->second].at}};
    }
    if (const SymbolRef delegate = delegated(module, name)) return {true, delegate};
    if (module == "base" && name.starts_with("module_")) {
        const auto hit = world_.module_by_name.find(name.substr(7));
        if (hit == world_.module_by_name.end()) return {};
        return {true, {SymbolRef::Column::module, hit->second, hit->second, facts.modules[hit->second].at}};
    }
    return {};
}

// A module owns ids of the fields it declares; of those that a mixin brings, too, where it is the one that takes the mixin in or
// that makes the model; and of what a delegate has (_inherits) where it declares the delegate's field or the field that points to
// it (ir.model.fields _reflect_fields, fields.py _setup_related; 14.0 knows the former only).
SymbolRef XmlIds::owned_field(const Model& model, Name field, std::string_view module, std::set<const Model*>& seen) const {
    const Facts& facts = world_.facts;
    const auto in_module = [&](Index row) { return row != no_row && facts.str(facts.modules[row].name) == module; };
    const bool defines = std::any_of(model.definitions.begin(), model.definitions.end(), [&](Index row) { return in_module(world_.module_of(facts.classes[row].at)); });
    for (const Member& member : model.find(field)) {
        if (member.symbol.column != SymbolRef::Column::field) continue;
        const bool mixed_in = std::find(model.definitions.begin(), model.definitions.end(), facts.fields[member.symbol.row].owner) == model.definitions.end();
        if (in_module(member.symbol.module) || (mixed_in && defines)) return member.symbol;
    }
    constexpr size_t most = 32;   // of delegates, their own included
    for (const auto& [parent, link] : model.delegates) {
        const Model* delegate = registry_.find(parent);
        if (!delegate || seen.size() > most || !seen.insert(delegate).second) continue;
        if (const SymbolRef owned = owned_field(*delegate, field, module, seen)) return owned;
        const auto reached = delegate->find(field);
        const auto declares = [&](const Member& member) { return member.symbol.column == SymbolRef::Column::field && in_module(member.symbol.module); };
        const auto pointers = model.find(link);
        if (!reached.empty() && reached.front().symbol.column == SymbolRef::Column::field && std::any_of(pointers.begin(), pointers.end(), declares)) return reached.front().symbol;
    }
    return {};
}

// A record of a model that delegates to another gets a second id for the other's record: "product_1" of product.product
// also makes "product_1_product_template" (BaseModel._load_records).
SymbolRef XmlIds::delegated(std::string_view module, std::string_view name) const {
    for (size_t cut = name.find('_'); cut != std::string_view::npos; cut = name.find('_', cut + 1)) {
        const Model* parent = registry_.by_underscores(name.substr(cut + 1));
        const auto id = parent ? world_.facts.names.find(std::string(module) + "." + std::string(name.substr(0, cut))) : std::nullopt;
        if (!id || rows(*id).empty()) continue;
        const RecordRow& record = world_.facts.records[rows(*id).front()];
        const Model* model = registry_.find(record.model);
        if (!model) continue;
        for (const auto& [delegate, field] : model->delegates)
            if (delegate == parent->name) return {SymbolRef::Column::record, rows(*id).front(), world_.module_of(record.at), record.at};
    }
    return {};
}

bool XmlIds::made_in_database(std::string_view module, std::string_view name) {
    return module == "__export__" || module == "__import__" || module == "__custom__" || module == "studio_customization" || name == "user_groups_view" ||
           (!name.empty() && name[0] >= '0' && name[0] <= '9');   // "account.1_chart...": per company, from chart templates
}

}  // namespace driftline::odoo

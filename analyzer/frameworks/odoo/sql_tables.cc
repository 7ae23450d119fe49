#include "frameworks/odoo/sql_tables.h"

#include <fmt/format.h>

#include "base/text.h"

namespace driftline::odoo {
namespace {

// Options hold values as the source writes them.
std::string unquoted(std::string_view text) { return replace_all(replace_all(text, "'", ""), "\"", ""); }

}  // namespace

SqlTables::SqlTables(const World& world, const Registry& registry) {
    const Facts& facts = world.facts;
    std::unordered_map<Name, std::string> table_of;
    for (const Model& model : registry.models()) {
        if (model.kind == ModelKind::abstract) continue;
        std::string table = replace_all(facts.str(model.name), ".", "_");
        for (const Index row : model.definitions) {
            const auto attributes = facts.items(facts.classes[row].attributes);
            for (size_t i = 0; i + 1 < attributes.size(); i += 2)
                if (facts.str(attributes[i]) == "_table") table = unquoted(facts.str(attributes[i + 1]));
        }
        table_of.emplace(model.name, table);
        models_.emplace(std::move(table), &model);
    }
    // odoo/fields.py Many2many.update_db_name: both tables in text order, "<table>_id" on either side.
    for (Index f = 0; f < facts.fields.size(); ++f) {
        const FieldRow& field = facts.fields[f];
        if (field.owner == no_row || facts.str(field.type) != "Many2many" || (facts.files[field.at.file].flags & file_not_loaded)) continue;
        const Model* owner = registry.of_class(field.owner);
        const auto mine = owner ? table_of.find(owner->name) : table_of.end(), theirs = table_of.find(field.comodel);
        Relation relation{f, {}, {}};
        std::string table;
        if (mine != table_of.end()) relation.column1 = mine->second + "_id";
        if (theirs != table_of.end()) relation.column2 = theirs->second + "_id";
        if (mine != table_of.end() && theirs != table_of.end()) table = fmt::format("{}_{}_rel", std::min(mine->second, theirs->second), std::max(mine->second, theirs->second));
        const auto options = facts.items(field.options);
        for (size_t i = 0; i + 1 < options.size(); i += 2) {
            const std::string_view key = facts.str(options[i]);
            if (key == "relation") table = unquoted(facts.str(options[i + 1]));
            else if (key == "column1") relation.column1 = unquoted(facts.str(options[i + 1]));
            else if (key == "column2") relation.column2 = unquoted(facts.str(options[i + 1]));
        }
        if (!table.empty()) relations_.emplace(std::move(table), std::move(relation));
    }
}

const Model* SqlTables::model(std::string_view table) const {
    const auto hit = models_.find(table);
    return hit == models_.end() ? nullptr : hit->second;
}

const SqlTables::Relation* SqlTables::relation(std::string_view table) const {
    const auto hit = relations_.find(table);
    return hit == relations_.end() ? nullptr : &hit->second;
}

}  // namespace driftline::odoo

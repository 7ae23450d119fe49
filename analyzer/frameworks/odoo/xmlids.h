// External ids of all modules: written in data files, or made by the framework itself (model_, field_, module_ ...).
// Immutable after construction.
#pragma once
#include <set>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "frameworks/odoo/registry.h"

namespace driftline::odoo {

// Records by the ids that files write.
class WrittenIds {
public:
    explicit WrittenIds(const World& world);
    // Record rows with that id in load order, its definition first where the id's own module defines it.
    // Rows of files nobody loads are left out.
    std::span<const Index> rows(Name xmlid) const;
    // In a file that no manifest names; no_row if there is none.
    Index unloaded(Name xmlid) const;

private:
    std::vector<uint32_t> begin_;   // by name: where its rows stand in rows_; up to where those of the next one begin
    std::vector<Index> rows_;
    std::unordered_map<Name, Index> unloaded_;
};

class XmlIds {
public:
    XmlIds(const World& world, const Registry& registry, WrittenIds written);

    // As WrittenIds has them.
    std::span<const Index> rows(Name xmlid) const { return written_.rows(xmlid); }
    Index unloaded(Name xmlid) const { return written_.unloaded(xmlid); }

    struct Implicit { bool made = false; SymbolRef symbol; };
    // Ids that no file writes: model_x, field_x__y, selection__x__y__z, constraint_x, base.module_x, base.module_category_x
    // (odoo/addons/base/models/ir_model.py; odoo/modules/db.py). Symbol: what it stands for, where known.
    Implicit implicit(std::string_view module, std::string_view name) const;
    // Prefixes that no module file can define: made in the database.
    static bool made_in_database(std::string_view module, std::string_view name);

private:
    SymbolRef owned_field(const Model& model, Name field, std::string_view module, std::set<const Model*>& seen) const;
    SymbolRef delegated(std::string_view module, std::string_view name) const;

    const World& world_;
    const Registry& registry_;
    WrittenIds written_;
    std::unordered_map<std::string, Index> categories_;   // "sales_crm" -> module row
};

}  // namespace driftline::odoo

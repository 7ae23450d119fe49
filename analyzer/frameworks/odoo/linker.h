// The passes that fill a Program, and what they share. Internal to this folder.
#pragma once
#include <optional>
#include <string>
#include <utility>

#include "frameworks/odoo/resolve.h"
#include "frameworks/odoo/sql_tables.h"
#include "frameworks/odoo/views/link_views.h"
#include "model/framework.h"

namespace driftline::odoo {

// Everything that can be asked once the World is arranged; built once, then read by all passes.
struct Linked {
    explicit Linked(const World& w) : world(w), python(w), registry(w, python), xmlids(w, registry, WrittenIds(w)), resolver(w, registry, python, xmlids) {}
    // Of parts that were made side by side.
    Linked(const World& w, PythonIndex p, Registry r, WrittenIds ids)
        : world(w), python(std::move(p)), registry(std::move(r)), xmlids(w, registry, std::move(ids)), resolver(w, registry, python, xmlids) {}
    const World& world;
    PythonIndex python;
    Registry registry;
    XmlIds xmlids;
    Resolver resolver;

    // Few modules hold any SQL: made when first asked for, by one thread.
    const SqlTables& tables() const {
        if (!tables_) tables_.emplace(world, registry);
        return *tables_;
    }

private:
    mutable std::optional<SqlTables> tables_;
};

void link_uses(const Linked& linked, ViewLinks views, Program& program, int jobs);   // links and specs, the ledger's rows for them
void link_sql(const Linked& linked, Program& program);                   // tables and columns in strings, the ledger's rows for them
void link_overrides(const Linked& linked, Program& program);             // overrides, but those of views
void link_view_overrides(const Linked& linked, Program& program);        // REQUIRES: program.specs
void find_forks(Program& program, int jobs);                             // copies of core bodies among replacing overrides

}  // namespace driftline::odoo

// Tables and their columns, as the ORM makes them from models: what SQL in strings may name.
// Immutable after construction; any thread may ask.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>

#include "frameworks/odoo/resolve.h"

namespace driftline::odoo {

class SqlTables {
public:
    SqlTables(const World& world, const Registry& registry);

    const Model* model(std::string_view table) const;   // nullptr if it is no model's
    // The many2many field whose pairs the table holds; no_row if it is none of that kind.
    struct Relation { Index field = no_row; std::string column1, column2; };
    const Relation* relation(std::string_view table) const;

private:
    std::map<std::string, const Model*, std::less<>> models_;
    std::map<std::string, Relation, std::less<>> relations_;
};

}  // namespace driftline::odoo

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "rules/support.h"

namespace driftline {

namespace {

// "UPDATE of state", "DELETE"
std::string statement(const Facts& facts, const SqlRow& row) {
    if (row.verb == SqlVerb::delete_) return "DELETE";
    std::vector<std::string> columns;
    for (const Name column : facts.items(row.columns)) columns.emplace_back(facts.str(column));
    const std::string_view verb = row.verb == SqlVerb::insert ? "INSERT" : "UPDATE";
    return columns.empty() ? std::string{verb} : fmt::format("{} of {}", verb, listed(columns, 4));
}

// Columns that only reported modules add to a model.
class OwnColumns {
public:
    explicit OwnColumns(const Program& program) {
        const World& world = program.world;
        for (const bool own : {true, false})   // a column the core has too is the core's
            for (const auto& field : world.facts.fields) {
                if (field.owner == no_row || world.custom(world.module_of(field.at)) != own) continue;
                const std::pair key{world.str(world.facts.classes[field.owner].model), world.str(field.name)};
                if (own) columns_.insert(key);
                else columns_.erase(key);
            }
    }
    bool contains(std::string_view model, std::string_view column) const { return columns_.contains({model, column}); }

private:
    std::set<std::pair<std::string_view, std::string_view>> columns_;
};

// Columns behind fields of the core that are computed and not stored: the ORM writes none of them, only their inverse may.
class Unwritable {
public:
    explicit Unwritable(const Program& program) {
        const World& world = program.world;
        for (const bool computed : {true, false})   // a definition that stores it, or says nothing of computing, leaves it to the ORM
            for (const FieldRow& field : world.facts.fields) {
                if (field.owner == no_row || (field.compute != no_name && field.store != Tri::yes && !world.custom(world.module_of(field.at))) != computed) continue;
                const std::pair key{world.str(world.facts.classes[field.owner].model), world.str(field.name)};
                if (computed) columns_.insert(key);
                else columns_.erase(key);
            }
    }
    bool contains(std::string_view model, std::string_view column) const { return columns_.contains({model, column}); }

private:
    std::set<std::pair<std::string_view, std::string_view>> columns_;
};

// Hooks and migrations change tables on purpose, once: functions a manifest names, what stands beside them, init() and _auto_init().
class Exempt {
public:
    explicit Exempt(const Program& program) : program_{program} {
        const Facts& facts = program.world.facts;
        for (const auto& module : facts.modules) {
            const auto items = facts.items(module.hooks);
            for (size_t i = 1; i < items.size(); i += 2) hooks_.insert(items[i]);
        }
        for (const auto& method : facts.methods)
            if (method.owner == no_row && hooks_.contains(method.name) && program.world.custom(program.world.module_of(method.at))) hook_files_.insert(method.at.file);
    }
    bool operator()(const SqlRow& row) const {
        const Facts& facts = program_.world.facts;
        const std::string path = "/" + path_in_module(program_, row.at.file);
        if (path.find("/migrations/") != path.npos || path.find("/upgrades/") != path.npos || path.ends_with("/hooks.py")) return true;
        if (row.scope == no_row) return false;
        const MethodRow& scope = facts.methods[row.scope];
        if (scope.owner == no_row) return hook_files_.contains(row.at.file);
        return facts.str(scope.name) == "init" || facts.str(scope.name) == "_auto_init";
    }

private:
    const Program& program_;
    std::set<Name> hooks_;
    std::set<Index> hook_files_;
};

// The function around it writes what waits to be written, and forgets what was read.
bool minds_the_cache(const Facts& facts, const SqlRow& row) {
    if (row.scope == no_row) return false;
    const std::string body = facts.source(facts.methods[row.scope].body);
    return body.find("flush") != body.npos && (body.find("invalidate") != body.npos || body.find("clear_cache") != body.npos);
}

// Statements of the methods that reported ones override: where the core itself writes these columns by SQL, it does so on purpose, mostly
// because the row is locked by the same cursor.
class CoreWrites {
public:
    explicit CoreWrites(const Program& program) : facts_{program.world.facts} {
        for (const auto& o : program.overrides)
            if (o.kind == SymbolKind::method && o.custom.column == SymbolRef::Column::method && o.core.column == SymbolRef::Column::method && !o.of_library) overridden_.emplace(o.custom.row, o.core.row);
        std::set<Index> wanted;
        for (const auto& [own, core] : overridden_) wanted.insert(core);
        for (const auto& row : facts_.sql)
            if (row.verb == SqlVerb::update && row.scope != no_row && wanted.contains(row.scope)) rows_.emplace(row.scope, &row);
    }
    // The core's statement that sets the same columns of the same table, in the method that the one around `row` overrides; nullptr: none.
    const SqlRow* same_as(const SqlRow& row) const {
        const auto columns = facts_.items(row.columns);
        const auto core = row.scope == no_row ? overridden_.end() : overridden_.find(row.scope);
        if (row.verb != SqlVerb::update || columns.empty() || core == overridden_.end()) return nullptr;
        for (auto [theirs, end] = rows_.equal_range(core->second); theirs != end; ++theirs) {
            const auto set = facts_.items(theirs->second->columns);
            if (theirs->second->table == row.table && std::all_of(columns.begin(), columns.end(), [&](Name c) { return std::find(set.begin(), set.end(), c) != set.end(); })) return theirs->second;
        }
        return nullptr;
    }

private:
    const Facts& facts_;
    std::map<Index, Index> overridden_;   // the core's method, by ours
    std::multimap<Index, const SqlRow*> rows_;   // by method of the core
};

// The writes of one module to one table.
struct Writes { std::vector<std::string> statements; Finding finding; bool careful = true; const SqlRow* core = nullptr; };

void check(const Program& program, const CheckOptions&, std::vector<Finding>& findings) {
    const Facts& facts = program.world.facts;
    if (std::none_of(program.overrides.begin(), program.overrides.end(), [](const Override& o) { return o.kind == SymbolKind::sql; })) return;
    const OwnColumns own{program};
    const Exempt exempt{program};
    const CoreWrites core{program};
    const Unwritable unwritable{program};
    std::map<std::pair<Index, std::string_view>, Writes> tables;
    for (const auto& o : program.overrides) {
        if (o.kind != SymbolKind::sql || o.custom.column != SymbolRef::Column::sql) continue;
        const SqlRow& row = facts.sql[o.custom.row];
        if ((row.verb != SqlVerb::insert && row.verb != SqlVerb::update && row.verb != SqlVerb::delete_) || exempt(row)) continue;
        const auto columns = facts.items(row.columns);
        const bool all_own = !columns.empty() && std::all_of(columns.begin(), columns.end(), [&](Name c) { return own.contains(o.symbol, facts.str(c)); });
        if (row.verb == SqlVerb::update && all_own) continue;
        if (row.verb == SqlVerb::update && !columns.empty() && std::all_of(columns.begin(), columns.end(), [&](Name c) { return unwritable.contains(o.symbol, facts.str(c)); })) continue;
        auto& [statements, finding, careful, same] = tables[{o.module, o.symbol}];
        const SqlRow* const theirs = core.same_as(row);
        same = statements.empty() || same != nullptr ? theirs : nullptr;
        careful = careful && minds_the_cache(facts, row);
        const std::string said = statement(facts, row);
        if (std::find(statements.begin(), statements.end(), said) == statements.end()) statements.push_back(said);
        Finding next = begin_finding(program, o);
        if (finding.places.empty()) finding = std::move(next);
        else finding.places.push_back(std::move(next.places.front()));
        finding.message = fmt::format("SQL writes to {} ({}) past the ORM: checks, computed fields{} and access rights of {} ({}) do not see it",
                                      facts.str(row.table), listed(statements, 3), careful ? "" : ", caches", o.symbol, where(program, o.core));
    }
    for (auto& [table, writes] : tables) {
        writes.finding.severity = writes.core != nullptr ? Severity::info : Severity::warning;
        writes.finding.effect = Effect::silent;
        writes.finding.fix = writes.careful ? "Write through the ORM, unless speed forbids it; then see at each upgrade whether something is computed from these columns or checks them."
                                            : "Write through the ORM; if speed demands SQL, flush and invalidate the fields around it and say why.";
        if (writes.core != nullptr) {
            const Index module = program.world.module_of(writes.core->at);
            writes.finding.message += fmt::format("; the core's own method writes it the same way ({}/{}:{})", module_name(program, module), path_in_module(program, writes.core->at.file), writes.core->at.line);
            writes.finding.fix = "Compare the statement with the core's at each upgrade.";
        }
        findings.push_back(std::move(writes.finding));
    }
}

}  // namespace

DRIFTLINE_RULE(core_sql_write) = {
    "DL117", "core-sql-write", Severity::warning,
    "SQL writes to a table of the core",
    "What the ORM does on write does not happen: constraints, recomputed fields, tracking, access rights, caches. The core may rename a column at any release, and no "
    "check warns. Hooks, init methods, migration scripts and columns of your own are left out, and columns that the ORM writes none of: of computed fields that are not stored.",
    "Write through the ORM. Where speed demands SQL: flush before, invalidate after, and say why.",
    "```python\nself.env.cr.execute(\"UPDATE sale_order SET state = 'done' WHERE id IN %s\", (ids,))\n```\n",
    check};

}  // namespace driftline

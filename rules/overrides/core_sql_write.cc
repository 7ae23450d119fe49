#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "rules/support.h"

namespace driftline {

namespace {

struct Table { std::string model; SymbolRef definition; };

std::string_view verb_text(SqlVerb verb) { return verb == SqlVerb::insert ? "INSERT into" : verb == SqlVerb::update ? "UPDATE of" : "DELETE from"; }

// Fields of reported modules per model, and the tables of models that other modules found.
class Schema {
public:
    explicit Schema(const Program& program) {
        const World& world = program.world;
        const Facts& facts = world.facts;
        for (Index i = 0; i < facts.classes.size(); ++i) {
            const ClassRow& row = facts.classes[i];
            const Index module = world.module_of(row.at);
            if (row.model_kind == ModelKind::none || row.model_kind == ModelKind::abstract || row.model == no_name || module == no_row) continue;
            const std::string model{facts.str(row.model)};
            if (world.custom(module)) {
                for (Index f = row.fields.begin; f < row.fields.begin + row.fields.count; ++f) own_.emplace(model, facts.str(facts.fields[f].name));
            } else if (row.flags & class_has_name && world.modules[module].linked) {
                tables_.try_emplace(table_name(facts, row), Table{model, {SymbolRef::Column::class_, i, module, row.at}});
            }
        }
        // A column of ours that the core has too is the core's.
        for (const auto& field : facts.fields)
            if (field.owner != no_row && !world.custom(world.module_of(field.at))) own_.erase({std::string{facts.str(facts.classes[field.owner].model)}, std::string{facts.str(field.name)}});
    }
    const Table* find(std::string_view table) const {
        const auto found = tables_.find(table);
        return found == tables_.end() ? nullptr : &found->second;
    }
    bool own(const std::string& model, std::string_view column) const { return own_.contains({model, std::string{column}}); }

private:
    static std::string table_name(const Facts& facts, const ClassRow& row) {
        const auto items = facts.items(row.attributes);
        for (size_t i = 0; i + 1 < items.size(); i += 2)
            if (facts.str(items[i]) == "_table") return replace_all(replace_all(facts.str(items[i + 1]), "'", ""), "\"", "");
        return replace_all(facts.str(row.model), ".", "_");
    }
    std::map<std::string, Table, std::less<>> tables_;
    std::set<std::pair<std::string, std::string>> own_;
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

void check(const Program& program, const CheckOptions&, std::vector<Finding>& findings) {
    const World& world = program.world;
    const Facts& facts = world.facts;
    const Schema schema{program};
    const Exempt exempt{program};
    for (const auto& row : facts.sql) {
        if (row.verb != SqlVerb::insert && row.verb != SqlVerb::update && row.verb != SqlVerb::delete_) continue;
        const Index module = world.module_of(row.at);
        const Table* table = world.custom(module) && !row.dynamic && loaded(program, row.at) ? schema.find(facts.str(row.table)) : nullptr;
        if (!table || exempt(row)) continue;
        const auto columns = facts.items(row.columns);
        if (row.verb == SqlVerb::update && !columns.empty() && std::all_of(columns.begin(), columns.end(), [&](Name c) { return schema.own(table->model, facts.str(c)); })) continue;
        Finding finding = begin_finding(module, SymbolKind::sql, std::string{facts.str(row.table)}, row.at);
        finding.severity = Severity::warning;
        finding.effect = Effect::silent;
        std::vector<std::string> names;
        for (const Name column : columns) names.emplace_back(facts.str(column));
        finding.message = fmt::format("SQL {} {}{}: the ORM's checks, computed fields, caches and access rights of {} ({}) are passed over", verb_text(row.verb), finding.symbol,
                                      names.empty() || row.verb == SqlVerb::delete_ ? "" : fmt::format(" ({})", listed(names, 4)), table->model, where(program, table->definition));
        finding.fix = "Write through the ORM; if speed demands SQL, flush and invalidate the fields around it and say why.";
        finding.related.push_back(related_to(program, table->definition, "the model of the table"));
        findings.push_back(std::move(finding));
    }
}

}  // namespace

DRIFTLINE_RULE(core_sql_write) = {
    "DL117", "core-sql-write", Severity::warning,
    "SQL writes to a table of the core",
    "What the ORM does on write does not happen: constraints, recomputed fields, tracking, access rights, caches. The core may rename a column at any release, and no "
    "check warns. Hooks, init methods, migration scripts and columns of your own are left out.",
    "Write through the ORM. Where speed demands SQL: flush before, invalidate after, and say why.",
    "```python\nself.env.cr.execute(\"UPDATE sale_order SET state = 'done' WHERE id IN %s\", (ids,))\n```\n",
    check};

}  // namespace driftline

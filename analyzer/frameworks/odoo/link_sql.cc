// Binds the tables and columns that statements in strings name.
#include "frameworks/odoo/linker.h"
#include "frameworks/odoo/python/sql.h"
#include "model/judged.h"

namespace driftline::odoo {
namespace {

// Columns that every table has, but those made without the log (odoo/models.py, MAGIC_COLUMNS).
constexpr std::string_view magic_columns[] = {"id", "create_uid", "create_date", "write_uid", "write_date"};

class SqlLinker {
public:
    SqlLinker(const Linked& linked, Program& program) : program_(program), world_(linked.world), facts_(linked.world.facts), linked_(linked), tables_(linked.tables()) {}

    void statement(Index row, Index module) {
        const SqlRow& sql = facts_.sql[row];
        SqlLink table;
        table.sql = row;
        table.module = module;
        if (sql.dynamic == 1 || sql.table == no_name) {
            table.reason = Reason::dynamic_name;
            return add(std::move(table));
        }
        // A table that a statement makes is its own.
        if (sql.verb == SqlVerb::create) return;
        const std::string_view name = facts_.str(sql.table);
        if (const Model* model = tables_.model(name)) {
            decide(table, linked_.resolver.model(module, model->name));
            table.model = model->name;
            if (sql.dynamic == sql_bare) return bare(table, *model, sql);
            add(table);
            if (table.outcome != Outcome::unresolved)
                for (const Name column : facts_.items(sql.columns)) of_model(table, *model, column);
        } else if (sql.dynamic == sql_bare) {
            return;
        } else if (const SqlTables::Relation* relation = tables_.relation(name)) {
            const FieldRow& field = facts_.fields[relation->field];
            const SymbolRef symbol = ref(relation->field);
            decide(table, linked_.resolver.visible(module, symbol.module) ? linked_.resolver.found(symbol, SymbolKind::field, no_name, field.name)
                                                                           : linked_.resolver.unresolved(module, SymbolKind::field, no_name, field.name, symbol));
            add(table);
            for (const Name column : facts_.items(sql.columns)) of_relation(table, *relation, column);
        } else {
            decide(table, linked_.resolver.unresolved(module, SymbolKind::model, no_name, sql.table, {}));
            if (table.reason == Reason::nowhere) table.reason = Reason::not_analyzed;   // the database's own, or made by a statement somewhere
            add(table);
        }
    }

private:
    SymbolRef ref(Index field) const { return {SymbolRef::Column::field, field, world_.module_of(facts_.fields[field].at), facts_.fields[field].at}; }

    static void decide(SqlLink& link, const Resolution& r) {
        link.outcome = r.outcome;
        link.reason = r.reason;
        link.certainty = r.certainty;
        link.target = r.target;
        link.missing = r.missing;
    }

    void of_model(const SqlLink& table, const Model& model, Name column) {
        SqlLink link = table;
        link.column = column;
        const std::string_view text = facts_.str(column);
        if (std::find(std::begin(magic_columns), std::end(magic_columns), text) != std::end(magic_columns)) return add(std::move(link));
        SymbolRef found, elsewhere;
        for (const Member& member : model.find(column)) {
            if (member.symbol.column != SymbolRef::Column::field) continue;
            SymbolRef& wanted = linked_.resolver.visible(table.module, member.symbol.module) ? found : elsewhere;
            if (!wanted) wanted = member.symbol;
        }
        if (found) {
            if (has_column(table.module, model, column)) return decide(link, linked_.resolver.found(found, SymbolKind::field, model.name, column)), add(std::move(link));
            elsewhere = {};
        }
        decide(link, linked_.resolver.unresolved(table.module, SymbolKind::field, model.name, column, elsewhere));
        if (found) link.target = found;   // there is such a field, but no column
        // Code that makes a table by SQL, or an extension in another language, may know of columns that no field stands for.
        if (link.reason == Reason::nowhere && model_makes_table(model)) link.reason = Reason::not_analyzed;
        add(std::move(link));
    }

    bool has_column(Index module, const Model& model, Name column) const {
        const FieldTraits traits = linked_.resolver.field(module, model.name, column);
        const std::string_view type = facts_.str(traits.type);
        return traits.stored && type != "One2many" && type != "Many2many";
    }

    // Words that may be columns: those that are.
    void bare(const SqlLink& table, const Model& model, const SqlRow& sql) {
        if (table.outcome == Outcome::unresolved) return;
        for (const Name column : facts_.items(sql.columns)) {
            const auto& found = model.find(column);
            const auto is_field = [&](const Member& m) { return m.symbol.column == SymbolRef::Column::field && linked_.resolver.visible(table.module, m.symbol.module); };
            if (std::any_of(found.begin(), found.end(), is_field) && has_column(table.module, model, column)) of_model(table, model, column);
        }
    }

    bool model_makes_table(const Model& model) const {
        for (const Index row : model.definitions)
            if (facts_.classes[row].flags & (class_no_table | class_table_query | class_has_init)) return true;
        return false;
    }

    void of_relation(const SqlLink& table, const SqlTables::Relation& relation, Name column) {
        SqlLink link = table;
        link.column = column;
        const std::string_view text = facts_.str(column);
        if (text != relation.column1 && text != relation.column2) {
            link.outcome = Outcome::unresolved;
            link.reason = Reason::not_analyzed;
        }
        add(std::move(link));
    }

    void add(SqlLink link) {
        Ledger::Row& row = program_.ledger.by_kind[link.column == no_name ? "SQL table" : "SQL column"];
        ++row.extracted;
        if (link.outcome == Outcome::bound) ++row.bound;
        if (link.outcome == Outcome::own) ++row.own;
        if (link.outcome == Outcome::unresolved) ++row.unresolved[link.reason];
        program_.sql.push_back(std::move(link));
    }

    Program& program_;
    const World& world_;
    const Facts& facts_;
    const Linked& linked_;
    const SqlTables& tables_;
};

}  // namespace

void link_sql(const Linked& linked, Program& program) {
    const Facts& facts = linked.world.facts;
    std::optional<SqlLinker> linker;   // few modules hold any SQL
    for (Index s = 0; s < facts.sql.size(); ++s) {
        const FileRow& file = facts.files[facts.sql[s].at.file];
        if (file.module == no_row || !judged(linked.world, file.module) || (file.flags & file_not_loaded)) continue;
        if (!linker) linker.emplace(linked, program);
        linker->statement(s, file.module);
    }
}

}  // namespace driftline::odoo

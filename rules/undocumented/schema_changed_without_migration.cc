#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "base/text.h"
#include "model/nearby_text.h"
#include "rules/overrides/unbound.h"
#include "rules/support.h"
#include "rules/undocumented/schema.h"

namespace driftline {

namespace {

using Kind = SchemaChange::Kind;

constexpr size_t most_values = 8;

enum class Column : uint8_t { other, file, boolean, integer, number, text, date, timestamp, json };

// odoo/fields.py, column_type; `other`: a type that an add-on brings.
Column column_of(std::string_view type) {
    static const std::map<std::string_view, Column> columns = {
        {"Binary", Column::file}, {"Image", Column::file}, {"Boolean", Column::boolean}, {"Integer", Column::integer}, {"Many2one", Column::integer}, {"Many2oneReference", Column::integer},
        {"Float", Column::number}, {"Monetary", Column::number}, {"Char", Column::text}, {"Text", Column::text}, {"Html", Column::text}, {"Selection", Column::text}, {"Reference", Column::text},
        {"Date", Column::date}, {"Datetime", Column::timestamp}, {"Json", Column::json}, {"Properties", Column::json}, {"PropertiesDefinition", Column::json}};
    const auto hit = columns.find(type);
    return hit == columns.end() ? Column::other : hit->second;
}

struct Retyped {
    std::string told;     // "" where nothing happens
    bool keeps = false;   // the values are still there, in another form
    bool fails = false;
};

// From 16.0 on: ALTER COLUMN ... TYPE ... USING column::type (odoo/tools/sql.py, convert_column). Which casts there are: PostgreSQL, pg_cast,
// and to and from text by way of what is printed.
Retyped cast(std::string_view before, std::string_view now) {
    const Column from = column_of(before), to = column_of(now);
    if (from == Column::other || to == Column::other) return {"an update casts the column in place, or fails where PostgreSQL cannot"};
    if (from == to) return {fmt::format("an update leaves the column as it is, and what it holds is {}", now == "Many2one" ? "taken for ids" : fmt::format("read as {}", now))};
    if (before == "Many2one" && (to == Column::text || to == Column::boolean || to == Column::number))
        return {"the update fails where the column has its foreign key, which takes nothing but ids", false, true};
    if (to == Column::text && from == Column::json) return {"an update casts the column in place, and little of what it holds is text that anybody can read"};
    if (to == Column::text && (now == "Selection" || now == "Reference")) return {"an update casts the column in place, and what it holds is text from then on, even where that is no value of it"};
    if (to == Column::text) return {"an update casts the column in place, and what it holds is text from then on", true};
    if (now == "Many2one" && (from == Column::boolean || from == Column::number)) return {"an update casts the column in place, and what it holds is taken for ids"};
    if (from == Column::number && to == Column::integer) return {"an update casts the column in place, and what it holds is rounded", true};
    if (from == Column::timestamp && to == Column::date) return {"an update casts the column in place, and the time of day is lost", true};
    if (from == Column::integer && to == Column::boolean) return {"an update casts the column in place, and all but 0 is true from then on", true};
    if (from == Column::boolean && to == Column::integer) return {"an update casts the column in place, and what it holds is 1 or 0 from then on", true};
    const bool by_value = from == Column::text || (from == Column::json && (to == Column::boolean || to == Column::integer || to == Column::number));
    if (by_value) return {fmt::format("an update casts the column in place, and fails at the first value that makes no {}", now), false, true};
    return {fmt::format("the update fails, even without a record: PostgreSQL has no cast from {} to {}", before, now), false, true};
}

// odoo/fields.py, update_db_column: up to 15.0 a column that cannot hold the new type's values is renamed; from 16.0 on it is cast in
// place, whatever it holds.
Retyped retyped(std::string_view before, std::string_view now, int version) {
    if (before == "Many2many") return {"an update leaves the table of relations behind and starts with an empty column"};
    if (now == "Many2many") return {"an update starts with an empty table of relations, and nothing reads the old column any more"};
    const bool were_files = column_of(before) == Column::file, are_files = column_of(now) == Column::file;
    if (were_files && are_files) return {};
    if (were_files) return {"files are attachments unless the field says attachment=False: no column is cast, and nothing reads them any more"};
    if (are_files) return {"files are attachments unless the field says attachment=False: no column is cast, and nothing reads what the old one holds any more"};
    constexpr int first_to_cast = 16;
    if (version == 0) return {"an update converts the column or puts it aside, as the framework's version has it"};
    if (version < first_to_cast) return {"an update puts the old column aside and starts with an empty one"};
    return cast(before, now);
}

// odoo/fields.py: `column_type`, `update_db_column`, `_convert_db_column`; odoo/tools/sql.py: `convert_column_translatable`. Up to 17.0 what depends on
// the company is an ir.property and no column; from 18.0 on it is a column of jsonb. No framework converts between attachments and columns.
Retyped kept_elsewhere(const SchemaChange& change, int version) {
    constexpr int first_translated_in_place = 16, first_company_in_place = 18;
    const std::string& type = change.values.front();
    if (change.kind == Kind::files_moved && change.on) return {"keeps its files as attachments now, and kept them in its column: nothing reads the column any more, and no update fills the attachments", true};
    if (change.kind == Kind::files_moved) return {"keeps its files in a column now, and kept them as attachments: an update starts with an empty column, and nothing reads the attachments any more", true};
    if (version == 0) return {};
    if (change.kind == Kind::untranslated && version >= first_translated_in_place) return {"is no longer translated: an update keeps the text of en_US and drops those of all other languages", true};
    if (change.kind == Kind::untranslated) return {"is no longer translated: every language shows the source text, and nothing reads the translations any more", true};
    if (version < first_company_in_place && change.on) return {"depends on the company now: it is read from ir.property, where no update puts what the column holds, and nothing reads the column any more", true};
    if (version < first_company_in_place) return {"no longer depends on the company: an update starts with a new column, and nothing reads what ir.property holds for it any more", true};
    const Column column = column_of(type);
    const bool string = type == "Char" || type == "Text" || type == "Html", dated = column == Column::date || column == Column::timestamp;
    if (change.on && column == Column::text) return {"depends on the company now: an update casts the column to jsonb, and fails at the first value that is no JSON", false, true};
    if (change.on) return {fmt::format("depends on the company now: the update fails, even without a record, since PostgreSQL has no cast from {} to jsonb", type), false, true};
    if (string) return {"no longer depends on the company: an update casts the column, and all that it holds is lost"};
    if (column == Column::text) return {"no longer depends on the company: an update casts the column, and each value is the JSON of all companies' from then on"};
    if (dated) return {fmt::format("no longer depends on the company: the update fails, even without a record, since PostgreSQL has no cast from jsonb to {}", type), false, true};
    return {"no longer depends on the company: an update casts the column from jsonb, and fails at the first value", false, true};
}

// A relation of a model with itself.
bool leads_to_itself(const SchemaChange& change) { return change.symbol.substr(0, change.symbol.rfind('.')) == change.values.front(); }

Retyped column_story(const SchemaChange& change, int version) {
    if (change.kind == Kind::field_retyped) return retyped(change.values[0], change.values[1], version);
    if (change.kind == Kind::columns_moved) return {"", false, !change.on || !leads_to_itself(change)};   // odoo/modules/registry.py, check_foreign_keys
    const bool kept = change.kind == Kind::files_moved || change.kind == Kind::untranslated || change.kind == Kind::company_moved;
    return kept ? kept_elsewhere(change, version) : Retyped();
}

// What an update does: odoo/addons/base/models/ir_model.py, _process_end, _drop_table (nothing for a model that no class defines any
// more) and _drop_column (of a relation's table only where people made the field in the database; it asks for a table, and not
// whether the model is abstract: of one that is abstract now the columns go whose fields it no longer has). `column`: of a field of
// another type.
std::string story(const SchemaChange& change, std::string_view column) {
    switch (change.kind) {
        case Kind::field_removed:
            if (change.derived) return {};
            if (change.what == "Many2many") return fmt::format("{} is gone: an update leaves its table of relations behind, and nothing reads it any more", change.symbol);
            if (change.unfilled && change.on) return fmt::format("{} is gone: an update drops its column; no view showed it, no code asked for it, and the code that set it is gone, too", change.symbol);
            if (change.unfilled) return fmt::format("{} is gone: an update drops its column; nothing here shows it or writes into it, so what it holds is its default, {}", change.symbol, change.what);
            return change.renamed_to.empty() ? fmt::format("{} is gone: an update drops its column with all that is in it", change.symbol)
                                             : fmt::format("{} is gone and {} is new: if it was renamed, an update drops the old column and starts with an empty one", change.symbol, change.renamed_to);
        case Kind::model_removed: return fmt::format("{} is gone: an update leaves its table behind, with all that is in it, and nothing reads it any more", change.symbol);
        case Kind::model_abstract:
            return fmt::format("{} is an abstract model now: an update keeps its table, drops the columns of fields that it no longer has, and nothing reads the rest{}", change.symbol,
                               change.unfilled ? "; nothing here makes records of it" : "");
        case Kind::model_transient: return fmt::format("{} is a transient model now: its records are deleted when they are some hours old", change.symbol);
        case Kind::field_retyped: return column.empty() ? std::string() : fmt::format("{} changed its type, {}: {}", change.symbol, change.what, column);
        case Kind::comodel_changed: return fmt::format("{} points to another model, {}: the ids that are stored mean other records", change.symbol, change.what);
        case Kind::relation_moved: return fmt::format("{} keeps its relations in another table now, {}: an update makes the new one, which is empty, and nothing reads the old one any more", change.symbol, change.what);
        case Kind::made_required: return fmt::format("{} is required now and has no default: where it is empty, the database refuses the constraint and only logs it", change.symbol);
        case Kind::values_removed: {
            std::vector<std::string> values;
            for (const std::string& value : change.values) values.push_back(fmt::format("'{}'", value));
            return fmt::format("the value{} {} of {} {} gone: records that have {} show nothing, or lose it", values.size() == 1 ? "" : "s", listed(values, most_values), change.symbol,
                               values.size() == 1 ? "is" : "are", values.size() == 1 ? "it" : "one of them");
        }
        case Kind::columns_moved:
            if (change.on && leads_to_itself(change))
                return fmt::format("the columns of {} change places in its table {}, {}: every relation is read the other way round", change.symbol, change.table, change.what);
            if (change.on)
                return fmt::format("the columns of {} change places in its table {}, {}: the ids in them are taken for the other model's, and the update fails at the first that it does not have", change.symbol, change.table, change.what);
            return fmt::format("{} names other columns of its table {}, {}: an update leaves the table as it is, and fails at the foreign key of a column that is not there", change.symbol, change.table, change.what);
        case Kind::files_moved:
        case Kind::untranslated:
        case Kind::company_moved: return column.empty() ? std::string() : fmt::format("{} {}", change.symbol, column);
        case Kind::record_removed: return fmt::format("{} ({}) is gone: an update deletes it, or fails where something refers to it", change.symbol, change.what);
        case Kind::field_added:
        case Kind::model_added: break;
    }
    return {};
}

bool is_model(Kind kind) { return kind == Kind::model_removed || kind == Kind::model_abstract || kind == Kind::model_transient; }

bool deals_with(const Script& script, const SchemaChange& change) {
    if (change.kind == Kind::values_removed && std::all_of(change.values.begin(), change.values.end(), [&](const std::string& value) { return names_word(script.text, value); })) return true;
    const size_t dot = change.symbol.rfind('.');
    if (!change.table.empty() && names_word(script.text, change.table)) return true;
    if (change.kind == Kind::relation_moved && names_word(script.text, change.values.front())) return true;
    return names_word(script.text, change.needle) || names_word(script.text, change.symbol) || (dot != std::string::npos && is_model(change.kind) && names_word(script.text, change.symbol));
}

// A script of another module speaks of many models: it deals with this one where it says which.
bool deals_from_afar(const Script& script, const SchemaChange& change) {
    const auto names = [&](const std::string& name) { return !name.empty() && names_word(script.text, name); };
    if (change.kind == Kind::values_removed && !std::all_of(change.values.begin(), change.values.end(), names)) return false;
    if (names(change.symbol) || names(change.table)) return true;
    const size_t dot = change.symbol.rfind('.');
    if (is_model(change.kind)) return names(change.needle);   // its table
    if (change.kind == Kind::record_removed || dot == std::string::npos) return false;
    const std::string model = change.symbol.substr(0, dot);
    return names(change.symbol.substr(dot + 1)) && (names(model) || names(replace_all(model, ".", "_")));
}

// Of the scripts that do not run or do not name it the one that tells most.
struct Near {
    const Script *idle = nullptr, *other = nullptr;   // it deals with it and does not run; it comes with the change and does not deal with it
    bool done = false;                                // one deals with it, and runs
};

Near nearest(const std::vector<Script>& scripts, const SchemaChange& change) {
    Near near;
    for (const Script& script : scripts)
        if (deals_with(script, change)) {
            near.done = near.done || script.runs;
            near.idle = &script;
        } else if (script.fresh) {
            near.other = &script;
        }
    return near;
}

// What to say of the scripts, and what to do.
std::pair<std::string, std::string> told_of(const Near& near, bool any_runs, std::string_view before, std::string_view version) {
    if (near.idle != nullptr && near.idle->waits)
        return {fmt::format("; {} names it, and runs only once the version ({}) is raised to {}", near.idle->path, version, near.idle->version), fmt::format("Raise the version in the manifest to {}.", near.idle->version)};
    if (near.idle != nullptr)
        return {fmt::format("; {} names it and never runs from {} to {}", near.idle->path, before, version), "Let the script's folder be above the old version and not above the manifest's."};
    if (near.other != nullptr) return {fmt::format("; {} comes with the change and does not name it", near.other->path), "Let the script deal with it, even if it only says that nothing is lost."};
    const std::string what = any_runs ? "; no script of the new version names it" : "; no migration script comes with the change";
    if (version != before) return {what, "Write a migration script for the new version, even if it only says that nothing is lost."};
    return {what, fmt::format("Raise the version in the manifest, which is still {}, and write a migration script for the new one, even if it only says that nothing is lost.", version)};
}

void change(const Revisions& revisions, const CheckOptions&, std::vector<Finding>& findings) {
    const auto all = schema_changes(revisions);
    if (all.empty()) return;
    const auto scripts = scripts_of(revisions);
    const auto done_elsewhere = [&](const SchemaChange& one, Index module) {
        return std::any_of(scripts.begin(), scripts.end(), [&](const auto& of_module) {
            return of_module.first != module && std::any_of(of_module.second.begin(), of_module.second.end(), [&](const Script& script) { return script.runs && deals_from_afar(script, one); });
        });
    };
    for (const Revisions::Pair& pair : revisions.modules()) {
        const auto found = all.find(pair.head);
        if (found == all.end()) continue;
        static const std::vector<Script> none;
        const auto of_module = scripts.find(pair.head);
        const std::vector<Script>& own = of_module == scripts.end() ? none : of_module->second;
        const bool any_runs = std::any_of(own.begin(), own.end(), [](const Script& s) { return s.runs || s.waits; });
        const ModuleRow& row = revisions.head.world.facts.modules[pair.head];
        for (const SchemaChange& one : found->second) {
            const Retyped column = column_story(one, series(revisions.head));
            const std::string message = story(one, column.told);
            const Near near = nearest(own, one);
            // A script may go through tables or fields by computed names: then it may deal with this one.
            if (message.empty() || near.done || done_elsewhere(one, pair.head)) continue;
            Finding finding = begin_finding(pair.head, is_model(one.kind) ? SymbolKind::model : one.kind == Kind::record_removed ? SymbolKind::record : SymbolKind::field, one.symbol,
                                            one.at.file == no_row ? row.at : one.at);
            const bool lost = one.loses_data || (!column.told.empty() && !column.keeps);
            finding.severity = one.unfilled ? Severity::info : lost && !any_runs && !column.keeps ? Severity::error : Severity::warning;
            finding.certainty = any_runs || one.unfilled ? Certainty::likely : Certainty::exact;
            finding.cause = std::to_string(int(one.kind));   // a field may be retyped and required now: two losses
            finding.effect = column.fails ? Effect::crash_install : Effect::silent;
            const auto [scripts_say, fix] = told_of(near, any_runs, revisions.base.world.str(revisions.base.world.facts.modules[pair.base].version), revisions.head.world.str(row.version));
            finding.message = message + scripts_say;
            finding.fix = one.unfilled ? "Nothing is lost, unless somebody else fills it: then write a migration script for the new version." : fix;
            findings.push_back(std::move(finding));
        }
    }
}

}  // namespace

DRIFTLINE_RULE(schema_changed_without_migration) = {
    "DL204", "schema-changed-without-migration", Severity::error,
    "Stored data is removed, renamed or retyped and no migration script deals with it",
    "An update drops the columns that the code no longer names: a renamed field is an empty field beside a dropped one. A removed model's table stays, and nobody can reach it. "
    "Nothing warns. Removed and renamed fields and models, types whose columns do not hold each other's values, other comodels, other tables of a relation or other columns in it and removed records are errors; files that are kept as attachments or no longer, texts no longer translated, values that depend on the company or no longer (an error where the update fails), models made "
    "abstract, columns that are cast in place (from 16.0 on, where no value stops that), fields made required and removed selection values are warnings; what nothing fills is information: a field with a constant default, a flag that code sets and nothing but views asks for, an abstract model's table. Columns that can be computed again are left out. A script counts when it names the symbol and its version lies between the base's and the manifest's, also one of another module that names model and field, and with it the data that it loads. Nothing is said of modules that are new.",
    "Write a migration script for the new version; where nothing is lost, let it say so.",
    "", nullptr, nullptr, change};

}  // namespace driftline

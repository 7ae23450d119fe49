// What of a module is in the database: stored fields, tables, selection values, records with an external id. And the
// migration scripts that a change brings. For rules that compare two revisions.
#pragma once
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "check/revisions.h"

namespace driftline {

struct StoredField {
    std::string type, comodel, relation;   // relation: the table of a Many2many that names it
    bool relation_literal = true;         // it is a name, and no expression that makes one; true where none is given
    std::string column1, column2;         // of that table, where they are given
    bool columns_literal = true;
    // What decides where values are kept; unset where the field does not say.
    Tri attachment = Tri::unset, translate = Tri::unset, company_dependent = Tri::unset;
    bool required = false, has_default = false, selection_known = false;
    bool derived = false;                 // computed or related, and nobody writes into it: it can be made again
    std::vector<std::string> selection;   // sorted; what this module adds or declares
    std::string constant;                 // its default, as it is written, where that is a constant; else ""
    std::string label, help, telling;     // telling: the options that few fields share, as text
    At at;
};

struct Schema {
    std::map<std::pair<std::string, std::string>, StoredField> fields;   // model and field, of this module's files
    std::map<std::string, At> models;                                    // tables that this module makes
    struct Record { std::string model; bool noupdate = false; At at; };
    std::map<std::string, Record> records;                               // its own external ids
};
// Of the modules that `wanted` names (by index); one pass over the facts.
std::map<Index, Schema> schemas_of(const Program& program, const std::set<Index>& wanted);

struct SchemaChange {
    enum class Kind : uint8_t { field_added, field_removed, field_retyped, comodel_changed, relation_moved, made_required, values_removed, model_added, model_removed, model_abstract, model_transient, record_removed,
                                columns_moved, files_moved, untranslated, company_moved };
    Kind kind = Kind::field_added;
    std::string symbol, what;      // "sale.order.x_note"; for people: "Char -> Many2one", the record's model, the default of an unfilled field
    std::vector<std::string> values;   // of a selection, that are gone; the type of a retyped field, before and now; that of a field that keeps its type
    bool on = false;               // files_moved: attachments now; company_moved: depends on the company now; columns_moved: they change places; unfilled: code set it
    std::string needle, table;     // what a script that deals with it names: the field, the table, the id; a relation's table, or ""
    std::string renamed_to;        // a field that something speaks for being this one under another name (rules/undocumented/renamed_field.h)
    At at;                         // in head where it is still there; else no file
    bool loses_data = false;       // rows or columns go, or are no longer understood
    bool derived = false;          // what is removed can be made again
    bool unfilled = false;         // nothing at hand fills it: what is removed is its default (`what`), or no records
};
// Base against head, of each module that both have; sorted. What another module of head defines now was moved, not removed.
std::map<Index, std::vector<SchemaChange>> schema_changes(const Revisions& revisions);   // by module of head

// A migration script of head below the module, and whether an update from base's version to head's runs it.
// `fresh`: the base does not have it. `waits`: it runs once the manifest's version is raised to its own.
struct Script { std::string path, version, text /* with that of the data that it loads */; bool runs = false, fresh = false, waits = false; };
// By module of head, of modules that both have.
std::map<Index, std::vector<Script>> scripts_of(const Revisions& revisions);

}  // namespace driftline

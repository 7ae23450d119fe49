#include <fmt/format.h>

#include <algorithm>

#include "model/nearby_text.h"
#include "rules/support.h"
#include "rules/undocumented/schema.h"

namespace driftline {

namespace {

using Kind = SchemaChange::Kind;

// What an update does: odoo/addons/base/models/ir_model.py, _process_end, _drop_table (nothing for a model that no class defines any
// more) and _drop_column (of a relation's table only where people made the field in the database).
std::string story(const SchemaChange& change) {
    switch (change.kind) {
        case Kind::field_removed:
            if (change.derived) return {};
            if (change.what == "Many2many") return fmt::format("{} is gone: an update leaves its table of relations behind, and nothing reads it any more", change.symbol);
            return change.renamed_to.empty() ? fmt::format("{} is gone: an update drops its column with all that is in it", change.symbol)
                                             : fmt::format("{} is gone and {} is new: if it was renamed, an update drops the old column and starts with an empty one", change.symbol, change.renamed_to);
        case Kind::model_removed: return fmt::format("{} is gone: an update leaves its table behind, with all that is in it, and nothing reads it any more", change.symbol);
        case Kind::model_abstract: return fmt::format("{} is an abstract model now: its table stays as it is, and nothing reads it any more", change.symbol);
        case Kind::model_transient: return fmt::format("{} is a transient model now: its records are deleted when they are some hours old", change.symbol);
        case Kind::field_retyped: return fmt::format("{} changed its type, {}: an update puts the old column aside and starts with an empty one", change.symbol, change.what);
        case Kind::comodel_changed: return fmt::format("{} points to another model, {}: the ids that are stored mean other records", change.symbol, change.what);
        case Kind::made_required: return fmt::format("{} is required now and has no default: where it is empty, the database refuses the constraint and only logs it", change.symbol);
        case Kind::value_removed: return fmt::format("the value '{}' of {} is gone: records that have it show nothing, or lose it", change.what, change.symbol);
        case Kind::record_removed: return fmt::format("{} ({}) is gone: an update deletes it, or fails where something refers to it", change.symbol, change.what);
        case Kind::field_added:
        case Kind::model_added: break;
    }
    return {};
}

bool is_model(Kind kind) { return kind == Kind::model_removed || kind == Kind::model_abstract || kind == Kind::model_transient; }

bool deals_with(const Script& script, const SchemaChange& change) {
    const size_t dot = change.symbol.rfind('.');
    if (!change.table.empty() && names_word(script.text, change.table)) return true;
    return names_word(script.text, change.needle) || names_word(script.text, change.symbol) || (dot != std::string::npos && is_model(change.kind) && names_word(script.text, change.symbol));
}

void change(const Revisions& revisions, const CheckOptions&, std::vector<Finding>& findings) {
    const auto all = schema_changes(revisions);
    for (const Revisions::Pair& pair : revisions.modules()) {
        const auto found = all.find(pair.head);
        if (found == all.end()) continue;
        const std::vector<SchemaChange>& changes = found->second;
        const std::vector<Script> scripts = scripts_of(revisions, pair);
        const ModuleRow& row = revisions.head.world.facts.modules[pair.head];
        for (const SchemaChange& one : changes) {
            std::string message = story(one);
            if (message.empty()) continue;
            const Script *idle = nullptr, *other = nullptr;   // the one that deals with it and does not run; one that comes with the change and does not deal with it
            bool done = false;
            for (const Script& script : scripts)
                if (deals_with(script, one)) {
                    done = done || script.runs;
                    idle = &script;
                } else if (script.fresh) {
                    other = &script;
                }
            // A script may go through tables or fields by computed names: then it may deal with this one.
            if (done) continue;
            Finding finding = begin_finding(pair.head, is_model(one.kind) ? SymbolKind::model : one.kind == Kind::record_removed ? SymbolKind::record : SymbolKind::field, one.symbol,
                                            one.at.file == no_row ? row.at : one.at);
            const bool any_runs = std::any_of(scripts.begin(), scripts.end(), [](const Script& s) { return s.runs || s.waits; });
            finding.severity = one.loses_data && !any_runs ? Severity::error : Severity::warning;
            finding.certainty = any_runs ? Certainty::likely : Certainty::exact;
            finding.effect = Effect::silent;
            const std::string_view version = revisions.head.world.str(row.version);
            finding.fix = "Write a migration script for the new version, even if it only says that nothing is lost.";
            if (idle != nullptr && idle->waits) {
                message += fmt::format("; {} names it, and runs only once the version ({}) is raised to {}", idle->path, version, idle->version);
                finding.fix = fmt::format("Raise the version in the manifest to {}.", idle->version);
            } else if (idle != nullptr) {
                message += fmt::format("; {} names it and never runs from {} to {}", idle->path, revisions.base.world.str(revisions.base.world.facts.modules[pair.base].version), version);
                finding.fix = "Let the script's folder be above the old version and not above the manifest's.";
            } else if (other != nullptr) {
                message += fmt::format("; {} comes with the change and does not name it", other->path);
                finding.fix = "Let the script deal with it, even if it only says that nothing is lost.";
            } else {
                message += any_runs ? "; no script of the new version names it" : "; no migration script comes with the change";
            }
            finding.message = std::move(message);
            findings.push_back(std::move(finding));
        }
    }
}

}  // namespace

DRIFTLINE_RULE(schema_changed_without_migration) = {
    "DL204", "schema-changed-without-migration", Severity::error,
    "Stored data is removed, renamed or retyped and no migration script deals with it",
    "An update drops the columns that the code no longer names: a renamed field is an empty field beside a dropped one. A removed model's table stays, and nobody can reach it. "
    "Nothing warns. Removed and renamed fields and models, types whose columns do not hold each other's values, other comodels and removed records are errors; models made "
    "abstract, fields made required and removed selection values are warnings; columns that can be computed again are left out. A script counts when it names the symbol and its version lies between the base's and the manifest's. Nothing is said of modules that are new.",
    "Write a migration script for the new version; where nothing is lost, let it say so.",
    "", nullptr, nullptr, change};

}  // namespace driftline

#include <fmt/format.h>

#include "rules/support.h"
#include "rules/undocumented/schema.h"

namespace driftline {

namespace {

constexpr size_t named = 4;

// A database is brought up to date by the version: what did not change there is not updated (-u, click-odoo-update).
void change(const Revisions& revisions, const CheckOptions&, std::vector<Finding>& findings) {
    const auto all = schema_changes(revisions);
    for (const Revisions::Pair& pair : revisions.modules()) {
        if (pair.base == no_row) continue;
        const std::string version(revisions.head.world.str(revisions.head.world.facts.modules[pair.head].version));
        if (version != revisions.base.world.str(revisions.base.world.facts.modules[pair.base].version)) continue;
        const auto found = all.find(pair.head);
        if (found == all.end()) continue;
        const std::vector<SchemaChange>& changes = found->second;
        std::vector<std::string> symbols;
        for (const SchemaChange& one : changes)
            if (symbols.empty() || symbols.back() != one.symbol) symbols.push_back(one.symbol);
        const std::string name(module_name(revisions.head, pair.head));
        Finding finding = begin_finding(pair.head, SymbolKind::module, name, revisions.head.world.facts.modules[pair.head].at);
        // New columns an update by checksum or by hand adds, too; of what is lost DL204 says that the version has to be raised.
        finding.severity = Severity::info;
        finding.effect = Effect::crash_run;
        finding.message = fmt::format("what {} keeps in the database changed ({}), and its version is still {}: an update by version passes it over", name, listed(symbols, named), version);
        finding.fix = "Raise the version in the manifest.";
        findings.push_back(std::move(finding));
    }
}

}  // namespace

DRIFTLINE_RULE(schema_changed_without_version_bump) = {
    "DL203", "schema-changed-without-version-bump", Severity::info,
    "Stored fields, models or records changed and the module's version did not",
    "Migration scripts run by version, and many deployments update by version. A column that the code expects and the database does not have fails at the first use. "
    "Told by comparing two revisions (`driftline check`), as information: where data is lost, DL204 asks for the version, too.",
    "Raise the version in the manifest.",
    "", nullptr, nullptr, change};

}  // namespace driftline

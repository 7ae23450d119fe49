#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "model/nearby_text.h"
#include "rules/models.h"
#include "rules/undocumented/schema.h"

namespace driftline {

namespace {

bool frozen(const Facts& facts, const RecordRow& record) {
    const FileKind kind = facts.files[record.at.file].kind;
    return (record.flags & record_noupdate) && !(record.flags & record_demo) && record.xmlid != no_name && record.tag != RecordTag::function && record.tag != RecordTag::delete_ &&
           (kind == FileKind::xml || kind == FileKind::csv);
}

// Its own ids only: what it writes to others' records is DL105's.
bool of_module(const Program& program, const RecordRow& record, Index module) {
    return program.world.str(record.xmlid).starts_with(std::string(module_name(program, module)) + ".");
}

// What people work with, and correct in the source when it is wrong. Others are settings that are meant to be changed by hand.
bool matters(std::string_view model) {
    static constexpr std::string_view models[] = {"ir.actions.server", "ir.cron", "ir.rule", "mail.template", "res.groups", "base.automation", "ir.model.access", "ir.ui.view", "sms.template", "mail.activity.type"};
    return std::find(std::begin(models), std::end(models), model) != std::end(models);
}

// One line per module: records whose XML reaches new databases only.
void check(const Program& program, const CheckOptions&, std::vector<Finding>& findings) {
    const Facts& facts = program.world.facts;
    struct Held { size_t count = 0; std::vector<std::string> named; At at; };
    std::map<Index, Held> modules;
    for (const RecordRow& record : facts.records) {
        if (!ours(program, record.at) || !frozen(facts, record) || !matters(facts.str(record.model))) continue;
        const Index module = program.world.module_of(record.at);
        if (!of_module(program, record, module)) continue;
        Held& held = modules[module];
        if (!held.count++) held.at = record.at;
        held.named.emplace_back(local_id(facts.str(record.xmlid)));
    }
    for (const auto& [module, held] : modules) {
        Finding finding = begin_finding(module, SymbolKind::module, std::string(module_name(program, module)), held.at);
        finding.severity = Severity::info;
        finding.message = fmt::format("{} stand{} behind noupdate ({}): what is changed in the XML reaches new databases only, and no update of {} mends the others", count_of(held.count, "record"),
                                      held.count == 1 ? "s" : "", listed(held.named, 4), finding.symbol);
        finding.fix = "Before relying on their text, compare it with the database; bring changes over in a migration script.";
        findings.push_back(std::move(finding));
    }
}

// Values of a record by field; an arch by its text.
std::map<std::string, std::string> values_of(const Facts& facts, const std::map<Index, Index>& views, Index row) {
    std::map<std::string, std::string> values;
    const RecordRow& record = facts.records[row];
    for (Index v = record.values.begin; v < record.values.begin + record.values.count; ++v) values[std::string(facts.str(facts.values[v].field))] = facts.str(facts.values[v].value);
    if (const auto view = views.find(row); view != views.end()) values["arch"] = facts.source(facts.views[view->second].arch);
    return values;
}

std::map<Index, Index> views_of(const Program& program) {
    std::map<Index, Index> views;
    const Facts& facts = program.world.facts;
    for (Index v = 0; v < facts.views.size(); ++v)
        if (facts.views[v].record != no_row && ours(program, facts.views[v].at)) views[facts.views[v].record] = v;
    return views;
}

std::map<std::string_view, Index> frozen_records(const Program& program) {
    std::map<std::string_view, Index> records;
    const Facts& facts = program.world.facts;
    for (Index r = 0; r < facts.records.size(); ++r)
        if (ours(program, facts.records[r].at) && frozen(facts, facts.records[r]) && of_module(program, facts.records[r], program.world.module_of(facts.records[r].at))) records.emplace(facts.str(facts.records[r].xmlid), r);
    return records;
}

// Where the first of these fields is written; the record's own place if none is.
At place_of(const Facts& facts, const RecordRow& record, const std::vector<std::string>& fields) {
    for (Index v = record.values.begin; v < record.values.begin + record.values.count; ++v)
        if (facts.values[v].at.file == record.at.file && std::find(fields.begin(), fields.end(), facts.str(facts.values[v].field)) != fields.end()) return facts.values[v].at;
    return record.at;
}

// The XML of a record that stands behind noupdate changed: existing databases keep what they have.
void change(const Revisions& revisions, const CheckOptions&, std::vector<Finding>& findings) {
    const auto before = frozen_records(revisions.base), after = frozen_records(revisions.head);
    if (before.empty() || after.empty()) return;
    const auto views_before = views_of(revisions.base), views_after = views_of(revisions.head);
    const Facts &old_facts = revisions.base.world.facts, &facts = revisions.head.world.facts;
    std::set<Index> known_before;
    for (const Revisions::Pair& pair : revisions.modules())
        if (pair.base != no_row) known_before.insert(pair.head);
    std::optional<std::map<Index, std::vector<Script>>> scripts;
    for (const auto& [id, row] : after) {
        const auto known = before.find(id);
        const Index module = revisions.head.world.module_of(facts.records[row].at);
        if (known == before.end() || !known_before.contains(module)) continue;
        const auto was = values_of(old_facts, views_before, known->second), is = values_of(facts, views_after, row);
        std::vector<std::string> fields;
        for (const auto& [field, value] : is)
            if (const auto old = was.find(field); old == was.end() || old->second != value) fields.push_back(field);
        for (const auto& [field, value] : was)
            if (!is.contains(field)) fields.push_back(field);
        if (fields.empty()) continue;
        const auto deals = [&](const Script& script) { return (names_word(script.text, std::string(local_id(id))) || names_word(script.text, std::string(id))); };
        if (!scripts) scripts = scripts_of(revisions);
        const std::vector<Script>& own = (*scripts)[module];
        if (std::any_of(own.begin(), own.end(), [&](const Script& script) { return script.runs && deals(script); })) continue;
        const auto waiting = std::find_if(own.begin(), own.end(), [&](const Script& script) {
            return script.waits && deals(script) && std::all_of(fields.begin(), fields.end(), [&](const std::string& field) { return names_word(script.text, field); });
        });
        Finding finding = begin_finding(module, SymbolKind::record, std::string(id), place_of(facts, facts.records[row], fields));
        // A parameter is what people set: what another default is worth to them they decide.
        finding.severity = facts.str(facts.records[row].model) == "ir.config_parameter" ? Severity::info : Severity::warning;
        finding.effect = Effect::silent;
        finding.message = fmt::format("{} of {} changed, which stands behind noupdate: databases that have the module keep what they have, and no migration script that runs names the record", listed(fields, 4), id);
        finding.fix = "Write the new values in a migration script; or say in the changelog that only new databases get them.";
        if (waiting != own.end()) {
            finding.message = fmt::format("{} of {} changed, which stands behind noupdate; {} names it, and runs only once the version ({}) is raised to {}", listed(fields, 4), id, waiting->path,
                                          facts.str(facts.modules[module].version), waiting->version);
            finding.fix = fmt::format("Raise the version in the manifest to {}.", waiting->version);
        } else if (finding.severity == Severity::info) {
            finding.fix = "Nothing, where databases are to keep what was set; the documentation may name the new default.";
        }
        findings.push_back(std::move(finding));
    }
}

}  // namespace

DRIFTLINE_RULE(noupdate_drift) = {
    "DL602", "noupdate-drift", Severity::warning,
    "A record behind noupdate whose XML no longer is what databases hold",
    "A record in a noupdate block is written when the module is installed and never again. Whoever mends a template, a rule or a scheduled action there mends it for new databases only, and "
    "nothing says so. The gate warns where a change touches the values of such a record and no migration script of the new version names it (of a system parameter, which people set: information). A scan has no base to compare with: it counts, per module, "
    "the records that a correction in the XML would not reach, as information.",
    "Bring the change over in a migration script.",
    "```xml\n<odoo noupdate=\"1\">\n    <record id=\"mail_welcome\" model=\"mail.template\">\n        <field name=\"subject\">Welcome</field>\n    </record>\n</odoo>\n```\n",
    check, nullptr, change};

}  // namespace driftline

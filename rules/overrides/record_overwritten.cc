#include <fmt/format.h>

#include <algorithm>

#include "rules/support.h"

namespace driftline {

namespace {

// Models whose records are made to be adjusted: who sees a menu, what an action shows, how a sequence counts.
bool adjustable(std::string_view model) { return model == "ir.ui.menu" || model == "ir.sequence" || model.starts_with("ir.actions."); }

std::vector<std::string> written_fields(const Facts& facts, const RecordRow& record) {
    std::vector<std::string> fields;
    for (Index i = record.values.begin; i < record.values.begin + record.values.count; ++i) fields.emplace_back(facts.str(facts.values[i].field));
    std::sort(fields.begin(), fields.end());
    fields.erase(std::unique(fields.begin(), fields.end()), fields.end());
    return fields;
}

// Groups that only gain users or implied groups: an addition, which two modules can make side by side.
bool adds_to_group(const Facts& facts, const RecordRow& record) {
    if (facts.str(record.model) != "res.groups" || !record.values.count) return false;
    for (Index i = record.values.begin; i < record.values.begin + record.values.count; ++i) {
        const std::string_view field = facts.str(facts.values[i].field), value = facts.str(facts.values[i].value);
        const bool relation = field == "implied_ids" || field == "users" || field == "user_ids" || field == "implied_by_ids";
        const bool replaces = value.find("(6,") != value.npos || value.find("(5,") != value.npos || value.find("(3,") != value.npos ||
                              value.find("Command.set") != value.npos || value.find("Command.clear") != value.npos || value.find("Command.unlink") != value.npos;
        if (!relation || replaces) return false;
    }
    return true;
}

// The core writes back only the fields that it sets itself.
bool sets_same_field(const Facts& facts, const RecordRow& ours, const RecordRow& core) {
    const auto a = written_fields(facts, ours), b = written_fields(facts, core);
    return std::any_of(a.begin(), a.end(), [&](const std::string& field) { return std::binary_search(b.begin(), b.end(), field); });
}

void describe(const Program& program, const Override& o, const RecordRow& ours, const RecordRow& core, Finding& finding) {
    const Facts& facts = program.world.facts;
    const std::string place = where(program, o.core);
    const bool core_frozen = (core.flags & (record_noupdate | record_demo)) != 0;   // demo data is loaded as noupdate
    finding.effect = Effect::silent;
    if (ours.tag == RecordTag::delete_) {
        finding.severity = Severity::warning;
        finding.message = fmt::format("{} is deleted ({}): {}", o.symbol, place,
                                      core_frozen ? "other modules that refer to it fail" : "every update of its module creates it again, and other modules that refer to it fail");
        finding.fix = "Set active to False instead; where the model has no such field, take away its groups.";
        return;
    }
    const auto fields = written_fields(facts, ours);
    const std::string what = fields.empty() ? "values" : listed(fields, 4);
    if (ours.flags & record_demo) {
        finding.severity = Severity::info;
        finding.message = fmt::format("{} is adjusted in demo data: {} (defined in {})", o.symbol, what, place);
        finding.fix = "Nothing: demo data is not loaded where people work.";
    } else if (core_frozen) {
        finding.severity = Severity::info;
        finding.message = fmt::format("{} is {}: {} (defined in {}, which {} marks noupdate); {} written when {} is installed, and its updates skip the record", o.symbol,
                                      sets_same_field(facts, ours, core) ? "overwritten" : "given more values", what, place, whose(o),
                                      fields.size() == 1 ? "it is" : "they are", module_name(program, o.module));
        finding.fix = "Nothing for new databases; where the module is installed already, write changed values in a migration script.";
    } else if (!sets_same_field(facts, ours, core)) {
        finding.severity = Severity::info;
        finding.message = fmt::format("{} is given more values: {} (defined in {}, which does not set {})", o.symbol, what, place, fields.size() == 1 ? "it" : "them");
        finding.fix = "Nothing: the core's updates leave these fields alone.";
    } else if (adjustable(facts.str(ours.model)) || adjustable(facts.str(core.model)) || adds_to_group(facts, ours)) {
        finding.severity = Severity::info;
        finding.message = fmt::format("{} is adjusted: {} (defined in {})", o.symbol, what, place);
        finding.fix = "Nothing, unless two modules write the same field.";
    } else if (ours.flags & record_noupdate) {
        finding.severity = Severity::warning;
        finding.message = fmt::format("{} is overwritten once ({} in a noupdate block), but {} updates it ({}): the next update of its module writes {}'s values back",
                                      o.symbol, what, whose(o), place, whose(o));
        finding.fix = "Take the record out of the noupdate block, or make a record of your own.";
    } else {
        finding.severity = Severity::warning;
        finding.message = fmt::format("{} is overwritten: {} (defined in {}); an update of its module alone writes {}'s values back", o.symbol, what, place, whose(o));
        finding.fix = "Make a record of your own and point to it, or switch the original off; if it must be overwritten, always update both modules together.";
    }
}

void check(const Program& program, const CheckOptions&, std::vector<Finding>& findings) {
    const Facts& facts = program.world.facts;
    for (const auto& o : program.overrides) {
        if (o.kind != SymbolKind::record || o.custom.column != SymbolRef::Column::record || o.core.column != SymbolRef::Column::record || o.silent_same) continue;
        Finding finding = begin_finding(program, o);
        describe(program, o, facts.records[o.custom.row], facts.records[o.core.row], finding);
        findings.push_back(std::move(finding));
    }
}

}  // namespace

DRIFTLINE_RULE(record_overwritten) = {
    "DL105", "record-overwritten", Severity::warning,
    "A data record of the core is written over",
    "The core writes its own values back whenever its module is updated without yours, and what it improves in the record never shows. A record the core marks "
    "noupdate is written when your module is installed and never again, so existing databases keep what they have: that, and menus, actions, sequences and "
    "additions to groups, are information, as are fields the core's record does not set, and demo data.",
    "Make a record of your own and point to it, or switch the original off.",
    "```xml\n<record id=\"sale.mail_template_sale_confirmation\" model=\"mail.template\">\n    <field name=\"subject\">Acme</field>\n</record>\n```\n",
    check};

}  // namespace driftline

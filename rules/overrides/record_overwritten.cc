#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "base/text.h"
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

// What people read in lists and menus: nothing but overwriting renames a record of the core. Of some models it is what code looks them up by.
bool is_label(std::string_view model, std::string_view field) {
    static constexpr std::string_view labels[] = {"category_id", "color", "comment", "description", "display_name", "help", "icon", "name", "shortdesc", "summary"};
    return std::binary_search(std::begin(labels), std::end(labels), field) && !(field == "name" && model == "decimal.precision");
}

// Groups that only gain users or implied groups, and views that more groups see, labels apart: an addition, which two modules can make side by side.
bool adds_groups(const Facts& facts, const RecordRow& record) {
    const bool of_group = facts.str(record.model) == "res.groups";
    if (!of_group && facts.str(record.model) != "ir.ui.view") return false;
    bool adds = false;
    for (Index i = record.values.begin; i < record.values.begin + record.values.count; ++i) {
        const std::string_view field = facts.str(facts.values[i].field), value = facts.str(facts.values[i].value);
        const bool relation = of_group ? field == "implied_ids" || field == "users" || field == "user_ids" || field == "implied_by_ids" : field == "groups_id" || field == "group_ids";
        const bool replaces = value.find("(6,") != value.npos || value.find("(5,") != value.npos || value.find("(3,") != value.npos ||
                              value.find("Command.set") != value.npos || value.find("Command.clear") != value.npos || value.find("Command.unlink") != value.npos;
        if (is_label(facts.str(record.model), field)) continue;
        if (!relation || replaces) return false;
        adds = true;
    }
    return adds;
}

bool has_command(std::string_view value, std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return value.find(word) != value.npos; });
}
bool takes_links(const ValueRow& value, std::string_view text) { return value.kind == ValueKind::eval && has_command(text, {"(3,", "Command.unlink"}); }

// "1" and "True" are one value.
bool same_value(const Facts& facts, const ValueRow& a, const ValueRow& b) {
    const std::string_view x = facts.str(a.value), y = facts.str(b.value);
    if (a.kind == ValueKind::arch || b.kind == ValueKind::arch) return false;
    const auto truth = [](std::string_view value) { return value == "1" || value == "True" || value == "true" ? 1 : value == "0" || value == "False" || value == "false" || value.empty() ? 0 : -1; };
    return x == y || (truth(x) >= 0 && truth(x) == truth(y));
}

// Fields that the core's record sets to something else (the core writes back only what it sets itself), and relations that lose
// what the core has linked, from whichever side. Without labels.
std::vector<std::string> changed_fields(const Facts& facts, const RecordRow& ours, const RecordRow& core) {
    std::vector<std::string> fields;
    for (Index i = ours.values.begin; i < ours.values.begin + ours.values.count; ++i) {
        const ValueRow& value = facts.values[i];
        bool set = takes_links(value, facts.str(value.value)), same = false;
        for (Index k = core.values.begin; k < core.values.begin + core.values.count; ++k)
            if (facts.values[k].field == value.field) set = true, same = same || same_value(facts, value, facts.values[k]);
        if (set && !same && !is_label(facts.str(core.model), facts.str(value.field))) fields.emplace_back(facts.str(value.field));
    }
    std::sort(fields.begin(), fields.end());
    fields.erase(std::unique(fields.begin(), fields.end()), fields.end());
    return fields;
}

bool relabels(const Facts& facts, const RecordRow& ours, const RecordRow& core) {
    for (Index i = ours.values.begin; i < ours.values.begin + ours.values.count; ++i)
        for (Index k = core.values.begin; k < core.values.begin + core.values.count; ++k)
            if (facts.values[k].field == facts.values[i].field && is_label(facts.str(core.model), facts.str(facts.values[i].field)) && !same_value(facts, facts.values[i], facts.values[k])) return true;
    return false;
}

// Single links go or come, and the others stay: of all that weighs.
bool only_links(const Facts& facts, const RecordRow& ours, const RecordRow& core) {
    const std::vector<std::string> fields = changed_fields(facts, ours, core);
    for (Index i = ours.values.begin; i < ours.values.begin + ours.values.count; ++i) {
        if (std::find(fields.begin(), fields.end(), facts.str(facts.values[i].field)) == fields.end()) continue;
        const std::string_view value = facts.str(facts.values[i].value);
        if (facts.values[i].kind != ValueKind::eval || has_command(value, {"(0", "(1", "(2", "(5", "(6", "Command.create", "Command.update", "Command.delete", "Command.clear", "Command.set"})) return false;
        if (!has_command(value, {"(3", "(4", "Command.unlink", "Command.link"})) return false;
    }
    return !fields.empty();
}

bool loses_links(const Facts& facts, const RecordRow& ours) {
    const auto begin = facts.values.begin() + ours.values.begin;
    return std::any_of(begin, begin + ours.values.count, [&](const ValueRow& value) { return takes_links(value, facts.str(value.value)); });
}

// Ids in `(3, ref('sale.rule_own'))` and Command.unlink(ref(...)): what is taken away by name.
std::vector<std::string> taken_away(const Facts& facts, const RecordRow& ours) {
    std::vector<std::string> ids;
    for (Index i = ours.values.begin; i < ours.values.begin + ours.values.count; ++i) {
        const std::string_view value = facts.str(facts.values[i].value);
        if (facts.values[i].kind != ValueKind::eval) continue;
        for (size_t ref = value.find("ref("); ref != value.npos; ref = value.find("ref(", ref + 1)) {
            constexpr size_t reach = 12, longest = 200;   // "unlink(" and some spaces; an id with its quotes
            const std::string_view near = trim(value.substr(ref - std::min(ref, reach), std::min(ref, reach)));
            const std::string_view call = value.substr(ref, longest);
            const std::vector<std::string_view> id = quoted_parts(call.substr(0, call.find(')')));
            if (!id.empty() && (near.ends_with("(3,") || near.ends_with("unlink("))) ids.emplace_back(id.front());
        }
    }
    return ids;
}

// What happens to the record, as a sentence with one subject or many needs it.
struct Verdict {
    Severity severity = Severity::info;
    std::string_view done = "overwritten";   // "is ...", "are ..."
    std::string_view limit;                  // " in demo data"
    bool frozen = false, unset = false;      // the core marks it noupdate; does not set these fields
};

Verdict judge(const Facts& facts, const RecordRow& ours, const RecordRow& core) {
    Verdict verdict;
    const bool rewrites = !changed_fields(facts, ours, core).empty();
    const bool labels = !rewrites && relabels(facts, ours, core);
    if (!rewrites && !labels) verdict.done = "given more values";
    if (ours.flags & record_demo) {
        verdict.done = "adjusted";
        verdict.limit = " in demo data";
    } else if (core.flags & (record_noupdate | record_demo)) {   // demo data is loaded as noupdate
        verdict.frozen = true;
    } else if (!rewrites && !labels) {
        verdict.unset = true;
    } else if (labels || adjustable(facts.str(ours.model)) || adjustable(facts.str(core.model)) || adds_groups(facts, ours)) {
        verdict.done = "adjusted";
    } else {
        verdict.severity = Severity::warning;
    }
    return verdict;
}

std::string fields_text(const Facts& facts, const RecordRow& record) {
    const auto fields = written_fields(facts, record);
    return fields.empty() ? "values" : listed(fields, 4);
}

std::string fix_of(const Verdict& verdict) {
    if (!verdict.limit.empty()) return "Nothing: demo data is not loaded where people work.";
    if (verdict.frozen) return "Nothing for new databases; where the module is installed already, write changed values in a migration script.";
    if (verdict.unset) return "Nothing: the core's updates leave these fields alone.";
    return "Nothing, unless two modules write the same field.";
}

void describe_deletion(const Program& program, const Override& o, const RecordRow& core, Finding& finding) {
    finding.severity = Severity::warning;
    finding.message = fmt::format("{} is deleted ({}): {}", o.symbol, where(program, o.core),
                                  core.flags & (record_noupdate | record_demo) ? "other modules that refer to it fail"
                                                                               : "every update of its module creates it again, and other modules that refer to it fail");
    finding.fix = "Set active to False instead; where the model has no such field, take away its groups.";
}

bool is_true(std::string_view value) { return value == "1" || value == "True" || value == "true"; }

bool any_value(const Facts& facts, const RecordRow& record, auto&& wanted) {
    const auto begin = facts.values.begin() + record.values.begin;
    return std::any_of(begin, begin + record.values.count, [&](const ValueRow& value) { return wanted(facts.str(value.field), facts.str(value.value)); });
}

// Rows of access rights add up: one that grants nothing takes away what the core gave. What ours does not name stays the core's.
bool grants_nothing(const Facts& facts, const RecordRow& ours, const RecordRow& core) {
    if (facts.str(core.model) != "ir.model.access" || any_value(facts, ours, [](auto field, auto value) { return field.starts_with("perm_") && is_true(value); })) return false;
    const auto taken = [&](std::string_view right) { return any_value(facts, ours, [&](auto field, auto) { return field == right; }); };
    return any_value(facts, core, [](auto field, auto value) { return field.starts_with("perm_") && is_true(value); }) &&
           !any_value(facts, core, [&](auto field, auto value) { return field.starts_with("perm_") && is_true(value) && !taken(field); });
}

std::string compared(std::string_view whose, bool explained) { return fmt::format("{}ompare it with {}'s at each upgrade.", explained ? "C" : "Write down why, and c", whose); }

// What the author may do instead, by what the model allows.
std::string fix_of_overwritten(const Facts& facts, const RecordRow& ours, const RecordRow& core, std::string_view whose, bool explained) {
    const std::string_view model = facts.str(ours.model);
    if (grants_nothing(facts, ours, core)) return compared(whose, explained);
    if (model == "ir.model.access") return "Rows add up: to give more, add a row of your own. To take rights away: " + compared(whose, explained);
    if (model == "res.groups" && any_value(facts, ours, [](auto, auto value) { return has_command(value, {"(6,", "(5,", "Command.set", "Command.clear"}); }))
        return fmt::format("Add and take single links, (4, ref(...)) and (3, ref(...)): what {} links later then still shows.", whose);
    if (model == "res.groups") return compared(whose, explained);
    return explained ? "Make a record of your own and point to it, or switch the original off; else compare it at each upgrade."
                     : "Make a record of your own and point to it, or switch the original off; if it must be overwritten, write down why and compare it at each upgrade.";
}

void describe(const Program& program, const Override& o, const RecordRow& ours, const Verdict& verdict, bool explained, Finding& finding) {
    const Facts& facts = program.world.facts;
    const RecordRow& core = facts.records[o.core.row];
    const std::string place = where(program, o.core), what = verdict.severity == Severity::warning ? listed(changed_fields(facts, ours, core), 4) : fields_text(facts, ours);
    const bool one = written_fields(facts, ours).size() == 1;
    finding.severity = verdict.severity;
    if (verdict.severity == Severity::warning && ours.flags & record_noupdate) {
        finding.message = fmt::format("{} is overwritten once ({} in a noupdate block), but {} updates it ({}): the next update of its module writes {}'s values back",
                                      o.symbol, what, whose(o), place, whose(o));
        finding.fix = "Take the record out of the noupdate block, or make a record of your own.";
        return;
    }
    if (verdict.severity == Severity::warning && only_links(facts, ours, core)) {
        const std::vector<std::string> taken = taken_away(facts, ours);
        const std::string how = !taken.empty() ? "loses " + listed(taken, 3) : loses_links(facts, ours) ? "loses links" : "gains links";
        finding.message = fmt::format("{} is changed: {} {} (defined in {}), again at every update of its module, which ends with ours", o.symbol, what, how, place);
        finding.fix = fmt::format("If that is meant, {}look at each upgrade whether it still is; what {} links later still shows.", explained ? "" : "say why beside it and ", whose(o));
        return;
    }
    if (verdict.severity == Severity::warning) {
        if (grants_nothing(facts, ours, core)) {
            if (explained) finding.severity = Severity::info;
            finding.message = fmt::format("{} grants nothing any more ({}): its group loses what {} gave it there (defined in {}), at every update", o.symbol, what, whose(o), place);
            finding.fix = compared(whose(o), explained);
            return;
        }
        finding.message = fmt::format("{} is overwritten: {} (defined in {}); what {} improves there never shows, since every update of its module ends with ours", o.symbol, what, place, whose(o));
        finding.fix = fix_of_overwritten(facts, ours, core, whose(o), explained);
        return;
    }
    finding.message = fmt::format("{} is {}{}: {} (defined in {}", o.symbol, verdict.done, verdict.limit, what, place);
    if (verdict.frozen)
        finding.message += fmt::format(", which {} marks noupdate); {} written when {} is installed, and its updates skip the record", whose(o), one ? "it is" : "they are",
                                       module_name(program, o.module));
    else finding.message += verdict.unset ? fmt::format(", which does not set {})", one ? "it" : "them") : ")";
    finding.fix = fix_of(verdict);
}

// A data module that adjusts two hundred countries says so once.
constexpr size_t told_one_by_one = 3;

void describe_many(const Program& program, const std::vector<const Override*>& all, const Verdict& verdict, std::vector<Finding>& findings) {
    const Facts& facts = program.world.facts;
    const Override& first = *all.front();
    const RecordRow& ours = facts.records[first.custom.row];
    Finding finding = begin_finding(program, first);
    finding.kind = SymbolKind::model;
    finding.symbol = facts.str(facts.records[first.core.row].model);
    finding.cause = fields_text(facts, ours);
    finding.effect = Effect::silent;
    finding.message = fmt::format("{} records of {} are {}{}: {} ({} is the first, defined in {}", all.size(), finding.symbol, verdict.done, verdict.limit, finding.cause,
                                  first.symbol, where(program, first.core));
    if (verdict.frozen) finding.message += fmt::format("); {} marks them noupdate: they are written when {} is installed, and its updates skip them", whose(first), module_name(program, first.module));
    else finding.message += verdict.unset ? fmt::format("); {} does not set {}", whose(first), written_fields(facts, ours).size() == 1 ? "it" : "them") : ")";
    finding.fix = fix_of(verdict);
    for (size_t i = 1; i < all.size(); ++i) {
        finding.places.push_back({});
        finding.places.back().at = all[i]->custom.at;
    }
    findings.push_back(std::move(finding));
}

bool written_anew(const Facts& facts, const RecordRow& ours, const RecordRow& core, const Verdict& verdict) {
    return ours.tag != RecordTag::delete_ && verdict.severity == Severity::warning && !(ours.flags & record_noupdate) && !only_links(facts, ours, core);
}

// One file that writes several records of a model over is one decision.
void describe_together(const Program& program, const std::vector<const Override*>& all, bool explained, std::vector<Finding>& findings) {
    const Facts& facts = program.world.facts;
    const Override& first = *all.front();
    const RecordRow& ours = facts.records[first.custom.row];
    Finding finding = begin_finding(program, first);
    finding.kind = SymbolKind::model;
    finding.symbol = facts.str(facts.records[first.core.row].model);
    finding.cause = path_in_module(program, first.custom.at.file) + " " + std::string(module_name(program, first.core.module));
    finding.severity = Severity::warning;
    finding.effect = Effect::silent;
    std::vector<std::string> ids, fields;
    finding.places.clear();
    for (const Override* o : all) {
        ids.push_back(o->symbol);
        for (std::string& field : changed_fields(facts, facts.records[o->custom.row], facts.records[o->core.row]))
            if (std::find(fields.begin(), fields.end(), field) == fields.end()) fields.push_back(std::move(field));
        finding.places.push_back({});
        finding.places.back().at = o->custom.at;
        finding.places.back().symbol = o->symbol;
    }
    const bool removal = std::all_of(all.begin(), all.end(), [&](const Override* o) { return grants_nothing(facts, facts.records[o->custom.row], facts.records[o->core.row]); });
    if (removal && explained) finding.severity = Severity::info;
    if (removal)
        finding.message = fmt::format("{} rows of {} grant nothing any more ({}; the first is defined in {}): their groups lose what {} gave them there, at every update", all.size(), finding.symbol,
                                      listed(ids, 3), where(program, first.core), whose(first));
    else finding.message = fmt::format("{} records of {} are overwritten ({}): {} (the first is defined in {}); what {} improves there never shows, since every update of its module ends with ours",
                                  all.size(), finding.symbol, listed(ids, 3), listed(fields, 4), where(program, first.core), whose(first));
    finding.fix = fix_of_overwritten(facts, ours, facts.records[first.core.row], whose(first), explained);
    findings.push_back(std::move(finding));
}

void check(const Program& program, const CheckOptions& options, std::vector<Finding>& findings) {
    const Facts& facts = program.world.facts;
    const auto explained = [&](const Override* o) {
        const EvidenceLevel level = options.evidence ? options.evidence->of(size_t(o - program.overrides.data())).level : EvidenceLevel::none;
        return level == EvidenceLevel::comment || level == EvidenceLevel::register_ || level == EvidenceLevel::documentation;
    };
    std::map<std::tuple<Index, Index, Name, Index>, std::vector<const Override*>> overwritten;   // module, our file, model, whose
    std::map<std::tuple<Index, Name, Index, std::string, std::string, bool>, std::vector<const Override*>> alike;
    const auto record = [&](const SymbolRef& symbol) -> const RecordRow& { return facts.records[symbol.row]; };
    for (const auto& o : program.overrides) {
        if (o.kind != SymbolKind::record || o.custom.column != SymbolRef::Column::record || o.core.column != SymbolRef::Column::record || o.silent_same) continue;
        const Verdict verdict = judge(facts, record(o.custom), record(o.core));
        if (record(o.custom).tag != RecordTag::delete_ && verdict.severity == Severity::info) {
            alike[{o.module, record(o.core).model, o.core.module, fmt::format("{}{}", verdict.done, verdict.limit), fields_text(facts, record(o.custom)), verdict.frozen}].push_back(&o);
            continue;
        }
        if (written_anew(facts, record(o.custom), record(o.core), verdict)) {
            overwritten[{o.module, o.custom.at.file, record(o.core).model, o.core.module}].push_back(&o);
            continue;
        }
        Finding finding = begin_finding(program, o);
        finding.effect = Effect::silent;
        if (record(o.custom).tag == RecordTag::delete_) describe_deletion(program, o, record(o.core), finding);
        else describe(program, o, record(o.custom), verdict, explained(&o), finding);
        findings.push_back(std::move(finding));
    }
    for (const auto& [key, all] : overwritten) {
        if (all.size() > 1) {
            describe_together(program, all, std::all_of(all.begin(), all.end(), explained), findings);
            continue;
        }
        Finding finding = begin_finding(program, *all.front());
        finding.effect = Effect::silent;
        const RecordRow& ours = record(all.front()->custom);
        describe(program, *all.front(), ours, judge(facts, ours, record(all.front()->core)), explained(all.front()), finding);
        findings.push_back(std::move(finding));
    }
    for (const auto& [key, all] : alike) {
        const Verdict verdict = judge(facts, record(all.front()->custom), record(all.front()->core));
        if (all.size() > told_one_by_one) {
            describe_many(program, all, verdict, findings);
            continue;
        }
        for (const Override* o : all) {
            Finding finding = begin_finding(program, *o);
            finding.effect = Effect::silent;
            describe(program, *o, record(o->custom), verdict, explained(o), finding);
            findings.push_back(std::move(finding));
        }
    }
}

}  // namespace

DRIFTLINE_RULE(record_overwritten) = {
    "DL105", "record-overwritten", Severity::warning,
    "A data record of the core is written over",
    "An update of the core's module writes its own values, and then updates yours, which depends on it and writes over them again: what the core improves in the record never "
    "shows, and of several modules that write it the last one wins. From a noupdate block yours is written once, so the core's next update takes it back. A record the core marks "
    "noupdate is written when your module is installed and never again, so existing databases keep what they have: that, names and other labels, menus, actions, sequences and "
    "additions to groups, are information, as are fields the core's record does not set, and demo data.",
    "Make a record of your own and point to it, or switch the original off.",
    "```xml\n<record id=\"sale.mail_template_sale_confirmation\" model=\"mail.template\">\n    <field name=\"subject\">Acme</field>\n</record>\n```\n",
    check};

}  // namespace driftline

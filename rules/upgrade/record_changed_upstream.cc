#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <unordered_map>

#include "base/text.h"
#include "rules/upgrade/sides.h"
#include "source/merge_texts.h"

namespace driftline {

namespace {

using Values = std::map<std::string, std::string, std::less<>>;   // field -> what it is set to

Values values_of(const Facts& facts, const RecordRow& record) {
    Values values;
    for (Index i = record.values.begin; i < record.values.begin + record.values.count; ++i)
        if (facts.str(facts.values[i].value) != facts.str(record.model))   // an action's type, which nobody needs to write
            values[std::string(facts.str(facts.values[i].field))] = fmt::format("{}:{}", int(facts.values[i].kind), facts.str(facts.values[i].value));
    return values;
}

// Archs by the record they belong to.
class Archs {
public:
    explicit Archs(const Facts& facts) : facts_{facts} {
        for (Index v = 0; v < facts.views.size(); ++v) views_.emplace(facts.views[v].record, v);
    }
    std::string of(Index record) const {
        const auto view = views_.find(record);
        return view == views_.end() ? std::string() : facts_.source(facts_.views[view->second].arch);
    }

private:
    const Facts& facts_;
    std::unordered_map<Index, Index> views_;
};

// White space is no change.
std::string flat(std::string_view text) {
    std::string made;
    for (const char c : text)
        if (c != ' ' && c != '\n' && c != '\t' && c != '\r') made += c;
    return made;
}

// What the core changed and ours writes, too; all that the core changed, where ours deletes the record.
struct Difference {
    std::vector<std::string> fields;
    std::string diff;   // of the arch
};

// "[(4, ref('x'))]", "[Command.link(..)]": the core's own links stay beside it.
bool only_adds(const ValueRow& value, std::string_view text) {
    if (value.kind != ValueKind::eval) return false;
    constexpr std::array<std::string_view, 12> replace{"(0", "(1", "(2", "(3", "(5", "(6", "Command.create", "Command.update", "Command.delete", "Command.unlink", "Command.clear", "Command.set"};
    if (std::any_of(replace.begin(), replace.end(), [&](std::string_view word) { return text.find(word) != text.npos; })) return false;
    return text.find("(4") != text.npos || text.find("Command.link") != text.npos;
}

std::set<std::string, std::less<>> written_fields(const Facts& facts, const RecordRow& record) {
    std::set<std::string, std::less<>> written;
    for (Index i = record.values.begin; i < record.values.begin + record.values.count; ++i)
        if (const ValueRow& value = facts.values[i]; !only_adds(value, facts.str(value.value))) written.emplace(facts.str(value.field));
    return written;
}

// Switched off by the same record: what else it says is applied to nobody.
bool written_inactive(const Facts& facts, const RecordRow& record) {
    for (Index i = record.values.begin; i < record.values.begin + record.values.count; ++i)
        if (const ValueRow& value = facts.values[i]; facts.str(value.field) == "active") return lower(trim(facts.str(value.value))) == "false" || trim(facts.str(value.value)) == "0";
    return false;
}

struct Sides { Archs today, then; };

Difference difference(const Upgrade& upgrade, const Sides& archs, const Override& now, const Override& then_) {
    const Facts &a = upgrade.current.world.facts, &b = upgrade.target.world.facts;
    const Values before = values_of(a, a.records[now.core.row]), after = values_of(b, b.records[then_.core.row]);
    Difference found;
    for (const auto& [field, value] : before)
        if (const auto other = after.find(field); other == after.end() || other->second != value) found.fields.push_back(field);
    for (const auto& [field, value] : after)
        if (!before.contains(field)) found.fields.push_back(field);
    if (const std::string was = archs.today.of(now.core.row), is = archs.then.of(then_.core.row); !was.empty() && !is.empty() && flat(was) != flat(is)) {
        if (std::find(found.fields.begin(), found.fields.end(), "arch") == found.fields.end()) found.fields.emplace_back("arch");
        DiffOptions options;
        options.before = fmt::format("{} {}", today(upgrade), now.symbol);
        options.after = fmt::format("{} {}", then(upgrade), now.symbol);
        options.most_lines = diff_lines;
        found.diff = unified_diff(was, is, options);
    }
    const RecordRow& ours = a.records[now.custom.row];
    if (ours.tag != RecordTag::delete_) {
        const auto written = written_fields(a, ours);
        std::erase_if(found.fields, [&](const std::string& field) { return !written.contains(field); });
        if (!written.contains("arch")) found.diff.clear();
    }
    std::sort(found.fields.begin(), found.fields.end());
    return found;
}

// What decides who gets which mail and who sees what: an old one that stays is a fault nobody notices.
bool sensitive(std::string_view model) {
    constexpr std::array<std::string_view, 4> models{"mail.template", "ir.rule", "ir.model.access", "sms.template"};
    return std::find(models.begin(), models.end(), model) != models.end();
}

void describe(const Upgrade& upgrade, const Override& o, const Override& there, const Difference& changed, Finding& finding) {
    const Facts& facts = upgrade.current.world.facts;
    const RecordRow &ours = facts.records[o.custom.row], &core = facts.records[o.core.row];
    const bool core_frozen = (core.flags & record_noupdate) != 0, frozen = core_frozen || (ours.flags & record_noupdate);
    finding.severity = frozen && sensitive(facts.str(core.model)) ? Severity::warning : Severity::info;
    finding.fix = "Compare what is written here with the target's definition.";
    if (ours.tag == RecordTag::delete_) {
        finding.message = fmt::format("{} is deleted here, and {} defines it anew: {} ({})", o.symbol, then(upgrade), listed(changed.fields, 4), where(upgrade.target, there.core));
        return;
    }
    finding.message = fmt::format("{} of {} {} written here, and {} has something else there ({}), which is written over", listed(changed.fields, 4), o.symbol,
                                  changed.fields.size() == 1 ? "is" : "are", then(upgrade), where(upgrade.target, there.core));
    if (core_frozen) {
        finding.message += "; the core marks it noupdate, so existing databases keep what they have in any case";
        finding.fix = "Compare what is written here with the target's definition; in existing databases, write what is wanted in a migration script.";
    }
}

void compare(const Upgrade& upgrade, const CheckOptions&, std::vector<Finding>& findings) {
    const Sides archs{Archs{upgrade.current.world.facts}, Archs{upgrade.target.world.facts}};
    for (const auto& o : upgrade.current.overrides) {
        if (o.kind != SymbolKind::record || o.custom.column != SymbolRef::Column::record || o.core.column != SymbolRef::Column::record) continue;
        if (upgrade.current.world.facts.records[o.custom.row].flags & record_demo || !in_both(upgrade, o.module)) continue;
        if (written_inactive(upgrade.current.world.facts, upgrade.current.world.facts.records[o.custom.row])) continue;
        const Override* there = upgrade.override_(o);
        if (there == nullptr || there->core.column != SymbolRef::Column::record || there->silent_same) continue;   // DL324
        const Difference changed = difference(upgrade, archs, o, *there);
        if (changed.fields.empty()) continue;
        Finding finding = begin_finding(upgrade.current, o);
        finding.effect = Effect::silent;
        finding.diff = changed.diff;
        if (!finding.related.empty()) finding.related.front().text = today(upgrade);
        finding.related.push_back(related_then(upgrade, there->core, then(upgrade)));
        describe(upgrade, o, *there, changed, finding);
        findings.push_back(std::move(finding));
    }
}

}  // namespace

DRIFTLINE_RULE(record_changed_upstream) = {
    "DL322", "record-changed-upstream", Severity::info,
    "A record of the core that is written over has a new definition in the target",
    "What the core changed in the record (a mail's text, a rule's domain, an action's context) does not arrive where ours writes the same field, and, for records marked "
    "noupdate, not in existing databases at all. Mail templates, record rules and access rights that stay as they were are a warning.",
    "Compare what is written with the target's definition; write what is wanted in existing databases in a migration script.",
    "```xml\n<record id=\"sale.email_template_edi_sale\" model=\"mail.template\">\n    <field name=\"subject\">Acme</field>\n</record>\n```\n",
    nullptr, compare};

}  // namespace driftline

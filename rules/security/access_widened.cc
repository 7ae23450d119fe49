#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

#include "rules/judged_rows.h"
#include "rules/security/access.h"
#include "rules/security/groups.h"

namespace driftline {

namespace {

constexpr size_t most_named = 8;

class Check {
public:
    Check(const Program& program, std::vector<Finding>& findings) : program_{program}, facts_{program.world.facts}, models_{program}, groups_{program}, findings_{findings} {}

    void operator()() {
        for (const Index row : records_of(program_, "ir.rule")) {
            const RecordRule rule = read_rule(program_, models_, row);
            if (!rule.removed && !rule.model.empty()) all_rules_.emplace(rule.model, rule);
        }
        rights();
        gained();
        rules();
    }

private:
    bool custom(Index record) const { return program_.world.custom(program_.world.module_of(facts_.records[record].at)); }
    // A wizard's records are those of whoever opened it.
    bool holds_data(std::string_view model) const { return models_.upstream(model) && models_.find(model)->kind == ModelKind::persistent; }
    bool in_reach(Index from, Index provider) const { return program_.world.in_closure(from, provider); }

    // What whoever is in the group may do without us.
    uint8_t without_us(Index module, std::string_view model, std::string_view group) const {
        uint8_t permissions = 0;
        const auto [first, last] = upstream_rights_.equal_range(model);
        for (auto at = first; at != last; ++at)
            if (in_reach(module, at->second.module) && groups_.implies(group, at->second.group)) permissions |= at->second.permissions;
        return permissions;
    }

    void rights() {
        std::map<std::string_view, Access> by_id;
        std::vector<Index> own;
        for (const Index row : records_of(program_, "ir.model.access")) {
            if (custom(row)) { own.push_back(row); continue; }
            const Access access = read_access(program_, models_, row);
            if (!access.known || facts_.records[row].tag == RecordTag::delete_) continue;
            upstream_rights_.emplace(access.model, access);
            by_id.emplace(access.xmlid, access);
        }
        for (const Index row : own) {
            if (facts_.records[row].tag == RecordTag::delete_) continue;
            const auto before = by_id.find(facts_.str(facts_.records[row].xmlid));
            const Access access = read_access(program_, models_, row, before == by_id.end() ? nullptr : &before->second);
            if (access.known && holds_data(access.model) && groups_.known(access.group)) right(access, before == by_id.end() ? nullptr : &before->second);
        }
    }

    void right(const Access& access, const Access* before) {
        const uint8_t had = without_us(access.module, access.model, access.group), more = uint8_t(access.permissions & ~had);
        if (!more) return;
        const bool wide = Groups::everyone(access.group);
        Finding finding = begin_finding(access.module, SymbolKind::model, std::string(access.model), facts_.records[access.record].at);
        const bool writes = more & ~may_read;
        finding.severity = wide && (writes || access.group != "base.group_user") ? Severity::warning : Severity::info;
        finding.effect = Effect::silent;
        finding.cause = std::string(access.xmlid);
        finding.message = fmt::format("{} may {} {} through {}", Groups::called(access.group), permissions_text(more), access.model, access.xmlid);
        const RecordRule* narrow = narrowing(access);
        if (narrow != nullptr) finding.severity = Severity::info;
        finding.message += had ? fmt::format("; without this module only {}", permissions_text(had)) : "; without this module not at all";
        if (narrow != nullptr) finding.message += fmt::format("; the record rule {} narrows it to a part of the records", narrow->xmlid);
        if (before != nullptr) finding.related.push_back(related_to(program_, {SymbolRef::Column::record, before->record, before->module, facts_.records[before->record].at}, "what it is without this module"));
        else definition(access.model, finding);
        finding.fix = access.group.empty() ? "Name a group in group_id; or write down why everybody needs it." : "Give it to a narrower group, or let code that needs it use sudo() at that one place; or write down why.";
        if (finding.severity != Severity::warning || before != nullptr) return findings_.push_back(std::move(finding));
        gained_[{access.module, facts_.records[access.record].at.file, access.group}].push_back({std::move(finding), fmt::format("{} ({})", access.model, permissions_text(more))});
    }

    struct Gained { Finding finding; std::string what; };   // "stock.move (read and write)"

    // What one file gives to one group is one decision.
    void gained() {
        for (auto& [key, all] : gained_) {
            Finding& finding = all.front().finding;
            if (all.size() > 1) {
                std::vector<std::string> what;
                for (Gained& one : all) {
                    what.push_back(one.what);
                    if (&one != &all.front()) {
                        finding.places.push_back({});
                        finding.places.back().at = one.finding.places.front().at;
                    }
                    finding.places.back().symbol = one.finding.symbol;
                    if (&one != &all.front()) finding.related.push_back(one.finding.related.front());
                }
                const std::string path = path_in_module(program_, std::get<1>(key));
                finding.symbol = "ir.model.access";
                finding.cause = fmt::format("{} {}", path, std::get<2>(key));
                finding.message = fmt::format("{} gain rights on {} models through {}, which they do not have without this module: {}", Groups::called(std::get<2>(key)), what.size(), path, listed(what, most_named));
            }
            findings_.push_back(std::move(finding));
        }
    }

    // A rule for the very group, ours or not, that leaves only some of the records.
    const RecordRule* narrowing(const Access& access) const {
        const auto [first, last] = all_rules_.equal_range(access.model);
        for (auto at = first; at != last; ++at) {
            const RecordRule& rule = at->second;
            if (in_reach(access.module, rule.module) && rule.active && !rule.open() && (rule.permissions & access.permissions) && std::find(rule.groups.begin(), rule.groups.end(), access.group) != rule.groups.end()) return &rule;
        }
        return nullptr;
    }

    void definition(std::string_view model, Finding& finding) {
        const ModelFacts* facts = models_.find(model);
        const At& at = facts_.classes[facts->definition].at;
        finding.related.push_back(related_to(program_, {SymbolRef::Column::class_, facts->definition, program_.world.module_of(at), at}, "the model"));
    }

    void rules() {
        std::map<std::string_view, RecordRule> by_id;
        std::vector<Index> own;
        for (const Index row : records_of(program_, "ir.rule")) {
            if (custom(row)) { own.push_back(row); continue; }
            const RecordRule rule = read_rule(program_, models_, row);
            if (rule.removed || !rule.active) continue;
            upstream_rules_.emplace(rule.model, rule);
            by_id.emplace(rule.xmlid, rule);
        }
        for (const Index row : own) {
            const auto before = by_id.find(facts_.str(facts_.records[row].xmlid));
            if (before != by_id.end()) rewritten(before->second, read_rule(program_, models_, row, &before->second));
            else added(read_rule(program_, models_, row));
        }
    }

    Finding begin(const RecordRule& rule) const {
        Finding finding = begin_finding(rule.module, SymbolKind::record, std::string(rule.xmlid), facts_.records[rule.record].at);
        finding.effect = Effect::silent;
        return finding;
    }

    // Rules of groups add up: without one of them whoever has another reaches less. Without any they reach everything.
    bool others_narrow(Index module, const RecordRule& rule, uint8_t permissions) const {
        const auto narrowed = [&](const std::string& group) {
            const auto [first, last] = upstream_rules_.equal_range(rule.model);
            return std::any_of(first, last, [&](const auto& entry) {
                const RecordRule& other = entry.second;
                const auto holds = [&](const std::string& g) { return g == "base.group_user" || groups_.implies(group, g); };   // who has rights has a login
                return other.record != rule.record && in_reach(module, other.module) && !(permissions & ~other.permissions) && std::any_of(other.groups.begin(), other.groups.end(), holds);
            });
        };
        return !rule.groups.empty() && std::all_of(rule.groups.begin(), rule.groups.end(), narrowed);
    }

    // A rule of ours for the same groups that narrows what the one that goes did.
    const RecordRule* takes_its_place(const RecordRule& before, const RecordRule& after, uint8_t permissions) const {
        const auto [first, last] = all_rules_.equal_range(before.model);
        const auto narrows = [&](const auto& entry) {
            const RecordRule& rule = entry.second;
            if (rule.record == after.record || !custom(rule.record) || !in_reach(after.module, rule.module) || !rule.active || rule.open() || permissions & ~rule.permissions) return false;
            const auto held = [&](const std::string& group) { return std::any_of(rule.groups.begin(), rule.groups.end(), [&](const std::string& g) { return groups_.implies(group, g); }); };
            return rule.groups.empty() || (!before.groups.empty() && std::all_of(before.groups.begin(), before.groups.end(), held));
        };
        const auto found = std::find_if(first, last, narrows);
        return found == last ? nullptr : &found->second;
    }

    void rewritten(const RecordRule& before, const RecordRule& after) {
        const uint8_t gone = after.removed || !after.active ? before.permissions : before.permissions & ~after.permissions;
        if (gone && others_narrow(after.module, before, gone)) return;
        std::string what;
        if (after.removed) what = "is deleted";
        else if (!after.active) what = "is switched off";
        else if (after.open() && !before.open()) what = "lets everything through";
        else if (const uint8_t less = before.permissions & ~after.permissions; less) what = fmt::format("no longer decides who may {}", permissions_text(less));
        bool sure = !what.empty();
        const RecordRule* instead = sure && gone ? takes_its_place(before, after, gone) : nullptr;
        if (instead) sure = false;
        else if (!sure && after.domain != before.domain) what = "has another domain";
        else if (!sure) return;
        Finding finding = begin(after);
        finding.severity = sure ? Severity::warning : Severity::info;
        finding.message = fmt::format("the record rule {} of {} ({}) {} here", before.xmlid, before.model, where(program_, {SymbolRef::Column::record, before.record, before.module, facts_.records[before.record].at}), what);
        if (instead) finding.message += fmt::format(", and {} takes its place", instead->xmlid);
        finding.message += sure ? fmt::format(": {} more records of {} than without this module", before.groups.empty() ? "everyone reaches" : "its groups reach", before.model)
                                : ": whether it lets more through than before only a person can tell";
        finding.related.push_back(related_to(program_, {SymbolRef::Column::record, before.record, before.module, facts_.records[before.record].at}, "the rule without this module"));
        finding.fix = instead ? "Compare the two domains." : "Leave the rule alone and give a group of your own a rule beside it, or write down who wanted the records to be seen.";
        findings_.push_back(std::move(finding));
    }

    // Rules of groups add up: one that lets everything through ends what the others narrow.
    void added(const RecordRule& rule) {
        if (rule.removed || !rule.active || rule.groups.empty() || !rule.open() || !models_.upstream(rule.model)) return;
        for (const std::string& group : rule.groups) {
            if (!groups_.known(group)) continue;   // what it implies nobody can say
            const RecordRule* narrow = nullptr;
            bool open = false;
            const auto [first, last] = upstream_rules_.equal_range(rule.model);
            for (auto at = first; at != last; ++at) {
                const RecordRule& theirs = at->second;
                if (!in_reach(rule.module, theirs.module) || !(theirs.permissions & rule.permissions)) continue;
                const bool applies = std::any_of(theirs.groups.begin(), theirs.groups.end(), [&](const std::string& g) { return groups_.implies(group, g); });
                if (!applies) continue;
                if (theirs.open()) open = true;
                else narrow = &theirs;
            }
            if (open || narrow == nullptr) continue;
            Finding finding = begin(rule);
            finding.severity = Groups::everyone(group) ? Severity::warning : Severity::info;
            finding.message = fmt::format("{} reach all records of {} through {}, which ends what {} narrows ({}): rules of groups add up", Groups::called(group), rule.model, rule.xmlid, narrow->xmlid,
                                          where(program_, {SymbolRef::Column::record, narrow->record, narrow->module, facts_.records[narrow->record].at}));
            finding.related.push_back(related_to(program_, {SymbolRef::Column::record, narrow->record, narrow->module, facts_.records[narrow->record].at}, "the rule that no longer narrows"));
            finding.fix = "Give the rule a domain, or a narrower group; or write down who wanted the records to be seen.";
            findings_.push_back(std::move(finding));
            return;
        }
    }

    const Program& program_;
    const Facts& facts_;
    const Models models_;
    const Groups groups_;
    std::multimap<std::string_view, Access> upstream_rights_;
    std::multimap<std::string_view, RecordRule> upstream_rules_, all_rules_;   // by model
    std::map<std::tuple<Index, Index, std::string_view>, std::vector<Gained>> gained_;   // module, file, group
    std::vector<Finding>& findings_;
};

void check(const Program& program, const CheckOptions&, std::vector<Finding>& findings) {
    const World& world = program.world;
    const auto widens = [&](const RecordRow& row) { return world.str(row.model) == "ir.model.access" || world.str(row.model) == "ir.rule"; };
    if (any_judged(world, world.facts.records, widens)) Check{program, findings}();
}

}  // namespace

DRIFTLINE_RULE(access_widened) = {
    "DL402", "access-widened", Severity::warning,
    "An access right or record rule of a core model is loosened by custom data",
    "Who may see and change the core's records is decided by data that nobody reads twice. Access rights add up, and so do record rules of groups: one line is enough to open "
    "a model to everybody. Compared with what the core and libraries in reach give to the same group and to the groups it implies: a warning where everyone, visitors or portal users "
    "gain anything that no record rule of theirs narrows, where all internal users gain more than reading, and where a rule of the core is switched off or lets everything through; for a single role it is information, as is a rule with another domain.",
    "Give it to a narrower group, or use sudo() at the one place that needs it; else write down why.",
    "```xml\n<record id=\"sale.sale_order_personal_rule\" model=\"ir.rule\">\n    <field name=\"domain_force\">[(1, '=', 1)]</field>\n</record>\n```\n",
    check};

}  // namespace driftline

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "rules/knowledge/explained.h"
#include "rules/overrides/unbound.h"
#include "rules/upgrade/gone.h"
#include "rules/upgrade/never_empty.h"

namespace driftline {

namespace {

// The field's upstream definitions for that model that name their values.
template <class F> void each_definition(const Program& program, std::string_view model, std::string_view name, F&& f) {
    const Facts& facts = program.world.facts;
    for (Index row = 0; row < facts.fields.size(); ++row) {
        const FieldRow& field = facts.fields[row];
        const Index module = program.world.module_of(field.at);
        if (field.owner == no_row || field.selection.count == 0 || facts.str(field.name) != name || facts.str(facts.classes[field.owner].model) != model) continue;
        if (upstream(program, module) && loaded(program, field.at)) f(SymbolRef{SymbolRef::Column::field, row, module, field.at}, facts.items(field.selection));
    }
}

// Which definition gives the value: another one may add some of its own.
SymbolRef holder(const Upgrade& upgrade, const Gone& gone, std::string_view value) {
    SymbolRef found = gone.was;
    bool known = false;
    each_definition(upgrade.current, gone.owner, gone.name, [&](const SymbolRef& symbol, auto values) {
        if (!known && std::any_of(values.begin(), values.end(), [&](Name v) { return upgrade.current.world.str(v) == value; })) found = symbol, known = true;
    });
    return found;
}

// The values that are new in the target, and where they stand.
struct Fresh { std::vector<std::string> values; SymbolRef at; };
Fresh fresh_values(const Upgrade& upgrade, std::string_view owner, std::string_view name) {
    std::set<std::string_view> before;
    each_definition(upgrade.current, owner, name, [&](const SymbolRef&, auto values) {
        for (const Name v : values) before.insert(upgrade.current.world.str(v));
    });
    Fresh fresh;
    each_definition(upgrade.target, owner, name, [&](const SymbolRef& symbol, auto values) {
        for (const Name v : values) {
            const std::string_view value = upgrade.target.world.str(v);
            if (before.contains(value)) continue;
            fresh.values.emplace_back(value);
            if (!fresh.at) fresh.at = symbol;
        }
    });
    return fresh;
}

// Empty was a value, too: what is not a section or a note, say.
void of_emptiness(const Upgrade& upgrade, std::vector<Finding>& findings) {
    const Facts& facts = upgrade.current.world.facts;
    for (const AskedEmpty& asked : asked_empty(upgrade)) {
        const UseRow& use = facts.uses[asked.link->use];
        const std::string_view owner = facts.str(asked.link->owner), name = facts.str(asked.link->name);
        Finding finding = begin_finding(asked.link->module, SymbolKind::field, fmt::format("{}.{}", owner, name), use.at);
        finding.certainty = asked.searched ? asked.link->certainty : receiver_certainty(use, uint32_t(asked.link->via.size()));
        finding.severity = by_certainty(finding.certainty);
        finding.effect = Effect::silent;
        finding.cause = "empty";
        finding.message = fmt::format("{} always has a value in {}, where {} leaves it empty{}: {}, and nothing fails", finding.symbol, then(upgrade), today(upgrade), had_it(upgrade, asked.link->target),
                                      asked.searched ? "no record is found with none, and each one with any" : "what asks whether it has one always hears that it has");
        finding.fix = fmt::format("Ask for the value that says in {} what empty said.", then(upgrade));
        const Fresh fresh = fresh_values(upgrade, owner, name);
        if (!fresh.values.empty()) finding.fix += fmt::format(" New there: {}.", listed(fresh.values, 6));
        finding.related.push_back(related_then(upgrade, asked.target->target, "required"));
        findings.push_back(std::move(finding));
    }
}

void compare(const Upgrade& upgrade, const CheckOptions& options, std::vector<Finding>& findings) {
    std::optional<knowledge::Explained> explained;   // of data, asked for once there is something to explain
    for (Gone gone : all_gone(upgrade, Cause::value)) {
        if (gone.use->is_data()) {
            if (!explained) explained.emplace(upgrade, options, std::initializer_list<knowledge::MatchKind>{knowledge::MatchKind::record_field});
            if (explained->contains(gone.use->at)) continue;   // DL319 has the new form
        }
        const std::string value{upgrade.current.world.str(gone.use->value)};
        gone.was = holder(upgrade, gone, value);
        Finding finding = tell(upgrade, gone);
        const bool one_of = gone.use->flags & use_listed;
        const bool given = gives_value(*gone.use);
        finding.effect = !given ? Effect::silent : gone.use->is_data() ? Effect::crash_install : Effect::crash_run;
        finding.cause = value + (given ? " set" : " compared");   // two things happen, and each is told
        const bool demo = finding.effect == Effect::crash_install && in_demo(upgrade.current, gone.use->at);
        if (demo) finding.effect = Effect::silent, finding.severity = std::min(finding.severity, Severity::warning);
        if (one_of && finding.severity == Severity::error) finding.severity = Severity::warning;   // the others of the list still match
        finding.message = fmt::format("{} has no value '{}' in {}{}: {}", gone.symbol, value, then(upgrade), had_it(upgrade, gone.was),
                                      demo     ? demo_fails
                                      : given  ? "setting it fails with a ValueError"
                                      : one_of ? "of the values listed, this one never matches again, and nothing fails"
                                               : "no record ever matches it, and nothing fails");
        if (!gone.unless.empty()) finding.message += fmt::format(", unless {}, which was not read, adds it", gone.unless);
        finding.fix = fmt::format("See which value, or which other field, says the same in {}", then(upgrade));
        const Fresh fresh = fresh_values(upgrade, gone.owner, gone.name);
        finding.fix += fresh.values.empty() ? "." : fmt::format("; new there: {}.", listed(fresh.values, 6));
        if (fresh.at) finding.related.push_back(related_then(upgrade, fresh.at, "its values then"));
        findings.push_back(std::move(finding));
    }
    of_emptiness(upgrade, findings);
}

}  // namespace

DRIFTLINE_RULE(selection_value_removed) = {
    "DL307", "selection-value-removed", Severity::error,
    "A value of a selection field is compared with, searched or set that the target does not have",
    "A comparison or a domain with it is never true again, and nothing fails: the code behind it is dead. Setting it fails with a ValueError. "
    "The same holds for empty where the target requires a value.",
    "Look at the target's field: another value, or a field of its own, now says the same.",
    "```python\nif order.state == 'done':     # 17.0: the field `locked`\n```\n",
    nullptr, compare};

}  // namespace driftline

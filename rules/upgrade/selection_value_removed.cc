#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "rules/knowledge/explained.h"
#include "rules/knowledge/table.h"
#include "rules/method_code.h"
#include "rules/overrides/unbound.h"
#include "rules/upgrade/gone.h"
#include "rules/upgrade/never_empty.h"

namespace driftline {

namespace {

// Upstream's definitions of fields that name their values.
class Selections {
public:
    explicit Selections(const Program& program) : facts_(program.world.facts) {
        for (Index row = 0; row < facts_.fields.size(); ++row) {
            const FieldRow& field = facts_.fields[row];
            if (field.owner == no_row || field.selection.count == 0) continue;
            const Index module = program.world.module_of(field.at);
            if (upstream(program, module) && loaded(program, field.at)) by_field_[{facts_.str(facts_.classes[field.owner].model), facts_.str(field.name)}].push_back({SymbolRef::Column::field, row, module, field.at});
        }
    }
    std::span<const SymbolRef> of(std::string_view model, std::string_view field) const {
        const auto found = by_field_.find({model, field});
        return found == by_field_.end() ? std::span<const SymbolRef>() : found->second;
    }
    std::span<const Name> values(const SymbolRef& definition) const { return facts_.items(facts_.fields[definition.row].selection); }
    std::string_view str(Name name) const { return facts_.str(name); }

private:
    const Facts& facts_;
    std::map<std::pair<std::string_view, std::string_view>, std::vector<SymbolRef>> by_field_;
};

struct BothSelections { Selections today, then; };
const BothSelections& selections(const Upgrade& upgrade) {
    return upgrade.memo.get<BothSelections>([&] { return BothSelections{Selections(upgrade.current), Selections(upgrade.target)}; });
}

// Which definition gives the value: another one may add some of its own.
SymbolRef holder(const Upgrade& upgrade, const Gone& gone, std::string_view value) {
    const Selections& today = selections(upgrade).today;
    for (const SymbolRef& symbol : today.of(gone.owner, gone.name)) {
        const auto values = today.values(symbol);
        if (std::any_of(values.begin(), values.end(), [&](Name v) { return today.str(v) == value; })) return symbol;
    }
    return gone.was;
}

// The value stands in a list that has the other one, too: an `in` or `not in` that holds for the same records as ever.
bool lists_with(const Program& program, const CheckOptions& options, MethodCode& code, const Gone& gone, std::string_view other) {
    const Facts& facts = program.world.facts;
    const UseRow& use = *gone.use;
    if (!(use.flags & use_listed)) return false;
    if (use.scope != no_row && !use.is_data()) {
        if (!code.read(program, use.scope)) return false;
        const PythonTree& tree = code.tree();
        NodeId list = code.innermost(use.at.begin);
        while (list != no_node && tree[list].kind != Py::list && tree[list].kind != Py::tuple && tree[list].kind != Py::set) list = tree[list].parent;
        if (list == no_node) return false;
        for (NodeId item = tree.first_child(list); item != no_node; item = tree.next_sibling(item)) {
            const std::string_view text = tree.text(item);
            if (tree[item].kind == Py::string && text.size() == other.size() + 2 && text.substr(1, other.size()) == other) return true;
        }
        return false;
    }
    // Of one list of an expression: nothing is opened or closed between the two.
    constexpr Index around = 24;
    const Index row = gone.link->use, last = std::min(row + around, Index(facts.uses.size()));
    const std::string text = options.text_of ? options.text_of(use.at.file) : std::string{};
    for (Index near = row > around ? row - around : 0; near < last; ++near) {
        const UseRow& one = facts.uses[near];
        if (one.kind == use.kind && one.at.file == use.at.file && one.path == use.path && one.flags & use_listed && facts.str(one.value) == other) {
            const size_t begin = std::min(one.at.begin, use.at.begin), end = std::max(one.at.begin, use.at.begin);
            if (end < text.size() && std::string_view{text}.substr(begin, end - begin).find_first_of("()[]<>") == std::string_view::npos) return true;
        }
    }
    return false;
}

// The values that are new in the target, and where they stand.
struct Fresh { std::vector<std::string> values; SymbolRef at; };
Fresh fresh_values(const Upgrade& upgrade, std::string_view owner, std::string_view name) {
    const auto& [today, then] = selections(upgrade);
    std::set<std::string_view> before;
    for (const SymbolRef& symbol : today.of(owner, name))
        for (const Name value : today.values(symbol)) before.insert(today.str(value));
    Fresh fresh;
    for (const SymbolRef& symbol : then.of(owner, name))
        for (const Name v : then.values(symbol)) {
            const std::string_view value = then.str(v);
            if (before.contains(value)) continue;
            fresh.values.emplace_back(value);
            if (!fresh.at) fresh.at = symbol;
        }
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
    MethodCode code;
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
        finding.cause = value + (given ? " set" : one_of ? " listed" : " compared");   // other things happen, and each is told
        const knowledge::MergedValue* merged = knowledge::merged_value(upgrade.target.world.framework, gone.symbol, value);
        if (merged && !given && lists_with(upgrade.current, options, code, gone, merged->into)) {
            finding.severity = Severity::info;
            finding.effect = Effect::deprecated;
            finding.cause = value + " beside " + merged->into;
            finding.remark.clear();
            finding.message = fmt::format("{} has no value '{}' in {}{}: '{}', which such records have there, is in the list as well, so nothing changes", gone.symbol, value, then(upgrade),
                                          had_it(upgrade, gone.was), merged->into);
            finding.fix = fmt::format("Drop '{}' from the list. {}", value, merged->fix);
            findings.push_back(std::move(finding));
            continue;
        }
        const bool demo = finding.effect == Effect::crash_install && in_demo(upgrade.current, gone.use->at);
        if (demo) finding.effect = Effect::silent, finding.severity = std::min(finding.severity, Severity::warning);
        if (one_of && finding.severity == Severity::error) finding.severity = Severity::warning;   // the others of the list still match
        finding.message = fmt::format("{} has no value '{}' in {}{}: {}", gone.symbol, value, then(upgrade), had_it(upgrade, gone.was),
                                      demo     ? demo_fails
                                      : given  ? "setting it fails with a ValueError"
                                      : one_of ? "of the values listed, this one never matches again, and nothing fails"
                                               : "no record ever matches it, and nothing fails");
        finding.remark = gone.unless.empty() ? "" : fmt::format(", unless {}, which was not read, adds it", gone.unless);
        finding.fix = fmt::format("See which value, or which other field, says the same in {}", then(upgrade));
        const Fresh fresh = fresh_values(upgrade, gone.owner, gone.name);
        finding.fix += fresh.values.empty() ? "." : fmt::format("; new there: {}.", listed(fresh.values, 6));
        if (merged) finding.fix = merged->fix;
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

#include "rules/upgrade/lost_callers.h"

#include <fmt/format.h>

#include <set>
#include <string>

#include "rules/upgrade/sides.h"

namespace driftline {

namespace {

// Names of methods that custom code or data mentions: whatever the core does, ours calls them.
std::set<std::string_view> mentioned_by_us(const Program& program) {
    std::set<std::string_view> names;
    for (const auto& link : program.links) {
        const UseRow& use = program.world.facts.uses[link.use];
        if (use.kind != UseKind::call && use.kind != UseKind::method && use.kind != UseKind::attribute && use.kind != UseKind::arch_method) continue;
        const std::string_view path = program.world.str(use.path);
        names.insert(path.substr(path.find_last_of("./") + 1));
    }
    return names;
}

// How often the old core mentioned a method that the new one, which still defines it, does not; "" if that is not so.
std::string_view lost_mentions(const Upgrade& upgrade, const Override& o, std::string_view method) {
    const Delta& delta = upgrade.delta;
    const std::string_view defining = model_defining(upgrade.current, o.core);
    const std::string model = model_of(o);
    for (const std::string_view owner : {std::string_view{model}, defining.empty() ? std::string_view{"base"} : defining})
        for (const Change& change : delta.find(SymbolKind::method, owner, method)) {
            const auto attributes = delta.items(change.attributes);
            for (size_t i = 0; change.change == ChangeKind::changed && i + 2 < attributes.size(); i += 3)
                if (delta.str(attributes[i]) == "callers" && delta.str(attributes[i + 2]) == "0") return delta.str(attributes[i + 1]);
        }
    return {};
}

}  // namespace

void find_lost_callers(const Upgrade& upgrade, std::vector<Finding>& findings) {
    const Program& program = upgrade.current;
    const Facts &before = program.world.facts, &after = upgrade.target.world.facts;
    const std::set<std::string_view> mentioned = mentioned_by_us(program);
    for (const auto& o : program.overrides) {
        if (o.kind != SymbolKind::method || o.custom.column != SymbolRef::Column::method || o.core.column != SymbolRef::Column::method || !in_both(upgrade, o.module)) continue;
        const Override* there = upgrade.override_(o);
        const std::string_view name = before.str(before.methods[o.custom.row].name);
        if (there == nullptr || there->core.column != SymbolRef::Column::method || !depends_on_core(upgrade.target, *there) || mentioned.contains(name)) continue;
        if (found_by_decorator(before, before.methods[o.custom.row]) || found_by_decorator(after, after.methods[there->core.row])) continue;
        const std::string_view mentions = lost_mentions(upgrade, o, name);
        if (mentions.empty()) continue;
        Finding finding = begin_finding(program, o);
        const bool internal = name.starts_with('_');
        finding.severity = Severity::warning;
        finding.effect = Effect::silent;
        finding.certainty = internal ? Certainty::exact : Certainty::likely;
        finding.related.push_back(related_then(upgrade, there->core, "still defined here"));
        finding.message = fmt::format("{} still defines {} ({}), but nothing in it calls it any more ({}: {}): the override never runs{}", then(upgrade), o.symbol,
                                      where(upgrade.target, there->core), today(upgrade), mentions == "1" ? "1 mention" : fmt::format("{} mentions", mentions),
                                      internal ? "" : ", unless the web client calls it");
        finding.fix = "Find what the core calls instead, and move the code there.";
        findings.push_back(std::move(finding));
    }
}

}  // namespace driftline

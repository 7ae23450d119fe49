#include "rules/upgrade/out_of_reach.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "rules/overrides/unbound.h"

namespace driftline {

namespace {

constexpr size_t most_symbols = 4, most_related = 8;

// The target's new module between the provider and what ours depends on, named after both: what the dependency had of it was split off there
// (delivery, stock: stock_delivery). no_row if there is none, or several.
Index bridge(const Upgrade& upgrade, Index module, Index provider) {
    const World& world = upgrade.target.world;
    const std::string_view theirs = module_name(upgrade.target, provider);
    Index found = no_row;
    for (Index row = 0; row < world.modules.size(); ++row) {
        const ModuleInfo& info = world.modules[row];
        const std::string_view name = module_name(upgrade.target, row);
        if (!info.linked || info.origin != Origin::core || name.find(theirs) == name.npos || upgrade.current.world.module_by_name.contains(name)) continue;
        const bool between = world.in_closure(row, provider) && std::any_of(info.depends.begin(), info.depends.end(), [&](Index other) {
            return other != provider && world.in_closure(upgrade.module(module), other) && name.find(module_name(upgrade.target, other)) != name.npos;
        });
        if (!between) continue;
        if (found != no_row) return no_row;
        found = row;
    }
    return found;
}

// By provider, the module to depend on: as few as do.
std::map<Index, Index> cures(const Upgrade& upgrade, Index module, const std::set<Index>& providers) {
    const World& world = upgrade.target.world;
    std::map<Index, Index> made;
    for (const Index provider : providers) {
        const bool is_new = !upgrade.current.world.module_by_name.contains(module_name(upgrade.target, provider));
        const Index between = is_new ? no_row : bridge(upgrade, module, provider);
        made[provider] = between == no_row ? provider : between;
    }
    const std::map<Index, Index> first = made;
    for (auto& [provider, cure] : made)
        for (const auto& [_, other] : first)
            if (other != cure && world.in_closure(other, cure) && !world.in_closure(cure, other)) cure = other;
    return made;
}

std::string names_of(const Upgrade& upgrade, const std::set<Index>& modules) {
    std::vector<std::string> names;
    for (const Index module : modules) names.emplace_back(module_name(upgrade.target, module));
    std::sort(names.begin(), names.end());
    return listed(names, 3);
}

// All that one line in depends mends and that is as grave: what is sure and what is likely are told apart.
struct Group {
    std::vector<OutOfReach*> parts;
    std::set<Index> providers;
    std::vector<std::string> symbols;   // each once
    std::set<std::string> told;
    Certainty certainty = Certainty::exact;   // of the least sure part
    Effect effect = Effect::none;             // what happens first
    std::string unless;
    bool late = false;

    void add(OutOfReach& part) {
        const Finding& finding = part.finding;
        parts.push_back(&part);
        providers.insert(part.provider);
        if (told.insert(finding.symbol).second) symbols.push_back(finding.symbol);
        certainty = std::max(certainty, finding.certainty);
        if (unless.empty()) unless = part.unless;
        late = late || part.late;
        if (effect == Effect::none || (finding.effect != Effect::none && finding.effect < effect)) effect = finding.effect;
    }
};

std::string message(const Upgrade& upgrade, Index module, const Group& group) {
    const bool one = group.providers.size() == 1;
    std::string text = fmt::format("{} does not depend on {} in {}, which {} {} that are used here: {}; ", module_name(upgrade.current, module),
                                   names_of(upgrade, group.providers), then(upgrade), one ? "has" : "have", count_of(group.symbols.size(), "symbol"), listed(group.symbols, most_symbols));
    text += group.late ? fmt::format("{} loaded after it, and {}", one ? "it is" : "they are", consequence(group.effect))
                       : fmt::format("where {} not installed, {}", one ? "it is" : "they are", consequence(group.effect));
    if (!group.unless.empty()) text += fmt::format(", unless {}, which was not read, depends on {}", group.unless, one ? "it" : "them");
    return text;
}

std::string fix(const Upgrade& upgrade, Index cure, const Group& group) {
    std::set<Index> others = group.providers;
    const bool between = others.erase(cure) == 0;
    std::string text = fmt::format("Add '{}' to depends", module_name(upgrade.target, cure));
    if (!others.empty()) text += fmt::format(": it brings {}{}", names_of(upgrade, others), between ? ", and what was split off with it" : "");
    return text + ".";
}

}  // namespace

std::vector<Finding> by_dependency(const Upgrade& upgrade, std::vector<OutOfReach> all) {
    std::map<Index, std::set<Index>> providers;   // by module of ours
    for (const OutOfReach& part : all) providers[part.finding.module].insert(part.provider);
    std::map<Index, std::map<Index, Index>> cures_of;
    for (const auto& [module, theirs] : providers) cures_of[module] = cures(upgrade, module, theirs);

    std::stable_sort(all.begin(), all.end(), [](const OutOfReach& a, const OutOfReach& b) { return a.finding.effect < b.finding.effect; });
    std::map<std::tuple<Index, Index, Severity>, Group> groups;   // by module of ours, and the one to depend on
    for (OutOfReach& part : all) groups[{part.finding.module, cures_of[part.finding.module][part.provider], part.finding.severity}].add(part);
    std::vector<Finding> findings;
    for (auto& [key, group] : groups) {
        const auto& [module, cure, severity] = key;
        const bool alone = group.symbols.size() == 1;
        const std::string text = alone ? std::string{} : message(upgrade, module, group), what_to_do = fix(upgrade, cure, group);
        std::set<std::string_view> shown;
        for (OutOfReach* part : group.parts) {
            Finding& finding = findings.emplace_back(std::move(part->finding));
            for (Place& place : finding.places) place.symbol = finding.symbol;
            if (shown.insert(finding.places.front().symbol).second && shown.size() > most_related) finding.related.clear();
            finding.kind = SymbolKind::module;
            finding.symbol = module_name(upgrade.target, cure);
            finding.certainty = group.certainty;
            finding.fix = what_to_do;
            if (!alone) finding.message = text, finding.remark.clear();
        }
    }
    return findings;
}

}  // namespace driftline

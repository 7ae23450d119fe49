#include "check/plan_parts.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "check/rule.h"

namespace driftline {
namespace {

// Depth of each module: the longest way down. What lies on a cycle counts as if the cycle ended there.
std::vector<uint32_t> depths(const std::vector<std::vector<size_t>>& needs) {
    enum State : uint8_t { fresh, open, closed };
    std::vector<uint32_t> depth(needs.size(), 0);
    std::vector<State> state(needs.size(), fresh);
    for (size_t start = 0; start < needs.size(); ++start) {
        std::vector<size_t> stack{start};
        while (!stack.empty()) {
            const size_t top = stack.back();
            if (state[top] == fresh) {
                state[top] = open;
                for (const size_t need : needs[top])
                    if (state[need] == fresh) stack.push_back(need);
                continue;
            }
            stack.pop_back();
            if (state[top] == closed) continue;
            state[top] = closed;
            for (const size_t need : needs[top])
                if (state[need] == closed && need != top) depth[top] = std::max(depth[top], depth[need] + 1);
        }
    }
    return depth;
}

}  // namespace

bool is_cause(const Finding& finding) { return finding.rule->compare != nullptr && finding.severity != Severity::info; }

Bump count_bump(const Upgrade& upgrade, const std::vector<Finding>& findings) {
    std::map<std::pair<Index, uint32_t>, bool> replaces;   // a method of ours: does it replace the core's?
    for (const Override& row : upgrade.current.overrides)
        if (row.kind == SymbolKind::method || row.kind == SymbolKind::python) replaces[{row.custom.at.file, row.custom.at.begin}] |= row.behaviour != Behaviour::extends;
    Bump bump;
    std::set<std::pair<Index, uint32_t>> changed;
    for (const Finding& finding : findings) {
        const std::string_view id = finding.rule->id;
        const auto places = uint32_t(finding.places.size());
        if (id == "DL303") {
            for (const Place& place : finding.places) changed.emplace(place.at.file, place.at.begin);
        } else if (id == "DL301") bump.methods_gone += places;
        else if (id == "DL304") bump.copies_behind += places;
        else if (id == "DL313") bump.anchors_gone += places;
        else if (id == "DL314") bump.anchors_moved += places;
        else if (is_cause(finding)) ++bump.others;
    }
    bump.changed = uint32_t(changed.size());
    bump.replaced = uint32_t(std::count_if(changed.begin(), changed.end(), [&](const auto& place) {
        const auto ours = replaces.find(place);
        return ours != replaces.end() && ours->second;
    }));
    return bump;
}

bool covers_all(const Facts& facts, Index module, const std::vector<const Finding*>& findings) {
    std::set<std::pair<Index, uint32_t>> places;
    for (const Finding* finding : findings)
        for (const Place& place : finding->places) places.emplace(place.at.file, place.at.begin);
    size_t definitions = 0, covered = 0;
    const auto add = [&](const auto& rows) {
        for (const auto& row : rows) {
            if (row.at.file == no_row || facts.files[row.at.file].module != module) continue;
            ++definitions;
            const auto hit = places.lower_bound({row.at.file, row.at.begin});
            if (hit != places.end() && hit->first == row.at.file && hit->second < std::max(row.at.end, row.at.begin + 1)) ++covered;
        }
    };
    add(facts.fields);
    add(facts.methods);
    add(facts.records);
    add(facts.routes);
    add(facts.patches);
    add(facts.sql);
    return definitions > 0 && covered == definitions;
}

void order_modules(std::vector<PlanModule>& modules) {
    std::map<std::string_view, size_t> by_name;
    for (size_t i = 0; i < modules.size(); ++i) by_name.emplace(modules[i].name, i);
    std::vector<std::vector<size_t>> needs(modules.size());
    for (size_t i = 0; i < modules.size(); ++i) {
        auto& names = modules[i].needs;
        std::erase_if(names, [&](const std::string& name) { return !by_name.contains(name) || name == modules[i].name; });
        std::sort(names.begin(), names.end());
        names.erase(std::unique(names.begin(), names.end()), names.end());
        for (const std::string& name : names) needs[i].push_back(by_name.at(name));
    }
    for (size_t i = 0; i < modules.size(); ++i)
        for (const size_t need : needs[i]) modules[need].needed_by.push_back(modules[i].name);
    for (PlanModule& module : modules) std::sort(module.needed_by.begin(), module.needed_by.end());
    const std::vector<uint32_t> depth = depths(needs);
    std::vector<size_t> order(modules.size());
    for (size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return std::tie(depth[a], modules[a].name, modules[a].path) < std::tie(depth[b], modules[b].name, modules[b].path); });
    std::vector<PlanModule> sorted;
    for (const size_t i : order) sorted.push_back(std::move(modules[i]));
    modules = std::move(sorted);
}

std::vector<Takeable> takeable_modules(const Upgrade& upgrade) {
    std::vector<Takeable> found;
    if (upgrade.same_series()) return found;
    const World &world = upgrade.current.world, &target = upgrade.target.world;
    const std::string ported = target.version + ".";
    std::map<std::string_view, Index> libraries;   // the first on the path wins
    for (Index m = 0; m < world.modules.size(); ++m)
        if (const ModuleRow& row = world.facts.modules[m]; world.libraries[world.modules[m].library].role == "library" && !world.str(row.version).starts_with(ported))
            libraries.emplace(world.str(row.name), m);
    std::map<std::string_view, Index> theirs;      // whether or not the plan's own copy stands before it
    for (Index m = 0; m < target.modules.size(); ++m)
        if (const ModuleRow& row = target.facts.modules[m]; target.libraries[target.modules[m].library].role == "library" && row.flags & module_installable && target.str(row.version).starts_with(ported))
            theirs.emplace(target.str(row.name), m);
    for (Index m = 0; m < world.modules.size(); ++m) {
        if (world.libraries[world.modules[m].library].role != "custom") continue;
        const std::string_view name = world.str(world.facts.modules[m].name);
        const auto then = theirs.find(name);
        if (then == theirs.end()) continue;
        const auto today = libraries.find(name);
        found.push_back({m, then->second, today == libraries.end() ? no_row : today->second});
    }
    return found;
}

}  // namespace driftline

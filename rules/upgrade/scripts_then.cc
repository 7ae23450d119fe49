#include "rules/upgrade/scripts_then.h"

#include <algorithm>
#include <set>

#include "base/text.h"

namespace driftline {

namespace {

std::string_view last_part(std::string_view name) { return name.substr(name.rfind('/') + 1); }

// The only one, or the only one that is called like `script`.
std::string_view chosen(const std::vector<std::string_view>& candidates, std::string_view script) {
    if (candidates.size() == 1) return candidates.front();
    std::string_view found;
    for (const std::string_view candidate : candidates) {
        if (last_part(candidate) != last_part(script)) continue;
        if (!found.empty()) return {};
        found = candidate;
    }
    return found;
}

}  // namespace

ScriptNames::ScriptNames(const World& world) {
    const Facts& facts = world.facts;
    for (Index m = 0; m < facts.modules.size(); ++m) {
        if (!world.modules[m].linked) continue;
        for (const Name script : facts.items(facts.modules[m].scripts)) {
            std::vector<std::string_view> words = split(facts.str(script), ' ');
            const std::string_view name = words.front();
            words.erase(words.begin());
            for (const std::string_view exported : words)
                if (name.starts_with('@')) exporting_[exported].push_back(name);
            scripts_.try_emplace(name, Script{m, std::move(words)});
        }
    }
    for (auto& [name, scripts] : exporting_) std::sort(scripts.begin(), scripts.end());
}

const ScriptNames::Script* ScriptNames::find(std::string_view name) const {
    const auto known = scripts_.find(name);
    return known == scripts_.end() ? nullptr : &known->second;
}

const std::vector<std::string_view>& ScriptNames::exporting(std::string_view name) const {
    static const std::vector<std::string_view> none;
    const auto known = exporting_.find(name);
    return known == exporting_.end() ? none : known->second;
}

namespace {
struct NamesToday : ScriptNames { using ScriptNames::ScriptNames; };
struct NamesThen : ScriptNames { using ScriptNames::ScriptNames; };
}  // namespace

const ScriptNames& scripts_today(const Upgrade& upgrade) { return upgrade.memo.get<NamesToday>([&] { return NamesToday(upgrade.current.world); }); }
const ScriptNames& scripts_then(const Upgrade& upgrade) { return upgrade.memo.get<NamesThen>([&] { return NamesThen(upgrade.target.world); }); }

bool has_scripts_of_old_form(const Upgrade& upgrade, Index current_module) {
    struct Modules { std::set<Index> of_old_form; };
    const Modules& modules = upgrade.memo.get<Modules>([&] {
        Modules found;
        for (const Link& link : upgrade.current.links) {
            const UseRow& use = upgrade.current.world.facts.uses[link.use];
            if (use.kind != UseKind::script || upgrade.current.world.str(use.root) != legacy_define || link.outcome != Outcome::bound) continue;
            if (const Link* there = upgrade.link(link); there != nullptr && there->outcome == Outcome::unresolved) found.of_old_form.insert(link.module);
        }
        return found;
    });
    return modules.of_old_form.contains(current_module);
}

std::string_view exported_by(const ScriptNames& today, const ScriptNames& then, std::string_view script, std::string_view name) {
    if (name == "default" || name.empty()) return {};
    std::vector<std::string_view> fresh;
    const std::vector<std::string_view>& all = then.exporting(name);
    const std::vector<std::string_view>& before = today.exporting(name);
    std::set_difference(all.begin(), all.end(), before.begin(), before.end(), std::back_inserter(fresh));
    const std::string_view found = chosen(fresh, script);
    if (!found.empty()) return found;
    if (all.size() != 1) return {};
    // Another module had its own of that name all along.
    const bool other = fresh.empty() && script.starts_with('@') && script.substr(0, script.find('/')) != all.front().substr(0, all.front().find('/'));
    return other ? std::string_view{} : all.front();
}

}  // namespace driftline

#include "rules/upgrade/mixin_users.h"

#include <algorithm>

#include "model/judged.h"

namespace driftline {

namespace {

constexpr size_t most_heirs = 256;   // of one mixin: what more than these use is asked of nobody in particular

}  // namespace

MixinUsers::MixinUsers(const Upgrade& upgrade) : upgrade_{upgrade} {
    const World& world = upgrade.current.world;
    const Facts& facts = world.facts;
    for (Index i = first_judged(world, facts.classes); i < facts.classes.size(); ++i) {
        const ClassRow& row = facts.classes[i];
        const Index module = world.module_of(row.at);
        if (row.model == no_name || module == no_row || !world.custom(module)) continue;
        if (row.model_kind == ModelKind::abstract) mixins_.insert(row.model);
        for (const Name parent : facts.items(row.inherits))
            if (parent != row.model) heirs_[parent].push_back(row.model);
    }
    const auto add = [&](const auto& column) {
        for (Index i = first_judged(world, column); i < column.size(); ++i)
            if (const Index module = world.module_of(column[i].at); column[i].owner != no_row && module != no_row && world.custom(module)) ours_.insert(column[i].name);
    };
    add(facts.fields);
    add(facts.methods);
    add(facts.members);
}

std::vector<std::string_view> MixinUsers::of(Name mixin) const {
    std::vector<Name> next{mixin};
    std::unordered_set<Name> seen{mixin};
    std::vector<std::string_view> users;
    while (!next.empty() && seen.size() <= most_heirs) {
        const Name model = next.back();
        next.pop_back();
        const auto heirs = heirs_.find(model);
        if (model != mixin && !mixins_.contains(model)) users.push_back(upgrade_.current.world.str(model));
        else if (heirs != heirs_.end())
            for (const Name heir : heirs->second)
                if (seen.size() <= most_heirs && seen.insert(heir).second) next.push_back(heir);
    }
    if (seen.size() > most_heirs) return {};
    std::sort(users.begin(), users.end());
    return users;
}

SymbolRef MixinUsers::lost_by_all(Name mixin, Name member) const {
    const std::string_view name = upgrade_.current.world.str(member);
    if (ours_.contains(member) || !names_now(upgrade_).member(name)) return {};
    SymbolRef had;
    for (const std::string_view model : of(mixin)) {
        const std::vector<SymbolRef> before = names_now(upgrade_).definitions(model, name);
        if (before.empty() || names_then(upgrade_).has(model, name) || !names_then(upgrade_).model(model)) return {};
        const SymbolKind kind = before.front().column == SymbolRef::Column::method ? SymbolKind::method : SymbolKind::field;
        const Change* change = upgrade_.delta.gone(kind, model, name);
        if (change == nullptr || change->change == ChangeKind::moved) return {};
        if (!had) had = before.front();
    }
    return had;
}

const MixinUsers& mixin_users(const Upgrade& upgrade) {
    return upgrade.memo.get<MixinUsers>([&] { return MixinUsers{upgrade}; });
}

}  // namespace driftline

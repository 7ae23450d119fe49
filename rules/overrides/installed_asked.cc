#include "rules/overrides/installed_asked.h"

#include "model/judged.h"

namespace driftline {

InstalledAsked::InstalledAsked(const Program& program) : program_(program) {
    const Facts& facts = program.world.facts;
    const auto model = facts.names.find("ir.module.module"), name = facts.names.find("name");
    if (!model || !name) return;
    for (Index u = first_of(program.world, facts.uses, [&](Index module) { return program.world.custom(module); }); u < facts.uses.size(); ++u) {
        const UseRow& use = facts.uses[u];
        if (use.kind != UseKind::value || use.root != *model || use.path != *name) continue;
        const Index module = program.world.module_of(use.at);
        if (module != no_row && program.world.custom(module) && !facts.str(use.value).empty()) names_[module].insert(facts.str(use.value));
    }
}

template <class Wanted>
std::string_view InstalledAsked::first(Index module, const Wanted& wanted) const {
    std::string_view found;
    for (const auto& [asking, names] : names_) {
        if (asking != module && !program_.world.in_closure(module, asking)) continue;
        for (const std::string_view name : names)
            if (wanted(name) && (found.empty() || name < found)) found = name;
    }
    return found;
}

bool InstalledAsked::about(Index module, std::string_view provider) const {
    return !first(module, [&](std::string_view name) { return name == provider; }).empty();
}

std::string_view InstalledAsked::unread(Index module) const {
    return first(module, [&](std::string_view name) { return !program_.world.module_by_name.contains(name); });
}

bool runs_when_called(const UseRow& use) { return use.scope != no_row && !(use.kind == UseKind::field_path && use.flags & (use_depends | use_related | use_constrains | use_onchange)); }

}  // namespace driftline

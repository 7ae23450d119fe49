#include "rules/upgrade/bodies.h"

#include <algorithm>

#include "base/text.h"

namespace driftline {

namespace {

const MethodRow& method(const Program& program, const SymbolRef& symbol) { return program.world.facts.methods[symbol.row]; }

// From the nearest definition downwards, what a call of ours to super runs (or would run). The framework's own classes are left
// out below a model's: they are below every model.
std::vector<SymbolRef> reached(const Program& program, const Override& o) {
    std::vector<SymbolRef> found{o.core};
    const auto nearest = std::find_if(o.chain.begin(), o.chain.end(), [&](const SymbolRef& s) { return s.column == o.core.column && s.row == o.core.row; });
    for (auto next = nearest; next != o.chain.end() && method(program, found.back()).super != Super::none; ++next) {
        if (next == nearest || next->column != SymbolRef::Column::method || next->module == no_row || program.world.custom(next->module)) continue;
        if (program.world.in_closure(o.module, next->module) && model_defining(program, *next) != "base") found.push_back(*next);
    }
    return found;
}

}  // namespace

std::optional<BodyChange> changed_body(const Upgrade& upgrade, const Override& now, const Override& then) {
    if (now.core.column != SymbolRef::Column::method || then.core.column != SymbolRef::Column::method) return std::nullopt;
    const Program &current = upgrade.current, &target = upgrade.target;
    const bool guess = !depends_on_core(current, now) || !depends_on_core(target, then);
    if (guess && module_name(current, now.core.module) != module_name(target, then.core.module)) return std::nullopt;
    const std::vector<SymbolRef> before = reached(current, now);
    std::vector<SymbolRef> after = reached(target, then);
    const auto take = [&](auto same) -> SymbolRef {
        const auto found = std::find_if(after.begin(), after.end(), same);
        if (found == after.end()) return {};
        const SymbolRef symbol = *found;
        after.erase(found);
        return symbol;
    };
    std::optional<BodyChange> changed;
    std::vector<SymbolRef> unpaired;
    for (const SymbolRef& old : before) {
        const SymbolRef pair = take([&](const SymbolRef& s) {
            return module_name(target, s.module) == module_name(current, old.module) && model_defining(target, s) == model_defining(current, old);
        });
        if (!pair) unpaired.push_back(old);
        else if (!changed && method(current, old).body_digest != method(target, pair).body_digest) changed = BodyChange{old, pair};
    }
    for (const SymbolRef& old : unpaired) {
        const SymbolRef moved = take([&](const SymbolRef& s) { return method(target, s).body_digest == method(current, old).body_digest; });
        // What is compared with a definition of another model shows no change: it is gone from there.
        if (!moved && !changed) changed = BodyChange{old, take([&](const SymbolRef& s) { return model_defining(target, s) == model_defining(current, old); })};
    }
    if (!changed && !after.empty()) changed = BodyChange{{}, after.front()};
    return changed;
}

size_t changed_lines(std::string_view diff) {
    size_t added = 0, removed = 0, at = 0;
    for (const std::string_view line : split(diff, '\n')) {
        if (++at <= 2) continue;   // labels
        added += line.starts_with('+');
        removed += line.starts_with('-');

    }
    return std::max(added, removed);
}

}  // namespace driftline

#include "model/delta.h"

#include <algorithm>
#include <tuple>

namespace driftline {

std::span<const Change> Delta::find(SymbolKind kind, std::string_view owner, std::string_view name) const {
    const auto key = [&](const Change& c) { return std::tuple(c.kind, str(c.owner), str(c.name)); };
    const std::tuple wanted(kind, owner, name);
    const auto first = std::lower_bound(changes.begin(), changes.end(), wanted, [&](const Change& c, const auto& k) { return key(c) < k; });
    const auto last = std::upper_bound(first, changes.end(), wanted, [&](const auto& k, const Change& c) { return k < key(c); });
    return {first, last};
}

const Change* Delta::gone(SymbolKind kind, std::string_view owner, std::string_view name) const {
    for (const Change& change : find(kind, owner, name))
        if (change.change == ChangeKind::removed || change.change == ChangeKind::renamed || change.change == ChangeKind::moved) return &change;
    return nullptr;
}

}  // namespace driftline

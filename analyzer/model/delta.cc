#include "model/delta.h"

#include <algorithm>
#include <tuple>

namespace driftline {

namespace {

auto place(const Change& c) { return std::tuple(c.kind, c.owner, c.name); }

template <class F>
void each_name(Change& c, F&& f) {
    for (Name* name : {&c.owner, &c.name, &c.module, &c.model, &c.to_owner, &c.to_name, &c.to_module, &c.evidence, &c.from.module, &c.from.path, &c.to.module, &c.to.path}) f(*name);
}

}  // namespace

void Delta::settle() {
    std::vector<Name> order(names.size());
    for (size_t i = 0; i < order.size(); ++i) order[i] = Name(i);
    std::sort(order.begin(), order.end(), [&](Name a, Name b) { return str(a) < str(b); });
    std::vector<Name> now(order.size());
    std::vector<uint32_t> offsets{0};
    std::string text;
    for (size_t i = 0; i < order.size(); ++i) {
        now[size_t(order[i])] = Name(i);
        text.append(str(order[i]));
        offsets.push_back(uint32_t(text.size()));
    }
    for (Change& change : changes) each_name(change, [&](Name& name) { name = now[size_t(name)]; });
    for (Name& name : list_items) name = now[size_t(name)];
    names = Names(std::move(offsets), std::move(text));
    const auto key = [](const Change& c) { return std::tuple(c.kind, c.owner, c.name, c.change); };
    std::stable_sort(changes.begin(), changes.end(), [&](const Change& x, const Change& y) { return key(x) < key(y); });
    changes.erase(std::unique(changes.begin(), changes.end(), [&](const Change& x, const Change& y) { return key(x) == key(y); }), changes.end());
}

std::span<const Change> Delta::find(SymbolKind kind, std::string_view owner, std::string_view name) const {
    const auto owner_id = names.find(owner), name_id = names.find(name);
    if (!owner_id || !name_id) return {};
    const std::tuple wanted(kind, *owner_id, *name_id);
    const auto first = std::lower_bound(changes.begin(), changes.end(), wanted, [](const Change& c, const auto& k) { return place(c) < k; });
    const auto last = std::upper_bound(first, changes.end(), wanted, [](const auto& k, const Change& c) { return k < place(c); });
    return {first, last};
}

const Change* Delta::gone(SymbolKind kind, std::string_view owner, std::string_view name) const {
    for (const Change& change : find(kind, owner, name))
        if ((change.change == ChangeKind::removed || change.change == ChangeKind::renamed || change.change == ChangeKind::moved) && !(change.flags & change_inherited)) return &change;
    return nullptr;
}

}  // namespace driftline

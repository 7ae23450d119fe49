#include "model/delta.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace driftline {

namespace {

auto place(const Change& c) { return std::tuple(c.kind, c.owner, c.name); }

// A text and its first sixteen bytes, which nearly always tell two apart.
struct TextKey {
    TextKey(std::string_view all, uint32_t number) : first{part(all, 0), part(all, 8)}, text(all), id(number) {}
    static uint64_t part(std::string_view text, size_t from) {
        uint64_t part = 0;
        for (size_t i = 0; i < 8; ++i) part = part << 8 | (from + i < text.size() ? static_cast<unsigned char>(text[from + i]) : 0);
        return part;
    }
    bool operator<(const TextKey& other) const { return first != other.first ? first < other.first : text < other.text; }

    std::array<uint64_t, 2> first;
    std::string_view text;
    uint32_t id;
};

template <class F>
void each_name(Change& c, F&& f) {
    for (Name* name : {&c.owner, &c.name, &c.module, &c.model, &c.to_owner, &c.to_name, &c.to_module, &c.evidence, &c.from.module, &c.from.path, &c.to.module, &c.to.path}) f(*name);
}

}  // namespace

void Delta::settle() {
    std::vector<TextKey> order;
    order.reserve(names.size());
    size_t letters = 0;
    for (size_t i = 0; i < names.size(); ++i) {
        order.emplace_back(str(Name(i)), uint32_t(i));
        letters += order.back().text.size();
    }
    std::sort(order.begin(), order.end());
    std::vector<Name> now(order.size());
    std::vector<uint32_t> offsets{0};
    std::string text;
    offsets.reserve(order.size() + 1);
    text.reserve(letters);
    for (size_t i = 0; i < order.size(); ++i) {
        now[order[i].id] = Name(i);
        text.append(order[i].text);
        offsets.push_back(uint32_t(text.size()));
    }
    for (Change& change : changes.own()) each_name(change, [&](Name& name) { name = now[size_t(name)]; });
    for (Name& name : list_items.own()) name = now[size_t(name)];
    names = Names(std::move(offsets), std::move(text));

    // Keys are sorted, not rows: these are large. Of rows with one key the first stays.
    struct Key { uint64_t kind_owner, name_change; uint32_t row; };
    std::vector<Key> keys;
    keys.reserve(changes.size());
    for (size_t i = 0; i < changes.size(); ++i) {
        const Change& c = changes[i];
        keys.push_back({uint64_t(c.kind) << 32 | uint32_t(c.owner), uint64_t(uint32_t(c.name)) << 8 | uint64_t(c.change), uint32_t(i)});
    }
    const auto place = [](const Key& key) { return std::tuple(key.kind_owner, key.name_change); };
    std::sort(keys.begin(), keys.end(), [&](const Key& x, const Key& y) { return std::tuple(x.kind_owner, x.name_change, x.row) < std::tuple(y.kind_owner, y.name_change, y.row); });
    keys.erase(std::unique(keys.begin(), keys.end(), [&](const Key& x, const Key& y) { return place(x) == place(y); }), keys.end());
    std::vector<Change> sorted;
    sorted.reserve(keys.size());
    for (const Key& key : keys) sorted.push_back(changes[key.row]);
    changes.own() = std::move(sorted);
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

#include "model/delta.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <utility>

namespace driftline {

namespace {

// The first eight bytes of a text, to be compared as a number: they nearly always tell two apart.
uint64_t first_eight(std::string_view text) {
    std::array<char, 8> bytes{};
    std::memcpy(bytes.data(), text.data(), std::min(text.size(), bytes.size()));
    const auto number = std::bit_cast<uint64_t>(bytes);
    return std::endian::native == std::endian::little ? __builtin_bswap64(number) : number;
}

// By owner's name: where it stands among all owners, by text.
struct Owners {
    std::vector<uint32_t> rank;
    uint32_t count = 0;
};
Owners owners_of(const Delta& delta) {
    struct Owner { uint64_t first; Name name; };
    constexpr uint32_t unseen = 0xFFFFFFFF;
    Owners made{std::vector<uint32_t>(delta.names.size(), unseen), 0};
    std::vector<Owner> owners;
    for (const Change& change : delta.changes) {
        if (made.rank[size_t(change.owner)] != unseen) continue;
        made.rank[size_t(change.owner)] = 0;
        owners.push_back({first_eight(delta.str(change.owner)), change.owner});
    }
    std::sort(owners.begin(), owners.end(), [&](const Owner& x, const Owner& y) { return x.first != y.first ? x.first < y.first : delta.str(x.name) < delta.str(y.name); });
    for (size_t i = 0; i < owners.size(); ++i) {
        if (i == 0 || delta.str(owners[i].name) != delta.str(owners[i - 1].name)) ++made.count;
        made.rank[size_t(owners[i].name)] = made.count - 1;
    }
    return made;
}

// A row by its name; those of one kind and owner lie together.
struct Named { uint64_t first; uint32_t row; Name name; };

// Whoever makes rows goes through sorted symbols: what lies together is a few runs that are sorted already.
template <class It, class Less>
void sort_runs(It first, It last, std::vector<It>& ends, Less less) {
    ends.clear();
    for (It at = first; at != last; ++at)
        if (at + 1 == last || less(*(at + 1), *at)) ends.push_back(at + 1);
    while (ends.size() > 1) {
        size_t kept = 0;
        It begin = first;
        for (size_t i = 0; i < ends.size(); i += 2) {
            const It end = ends[std::min(i + 1, ends.size() - 1)];
            if (i + 1 < ends.size()) std::inplace_merge(begin, ends[i], end, less);
            ends[kept++] = begin = end;
        }
        ends.resize(kept);
    }
}

// Puts rows[order[i]] at i, without a second copy of all of them.
void arrange(std::vector<Change>& rows, std::vector<uint32_t>& order) {
    for (uint32_t i = 0; i < order.size(); ++i) {
        if (order[i] == i) continue;
        const Change first = rows[i];
        uint32_t at = i;
        for (; order[at] != i; at = std::exchange(order[at], at)) rows[at] = rows[order[at]];
        rows[at] = first;
        order[at] = at;
    }
}

}  // namespace

void Delta::settle() {
    const Owners owners = owners_of(*this);
    const auto group = [&](const Change& change) { return size_t(change.kind) * owners.count + owners.rank[size_t(change.owner)]; };
    size_t last_kind = 0;
    for (const Change& change : changes) last_kind = std::max(last_kind, size_t(change.kind));
    std::vector<uint32_t> next((last_kind + 1) * owners.count + 1);
    for (const Change& change : changes) ++next[group(change) + 1];
    for (size_t i = 1; i < next.size(); ++i) next[i] += next[i - 1];
    std::vector<Named> rows(changes.size());
    for (uint32_t i = 0; i < changes.size(); ++i) rows[next[group(changes[i])]++] = {first_eight(str(changes[i].name)), i, changes[i].name};

    // Of rows with one key the first stays.
    const auto key_order = [&](const Named& x, const Named& y) -> int {
        if (x.first != y.first) return x.first < y.first ? -1 : 1;
        if (const int order = x.name == y.name ? 0 : str(x.name).compare(str(y.name))) return order;
        return int(changes[x.row].change) - int(changes[y.row].change);
    };
    std::vector<std::vector<Named>::iterator> ends;
    std::vector<uint32_t> order, dropped;
    order.reserve(rows.size());
    for (size_t i = 0; i < rows.size();) {
        const auto begin = rows.begin() + std::ptrdiff_t(i), end = rows.begin() + next[group(changes[rows[i].row])];
        sort_runs(begin, end, ends, [&](const Named& x, const Named& y) { return key_order(x, y) < 0; });   // stable
        for (auto at = begin; at != end; ++at) (at != begin && key_order(*(at - 1), *at) == 0 ? dropped : order).push_back(at->row);
        i = size_t(end - rows.begin());
    }
    const size_t kept = order.size();
    order.insert(order.end(), dropped.begin(), dropped.end());
    arrange(changes.own(), order);
    changes.own().resize(kept);
}

std::span<const Change> Delta::find(SymbolKind kind, std::string_view owner, std::string_view name) const {
    const auto order = [&](const Change& c) -> int {
        if (c.kind != kind) return c.kind < kind ? -1 : 1;
        const int by_owner = str(c.owner).compare(owner);
        return by_owner != 0 ? by_owner : str(c.name).compare(name);
    };
    const Change* first = std::partition_point(changes.begin(), changes.end(), [&](const Change& c) { return order(c) < 0; });
    const Change* last = first;
    while (last != changes.end() && order(*last) == 0) ++last;
    return {first, last};
}

const Change* Delta::gone(SymbolKind kind, std::string_view owner, std::string_view name) const {
    for (const Change& change : find(kind, owner, name))
        if ((change.change == ChangeKind::removed || change.change == ChangeKind::renamed || change.change == ChangeKind::moved) && !(change.flags & change_inherited)) return &change;
    return nullptr;
}

}  // namespace driftline

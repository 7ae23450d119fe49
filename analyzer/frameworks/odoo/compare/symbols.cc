#include "frameworks/odoo/compare/symbols.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "frameworks/odoo/compare/reader.h"

namespace driftline::odoo {

Symbols::Symbols(const Side& of) : side(of), view_of(of.facts.records.size(), no_row) {
    const Facts& facts = side.facts;   // more room than needed: what is never touched costs nothing, moving all symbols does
    all.reserve(facts.modules.size() + 2 * (facts.classes.size() + facts.fields.size() + facts.methods.size()) + facts.records.size() + facts.files.size() + facts.bindings.size());
    rows.reserve(all.capacity());
    SymbolReader reader(*this);
    reader.modules();
    reader.models();
    reader.methods();
    reader.records();
    reader.python();
    reader.routes();
}

void Symbols::name_unnamed(Words& growing) {
    for (Unnamed& one : unnamed_) {
        one.symbol.name = growing.make(one.name);
        if (one.symbol.flags & change_implicit) one.symbol.model = growing.make("ir.model.constraint");
        all.push_back(one.symbol);
    }
    unnamed_.clear();
}

namespace {

// A symbol's key and where it stands.
struct Key { uint32_t kind, owner, name, at; };

// Sorts by one part, keeping the order of equals: words are small numbers, and all symbols are many.
void sort_by(uint32_t Key::*part, std::vector<Key>& keys, std::vector<Key>& other) {
    constexpr uint32_t digit = 11;   // bits
    uint32_t most = 0;
    for (const Key& key : keys) most = std::max(most, key.*part);
    for (uint32_t shift = 0; shift < 32 && most >> shift != 0; shift += digit) {
        const auto bucket = [&](const Key& key) { return key.*part >> shift & ((1u << digit) - 1); };
        std::array<uint32_t, (1u << digit) + 1> next{};
        for (const Key& key : keys) ++next[bucket(key) + 1];
        for (size_t i = 1; i < next.size(); ++i) next[i] += next[i - 1];
        for (const Key& key : keys) other[next[bucket(key)]++] = key;
        keys.swap(other);
    }
}

}  // namespace

void Symbols::sort() {
    std::vector<Key> keys(all.size()), other(all.size());
    for (uint32_t i = 0; i < all.size(); ++i) keys[i] = {uint32_t(all[i].kind), all[i].owner, all[i].name, i};
    sort_by(&Key::name, keys, other);
    sort_by(&Key::owner, keys, other);
    sort_by(&Key::kind, keys, other);
    std::vector<Symbol> sorted;
    sorted.reserve(keys.size());
    for (const Key& key : keys)
        if (sorted.empty() || key_less(sorted.back(), all[key.at])) sorted.push_back(all[key.at]);
    all = std::move(sorted);
}

const Symbol* Symbols::find(SymbolKind kind, Word owner, Word name) const {
    Symbol wanted;
    wanted.kind = kind;
    wanted.owner = owner;
    wanted.name = name;
    const auto hit = std::lower_bound(all.begin(), all.end(), wanted, key_less);
    return hit != all.end() && !key_less(wanted, *hit) ? &*hit : nullptr;
}

}  // namespace driftline::odoo

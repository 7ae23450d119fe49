#include "frameworks/odoo/compare/evidence.h"

#include <algorithm>
#include <map>

namespace driftline::odoo {
namespace {

constexpr uint32_t few_models = 3;     // what happens in fewer is no pattern

bool counts(const Symbol& symbol) { return symbol.kind == SymbolKind::method || (symbol.kind == SymbolKind::field && symbol.via == Via::declared); }
uint64_t key(SymbolKind kind, Word name) { return uint64_t(kind) << 32 | name; }

Renamed renamed_names(const Pairing& p) {
    struct Now { uint64_t hash = 0; uint32_t same = 0, all = 0; };
    std::unordered_map<Word, Now> names;
    for (size_t g = 0; g < p.gone.size(); ++g) {
        const Symbol& x = p.old_symbol(g);
        if (!counts(x) && x.kind != SymbolKind::model) continue;
        Now& now = names[x.name];
        ++now.all;
        if (p.successors[g].fresh == no_row) continue;
        const uint64_t hash = hash_text(p.words.text(p.new_symbol(p.successors[g].fresh).name));
        if (now.same == 0) now.hash = hash;
        now.same += hash == now.hash;
    }
    Renamed renamed;
    for (const auto& [word, now] : names)
        if (now.same * 5 >= now.all * 4 && now.hash != hash_text(p.words.text(word))) renamed.emplace(hash_text(p.words.text(word)), now.hash);
    return renamed;
}

}  // namespace

Patterns::Patterns(const Pairing& p) {
    std::unordered_map<uint64_t, uint32_t> gone_in, fresh_in;
    std::unordered_map<Word, std::pair<std::vector<uint64_t>, std::vector<uint64_t>>> by_owner;
    for (size_t g = 0; g < p.gone.size(); ++g) {
        const Symbol& x = p.old_symbol(g);
        if (!counts(x) || !p.b.model(p.model_now(x.owner))) continue;
        ++gone_in[key(x.kind, x.name)];
        by_owner[p.model_now(x.owner)].first.push_back(key(x.kind, x.name));
    }
    for (size_t f = 0; f < p.fresh.size(); ++f) {
        const Symbol& y = p.new_symbol(f);
        if (!counts(y)) continue;
        ++fresh_in[key(y.kind, y.name)];
        by_owner[y.owner].second.push_back(key(y.kind, y.name));
    }
    std::unordered_map<uint64_t, uint32_t> both;
    for (const auto& [owner, names] : by_owner)
        for (const uint64_t lost : names.first) {
            if (gone_in[lost] < few_models) continue;
            for (const uint64_t gained : names.second)
                if (fresh_in[gained] >= few_models && lost >> 32 == gained >> 32) ++both[hash_pair(lost, gained)];
        }
    for (const auto& [owner, names] : by_owner)
        for (const uint64_t lost : names.first)
            for (const uint64_t gained : names.second) {
                const auto hit = both.find(hash_pair(lost, gained));
                if (hit == both.end() || hit->second < few_models) continue;
                const float share = float(hit->second) / float(gone_in[lost]), back = float(hit->second) / float(fresh_in[gained]);
                if (share < 0.5f || back < 0.3f) continue;
                found_[hash_pair(lost, gained)] = {share * std::min(1.0f, back * 1.5f) * float(hit->second) / float(hit->second + 1), hit->second};
            }
}

Patterns::Found Patterns::between(SymbolKind kind, Word lost, Word gained) const {
    const auto hit = found_.find(hash_pair(key(kind, lost), key(kind, gained)));
    return hit == found_.end() ? Found() : hit->second;
}

Evidence::Evidence(const Pairing& pairing) : swaps(pairing), patterns(pairing), renamed(renamed_names(pairing)) {}

}  // namespace driftline::odoo

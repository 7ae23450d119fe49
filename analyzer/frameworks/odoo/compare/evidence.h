// What speaks for one name having become another, apart from the two definitions themselves.
#pragma once
#include <array>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "frameworks/odoo/compare/def_text.h"
#include "frameworks/odoo/compare/name_words.h"
#include "frameworks/odoo/compare/swaps.h"

namespace driftline::odoo {

// Names of the methods and fields of both cores, and in how many models each is declared. Numbered: all words are many, and what is counted
// by them is nowhere near.
class DeclaredNames {
public:
    explicit DeclaredNames(const Pairing& pairing);
    static bool counts(const Symbol& symbol) { return symbol.kind == SymbolKind::method || (symbol.kind == SymbolKind::field && symbol.via == Via::declared); }
    uint32_t operator[](Word name) const { return numbers_[name]; }   // 0: of none
    size_t size() const { return owners_.size(); }
    uint32_t owners(SymbolKind kind, Word name) const {   // the more of the two cores
        return kind == SymbolKind::method || kind == SymbolKind::field ? owners_[numbers_[name]][kind == SymbolKind::method] : 0;
    }
    // Calls f(word, times) for each side and name.
    template <class F> void each(F&& f) const { for (const auto& [word, times] : declared_) f(word, times); }

private:
    using Counts = std::array<uint16_t, 2>;   // fields, methods
    std::vector<uint32_t> numbers_;           // by word
    std::vector<Counts> owners_{Counts{}};    // by number
    std::vector<std::pair<Word, uint32_t>> declared_;
};

// The same change in many models: where one name went, the other came. Of methods and fields apart.
class Patterns {
public:
    Patterns() = default;
    Patterns(const Pairing& pairing, const DeclaredNames& names);   // of all that is gone and fresh, paired or not: only models that were renamed since change them
    struct Found { float strength = 0; uint32_t models = 0; };
    Found between(SymbolKind kind, Word lost, Word gained) const;   // strength 0 .. 1
    bool any(SymbolKind kind, Word lost) const;                      // is there one for it?

private:
    std::unordered_map<uint64_t, Found> found_;
    std::unordered_set<uint64_t> lost_;
};

// Which models have to do with each other in the new core: one is named after the other, inherits from it, or has a field that leads to it.
class Relations {
public:
    explicit Relations(const Side& side);
    bool between(Word a, Word b) const;

private:
    const Words& words_;
    std::unordered_set<uint64_t> related_;
};

class Evidence {
public:
    explicit Evidence(const Pairing& pairing);   // patterns and names that were renamed are learnt only
    void learn(const Pairing& pairing);          // from what was paired since

    Swaps swaps;
    Relations relations;
    Patterns patterns;
    NameWeights names;                    // of methods and fields of both cores
    Renamed renamed;                      // names whose symbols, wherever they were, are all called the same now
    // Has something of the one name become something of the other, anywhere?
    bool became(std::string_view before, std::string_view after) const { return pairs_.contains(hash_pair(hash_text(before), hash_text(after))); }
    // Were the same words exchanged in another name: of the same model, of the same module, or of two elsewhere? 3, 2, 1 or 0.
    // `difference`: between the word_sums of the two names.
    int exchanged(const Pairing& pairing, const Symbol& before, uint64_t difference) const {
        return exchanged_bits_[difference & (exchanged_bits_.size() - 1)] >> (difference >> 58) & 1 ? exchanged_places(pairing, before, difference) : 0;
    }
    // May what `exchanged` or `patterns` say be other than before the last learn()?
    bool is_new(uint64_t difference) const { return patterns_new_ || (new_bits_[difference & (new_bits_.size() - 1)] >> (difference >> 58) & 1); }
    // In how many models the name is declared, the more of the two cores.
    uint32_t owners(SymbolKind kind, Word name) const { return declared_.owners(kind, name); }

private:
    int exchanged_places(const Pairing& pairing, const Symbol& before, uint64_t difference) const;

    std::optional<size_t> models_renamed_;   // when the patterns were made
    std::vector<bool> learnt_;               // by gone symbol: what became of it
    std::unordered_set<uint64_t> pairs_;
    std::unordered_map<uint64_t, uint32_t> exchanges_;
    std::vector<uint64_t> exchanged_bits_ = std::vector<uint64_t>(512);   // of the differences in exchanges_: says no at once
    std::vector<uint64_t> new_bits_ = exchanged_bits_;   // of those that were learnt last
    bool patterns_new_ = true;
    DeclaredNames declared_;
};

}  // namespace driftline::odoo

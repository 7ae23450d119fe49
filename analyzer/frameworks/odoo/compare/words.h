// Names of two worlds as one space of ids, so that symbols of both compare as integers.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/names.h"

namespace driftline::odoo {

using Word = uint32_t;             // equal for equal text; 0 is ""
inline constexpr Word no_word = 0;

enum SideOf : uint8_t { was = 0, is = 1 };   // the core compared from; the one compared to

class Words {
public:
    // Both tables must outlive this. Linear: frozen parts are sorted and merged.
    Words(const Names& from, const Names& to);

    Word of(SideOf side, Name name) const { return side == was ? Word(name) : to_[size_t(name)]; }
    std::string_view text(Word word) const;
    // What a world calls it; nothing if it does not know it.
    std::optional<Name> name(SideOf side, Word word) const {
        const size_t ours = from_names_.size();
        if (side == was) return word < ours ? std::optional(Name(word)) : std::nullopt;
        if (word >= ours) return word < base_ ? std::optional(Name(word - ours)) : std::nullopt;
        return now_[word] == unknown ? std::nullopt : std::optional(now_[word]);
    }
    // A word of either world; no_word if neither bears it.
    Word find(std::string_view text) const;
    // A word that neither world has. Not thread-safe, and only before other threads read.
    Word make(std::string_view text);
    size_t size() const { return base_ + made_.size(); }

private:
    const Names& from_names_;
    const Names& to_names_;
    size_t base_ = 0;               // words below are names
    std::vector<Word> to_;          // by name of the world compared to
    static constexpr Name unknown{0xFFFFFFFF};
    std::vector<Name> now_;         // by name of the world compared from: what the other calls it, or unknown
    std::vector<std::string> made_;
    std::unordered_map<std::string, Word> made_index_;
};

}  // namespace driftline::odoo

// Names of two worlds as one space of ids, so that symbols of both compare as integers.
#pragma once
#include <cstdint>
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
    std::vector<std::string> made_;
    std::unordered_map<std::string, Word> made_index_;
};

}  // namespace driftline::odoo

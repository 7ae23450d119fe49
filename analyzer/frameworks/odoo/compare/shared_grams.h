// What texts share, for many pairs at once. Workspaces of one thread: keep them, they are slow to make.
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "frameworks/odoo/compare/likeness.h"

namespace driftline::odoo {

// Weights of what each of some old texts shares with each of some new ones: from the grams of the old ones to who has them.
class SharedGrams {
public:
    explicit SharedGrams(const GramWeights& weights) : weights_(weights) {}

    void begin(size_t grams);                                   // of all old texts together, at most
    void add_old(std::span<const Gram> grams) {
        for (const Gram gram : grams) put(gram);
        ++old_count_;
    }
    // Then: out[i] for old text i, which must be zero.
    void compare(std::span<const Gram> new_text, std::span<uint64_t> out) const {
        for (const Gram gram : new_text)
            for (uint32_t at = first(gram); at != none; at = postings_[at].next) out[postings_[at].old] += weights_(gram);
    }

private:
    static constexpr uint32_t none = 0xFFFFFFFF;
    struct Slot { Gram gram; uint32_t turn, first; };
    struct Posting { uint32_t old, next; };
    void put(Gram gram) {
        seen_[gram >> 26] |= uint64_t(1) << (gram >> 20 & 63);
        Slot& slot = slots_[place(gram)];
        if (slot.turn != turn_) slot = {gram, turn_, none};
        postings_.push_back({old_count_, slot.first});
        slot.first = uint32_t(postings_.size() - 1);
    }
    uint32_t first(Gram gram) const {
        if (!(seen_[gram >> 26] >> (gram >> 20 & 63) & 1)) return none;
        const Slot& slot = slots_[place(gram)];
        return slot.turn == turn_ ? slot.first : none;
    }
    size_t place(Gram gram) const {
        size_t i = (gram ^ gram >> 14) & mask_;
        while (slots_[i].turn == turn_ && slots_[i].gram != gram) i = (i + 1) & mask_;
        return i;
    }

    const GramWeights& weights_;
    std::vector<Slot> slots_ = std::vector<Slot>(1024);
    std::array<uint64_t, 64> seen_{};   // bits of what was put: says no without a look into the table
    std::vector<Posting> postings_;
    size_t mask_ = 1023;
    uint32_t turn_ = 0, old_count_ = 0;
};

}  // namespace driftline::odoo

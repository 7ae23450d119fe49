// Numbers by the hash of a text: for questions that are nearly always answered with no.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "frameworks/odoo/said_words.h"

namespace driftline::odoo {

class TextTable {
public:
    static constexpr uint32_t none = 0xFFFFFFFF;
    explicit TextTable(size_t expected) {   // texts; more than that are slow, and more than twice as many do not fit
        size_t slots = 1024, bits = 1024;
        while (slots < expected * 2) slots *= 2;
        while (bits < expected * 16 && bits < size_t(1) << 22) bits *= 2;
        slots_.resize(slots);
        seen_.resize(bits / 64);
    }
    void add(uint64_t hash, uint32_t number) {   // the last one of a text counts
        seen_[hash >> 38 & (seen_.size() - 1)] |= uint64_t(1) << (hash >> 58);
        slots_[place(hash)] = {uint32_t(hash >> 32), number};
    }
    uint32_t find(uint64_t hash) const {
        if (!(seen_[hash >> 38 & (seen_.size() - 1)] >> (hash >> 58) & 1)) return none;
        return slots_[place(hash)].number;
    }

private:
    struct Slot { uint32_t tag = 0, number = none; };   // tag: half of the hash; the other half is the place
    size_t place(uint64_t hash) const {
        size_t i = hash & (slots_.size() - 1);
        while (slots_[i].number != none && slots_[i].tag != uint32_t(hash >> 32)) i = (i + 1) & (slots_.size() - 1);
        return i;
    }
    std::vector<Slot> slots_;
    std::vector<uint64_t> seen_;   // bits of what was added: says no without a miss in the table
};

// The same by words of Facts::said, where two texts may be one word (one pair in two thousand million).
class SaidTable {
public:
    explicit SaidTable(size_t expected) : table_(expected) {}
    void add(uint32_t word, uint32_t number) { table_.add(spread(word), number); }
    uint32_t find(uint32_t word) const { return table_.find(spread(word)); }

private:
    static uint64_t spread(uint32_t word) { return uint64_t(word >> 1) * 0x9E3779B97F4A7C15; }
    TextTable table_;
};

}  // namespace driftline::odoo

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
    explicit TextTable(size_t expected) {   // texts; more than that are slow, and half as many again do not fit
        size_t slots = 1024, bits = 1024;
        while (slots < expected + expected / 2) slots *= 2;
        while (bits < expected * 16 && bits < size_t(1) << 22) bits *= 2;
        slots_.resize(slots);
        seen_.resize(bits / 64);
    }
    void add(uint64_t hash, uint32_t number) {   // the last one of a text counts
        seen_[hash >> 38 & (seen_.size() - 1)] |= uint64_t(1) << (hash >> 58);
        slots_[place(hash, ~uint64_t(0))] = {hash, number};
    }
    void prefetch(uint64_t hash) const {   // before `add` of one of many
        __builtin_prefetch(&seen_[hash >> 38 & (seen_.size() - 1)], 1);
        __builtin_prefetch(&slots_[hash >> 33 & (slots_.size() - 1)], 1);
    }
    uint32_t find(uint64_t hash) const { return may_have(hash) ? slots_[place(hash, ~uint64_t(0))].number : none; }
    // By a word of Facts::said, where two texts may be one word (one pair in two thousand million).
    uint32_t find_said(uint32_t word) const {
        const uint64_t hash = uint64_t(word >> 1) << 33;
        return may_have(hash) ? slots_[place(hash, ~uint64_t(0) << 33)].number : none;
    }

private:
    struct Slot { uint64_t hash = 0; uint32_t number = none; };
    bool may_have(uint64_t hash) const { return seen_[hash >> 38 & (seen_.size() - 1)] >> (hash >> 58) & 1; }
    // Kept out of line, so that nearly every question is answered where it is asked. `bits`: of the hash, that count.
    __attribute__((noinline)) size_t place(uint64_t hash, uint64_t bits) const {
        size_t i = hash >> 33 & (slots_.size() - 1);
        while (slots_[i].number != none && (slots_[i].hash ^ hash) & bits) i = (i + 1) & (slots_.size() - 1);
        return i;
    }
    std::vector<Slot> slots_;
    std::vector<uint64_t> seen_;   // bits of what was added: says no without a miss in the table
};

}  // namespace driftline::odoo

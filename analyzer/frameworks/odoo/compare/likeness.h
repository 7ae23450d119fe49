// How much alike two texts are: the runs of three words they share, rare ones counting more.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "frameworks/odoo/compare/lex.h"

namespace driftline::odoo {

using Grams = std::vector<uint64_t>;   // sorted, each once

// Of the body of a def, without its header, docstring and own name (a method that calls itself by a new name is the same).
Grams body_grams(std::string_view def, std::vector<Token>& workspace);
Grams arch_grams(std::string_view arch, std::vector<Token>& workspace);

// How often each gram is met, approximately; what is everywhere says little.
class GramWeights {
public:
    GramWeights() : counts_(size_t(1) << 18) {}
    void add(const Grams& grams) {
        for (const uint64_t g : grams) ++counts_[g >> 46];
        ++texts_;
    }
    float operator()(uint64_t gram) const;

private:
    std::vector<uint32_t> counts_;
    size_t texts_ = 0;
};

struct Likeness {
    float alike = 0;      // 0 .. 1: twice what they share, of what both have
    float inside = 0;     // 0 .. 1: share of the smaller one that the other has
    float matter = 0;     // weight of the smaller one: a short body proves little
};
Likeness likeness(const Grams& a, const Grams& b, const GramWeights& weights);

// 0 .. 1 for identifiers: the words between the underscores that they share.
float alike_names(std::string_view a, std::string_view b);

}  // namespace driftline::odoo

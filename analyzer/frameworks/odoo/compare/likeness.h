// How much alike two texts are: the runs of three words they share, rare ones counting more.
#pragma once
#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "frameworks/odoo/compare/lex.h"

namespace driftline::odoo {

using Grams = std::vector<uint64_t>;   // sorted, each once

using Renamed = std::unordered_map<uint64_t, uint64_t>;   // hash of a name -> of what it is called now

// A def without its header. Its own name and the names of loops over self and of lambdas are the same in all.
struct Body {
    Grams grams, docstring;
    std::vector<uint64_t> decorated;   // strings among its decorators' arguments, sorted
    std::vector<uint64_t> assigned;    // attributes that it sets, sorted
};
Body read_body(std::string_view def, const Renamed& renamed, std::vector<Token>& workspace);
Grams arch_grams(std::string_view arch);

// How often each gram is met, approximately; what is everywhere says little.
class GramWeights {
public:
    GramWeights() : counts_(size_t(1) << 18) {}
    void add(const Grams& grams) {
        for (const uint64_t g : grams) ++counts_[g >> 46];
        ++texts_;
    }
    void settle();   // after the last add
    float operator()(uint64_t gram) const { return weights_[std::min<size_t>(counts_[gram >> 46], weights_.size() - 1)]; }

private:
    std::vector<uint32_t> counts_;
    std::vector<float> weights_;   // by count
    size_t texts_ = 0;
};

struct Likeness {
    float alike = 0;      // 0 .. 1: twice what they share, of what both have
    float inside = 0;     // 0 .. 1: share of the smaller one that the other has
    float matter = 0;     // weight of the smaller one: a short body proves little
};
Likeness likeness(const Grams& a, const Grams& b, const GramWeights& weights);

// 0 .. 1: of two sorted lists, twice what they share, of what both have.
float alike_lists(const std::vector<uint64_t>& a, const std::vector<uint64_t>& b);

// 0 .. 1 for identifiers and labels: the words that they share, rare ones counting more; plurals and slips of the pen are nearly the same word.
class NameWeights {
public:
    NameWeights() : counts_(size_t(1) << 16) {}
    void add(std::string_view name);
    void settle();   // after the last add
    float alike(std::string_view a, std::string_view b) const;

private:
    std::vector<uint32_t> counts_;
    std::vector<float> weights_;   // by place in counts_
    size_t names_ = 0;
};

}  // namespace driftline::odoo

// How the core's own text changed around a name: where a method, a field's declaration or a view that both cores have
// stopped saying one name and began to say another, the second may be what the first is called now.
#pragma once
#include <memory>
#include <span>
#include <vector>

#include "frameworks/odoo/compare/pairing.h"

namespace driftline::odoo {

struct Swap {
    Word gained = no_word;
    float strength = 0;      // in places: 1 for each where the words around it stayed, less where other names came and went with it
    uint32_t places = 0;     // methods, declarations and views that show it
    float share = 0;         // 0 .. 1: how far the texts speak for it, and not for another or for none
    bool operator==(const Swap&) const = default;
};

class Swaps {
public:
    explicit Swaps(const Pairing& pairing);    // reads what both cores have; in parallel
    ~Swaps();
    void read_paired(const Pairing& pairing);  // and what was paired since

    bool may_be_gone(uint64_t hash) const;         // is the text of that hash the name of something that is gone? Of all others it is not
    std::span<const Swap> of(Word lost) const;     // the strongest first, at most 8
    const Swap* between(Word lost, Word gained) const;

    struct Vote { Word lost, gained; float strength; };
    struct Votes { std::vector<Vote> votes; std::vector<Word> lost; };   // of one text

private:
    struct Texts;
    struct Lost { Word word = no_word; uint32_t first = 0, count = 0 /* of swaps_ */, places = 0; float strength = 0; };
    void add(const std::vector<Votes>& more);
    void count();
    const Lost* find(Word lost) const;

    std::unique_ptr<Texts> texts_;
    std::vector<Vote> votes_;      // of all texts, sorted by names
    std::vector<Word> said_;       // a name for each text that lost it, sorted
    std::vector<Lost> lost_;       // sorted by word
    std::vector<Swap> swaps_;
};

}  // namespace driftline::odoo

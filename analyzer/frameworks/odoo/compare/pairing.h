// Two cores side by side: what is in both, what only in one, and, step by step, which of these belong together.
#pragma once
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "frameworks/odoo/compare/symbols.h"

namespace driftline::odoo {

struct Successor {
    Index fresh = no_row;      // of Pairing::fresh; no_row: none was found
    Index kept = no_row;       // of Pairing::to: one that was there before
    uint16_t score = 0;        // thousandths
    Certainty certainty = Certainty::likely;
    std::string evidence;      // for people
};

// The module that most of a gone module's definitions are in now, and how many of how many.
struct ModuleNow { std::string_view name; uint32_t there = 0, all = 0; };

struct Pairing {
    Pairing(const World& from, const World& to, int jobs);

private:
    struct Half { std::unique_ptr<const Side> side; std::unique_ptr<Symbols> symbols; };
    const Side& half(SideOf which, const World& from, const World& to, int threads);   // makes both, once
    void relate_modules();
    Half halves_[2];

public:
    Words words;
    const Side &a, &b;
    const Symbols &from, &to;
    std::vector<Index> gone, fresh;                 // of from.all and to.all, in key order; behind them records that stand for another model now
    std::vector<std::pair<Index, Index>> kept;      // the same key on both sides
    std::vector<Successor> successors;              // by index in `gone`
    std::vector<Index> predecessor;                 // by index in `fresh`: index in `gone` or no_row
    std::unordered_map<Word, Word> new_model;       // renamed models
    std::unordered_map<Index, ModuleNow> modules_now;   // by row of the old core's modules
    int jobs;

    const Symbol& old_symbol(size_t gone_index) const { return from.all[gone[gone_index]]; }
    const Symbol& new_symbol(size_t fresh_index) const { return to.all[fresh[fresh_index]]; }
    // What a model is called in the new core.
    Word model_now(Word old_model) const {
        const auto hit = new_model.find(old_model);
        return hit == new_model.end() ? old_model : hit->second;
    }
    // Whether the module that brings one side's symbol can have to do with the one that brings the other's.
    enum class Modules : uint8_t { same, dependent, gone /* the old one is no more */, apart };
    Modules modules(const Symbol& x, const Symbol& y) const {
        if (x.module == no_row || y.module == no_row) return x.module == y.module ? Modules::same : Modules::dependent;
        return modules_[x.module * b.world.modules.size() + y.module];
    }
    void pair(size_t gone_index, size_t fresh_index, uint16_t score, Certainty certainty, std::string evidence);
    bool open(size_t gone_index, size_t fresh_index) const { return successors[gone_index].fresh == no_row && predecessor[fresh_index] == no_row; }

private:
    std::vector<Modules> modules_;                  // by row of an old module, then of a new one
};

class Evidence;

// A kind of symbols to pair, asked once a round: what others paired since is evidence for what is still open.
class Step {
public:
    virtual ~Step() = default;
    virtual void run() = 0;
};
std::unique_ptr<Step> pair_fields(Pairing& pairing, const Evidence& evidence);
std::unique_ptr<Step> pair_code(Pairing& pairing, const Evidence& evidence);       // methods and functions
std::unique_ptr<Step> pair_records(Pairing& pairing, const Evidence& evidence);    // records, views, templates

std::unique_ptr<Step> pair_models(Pairing& pairing, const Evidence& evidence);     // and what only their new name changes

void split_records(Pairing& pairing);                              // REQUIRES: models are paired; before any other Step is made
void pair_names(Pairing& pairing);
void pair_wrappers(Pairing& pairing);
void pair_modules(Pairing& pairing);                               // REQUIRES: all others are paired

}  // namespace driftline::odoo

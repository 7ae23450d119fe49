#include "frameworks/odoo/compare/evidence.h"

#include <algorithm>
#include <map>
#include <utility>

namespace driftline::odoo {
namespace {

constexpr uint32_t few_models = 3;     // what happens in fewer is no pattern

bool counts(const Symbol& symbol) { return DeclaredNames::counts(symbol); }
uint64_t key(SymbolKind kind, Word name) { return uint64_t(kind) << 32 | name; }

std::unordered_map<Word, Word> renamed_names(const Pairing& p) {
    struct Now { Word name = no_word; uint32_t same = 0, paired = 0, all = 0; };
    std::unordered_map<Word, Now> names;
    for (size_t g = 0; g < p.gone.size(); ++g) {
        const Symbol& x = p.old_symbol(g);
        if (!counts(x) && x.kind != SymbolKind::model) continue;
        Now& now = names[x.name];
        ++now.all;
        if (p.successors[g].fresh == no_row) continue;
        const Word name = p.new_symbol(p.successors[g].fresh).name;
        ++now.paired;
        if (now.same == 0) now.name = name;
        now.same += name == now.name;
    }
    std::unordered_map<Word, Word> renamed;
    for (const auto& [word, now] : names)
        if (now.same * 5 >= now.paired * 4 && now.same * 2 >= now.all && now.name != word) renamed.emplace(word, now.name);
    return renamed;
}

}  // namespace

DeclaredNames::DeclaredNames(const Pairing& pairing) : numbers_(pairing.words.size()) {
    constexpr uint16_t most = 0xFFFF;
    std::vector<Counts> declared{Counts{}};
    std::vector<Word> seen;
    for (const Symbols* symbols : {&pairing.from, &pairing.to}) {
        seen.clear();
        for (const Symbol& symbol : symbols->all) {
            if (!counts(symbol)) continue;
            uint32_t& number = numbers_[symbol.name];
            if (number == 0) {
                number = uint32_t(declared.size());
                declared.emplace_back();
            }
            Counts& times = declared[number];
            if (times[0] + times[1] == 0) seen.push_back(symbol.name);
            if (uint16_t& models = times[symbol.kind == SymbolKind::method]; models < most) ++models;
        }
        owners_.resize(declared.size());
        for (const Word word : seen) {
            Counts& times = declared[numbers_[word]];
            declared_.emplace_back(word, uint32_t(times[0]) + times[1]);
            for (const size_t kind : {0, 1}) owners_[numbers_[word]][kind] = std::max(owners_[numbers_[word]][kind], std::exchange(times[kind], uint16_t(0)));
        }
    }
}

Patterns::Patterns(const Pairing& p, const DeclaredNames& names) {
    struct Named { SymbolKind kind; Word name, owner; };   // owner: as it is called today
    const auto by_name = [](const Named& x, const Named& y) { return std::pair(x.kind, x.name) < std::pair(y.kind, y.name); };
    std::vector<uint32_t> gone_in[2], fresh_in[2];         // by kind and name: how many models
    for (size_t kind : {0, 1}) gone_in[kind].resize(names.size()), fresh_in[kind].resize(names.size());
    const auto times = [&](auto& of, SymbolKind kind, Word name) -> uint32_t& { return of[kind == SymbolKind::method][names[name]]; };
    std::vector<Named> lost, gained;
    for (size_t g = 0; g < p.gone.size(); ++g) {
        const Symbol& x = p.old_symbol(g);
        if (!counts(x) || !p.b.model(p.model_now(x.owner))) continue;
        ++times(gone_in, x.kind, x.name);
        lost.push_back({x.kind, x.name, p.model_now(x.owner)});
    }
    struct Run { uint32_t begin = 0, end = 0; };           // of `gained`: one for each kind and owner, as keys are in order
    std::unordered_map<uint64_t, Run> by_owner;
    for (size_t f = 0; f < p.fresh.size(); ++f) {
        const Symbol& y = p.new_symbol(f);
        if (!counts(y)) continue;
        ++times(fresh_in, y.kind, y.name);
        const bool next = gained.empty() || gained.back().kind != y.kind || gained.back().owner != y.owner;
        gained.push_back({y.kind, y.name, y.owner});
        if (next) by_owner[key(y.kind, y.owner)].begin = uint32_t(gained.size() - 1);
        by_owner[key(y.kind, y.owner)].end = uint32_t(gained.size());
    }
    std::erase_if(lost, [&](const Named& x) { return times(gone_in, x.kind, x.name) < few_models; });
    std::sort(lost.begin(), lost.end(), by_name);
    std::vector<uint32_t> together(names.size());          // by gained name: models that lost the name at hand
    std::vector<Word> candidates;
    for (size_t i = 0; i < lost.size();) {
        const Named& name = lost[i];
        candidates.clear();
        for (; i < lost.size() && !by_name(name, lost[i]); ++i) {
            const Run run = by_owner[key(name.kind, lost[i].owner)];
            for (uint32_t k = run.begin; k < run.end; ++k)
                if (times(fresh_in, name.kind, gained[k].name) >= few_models && together[names[gained[k].name]]++ == 0) candidates.push_back(gained[k].name);
        }
        // Where several names came with as many models, none of them says much.
        for (const Word candidate : candidates) {
            const uint32_t models = together[names[candidate]];
            const float share = float(models) / float(times(gone_in, name.kind, name.name)), back = float(models) / float(times(fresh_in, name.kind, candidate));
            if (models < few_models || share < 0.5f || back < 0.3f) continue;
            const auto rivals = std::count_if(candidates.begin(), candidates.end(), [&](Word other) { return together[names[other]] * 4 >= models * 3; });
            lost_.insert(key(name.kind, name.name));
            found_[hash_pair(key(name.kind, name.name), key(name.kind, candidate))] = {share * std::min(1.0f, back * 1.5f) * float(models) / float(models + 1) / float(rivals), models};
        }
        for (const Word candidate : candidates) together[names[candidate]] = 0;
    }
}

Patterns::Found Patterns::between(SymbolKind kind, Word lost, Word gained) const {
    const auto hit = found_.find(hash_pair(key(kind, lost), key(kind, gained)));
    return hit == found_.end() ? Found() : hit->second;
}

bool Patterns::any(SymbolKind kind, Word lost) const { return lost_.contains(key(kind, lost)); }

Relations::Relations(const Side& side) : words_(side.words) {
    const auto add = [&](Word a, Word b) {
        related_.insert(hash_pair(a, b));
        related_.insert(hash_pair(b, a));
    };
    for (const Model& model : side.registry.models()) {
        const Word name = side.word(model.name);
        for (const Name parent : model.parents) add(name, side.word(parent));
        for (const Index c : model.definitions) {
            const ClassRow& row = side.facts.classes[c];
            for (Index f = row.fields.begin; f < row.fields.begin + row.fields.count; ++f)
                if (const Name comodel = side.facts.fields[f].comodel; comodel != no_name) add(name, side.word(comodel));
        }
    }
}

bool Relations::between(Word a, Word b) const {
    const std::string_view x = words_.text(a), y = words_.text(b);
    return x.starts_with(y) || y.starts_with(x) || related_.contains(hash_pair(a, b));
}

Evidence::Evidence(const Pairing& pairing) : swaps(pairing), relations(pairing.b), declared_(pairing) {
    declared_.each([&](Word word, uint32_t times) { names.add(pairing.words.text(word), times); });
    names.settle();
}

void Evidence::learn(const Pairing& pairing) {
    swaps.read_paired(pairing);
    patterns_new_ = models_renamed_ != pairing.new_model.size();
    if (patterns_new_) patterns = Patterns(pairing, declared_);
    models_renamed_ = pairing.new_model.size();
    renamed.clear();
    for (const auto& [before, after] : renamed_names(pairing)) renamed.add(hash_text(pairing.words.text(before)), hash_text(pairing.words.text(after)));
    learnt_.resize(pairing.gone.size());
    std::fill(new_bits_.begin(), new_bits_.end(), 0);
    for (size_t g = 0; g < pairing.gone.size(); ++g) {
        if (learnt_[g] || pairing.successors[g].fresh == no_row) continue;
        learnt_[g] = true;
        const Symbol &x = pairing.old_symbol(g), &y = pairing.new_symbol(pairing.successors[g].fresh);
        pairs_.insert(hash_pair(hash_text(pairing.words.text(x.name)), hash_text(pairing.words.text(y.name))));
        if (!counts(x)) continue;
        const uint64_t words = exchanged_words(pairing.words.text(x.name), pairing.words.text(y.name));
        if (words == 0) continue;
        for (auto* bits : {&exchanged_bits_, &new_bits_}) (*bits)[words & (bits->size() - 1)] |= uint64_t(1) << (words >> 58);
        for (const uint64_t place : {uint64_t(0), hash_text(pairing.a.module_name(x.module)), hash_pair(x.owner, 7)}) ++exchanges_[hash_pair(words, place)];
    }
}

int Evidence::exchanged_places(const Pairing& pairing, const Symbol& x, uint64_t difference) const {
    const auto times = [&](uint64_t place) {
        const auto hit = exchanges_.find(hash_pair(difference, place));
        return hit == exchanges_.end() ? 0u : hit->second;
    };
    return times(hash_pair(x.owner, 7)) > 0 ? 3 : times(hash_text(pairing.a.module_name(x.module))) > 0 ? 2 : times(0) > 1 ? 1 : 0;
}

}  // namespace driftline::odoo

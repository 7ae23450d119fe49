// Methods and Python functions that got another name or another place.
#include <algorithm>

#include <fmt/format.h>

#include "base/parallel.h"
#include "frameworks/odoo/compare/assign.h"
#include "frameworks/odoo/compare/evidence.h"
#include "frameworks/odoo/compare/shared_grams.h"

namespace driftline::odoo {
namespace {

constexpr size_t most_of_owner = 300;     // new methods of one model that are all looked at
constexpr uint32_t most_owners = 3;
constexpr size_t most_of_body = 8;        // others whose body is the same
constexpr size_t most_by_text = 8;        // of other owners, those that share most
constexpr float most_by_docstring = 2.8f, most_by_list = 1.2f, most_by_name = 1.68f;   // odds that these can add
constexpr float slack = 0.01f;            // of rounding

bool is_method(const Symbol& symbol) { return symbol.column == SymbolRef::Column::method; }

struct OldDef { Index item = no_row; Word owner = no_word /* today's */, name = no_word; SplitNames::Id name_words = 0; DefWords words; Def def; };
struct NewDef { Index item = no_row; Word name = no_word; SplitNames::Id name_words = 0; Def def; };

// Old methods of one model, or functions of one file: what they share with all new ones of that owner is found at once.
struct Owner { uint32_t first = 0, count = 0; };   // of CodePairer::gone_

class CodePairer : public Step {
public:
    CodePairer(Pairing& p, const Evidence& evidence) : p_(p), evidence_(evidence), swaps_(evidence.swaps), split_(evidence.names) {
        for (size_t f = 0; f < p_.fresh.size(); ++f)
            if (const Symbol& y = p_.new_symbol(f); is_method(y)) fresh_.push_back({Index(f), last_name(y), 0, {}});
        for (size_t g = 0; g < p_.gone.size(); ++g)
            if (const Symbol& x = p_.old_symbol(g); is_method(x)) gone_.push_back({Index(g), no_word, last_name(x), 0, {}, {}});
        for (NewDef& one : fresh_) one.name_words = split_.add(p_.words.text(one.name));
        for (OldDef& one : gone_) one.name_words = split_.add(p_.words.text(one.name));
        std::vector<DefReader> readers(threads());
        std::vector<DefWords> words(threads());
        const Renamed none;
        parallel_for(fresh_.size(), p_.jobs, [&](size_t k, int worker) {
            readers[size_t(worker)].read(p_.b.source(p_.b.facts.methods[p_.new_symbol(fresh_[k].item).row].body), words[size_t(worker)]);
            readers[size_t(worker)].make(words[size_t(worker)], none, fresh_[k].def);
        });
        parallel_for(gone_.size(), p_.jobs, [&](size_t i, int worker) {
            readers[size_t(worker)].read(p_.a.source(p_.a.facts.methods[p_.old_symbol(gone_[i].item).row].body), gone_[i].words);
            readers[size_t(worker)].make(gone_[i].words, none, gone_[i].def);
        });
        for (const OldDef& one : gone_) count(one.def);
        for (const NewDef& one : fresh_) count(one.def);
        weights_.settle();
        doc_weights_.settle();
        for (NewDef& one : fresh_) weigh(one.def);
        index();
    }

    void run() override {
        // Functions have no model whose other names could tell more in the next round.
        std::erase_if(gone_, [&](const OldDef& one) { return p_.successors[one.item].fresh != no_row || (!first_ && p_.old_symbol(one.item).kind != SymbolKind::method); });
        std::vector<DefReader> readers(threads());
        parallel_for(gone_.size(), p_.jobs, [&](size_t i, int worker) {
            readers[size_t(worker)].make(gone_[i].words, evidence_.renamed, gone_[i].def);
            weigh(gone_[i].def);
            gone_[i].owner = p_.model_now(p_.old_symbol(gone_[i].item).owner);
        });
        std::stable_sort(gone_.begin(), gone_.end(), [](const OldDef& x, const OldDef& y) { return x.owner < y.owner; });
        std::vector<Owner> owners;
        for (uint32_t i = 0; i < gone_.size(); ++i) {
            if (i == 0 || gone_[i].owner != gone_[i - 1].owner) owners.push_back({i, 0});
            ++owners.back().count;
        }
        std::vector<Bench> benches(threads(), Bench(weights_, fresh_.size()));
        std::vector<std::vector<Candidate>> found(owners.size());
        parallel_for(owners.size(), p_.jobs, [&](size_t o, int worker) { find(owners[o], benches[size_t(worker)], found[o]); });
        std::vector<Candidate> all;
        for (auto& some : found) std::move(some.begin(), some.end(), std::back_inserter(all));
        assign(p_, all);
        first_ = false;
    }

private:
    // What one thread works with.
    struct Bench {
        Bench(const GramWeights& weights, size_t fresh) : owner(weights), one(weights), hits(fresh) {}
        SharedGrams owner, one;
        Tally hits;
        std::vector<Index> at_home, elsewhere;
        std::vector<uint64_t> shared;   // by new def at home, then by old one
    };
    // An old def, and what its pairs have in common.
    struct Asked {
        const OldDef& old;
        const Symbol& x;
        std::span<const Swap> swaps;
        bool patterns;
    };

    size_t threads() const { return size_t(std::max(1, p_.jobs)); }
    void count(const Def& def) {
        weights_.add(def.grams);
        doc_weights_.add(def.docstring);
    }
    void weigh(Def& def) const {
        def.weight = weights_.of(def.grams);
        def.docstring_weight = doc_weights_.of(def.docstring);
    }

    static uint64_t owner_key(Word owner) { return hash_pair(owner, 1); }
    static uint64_t name_key(Word name) { return hash_pair(name, 2); }
    // The same body under the same name, however many others are called so: a short one has too few grams to be found by.
    static uint64_t body_key(Word name, const MethodRow& row) { return hash_pair(hash_pair(row.body_digest, name), 4); }
    // Under any name, where few have it.
    static uint64_t body_key(const MethodRow& row) { return hash_pair(row.body_digest, 5); }
    static uint64_t gram_key(Gram gram) { return uint64_t(gram) << 32 | 3; }
    void index() {
        std::vector<bool> sought(size_t(1) << 20);   // what a gone one has: nothing else finds anything
        for (const OldDef& one : gone_)
            for (const Gram gram : one.def.grams) sought[gram >> 12] = true;
        for (Index k = 0; k < fresh_.size(); ++k) {
            index_.put(owner_key(p_.new_symbol(fresh_[k].item).owner), k);
            index_.put(name_key(fresh_[k].name), k);
            if (const MethodRow& row = p_.b.facts.methods[p_.new_symbol(fresh_[k].item).row]; row.statements > 0) {
                index_.put(body_key(fresh_[k].name, row), k);
                index_.put(body_key(row), k);
            }
            for (const Gram gram : fresh_[k].def.grams)
                if (sampled(gram) && sought[gram >> 12]) index_.put(gram_key(gram), k);
        }
        index_.seal();
    }
    // Of "Class.method" the method: what callers say.
    Word last_name(const Symbol& symbol) const {
        const std::string_view name = p_.words.text(symbol.name);
        const size_t dot = name.rfind('.');
        return dot == name.npos ? symbol.name : p_.words.find(name.substr(dot + 1));
    }

    void find(const Owner& owner, Bench& bench, std::vector<Candidate>& out) const {
        const std::span<const OldDef> olds = std::span(gone_).subspan(owner.first, owner.count);
        bench.at_home.clear();
        index_.each(owner_key(olds.front().owner), [&](Index k) { bench.at_home.push_back(k); }, most_of_owner);
        bench.shared.assign(bench.at_home.size() * olds.size(), 0);
        if (!bench.at_home.empty()) {
            size_t grams = 0;
            for (const OldDef& old : olds) grams += old.def.grams.size();
            bench.owner.begin(grams);
            for (const OldDef& old : olds) bench.owner.add_old(old.def.grams);
            for (size_t k = 0; k < bench.at_home.size(); ++k)
                bench.owner.compare(fresh_[bench.at_home[k]].def.grams, std::span(bench.shared).subspan(k * olds.size(), olds.size()));
        }
        for (size_t i = 0; i < olds.size(); ++i) {
            const Symbol& x = p_.old_symbol(olds[i].item);
            const Asked asked{olds[i], x, swaps_.of(olds[i].name), evidence_.patterns.any(x.kind, olds[i].name)};
            for (size_t k = 0; k < bench.at_home.size(); ++k) score(asked, fresh_[bench.at_home[k]], bench.shared[k * olds.size() + i], out);
            find_elsewhere(asked, bench, out);
        }
    }

    void find_elsewhere(const Asked& asked, Bench& bench, std::vector<Candidate>& out) const {
        std::vector<Index>& some = bench.elsewhere;
        some.clear();
        index_.each(name_key(asked.old.name), [&](Index k) { some.push_back(k); });
        for (const Swap& swap : asked.swaps) index_.each(name_key(swap.gained), [&](Index k) { some.push_back(k); });
        const MethodRow& method = p_.a.facts.methods[asked.x.row];
        index_.each(body_key(asked.old.name, method), [&](Index k) { some.push_back(k); });
        index_.each(body_key(method), [&](Index k) { some.push_back(k); }, most_of_body);
        if (first_) by_text(asked.old.def, bench.hits, some);
        std::sort(some.begin(), some.end());
        some.erase(std::unique(some.begin(), some.end()), some.end());
        std::erase_if(some, [&](Index k) { return std::binary_search(bench.at_home.begin(), bench.at_home.end(), k) || p_.new_symbol(fresh_[k].item).kind != asked.x.kind; });
        if (some.empty()) return;
        bench.one.begin(asked.old.def.grams.size());
        bench.one.add_old(asked.old.def.grams);
        for (const Index k : some) {
            uint64_t shared = 0;
            bench.one.compare(fresh_[k].def.grams, {&shared, 1});
            score(asked, fresh_[k], shared, out);
        }
    }

    // Those, wherever they are, that share most with it.
    void by_text(const Def& def, Tally& hits, std::vector<Index>& out) const {
        for (const Gram gram : def.grams)
            if (sampled(gram)) index_.each(gram_key(gram), [&](Index k) { hits.add(k); });
        hits.take(most_by_text, out);
    }

    void score(const Asked& asked, const NewDef& fresh, uint64_t shared, std::vector<Candidate>& out) const {
        const Symbol &x = asked.x, &y = p_.new_symbol(fresh.item);
        if (x.kind != y.kind) return;
        const MethodRow &before = p_.a.facts.methods[x.row], &after = p_.b.facts.methods[y.row];
        const Def &old_def = asked.old.def, &new_def = fresh.def;
        const Word old_name = asked.old.name, new_name = fresh.name;
        const bool same_body = before.body_digest == after.body_digest && before.statements > 0;
        const Likeness text = likeness(shared, old_def.weight, new_def.weight);
        const float body = same_body ? 1 : 0.6f * text.alike + 0.4f * std::min(text.inside, text.alike * 2);
        const float sure = std::min(1.0f, text.matter / 60);
        const float by_body = (body > 0.4f ? 7 : 4) * (body - 0.4f) * sure;
        const bool same_owner = asked.old.owner == y.owner;
        const auto swap = old_name == new_name ? asked.swaps.end() : std::find_if(asked.swaps.begin(), asked.swaps.end(), [&](const Swap& one) { return one.gained == new_name; });
        const bool swapped = swap != asked.swaps.end();
        float callers = swapped ? swaps_.share(old_name, new_name) : 0;
        if (!same_owner && old_name != new_name) callers /= 2;
        const Patterns::Found pattern = asked.patterns && same_owner ? evidence_.patterns.between(x.kind, old_name, new_name) : Patterns::Found();
        constexpr float by_exchange[] = {0, 1, 2, 2.8f};
        const int exchanged = same_owner ? evidence_.exchanged(p_, x, split_.word_sum(fresh.name_words) - split_.word_sum(asked.old.name_words)) : 0;
        // What many models override says nothing when it turns up in yet another.
        const bool common = !same_owner && old_name == new_name && evidence_.owners(x.kind, old_name) > most_owners;
        float place = 0;
        if (same_owner) place = neighbours(x, y);
        else if (old_name != new_name) place = -2.5f;
        else if (!common && only_one(old_name) && evidence_.relations.between(asked.old.owner, y.owner)) place = 1;
        const float far = distance(asked.old.owner, x, y);
        const auto both = [](const auto& a, const auto& b) { return !a.empty() && !b.empty(); };
        // Nearly all pairs end here, before anything is compared word by word.
        const float most = -1.4f + by_body + most_by_name + 5 * callers + 4.5f * pattern.strength - far + place + by_exchange[exchanged] + 0.3f +
                           most_by_docstring * both(old_def.docstring, new_def.docstring) + most_by_list * (both(old_def.decorated, new_def.decorated) + both(old_def.assigned, new_def.assigned));
        if (most < nearly_enough - slack) return;

        const float name = common ? 0.3f : old_name == new_name ? 1 : split_.alike(asked.old.name_words, fresh.name_words);
        float odds = -1.4f + by_body + 2.4f * (name - 0.3f) + 5 * callers + 4.5f * pattern.strength - far;
        odds += docstrings(old_def, new_def) + lists(old_def.decorated, new_def.decorated, 2) + lists(old_def.assigned, new_def.assigned, 2);
        odds += place;
        odds += by_exchange[exchanged];
        if (before.signature_digest == after.signature_digest) odds += 0.3f;
        if ((before.flags & method_trivial) != (after.flags & method_trivial)) odds -= 0.5f;
        if (odds <= nearly_enough) return;
        Candidate& candidate = out.emplace_back();
        candidate.gone = asked.old.item;
        candidate.fresh = fresh.item;
        candidate.odds = odds;
        candidate.replaced = (swapped && swap->strength >= 2 && callers > 0.5f) || exchanged >= 2;
        candidate.exact = same_body && sure > 0.5f && (name > 0.5f || callers > 0.5f);
        candidate.evidence = explain(same_body, body, sure, name, swapped ? &*swap : nullptr, pattern);
        if (exchanged > 0) candidate.evidence += ", the same words exchanged elsewhere";
    }

    float docstrings(const Def& before, const Def& after) const {
        if (before.docstring.empty() || after.docstring.empty()) return 0;
        const Likeness text = likeness(shared_weight(before.docstring, after.docstring, doc_weights_), before.docstring_weight, after.docstring_weight);
        return 4 * (text.alike - 0.3f) * std::min(1.0f, text.matter / 60);
    }
    // The fields that it depends on, constrains or reacts to; those that it sets.
    static float lists(const std::vector<uint64_t>& before, const std::vector<uint64_t>& after, float worth) {
        return before.empty() || after.empty() ? 0 : worth * (alike_lists(before, after) - 0.4f);
    }
    // The methods before and behind it in its class, if they are there still.
    float neighbours(const Symbol& x, const Symbol& y) const {
        const auto beside = [](const Side& side, Index row, int d) {
            const Index owner = side.facts.methods[row].owner;
            if (owner == no_row) return no_word;
            const ClassRow& all = side.facts.classes[owner];
            const int64_t at = int64_t(row) + d;
            return at < all.methods.begin || at >= int64_t(all.methods.begin) + all.methods.count ? no_word : side.word(side.facts.methods[size_t(at)].name);
        };
        float worth = 0;
        for (const int d : {-1, 1})
            if (const Word name = beside(p_.a, x.row, d); name != no_word && name == beside(p_.b, y.row, d)) worth += 0.5f;
        return worth;
    }
    // Exactly one of that name is new.
    bool only_one(Word name) const {
        size_t n = 0;
        index_.each(name_key(name), [&](Index) { ++n; });
        return n == 1;
    }

    // What speaks against a successor elsewhere than in the same model or file.
    float distance(Word owner, const Symbol& x, const Symbol& y) const {
        constexpr float by_module[] = {0, 0.6f, 0.4f, 1.6f};
        const Pairing::Modules modules = p_.modules(x, y);
        if (owner == y.owner) return by_module[size_t(modules)];
        const bool same_module = modules == Pairing::Modules::same;
        if (x.kind == SymbolKind::method && evidence_.relations.between(owner, y.owner)) return 0.6f;
        return same_module ? 1.2f : modules == Pairing::Modules::apart ? 3.5f : 2.2f;
    }

    static std::string explain(bool same_body, float body, float sure, float name, const Swap* swap, const Patterns::Found& pattern) {
        std::string text = same_body ? "same body" : body > 0.5f && sure > 0.3f ? "similar body" : "";
        const auto add = [&](const std::string& more) { text += (text.empty() ? "" : ", ") + more; };
        if (swap && swap->strength >= 0.5f) add(fmt::format("said in its place {}", swap->places == 1 ? "once" : fmt::format("{} times", swap->places)));
        if (pattern.strength > 0) add(fmt::format("the same in {} models", pattern.models));
        if (name > 0.5f) add(name == 1 ? "same name" : "similar name");
        return text.empty() ? "alike in several ways" : text;
    }

    Pairing& p_;
    const Evidence& evidence_;
    const Swaps& swaps_;
    SplitNames split_;
    std::vector<OldDef> gone_;    // still open; from the first run on by owner
    std::vector<NewDef> fresh_;
    GramWeights weights_, doc_weights_;
    FreshIndex index_;
    bool first_ = true;
};

}  // namespace

std::unique_ptr<Step> pair_code(Pairing& pairing, const Evidence& evidence) { return std::make_unique<CodePairer>(pairing, evidence); }

}  // namespace driftline::odoo

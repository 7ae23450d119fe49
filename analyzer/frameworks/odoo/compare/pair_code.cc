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

// What pairs are judged by at first, without looking into facts or texts.
struct Head {
    Index item = no_row;                       // of Pairing::gone or fresh
    Word name = no_word;                       // of "Class.method" the method: what callers say
    SplitNames::Id name_words = 0;
    SymbolKind kind = SymbolKind::method;
    bool trivial = false, empty = false;       // empty: without statements
    Word before = no_word, after = no_word;    // the methods beside it in its class
    uint64_t body = 0, signature = 0;          // digests
};
struct OldDef {
    Head head;
    Word owner = no_word;                      // today's
    bool changed = true;                       // since it was compared: its words as they are called now, or its owner
    std::vector<Swap> said;                    // in its place
    std::vector<uint64_t> names;               // words of it that may get another name: they are names of what is gone
    DefWords words;                            // if there are any
    Def def;
    std::vector<Candidate> plain;              // of its owner's, those that nothing but the two texts speaks for
    std::vector<Candidate> elsewhere;          // of other owners', without those that are found by text
    std::vector<Index> supported;              // of its owner's, those that something else spoke for when it was compared
};
struct NewDef { Head head; Word owner = no_word; Def def; };
// What each pair of one owner is asked first: many, so these lie together.
struct Candidacy { Index fresh; SymbolKind kind; Word name; uint64_t words; };   // words: SplitNames::word_sum

// Old methods of one model, or functions of one file: what they share with all new ones of that owner is found at once.
struct Owner { uint32_t first = 0, count = 0; };   // of CodePairer::gone_

class CodePairer : public Step {
public:
    CodePairer(Pairing& p, const Evidence& evidence) : p_(p), evidence_(evidence), swaps_(evidence.swaps), split_(evidence.names), readers_(threads()) {
        fresh_.reserve(size_t(std::count_if(p_.fresh.begin(), p_.fresh.end(), [&](Index f) { return is_method(p_.to.all[f]); })));
        gone_.reserve(size_t(std::count_if(p_.gone.begin(), p_.gone.end(), [&](Index g) { return is_method(p_.from.all[g]); })));
        for (size_t f = 0; f < p_.fresh.size(); ++f)
            if (const Symbol& y = p_.new_symbol(f); is_method(y)) fresh_.push_back({head(p_.b, y, Index(f)), y.owner, {}});
        for (size_t g = 0; g < p_.gone.size(); ++g)
            if (const Symbol& x = p_.old_symbol(g); is_method(x)) gone_.emplace_back().head = head(p_.a, x, Index(g));
        const Renamed none;
        parallel_for(fresh_.size(), p_.jobs, [&](size_t k, int worker) {
            DefReader& reader = readers_[size_t(worker)];
            reader.make(reader.read(source(p_.b, p_.new_symbol(fresh_[k].head.item))), none, fresh_[k].def);
        });
        parallel_for(gone_.size(), p_.jobs, [&](size_t i, int worker) {
            DefReader& reader = readers_[size_t(worker)];
            const DefWords words = reader.read(source(p_.a, p_.old_symbol(gone_[i].head.item)));
            reader.make(words, none, gone_[i].def);
            words.each([&](uint64_t word) { if (swaps_.may_be_gone(word)) gone_[i].names.push_back(word); });
            if (!gone_[i].names.empty()) gone_[i].words = reader.keep(words);
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
        std::erase_if(gone_, [&](const OldDef& one) { return p_.successors[one.head.item].fresh != no_row || (!first_ && one.head.kind != SymbolKind::method); });
        parallel_for(gone_.size(), p_.jobs, [&](size_t i, int worker) { update(gone_[i], readers_[size_t(worker)]); });
        renamed_ = evidence_.renamed;
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
        std::vector<Candidacy> at_home;
        std::vector<Index> elsewhere, supported;
        std::vector<uint64_t> shared;   // by new def at home, then by old one that changed
    };
    // An old def, and what its pairs have in common.
    struct Asked {
        const OldDef& old;
        const Symbol& x;
        uint64_t words;   // of its name
        std::span<const Swap> swaps;
        bool patterns, swaps_changed;
    };
    // What speaks for a pair apart from the two texts.
    struct Support {
        std::span<const Swap>::iterator swap;
        Patterns::Found pattern;
        int exchanged = 0;
        bool any(const Asked& asked) const { return swap != asked.swaps.end() || pattern.strength > 0 || exchanged > 0; }
    };

    size_t threads() const { return size_t(std::max(1, p_.jobs)); }
    static std::string_view source(const Side& side, const Symbol& symbol) { return side.source(side.facts.methods[symbol.row].body); }
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
    static uint64_t body_key(Word name, uint64_t body) { return hash_pair(hash_pair(body, name), 4); }
    // Under any name, where few have it.
    static uint64_t body_key(uint64_t body) { return hash_pair(body, 5); }
    static uint64_t gram_key(Gram gram) { return uint64_t(gram) << 32 | 3 << 16; }
    void index() {
        std::vector<bool> sought(size_t(1) << 20);   // what a gone one has: nothing else finds anything
        for (const OldDef& one : gone_)
            for (const Gram gram : one.def.grams) sought[gram >> 12] = true;
        index_.fill([&](auto&& put) {
            for (Index k = 0; k < fresh_.size(); ++k) {
                put(owner_key(fresh_[k].owner), k);
                const Head& head = fresh_[k].head;
                put(name_key(head.name), k);
                if (!head.empty) {
                    put(body_key(head.name, head.body), k);
                    put(body_key(head.body), k);
                }
                for (const Gram gram : fresh_[k].def.grams)
                    if (sampled(gram) && sought[gram >> 12]) put(gram_key(gram), k);
            }
        });
    }
    Head head(const Side& side, const Symbol& symbol, Index item) {
        const MethodRow& row = side.facts.methods[symbol.row];
        Head made;
        made.item = item;
        const std::string_view name = p_.words.text(symbol.name);
        const size_t dot = name.rfind('.');
        made.name = dot == name.npos ? symbol.name : side.word(row.name);   // "Class.method"
        made.name_words = split_.add(p_.words.text(made.name));
        made.kind = symbol.kind;
        made.trivial = row.flags & method_trivial;
        made.empty = row.statements == 0;
        made.body = row.body_digest;
        made.signature = row.signature_digest;
        if (row.owner == no_row) return made;
        const Rows all = side.facts.classes[row.owner].methods;
        const auto named = [&](Index at) { return at >= all.begin && at < all.begin + all.count ? side.word(side.facts.methods[at].name) : no_word; };
        if (symbol.row > 0) made.before = named(symbol.row - 1);
        made.after = named(symbol.row + 1);
        return made;
    }

    // What an old def is called by now.
    void update(OldDef& old, DefReader& reader) const {
        const Word owner = p_.model_now(p_.old_symbol(old.head.item).owner);
        const auto other_now = [&](uint64_t word) { return renamed_.now(word) != evidence_.renamed.now(word); };
        const bool other_words = std::any_of(old.names.begin(), old.names.end(), other_now);
        old.changed = first_ || other_words || owner != old.owner;
        old.owner = owner;
        if (other_words) reader.make(old.words, evidence_.renamed, old.def);
        if (old.changed) weigh(old.def);
    }

    void find(const Owner& owner, Bench& bench, std::vector<Candidate>& out) {
        const std::span<OldDef> olds = std::span(gone_).subspan(owner.first, owner.count);
        bench.at_home.clear();
        index_.each(owner_key(olds.front().owner), [&](Index k) { bench.at_home.push_back(candidacy(k)); }, most_of_owner);
        size_t grams = 0, changed = 0;
        for (const OldDef& old : olds) {
            grams += old.changed ? old.def.grams.size() : 0;
            changed += old.changed;
        }
        bench.shared.assign(bench.at_home.size() * changed, 0);
        if (!bench.shared.empty()) {
            bench.owner.begin(grams);
            for (const OldDef& old : olds)
                if (old.changed) bench.owner.add_old(old.def.grams);
            for (size_t k = 0; k < bench.at_home.size(); ++k) bench.owner.compare(fresh_[bench.at_home[k].fresh].def.grams, std::span(bench.shared).subspan(k * changed, changed));
        }
        size_t nth = 0;   // of the changed ones
        for (OldDef& old : olds) {
            const Symbol& x = p_.old_symbol(old.head.item);
            const std::span<const Swap> swaps = swaps_.of(old.head.name);
            const Asked asked{old, x, split_.word_sum(old.head.name_words), swaps, evidence_.patterns.any(x.kind, old.head.name), !std::equal(swaps.begin(), swaps.end(), old.said.begin(), old.said.end())};
            old.said.assign(swaps.begin(), swaps.end());
            find_at_home(asked, old, bench, nth, changed, out);
            nth += old.changed;
            if (old.changed || asked.swaps_changed) find_elsewhere(asked, old, bench, out);
            else out.insert(out.end(), old.elsewhere.begin(), old.elsewhere.end());
        }
    }

    // Of a pair whose texts are what they were only what else speaks for it can be news.
    void find_at_home(const Asked& asked, OldDef& old, Bench& bench, size_t nth, size_t changed, std::vector<Candidate>& out) const {
        std::vector<Index>& supported = bench.supported;
        supported.clear();
        bool alone = false;   // its grams are in bench.one
        const auto shared_with = [&](Index k) {
            if (!alone) bench.one.begin(old.def.grams.size()), bench.one.add_old(old.def.grams);
            alone = true;
            uint64_t shared = 0;
            bench.one.compare(fresh_[k].def.grams, {&shared, 1});
            return shared;
        };
        std::vector<Candidate> plain;
        if (!old.changed) plain.swap(old.plain);
        old.plain.clear();
        size_t known = 0;
        for (size_t i = 0; i < bench.at_home.size(); ++i) {
            const Candidacy& one = bench.at_home[i];
            if (old.head.kind != one.kind) continue;
            const bool known_support = !old.changed && !asked.swaps_changed && !evidence_.is_new(one.words - asked.words) && !std::binary_search(old.supported.begin(), old.supported.end(), one.fresh);
            const Support support = known_support ? Support{asked.swaps.end(), {}, 0} : support_of(asked, one, true);
            const bool any = support.any(asked);
            if (!any && !old.changed && plain.empty() && old.supported.empty()) continue;
            const Index k = one.fresh;
            const NewDef& fresh = fresh_[k];
            if (any) supported.push_back(k);
            while (known < plain.size() && plain[known].fresh < fresh.head.item) ++known;
            const bool had = known < plain.size() && plain[known].fresh == fresh.head.item;
            const size_t before = out.size();
            if (old.changed || any || std::binary_search(old.supported.begin(), old.supported.end(), k))
                score(asked, fresh, old.changed ? bench.shared[i * changed + nth] : shared_with(k), support, out);
            else if (had)
                out.push_back(plain[known]);
            if (!any && out.size() > before) old.plain.push_back(out.back());
        }
        old.supported = supported;
    }

    void find_elsewhere(const Asked& asked, OldDef& old, Bench& bench, std::vector<Candidate>& out) const {
        std::vector<Index>& some = bench.elsewhere;
        some.clear();
        old.elsewhere.clear();
        const Head& head = old.head;
        index_.each(name_key(head.name), [&](Index k) { some.push_back(k); });
        for (const Swap& swap : asked.swaps) index_.each(name_key(swap.gained), [&](Index k) { some.push_back(k); });
        index_.each(body_key(head.name, head.body), [&](Index k) { some.push_back(k); });
        index_.each(body_key(head.body), [&](Index k) { some.push_back(k); }, most_of_body);
        std::vector<Index>& by_name = bench.supported;
        by_name = some;
        if (first_) by_text(old.def, bench.hits, some);
        std::sort(some.begin(), some.end());
        some.erase(std::unique(some.begin(), some.end()), some.end());
        std::erase_if(some, [&](Index k) {
            const auto home = std::lower_bound(bench.at_home.begin(), bench.at_home.end(), k, [](const Candidacy& one, Index wanted) { return one.fresh < wanted; });
            return (home != bench.at_home.end() && home->fresh == k) || fresh_[k].head.kind != head.kind;
        });
        if (some.empty()) return;
        bench.one.begin(old.def.grams.size());
        bench.one.add_old(old.def.grams);
        for (const Index k : some) {
            const size_t before = out.size();
            uint64_t shared = 0;
            bench.one.compare(fresh_[k].def.grams, {&shared, 1});
            score(asked, fresh_[k], shared, support_of(asked, candidacy(k), asked.old.owner == fresh_[k].owner), out);
            if (out.size() > before && std::find(by_name.begin(), by_name.end(), k) != by_name.end()) old.elsewhere.push_back(out.back());
        }
    }

    // Those, wherever they are, that share most with it.
    void by_text(const Def& def, Tally& hits, std::vector<Index>& out) const {
        for (const Gram gram : def.grams)
            if (sampled(gram)) index_.each(gram_key(gram), [&](Index k) { hits.add(k); });
        hits.take(most_by_text, out);
    }

    Candidacy candidacy(Index k) const { return {k, fresh_[k].head.kind, fresh_[k].head.name, split_.word_sum(fresh_[k].head.name_words)}; }
    Support support_of(const Asked& asked, const Candidacy& now, bool same_owner) const {
        const Head& head = asked.old.head;
        Support made{asked.swaps.end(), {}, 0};
        if (head.name != now.name) made.swap = std::find_if(asked.swaps.begin(), asked.swaps.end(), [&](const Swap& one) { return one.gained == now.name; });
        if (asked.patterns && same_owner) made.pattern = evidence_.patterns.between(head.kind, head.name, now.name);
        if (same_owner) made.exchanged = evidence_.exchanged(p_, asked.x, now.words - asked.words);
        return made;
    }

    void score(const Asked& asked, const NewDef& fresh, uint64_t shared, const Support& support, std::vector<Candidate>& out) const {
        const Symbol &x = asked.x, &y = p_.new_symbol(fresh.head.item);
        const Head &before = asked.old.head, &after = fresh.head;
        const Def &old_def = asked.old.def, &new_def = fresh.def;
        const Word old_name = before.name, new_name = after.name;
        const bool same_body = before.body == after.body && !before.empty;
        const Likeness text = likeness(shared, old_def.weight, new_def.weight);
        const float body = same_body ? 1 : 0.6f * text.alike + 0.4f * std::min(text.inside, text.alike * 2);
        const float sure = std::min(1.0f, text.matter / 60);
        const float by_body = (body > 0.4f ? 7 : 4) * (body - 0.4f) * sure;
        const bool same_owner = asked.old.owner == fresh.owner;
        const bool swapped = support.swap != asked.swaps.end();
        float callers = swapped ? support.swap->share : 0;
        if (!same_owner && old_name != new_name) callers /= 2;
        const Patterns::Found& pattern = support.pattern;
        constexpr float by_exchange[] = {0, 1, 2, 2.8f};
        const int exchanged = support.exchanged;
        // What many models override says nothing when it turns up in yet another.
        const bool common = !same_owner && old_name == new_name && evidence_.owners(x.kind, old_name) > most_owners;
        const auto both = [](const auto& a, const auto& b) { return !a.empty() && !b.empty(); };
        const float by_words = most_by_docstring * both(old_def.docstring, new_def.docstring) + most_by_list * (both(old_def.decorated, new_def.decorated) + both(old_def.assigned, new_def.assigned));
        // Nearly all pairs end at one of these lines, before it is asked what their models have to do with each other, before anything is
        // compared word by word, or behind the names.
        if (!same_owner && -1.4f + by_body + most_by_name + 5 * callers + (old_name == new_name ? 1 : -2.5f) + 0.3f + by_words < nearly_enough - slack) return;
        float place = 0;
        if (same_owner) place = neighbours(before, after);
        else if (old_name != new_name) place = -2.5f;
        else if (!common && only_one(old_name) && evidence_.relations.between(asked.old.owner, y.owner)) place = 1;
        const float far = distance(asked.old.owner, x, y);
        const float most = -1.4f + by_body + most_by_name + 5 * callers + 4.5f * pattern.strength - far + place + by_exchange[exchanged] + 0.3f + by_words;
        if (most < nearly_enough - slack) return;
        const float name = common ? 0.3f : old_name == new_name ? 1 : split_.alike(before.name_words, after.name_words);
        if (most - most_by_name + 2.4f * (name - 0.3f) < nearly_enough - slack) return;

        float odds = -1.4f + by_body + 2.4f * (name - 0.3f) + 5 * callers + 4.5f * pattern.strength - far;
        odds += docstrings(old_def, new_def) + lists(old_def.decorated, new_def.decorated, 2) + lists(old_def.assigned, new_def.assigned, 2);
        odds += place;
        odds += by_exchange[exchanged];
        if (before.signature == after.signature) odds += 0.3f;
        if (before.trivial != after.trivial) odds -= 0.5f;
        if (odds <= nearly_enough) return;
        Candidate& candidate = out.emplace_back();
        candidate.gone = before.item;
        candidate.fresh = after.item;
        candidate.odds = odds;
        candidate.replaced = (swapped && support.swap->strength >= 2 && callers > 0.5f) || exchanged >= 2;
        candidate.exact = same_body && sure > 0.5f && (name > 0.5f || callers > 0.5f);
        candidate.evidence = explain(same_body, body, sure, name, swapped ? &*support.swap : nullptr, pattern);
        if (exchanged > 0) candidate.evidence += ", the same words exchanged elsewhere";
    }

    float docstrings(const Def& before, const Def& after) const {
        if (before.docstring.empty() || after.docstring.empty()) return 0;
        const Likeness text = likeness(shared_weight(before.docstring, after.docstring, doc_weights_), before.docstring_weight, after.docstring_weight);
        return 4 * (text.alike - 0.3f) * std::min(1.0f, text.matter / 60);
    }
    // The fields that it depends on, constrains or reacts to; those that it sets.
    static float lists(std::span<const uint64_t> before, std::span<const uint64_t> after, float worth) {
        return before.empty() || after.empty() ? 0 : worth * (alike_lists(before, after) - 0.4f);
    }
    // The methods before and behind it in its class, if they are there still.
    static float neighbours(const Head& before, const Head& after) {
        return (before.before != no_word && before.before == after.before ? 0.5f : 0) + (before.after != no_word && before.after == after.after ? 0.5f : 0);
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
    std::vector<DefReader> readers_;   // by worker
    std::vector<OldDef> gone_;    // still open; from the first run on by owner
    std::vector<NewDef> fresh_;
    GramWeights weights_, doc_weights_;
    FreshIndex index_;
    Renamed renamed_;             // as the old defs' words are called in their grams
    bool first_ = true;
};

}  // namespace

std::unique_ptr<Step> pair_code(Pairing& pairing, const Evidence& evidence) { return std::make_unique<CodePairer>(pairing, evidence); }

}  // namespace driftline::odoo

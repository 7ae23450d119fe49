// Methods and Python functions that got another name or another place.
#include <algorithm>

#include <fmt/format.h>

#include "base/parallel.h"
#include "frameworks/odoo/compare/assign.h"
#include "frameworks/odoo/compare/evidence.h"

namespace driftline::odoo {
namespace {

constexpr size_t most_of_owner = 300;     // new methods of one model that are all looked at
constexpr uint32_t most_owners = 3;
constexpr size_t most_by_text = 8;        // of other owners, those that share most

bool is_method(const Symbol& symbol) { return symbol.column == SymbolRef::Column::method; }

class CodePairer : public Step {
public:
    CodePairer(Pairing& p, const Evidence& evidence) : p_(p), evidence_(evidence), swaps_(evidence.swaps) {
        collect(p_.fresh.size(), [&](size_t f) { return is_method(p_.new_symbol(f)); }, fresh_);
        read(fresh_, new_bodies_, {}, [&](Index f) { return p_.b.source(p_.b.facts.methods[p_.new_symbol(f).row].body); });
        std::vector<Index> gone;
        std::vector<Body> bodies;
        collect(p_.gone.size(), [&](size_t g) { return is_method(p_.old_symbol(g)); }, gone);
        read(gone, bodies, {}, [&](Index g) { return p_.a.source(p_.a.facts.methods[p_.old_symbol(g).row].body); });
        std::vector<bool> sought(size_t(1) << 20);   // grams that a gone one has: no other finds anything
        for (const Body& body : bodies)
            for (const uint64_t gram : body.grams) sought[gram >> 44] = true;
        for (const std::vector<Body>* all : {&bodies, &new_bodies_})
            for (const Body& body : *all) {
                weights_.add(body.grams);
                doc_weights_.add(body.docstring);
            }
        weights_.settle();
        doc_weights_.settle();
        weigh(new_bodies_);
        index(sought);
    }

    void run() override {
        gone_.clear();
        // Functions have no model whose other names could tell more in the next round.
        collect(p_.gone.size(), [&](size_t g) { return is_method(p_.old_symbol(g)) && p_.successors[g].fresh == no_row && (first_ || p_.old_symbol(g).kind == SymbolKind::method); }, gone_);
        read(gone_, old_bodies_, evidence_.renamed, [&](Index g) { return p_.a.source(p_.a.facts.methods[p_.old_symbol(g).row].body); });
        weigh(old_bodies_);
        std::vector<std::vector<Candidate>> found(gone_.size());
        parallel_for(gone_.size(), p_.jobs, [&](size_t i, int) { find(i, found[i]); });
        std::vector<Candidate> all;
        for (auto& some : found) std::move(some.begin(), some.end(), std::back_inserter(all));
        assign(p_, all);
        first_ = false;
    }

private:
    template <class Wanted>
    static void collect(size_t count, Wanted wanted, std::vector<Index>& out) {
        for (size_t i = 0; i < count; ++i)
            if (wanted(i)) out.push_back(Index(i));
    }
    template <class Source>
    void read(const std::vector<Index>& items, std::vector<Body>& bodies, const Renamed& renamed, Source source) {
        bodies.resize(items.size());
        std::vector<std::vector<Token>> workspaces(size_t(std::max(1, p_.jobs)));
        parallel_for(items.size(), p_.jobs, [&](size_t i, int worker) { bodies[i] = read_body(source(items[i]), renamed, workspaces[size_t(worker)]); });
    }

    void weigh(std::vector<Body>& bodies) const {
        parallel_for(bodies.size(), p_.jobs, [&](size_t i, int) {
            bodies[i].weight = weights_.of(bodies[i].grams);
            bodies[i].docstring_weight = doc_weights_.of(bodies[i].docstring);
        });
    }

    static uint64_t owner_key(Word owner) { return hash_pair(owner, 1); }
    static uint64_t name_key(Word name) { return hash_pair(name, 2); }
    void index(const std::vector<bool>& sought) {
        for (size_t i = 0; i < fresh_.size(); ++i) {
            const Symbol& symbol = p_.new_symbol(fresh_[i]);
            index_.put(owner_key(symbol.owner), Index(i));
            index_.put(name_key(last_name(symbol)), Index(i));
            for (const uint64_t gram : new_bodies_[i].grams)
                if (gram % 4 == 0 && sought[gram >> 44]) index_.put(gram, Index(i));
        }
        index_.seal();
    }
    // Of "Class.method" the method: what callers say.
    Word last_name(const Symbol& symbol) const {
        const std::string_view name = p_.words.text(symbol.name);
        const size_t dot = name.rfind('.');
        return dot == name.npos ? symbol.name : p_.words.find(name.substr(dot + 1));
    }

    void find(size_t i, std::vector<Candidate>& out) const {
        const Symbol& x = p_.old_symbol(gone_[i]);
        std::vector<Index> some;
        index_.each(owner_key(p_.model_now(x.owner)), [&](Index k) { some.push_back(k); }, most_of_owner);
        index_.each(name_key(last_name(x)), [&](Index k) { some.push_back(k); });
        for (const Swap& swap : swaps_.of(last_name(x))) index_.each(name_key(swap.gained), [&](Index k) { some.push_back(k); });
        if (first_) by_text(old_bodies_[i], some);
        std::sort(some.begin(), some.end());
        some.erase(std::unique(some.begin(), some.end()), some.end());
        for (const Index k : some) {
            Candidate candidate = score(i, k);
            if (candidate.odds > nearly_enough) out.push_back(std::move(candidate));
        }
    }

    // Those, wherever they are, that share most with it.
    void by_text(const Body& body, std::vector<Index>& out) const {
        std::vector<Index> hits;
        for (const uint64_t gram : body.grams)
            if (gram % 4 == 0) index_.each(gram, [&](Index k) { hits.push_back(k); });
        take_commonest(std::move(hits), most_by_text, out);
    }

    Candidate score(size_t i, size_t k) const {
        const Symbol &x = p_.old_symbol(gone_[i]), &y = p_.new_symbol(fresh_[k]);
        Candidate candidate{gone_[i], fresh_[k], -10, false, false, {}};
        if (x.kind != y.kind) return candidate;
        const MethodRow &before = p_.a.facts.methods[x.row], &after = p_.b.facts.methods[y.row];
        const Body &old_body = old_bodies_[i], &new_body = new_bodies_[k];
        const bool same_body = before.body_digest == after.body_digest && before.statements > 0;
        const Likeness text = likeness(old_body.grams, old_body.weight, new_body.grams, new_body.weight, weights_);
        const float body = same_body ? 1 : 0.6f * text.alike + 0.4f * std::min(text.inside, text.alike * 2);
        const float sure = std::min(1.0f, text.matter / 60);
        const Word old_name = last_name(x), new_name = last_name(y);
        const bool same_owner = p_.model_now(x.owner) == y.owner;
        // What many models override says nothing when it turns up in yet another.
        const bool common = !same_owner && old_name == new_name && evidence_.owners(x.kind, old_name) > most_owners;
        const float name = common ? 0.3f : old_name == new_name ? 1 : evidence_.names.alike(p_.words.text(old_name), p_.words.text(new_name));
        const Swap* swap = old_name == new_name ? nullptr : swaps_.between(old_name, new_name);
        float callers = swap ? swaps_.share(old_name, new_name) : 0;
        if (!same_owner && old_name != new_name) callers /= 2;
        const Patterns::Found pattern = same_owner ? evidence_.patterns.between(x.kind, old_name, new_name) : Patterns::Found();
        float odds = -1.4f + (body > 0.4f ? 7 : 4) * (body - 0.4f) * sure + 2.4f * (name - 0.3f) + 5 * callers + 4.5f * pattern.strength - distance(x, y);
        odds += docstrings(old_body, new_body) + lists(old_body.decorated, new_body.decorated, 2) + lists(old_body.assigned, new_body.assigned, 2);
        if (same_owner) odds += neighbours(x, y);
        else if (old_name != new_name) odds -= 2.5f;
        else if (!common && only_one(old_name) && evidence_.relations.between(p_.model_now(x.owner), y.owner)) odds += 1;
        constexpr float by_exchange[] = {0, 1, 2, 2.8f};
        const int exchanged = same_owner ? evidence_.exchanged(p_, x, y) : 0;
        odds += by_exchange[exchanged];
        if (before.signature_digest == after.signature_digest) odds += 0.3f;
        if ((before.flags & method_trivial) != (after.flags & method_trivial)) odds -= 0.5f;
        candidate.odds = odds;
        candidate.replaced = (swap && swap->strength >= 2 && callers > 0.5f) || exchanged >= 2;
        candidate.exact = same_body && sure > 0.5f && (name > 0.5f || callers > 0.5f);
        candidate.evidence = explain(same_body, body, sure, name, swap, pattern);
        if (exchanged > 0) candidate.evidence += ", the same words exchanged elsewhere";
        return candidate;
    }

    float docstrings(const Body& before, const Body& after) const {
        if (before.docstring.empty() || after.docstring.empty()) return 0;
        const Likeness text = likeness(before.docstring, before.docstring_weight, after.docstring, after.docstring_weight, doc_weights_);
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
    float distance(const Symbol& x, const Symbol& y) const {
        constexpr float by_module[] = {0, 0.6f, 0.4f, 1.6f};
        const Pairing::Modules modules = p_.modules(x, y);
        if (p_.model_now(x.owner) == y.owner) return by_module[size_t(modules)];
        const bool same_module = modules == Pairing::Modules::same;
        if (x.kind == SymbolKind::method && evidence_.relations.between(p_.model_now(x.owner), y.owner)) return 0.6f;
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
    std::vector<Index> gone_, fresh_;
    std::vector<Body> old_bodies_, new_bodies_;
    GramWeights weights_, doc_weights_;
    FreshIndex index_;
    bool first_ = true;
};

}  // namespace

std::unique_ptr<Step> pair_code(Pairing& pairing, const Evidence& evidence) { return std::make_unique<CodePairer>(pairing, evidence); }

}  // namespace driftline::odoo

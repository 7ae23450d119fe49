// Records, views and templates that got another id.
#include <algorithm>

#include <fmt/format.h>

#include "base/parallel.h"
#include "base/text.h"
#include "frameworks/odoo/compare/assign.h"
#include "frameworks/odoo/compare/evidence.h"

namespace driftline::odoo {
namespace {

constexpr size_t most_by_content = 6;

class RecordPairer : public Step {
public:
    RecordPairer(Pairing& p, const Evidence& evidence) : p_(p), evidence_(evidence) {
        for (size_t g = 0; g < p_.gone.size(); ++g)
            if (wanted(p_.old_symbol(g)) && p_.successors[g].fresh == no_row) gone_.push_back(Index(g));
        for (size_t f = 0; f < p_.fresh.size(); ++f)
            if (wanted(p_.new_symbol(f)) && p_.predecessor[f] == no_row) fresh_.push_back(Index(f));
        read(gone_, old_, [&](Index g) { return content(p_.from, p_.old_symbol(g), p_.model_now(p_.old_symbol(g).model)); });
        read(fresh_, new_, [&](Index f) { return content(p_.to, p_.new_symbol(f), p_.new_symbol(f).model); });
        std::vector<bool> sought(size_t(1) << 20);   // what a gone one has: nothing else finds anything
        for (const Content& c : old_) each_feature(c, [&](uint64_t feature) { sought[feature >> 44] = true; });
        for (const auto* contents : {&old_, &new_})
            for (const Content& c : *contents) {
                value_weights_.add(c.values);
                arch_weights_.add(c.arch);
            }
        value_weights_.settle();
        arch_weights_.settle();
        for (auto* contents : {&old_, &new_})
            for (Content& c : *contents) {
                c.values_weight = value_weights_.of(c.values);
                c.arch_weight = arch_weights_.of(c.arch);
            }
        for (size_t k = 0; k < fresh_.size(); ++k) {
            const Symbol& y = p_.new_symbol(fresh_[k]);
            index_.put(local_key(local(y), y.model), Index(k));
            index_.put(hash_pair(y.name, 3), Index(k));
            each_feature(new_[k], [&](uint64_t feature) { if (sought[feature >> 44]) index_.put(feature, Index(k)); });
        }
        index_.seal();
    }

    void run() override {
        renamed_.clear();
        for (const auto& [before, after] : p_.new_model)
            renamed_.emplace_back(replace_all(p_.words.text(before), ".", "_"), replace_all(p_.words.text(after), ".", "_"));
        std::sort(renamed_.begin(), renamed_.end());
        std::vector<std::vector<Candidate>> found(gone_.size());
        parallel_for(gone_.size(), p_.jobs, [&](size_t i, int) {
            if (p_.successors[gone_[i]].fresh == no_row) find(i, found[i]);
        });
        first_ = false;
        std::vector<Candidate> all;
        for (auto& some : found) std::move(some.begin(), some.end(), std::back_inserter(all));
        assign(p_, all);
    }

private:
    struct Content {
        Grams values, arch;
        float values_weight = 0, arch_weight = 0;
    };

    static bool wanted(const Symbol& symbol) { return symbol.kind == SymbolKind::record && !(symbol.flags & change_demo); }
    std::string_view local(const Symbol& symbol) const {
        const std::string_view id = p_.words.text(symbol.name);
        return id.substr(id.find('.') + 1);
    }
    static uint64_t local_key(std::string_view local, Word model) { return hash_pair(hash_text(local), hash_pair(model, 1)); }
    // An id that is named after a model, with the model's name of today; "" if it is not.
    std::string with_new_model(std::string_view local) const {
        for (const auto& [before, after] : renamed_)
            if (local.find(before) != local.npos) return replace_all(local, before, after);
        return "";
    }

    template <class Make>
    void read(const std::vector<Index>& items, std::vector<Content>& out, Make make) {
        out.resize(items.size());
        parallel_for(items.size(), p_.jobs, [&](size_t i, int) { out[i] = make(items[i]); });
    }
    // Each field with its value; the arch apart.
    Content content(const Symbols& symbols, const Symbol& symbol, Word model) const {
        Content made;
        const Facts& facts = symbols.side.facts;
        if (symbol.column == SymbolRef::Column::member) {
            made.values.push_back(hash_pair(hash_text(facts.str(facts.members[symbol.row].value)), model));
            return made;
        }
        const RecordRow& record = facts.records[symbol.row];
        for (Index v = record.values.begin; v < record.values.begin + record.values.count; ++v) {
            const ValueRow& value = facts.values[v];
            if (value.kind != ValueKind::arch) made.values.push_back(hash_pair(hash_pair(hash_text(facts.str(value.field)), hash_text(facts.str(value.value))), model));
        }
        std::sort(made.values.begin(), made.values.end());
        made.values.erase(std::unique(made.values.begin(), made.values.end()), made.values.end());
        if (const Index view = symbols.view_of[symbol.row]; view != no_row) {
            made.arch = arch_grams(symbols.side.source(facts.views[view].arch));
        }
        return made;
    }
    template <class F>
    static void each_feature(const Content& c, F&& f) {
        for (const uint64_t value : c.values) f(value);
        for (const uint64_t gram : c.arch)
            if (gram % 4 == 0) f(gram);
    }

    void find(size_t i, std::vector<Candidate>& out) const {
        const Symbol& x = p_.old_symbol(gone_[i]);
        std::vector<Index> some;
        const Word model = p_.model_now(x.model);
        const std::string now = with_new_model(local(x));
        index_.each(local_key(local(x), model), [&](Index k) { some.push_back(k); }, 8);
        if (!now.empty()) index_.each(local_key(now, model), [&](Index k) { some.push_back(k); }, 8);
        // Its content is what it was: only what is said about it, or its model's name, is news after the first round.
        if (!first_ && now.empty() && evidence_.swaps.of(x.name).empty()) return;
        for (const Swap& swap : evidence_.swaps.of(x.name)) index_.each(hash_pair(swap.gained, 3), [&](Index k) { some.push_back(k); });
        if (first_) by_content(old_[i], some);
        std::sort(some.begin(), some.end());
        some.erase(std::unique(some.begin(), some.end()), some.end());
        for (const Index k : some) {
            Candidate candidate = score(i, k, now);
            if (candidate.odds > nearly_enough) out.push_back(std::move(candidate));
        }
    }

    void by_content(const Content& c, std::vector<Index>& out) const {
        std::vector<Index> hits;
        each_feature(c, [&](uint64_t feature) { index_.each(feature, [&](Index k) { hits.push_back(k); }, 24); });
        take_commonest(std::move(hits), most_by_content, out);
    }

    Candidate score(size_t i, size_t k, std::string_view now) const {
        constexpr float by_module[] = {0, 0.6f, 0.3f, 2};
        const Symbol &x = p_.old_symbol(gone_[i]), &y = p_.new_symbol(fresh_[k]);
        Candidate candidate{gone_[i], fresh_[k], -10, false, false, {}};
        if (p_.model_now(x.model) != y.model || x.shown != y.shown) return candidate;
        const Likeness values = likeness(old_[i].values, old_[i].values_weight, new_[k].values, new_[k].values_weight, value_weights_),
                       arch = likeness(old_[i].arch, old_[i].arch_weight, new_[k].arch, new_[k].arch_weight, arch_weights_);
        const bool view = !old_[i].arch.empty() && !new_[k].arch.empty();
        const float alike = view ? 0.75f * arch.alike + 0.25f * values.alike : values.alike;
        const float sure = std::min(1.0f, (view ? arch.matter : values.matter) / 25);
        const std::string_view before = local(x), after = local(y);
        const bool same = before == after || now == after;
        const float name = same ? 1 : evidence_.names.alike(before, after);
        const Swap* swap = evidence_.swaps.between(x.name, y.name);
        const float said = swap ? evidence_.swaps.share(x.name, y.name) : 0;
        candidate.odds = -2.5f + 6 * (alike - 0.5f) * sure + 2.2f * (name - 0.4f) + 4.5f * said + (same ? 2 : 0) - by_module[size_t(p_.modules(x, y))];
        candidate.exact = alike > 0.95f && sure > 0.8f && (name > 0.5f || said > 0.5f);
        const auto say = [&](const std::string& text) { candidate.evidence += (candidate.evidence.empty() ? "" : ", ") + text; };
        if (alike > 0.5f) say(alike > 0.95f ? "same content" : "similar content");
        if (swap && swap->strength >= 0.5f) say(fmt::format("said in its place {}", swap->places == 1 ? "once" : fmt::format("{} times", swap->places)));
        if (same) say(before == after ? "same name" : "same name but for its model");
        else if (name > 0.5f) say("similar name");
        if (candidate.evidence.empty()) say("alike in several ways");
        return candidate;
    }

    Pairing& p_;
    const Evidence& evidence_;
    std::vector<std::pair<std::string, std::string>> renamed_;   // models, as they stand in ids
    std::vector<Index> gone_, fresh_;
    std::vector<Content> old_, new_;
    GramWeights value_weights_, arch_weights_;
    FreshIndex index_;
    bool first_ = true;
};

}  // namespace

// An id that now stands for a record of another model is gone, and another is new.
void split_records(Pairing& p) {
    std::erase_if(p.kept, [&](const std::pair<Index, Index>& pair) {
        const Symbol &x = p.from.all[pair.first], &y = p.to.all[pair.second];
        if (x.kind != SymbolKind::record || x.model == no_word || y.model == no_word || x.model == y.model || p.model_now(x.model) == y.model) return false;
        p.gone.push_back(pair.first);
        p.successors.emplace_back();
        p.fresh.push_back(pair.second);
        p.predecessor.push_back(no_row);
        return true;
    });
}

std::unique_ptr<Step> pair_records(Pairing& pairing, const Evidence& evidence) { return std::make_unique<RecordPairer>(pairing, evidence); }

}  // namespace driftline::odoo

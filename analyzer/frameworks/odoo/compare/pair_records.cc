// Records, views and templates that got another id.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/parallel.h"
#include "base/text.h"
#include "frameworks/odoo/compare/assign.h"
#include "frameworks/odoo/compare/evidence.h"

namespace driftline::odoo {
namespace {

constexpr size_t most_by_content = 6;
constexpr size_t chunk = 256;   // records per task
constexpr float most_by_name = 1.32f;     // odds that it can add
constexpr float slack = 0.01f;            // of rounding

// Each field with its value, and the arch apart: sorted grams. `values`: of RecordPairer's grams of that side.
struct Content {
    uint32_t begin = 0, count = 0;
    uint64_t values_weight = 0, arch_weight = 0;
    Grams arch;
};
struct Contents {
    std::vector<Gram> grams;
    std::vector<Content> all;
    std::span<const Gram> values(const Content& content) const { return {grams.data() + content.begin, content.count}; }
};

class RecordPairer : public Step {
public:
    RecordPairer(Pairing& p, const Evidence& evidence) : p_(p), evidence_(evidence) {
        // Records of models that only one core has, or has news of, are most of a localization, and have no counterpart.
        std::vector<uint8_t> models(p_.words.size());
        const auto gone_model = [&](size_t g) -> uint8_t& { return models[p_.model_now(p_.old_symbol(g).model)]; };
        const auto fresh_model = [&](size_t f) -> uint8_t& { return models[p_.new_symbol(f).model]; };
        for (size_t g = 0; g < p_.gone.size(); ++g)
            if (wanted(p_.old_symbol(g)) && p_.successors[g].fresh == no_row) gone_.push_back(Index(g)), gone_model(g) |= 1;
        for (size_t f = 0; f < p_.fresh.size(); ++f)
            if (wanted(p_.new_symbol(f)) && p_.predecessor[f] == no_row) fresh_.push_back(Index(f)), fresh_model(f) |= 2;
        const size_t unread = std::erase_if(gone_, [&](Index g) { return gone_model(g) != 3; }) + std::erase_if(fresh_, [&](Index f) { return fresh_model(f) != 3; });
        read(p_.from, gone_, old_, [&](Index g) -> const Symbol& { return p_.old_symbol(g); });
        read(p_.to, fresh_, new_, [&](Index f) -> const Symbol& { return p_.new_symbol(f); });
        std::vector<bool> sought(size_t(1) << 20);   // what a gone one has: nothing else finds anything
        for (const Content& c : old_.all) each_feature(old_, c, [&](uint64_t feature) { sought[feature >> 44] = true; });
        for (const Contents* contents : {&old_, &new_})
            for (const Content& c : contents->all) {
                value_weights_.add(contents->values(c));
                arch_weights_.add(c.arch);
            }
        for (GramWeights* weights : {&value_weights_, &arch_weights_}) weights->add_others(unread);
        value_weights_.settle();
        arch_weights_.settle();
        for (Contents* contents : {&old_, &new_})
            for (Content& c : contents->all) {
                c.values_weight = value_weights_.of(contents->values(c));
                c.arch_weight = arch_weights_.of(c.arch);
            }
        index_.fill([&](auto&& put) {
            for (size_t k = 0; k < fresh_.size(); ++k) {
                const Symbol& y = p_.new_symbol(fresh_[k]);
                put(local_key(local(y), y.model), Index(k));
                put(hash_pair(y.name, 3), Index(k));
                each_feature(new_, new_.all[k], [&](uint64_t feature) { if (sought[feature >> 44]) put(feature, Index(k)); });
            }
        });
    }

    void run() override {
        rename();
        std::vector<Tally> hits(threads(), Tally(fresh_.size()));
        std::vector<std::vector<Candidate>> found((gone_.size() + chunk - 1) / chunk);
        parallel_for(found.size(), p_.jobs, [&](size_t c, int worker) {
            for (size_t i = c * chunk; i < std::min(gone_.size(), (c + 1) * chunk); ++i)
                if (p_.successors[gone_[i]].fresh == no_row) find(i, hits[size_t(worker)], found[c]);
        });
        first_ = false;
        std::vector<Candidate> all;
        for (auto& some : found) std::move(some.begin(), some.end(), std::back_inserter(all));
        assign(p_, all);
    }

private:
    size_t threads() const { return size_t(std::max(1, p_.jobs)); }
    static bool wanted(const Symbol& symbol) { return symbol.kind == SymbolKind::record && !(symbol.flags & change_demo); }
    std::string_view local(const Symbol& symbol) const {
        const std::string_view id = p_.words.text(symbol.name);
        return id.substr(id.find('.') + 1);
    }
    static uint64_t local_key(std::string_view local, Word model) { return hash_pair(hash_text(local), hash_pair(model, 1)); }
    // Names by their first two letters; of one with a single letter, whatever the second is.
    using Beginnings = std::array<bool, 1 << 16>;
    static void add(std::string_view model, Beginnings& to) {
        const size_t first = size_t(static_cast<unsigned char>(model.front())) << 8;
        if (model.size() > 1) to[first | static_cast<unsigned char>(model[1])] = true;
        else std::fill_n(to.begin() + std::ptrdiff_t(first), 256, true);
    }
    static bool may_begin(const Beginnings& names, std::string_view id, size_t at) {
        return names[size_t(static_cast<unsigned char>(id[at])) << 8 | (at + 1 < id.size() ? static_cast<unsigned char>(id[at + 1]) : 0)];
    }
    bool may_say_added(std::string_view id) const {
        for (size_t at = 0; at < id.size(); ++at)
            if (may_begin(added_, id, at)) return true;
        return false;
    }
    // An id that is named after a model, with the model's name of today; "" if it is not. Nearly all are not.
    std::string with_new_model(std::string_view local) const {
        size_t first = renamed_.size();
        for (size_t at = 0; at < local.size(); ++at)
            if (may_begin(known_, local, at))
                for (size_t i = renamed_from_[static_cast<unsigned char>(local[at])]; i < first && renamed_[i].first.front() == local[at]; ++i)
                    if (local.substr(at).starts_with(renamed_[i].first)) first = i;
        return first == renamed_.size() ? "" : replace_all(local, renamed_[first].first, renamed_[first].second);
    }

    template <class Symbol_>
    void read(const Symbols& symbols, const std::vector<Index>& items, Contents& out, Symbol_ symbol) {
        const Facts& facts = symbols.side.facts;
        out.all.resize(items.size());
        uint32_t grams = 0;
        for (size_t i = 0; i < items.size(); ++i) {
            out.all[i].begin = grams;
            const Symbol& one = symbol(items[i]);
            grams += one.column == SymbolRef::Column::member ? 1 : facts.records[one.row].values.count;
        }
        out.grams.resize(grams);
        struct Bench { std::vector<uint64_t> words; GramMaker grams; };
        std::vector<Bench> benches(threads());
        parallel_for((items.size() + chunk - 1) / chunk, p_.jobs, [&](size_t c, int worker) {
            Bench& bench = benches[size_t(worker)];
            for (size_t i = c * chunk; i < std::min(items.size(), (c + 1) * chunk); ++i) {
                const Symbol& one = symbol(items[i]);
                read_values(symbols.side, one, out.all[i], out.grams.data() + out.all[i].begin);
                const Index view = one.column == SymbolRef::Column::member ? no_row : symbols.view_of[one.row];
                if (view == no_row) continue;
                arch_words(symbols.side.source(facts.views[view].arch), bench.words);
                const auto arch = bench.grams.make(bench.words);
                out.all[i].arch.assign(arch.begin(), arch.end());
                std::sort(out.all[i].arch.begin(), out.all[i].arch.end());
            }
        });
    }
    void read_values(const Side& side, const Symbol& symbol, Content& content, Gram* out) const {
        const Word model = model_of(side, symbol);
        if (symbol.column == SymbolRef::Column::member) {
            out[content.count++] = gram_of(hash_pair(hash_pair(0, side.word(side.facts.members[symbol.row].value)), model));
            return;
        }
        const RecordRow& record = side.facts.records[symbol.row];
        for (Index v = record.values.begin; v < record.values.begin + record.values.count; ++v) {
            const ValueRow& value = side.facts.values[v];
            if (value.kind != ValueKind::arch) out[content.count++] = gram_of(hash_pair(hash_pair(side.word(value.field), side.word(value.value)), model));
        }
        std::sort(out, out + content.count);
        content.count = uint32_t(std::unique(out, out + content.count) - out);
    }
    Word model_of(const Side& side, const Symbol& symbol) const { return side.which == was ? p_.model_now(symbol.model) : symbol.model; }
    template <class F>
    static void each_feature(const Contents& contents, const Content& content, F&& f) {
        for (const Gram value : contents.values(content)) f(uint64_t(value) << 32 | 4 << 16);
        for (const Gram gram : content.arch)
            if (sampled(gram)) f(uint64_t(gram) << 32 | 5 << 16);
    }

    // Ids with their model's name of today, made again only where more models are known by another name.
    void rename() {
        std::vector<std::pair<std::string, std::string>> renamed;
        for (const auto& [before, after] : p_.new_model) renamed.emplace_back(replace_all(p_.words.text(before), ".", "_"), replace_all(p_.words.text(after), ".", "_"));
        std::sort(renamed.begin(), renamed.end());
        now_.resize(gone_.size());
        if (renamed == renamed_) return;
        // Models that were known by their new name before have been looked for.
        added_.fill(false);
        for (const auto& model : renamed)
            if (!std::binary_search(renamed_.begin(), renamed_.end(), model)) add(model.first, added_), add(model.first, known_);
        renamed_ = std::move(renamed);
        renamed_from_.fill(renamed_.size());
        for (size_t i = renamed_.size(); i-- > 0;) renamed_from_[static_cast<unsigned char>(renamed_[i].first.front())] = i;
        for (size_t i = 0; i < gone_.size(); ++i)
            if (p_.successors[gone_[i]].fresh == no_row)
                if (const std::string_view id = local(p_.old_symbol(gone_[i])); may_say_added(id)) now_[i] = with_new_model(id);
    }

    void find(size_t i, Tally& hits, std::vector<Candidate>& out) const {
        const Symbol& x = p_.old_symbol(gone_[i]);
        const std::span<const Swap> swaps = evidence_.swaps.of(x.name);
        // Its content is what it was: only what is said about it, or its model's name, is news after the first round.
        if (!first_ && now_[i].empty() && swaps.empty()) return;
        std::vector<Index> some;
        const Word model = p_.model_now(x.model);
        const std::string& now = now_[i];
        index_.each(local_key(local(x), model), [&](Index k) { some.push_back(k); }, 8);
        if (!now.empty()) index_.each(local_key(now, model), [&](Index k) { some.push_back(k); }, 8);
        for (const Swap& swap : swaps) index_.each(hash_pair(swap.gained, 3), [&](Index k) { some.push_back(k); });
        if (first_) by_content(old_.all[i], hits, some);
        std::sort(some.begin(), some.end());
        some.erase(std::unique(some.begin(), some.end()), some.end());
        for (const Index k : some) {
            Candidate candidate = score(i, k, now);
            if (candidate.odds > nearly_enough) out.push_back(std::move(candidate));
        }
    }

    void by_content(const Content& c, Tally& hits, std::vector<Index>& out) const {
        each_feature(old_, c, [&](uint64_t feature) { index_.each(feature, [&](Index k) { hits.add(k); }, 24); });
        hits.take(most_by_content, out);
    }

    Candidate score(size_t i, size_t k, std::string_view now) const {
        constexpr float by_module[] = {0, 0.6f, 0.3f, 2};
        const Symbol &x = p_.old_symbol(gone_[i]), &y = p_.new_symbol(fresh_[k]);
        Candidate candidate{gone_[i], fresh_[k], -10, false, false, {}};
        if (p_.model_now(x.model) != y.model || x.shown != y.shown) return candidate;
        const Content &before_content = old_.all[i], &after_content = new_.all[k];
        const Likeness values = likeness(shared_weight(old_.values(before_content), new_.values(after_content), value_weights_), before_content.values_weight, after_content.values_weight),
                       arch = likeness(shared_weight(before_content.arch, after_content.arch, arch_weights_), before_content.arch_weight, after_content.arch_weight);
        const bool view = !before_content.arch.empty() && !after_content.arch.empty();
        const float alike = view ? 0.75f * arch.alike + 0.25f * values.alike : values.alike;
        const float sure = std::min(1.0f, (view ? arch.matter : values.matter) / 25);
        const std::string_view before = local(x), after = local(y);
        const bool same = before == after || now == after;
        const Swap* swap = evidence_.swaps.between(x.name, y.name);
        const float said = swap ? swap->share : 0;
        // Nearly all that are alike in some values only end here, before their names are compared.
        if (!same && !swap && -2.5f + 6 * (alike - 0.5f) * sure + most_by_name - by_module[size_t(p_.modules(x, y))] < nearly_enough - slack) return candidate;
        const float name = same ? 1 : evidence_.names.alike(before, after);
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
    std::vector<std::pair<std::string, std::string>> renamed_;   // models, as they stand in ids; sorted
    std::array<size_t, 256> renamed_from_{};                     // by first letter: where they begin
    Beginnings known_{}, added_{};                               // of all of them; of those that were renamed last
    std::vector<std::string> now_;                               // by gone one; "" where it is named after no renamed model
    std::vector<Index> gone_, fresh_;
    Contents old_, new_;
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

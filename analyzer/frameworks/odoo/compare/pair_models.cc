// Models that got another name, and what goes along with them.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/text.h"
#include "frameworks/odoo/compare/assign.h"
#include "frameworks/odoo/compare/evidence.h"
#include "frameworks/odoo/compare/text_table.h"

namespace driftline::odoo {
namespace {

// Names that say what a model is: those its own classes give to fields and methods.
struct Portrait { Index item; std::vector<Word> names; };

class ModelPairer : public Step {
public:
    ModelPairer(Pairing& p, const Evidence& evidence) : p_(p), evidence_(evidence), swaps_(evidence.swaps), fresh_ids_(p.fresh.size()), counts_(p.words.size()) {
        for (size_t g = 0; g < p_.gone.size(); ++g)
            if (p_.old_symbol(g).kind == SymbolKind::model) gone_.push_back({Index(g), names_of(p_.a, p_.old_symbol(g).name)});
        for (size_t f = 0; f < p_.fresh.size(); ++f)
            if (p_.new_symbol(f).kind == SymbolKind::model) fresh_.push_back({Index(f), names_of(p_.b, p_.new_symbol(f).name)});
        count_records();
        collect_ids();
    }

    void run() override {
        std::erase_if(gone_, [&](const Portrait& old) { return p_.successors[old.item].fresh != no_row; });
        std::erase_if(fresh_, [&](const Portrait& now) { return p_.predecessor[now.item] != no_row; });
        weigh();
        std::vector<std::pair<Word, Index>> members, models;   // names of fresh_, and whose they are
        for (size_t k = 0; k < fresh_.size(); ++k) {
            for (const Word name : fresh_[k].names) members.emplace_back(name, Index(k));
            models.emplace_back(p_.new_symbol(fresh_[k].item).name, Index(k));
        }
        std::sort(members.begin(), members.end());
        std::sort(models.begin(), models.end());
        std::vector<Candidate> all;
        for (const Portrait& old : gone_) {
            std::vector<Index> some;
            const auto add = [&](const std::vector<std::pair<Word, Index>>& named, Word name, std::ptrdiff_t most) {
                const auto first = std::lower_bound(named.begin(), named.end(), std::pair(name, Index(0)));
                auto last = first;
                while (last != named.end() && last->first == name && last - first <= most) ++last;
                if (last - first <= most) std::transform(first, last, std::back_inserter(some), [](const auto& one) { return one.second; });
            };
            for (const Word name : old.names) add(members, name, 12);
            for (const Swap& swap : swaps_.of(p_.old_symbol(old.item).name)) add(models, swap.gained, 48);
            std::sort(some.begin(), some.end());
            some.erase(std::unique(some.begin(), some.end()), some.end());
            for (const Index k : some) score(old, fresh_[k], all);
        }
        assign(p_, all);
        for (const Portrait& old : gone_)
            if (const Successor& now = p_.successors[old.item]; now.fresh != no_row) p_.new_model.emplace(p_.old_symbol(old.item).name, p_.new_symbol(now.fresh).name);
        take_members_along();
    }

private:
    std::vector<Word> names_of(const Side& side, Word word) const {
        std::vector<Word> names;
        const Model* model = side.model(word);
        if (!model) return names;
        for (const Index c : model->definitions) {
            const ClassRow& row = side.facts.classes[c];
            for (Index f = row.fields.begin; f < row.fields.begin + row.fields.count; ++f) names.push_back(side.word(side.facts.fields[f].name));
            for (Index m = row.methods.begin; m < row.methods.begin + row.methods.count; ++m) names.push_back(side.word(side.facts.methods[m].name));
        }
        std::sort(names.begin(), names.end());
        names.erase(std::unique(names.begin(), names.end()), names.end());
        return names;
    }
    // What fewer models have says more.
    void weigh() {
        std::fill(counts_.begin(), counts_.end(), 0);
        for (const auto* portraits : {&gone_, &fresh_})
            for (const Portrait& portrait : *portraits)
                for (const Word name : portrait.names) ++counts_[name];
        weights_.assign(gone_.size() + fresh_.size() + 1, 0);
        for (size_t models = 1; models < weights_.size(); ++models) weights_[models] = std::log2(float(gone_.size() + fresh_.size() + 2) / float(models)) + 0.2f;
    }
    // Records that kept their id, but are of another model now.
    void count_records() {
        for (const auto& [i, k] : p_.kept) {
            const Symbol &x = p_.from.all[i], &y = p_.to.all[k];
            if (x.kind != SymbolKind::record || x.model == no_word || y.model == no_word) continue;
            ++records_of_[x.model];
            if (x.model != y.model) ++records_[uint64_t(x.model) << 32 | y.model];
        }
    }
    void collect_ids() {
        gone_ids_.resize(p_.a.world.modules.size());
        for (size_t g = 0; g < p_.gone.size(); ++g)
            if (const Symbol& x = p_.old_symbol(g); x.kind == SymbolKind::record && x.module != no_row) gone_ids_[x.module].push_back(p_.words.text(x.name));
        for (size_t f = 0; f < p_.fresh.size(); ++f)
            if (const Symbol& y = p_.new_symbol(f); y.kind == SymbolKind::record) fresh_ids_.add(hash_text(p_.words.text(y.name)), 0);
    }
    // Views, actions and access rights are named after their model.
    std::vector<std::string_view> ids_named_after(const Symbol& x) const {
        std::vector<std::string_view> named;
        if (x.module == no_row) return named;
        const std::string model = replace_all(p_.words.text(x.name), ".", "_");
        for (const std::string_view id : gone_ids_[x.module])
            if (id.find(model) != id.npos) named.push_back(id);
        return named;
    }
    uint32_t same_but_for_the_model(const Symbol& x, const Symbol& y, const std::vector<std::string_view>& ids) const {
        const std::string before = replace_all(p_.words.text(x.name), ".", "_"), after = replace_all(p_.words.text(y.name), ".", "_");
        uint32_t count = 0;
        std::string now;
        for (const std::string_view id : ids) {
            now = id;
            for (size_t at = before.empty() ? now.npos : now.find(before); at != now.npos; at = now.find(before, at + after.size())) now.replace(at, before.size(), after);
            count += fresh_ids_.find(hash_text(now)) != TextTable::none;
        }
        return count;
    }
    float weight(Word name) const { return weights_[counts_[name]]; }

    // What no round changes, however often a pair is looked at.
    struct Alike { float name; uint32_t ids; };
    const Alike& alike(const Portrait& old, const Portrait& now) {
        const auto [known, unknown] = alike_.try_emplace(uint64_t(old.item) << 32 | now.item);
        if (unknown) {
            const Symbol &x = p_.old_symbol(old.item), &y = p_.new_symbol(now.item);
            if (ids_of_ != old.item) ids_ = ids_named_after(x), ids_of_ = old.item;
            known->second = {evidence_.names.alike(p_.words.text(x.name), p_.words.text(y.name)), ids_.empty() ? 0 : same_but_for_the_model(x, y, ids_)};
        }
        return known->second;
    }

    void score(const Portrait& old, const Portrait& now, std::vector<Candidate>& out) {
        const Symbol &x = p_.old_symbol(old.item), &y = p_.new_symbol(now.item);
        float both = 0, all = 0;
        size_t shared = 0;
        for (const Word name : old.names) all += weight(name);
        for (const Word name : now.names) {
            all += weight(name);
            if (std::binary_search(old.names.begin(), old.names.end(), name)) both += 2 * weight(name), ++shared;
        }
        const float members = all > 0 ? both / all : 0;
        const float sure = std::min(1.0f, both / 40);
        const auto [name, ids] = alike(old, now);
        const Swap* swap = swaps_.between(x.name, y.name);
        const float places = swap ? swap->strength : 0;
        const float said = swap ? swap->share : 0;
        const auto records = records_.find(uint64_t(x.name) << 32 | y.name);
        const float same_ids = records == records_.end() ? 0 : float(records->second) / float(records->second + 1) * float(records->second) / float(records_of_[x.name]);
        float odds = -2.2f + 6 * (members - 0.3f) * sure + 0.6f * std::log2(1 + both / 60) + 2 * (name - 0.3f) + 4 * said + 4 * same_ids + 3 * float(ids) / float(ids + 1);
        if (x.model_kind != y.model_kind) odds -= 1.5f;
        if (p_.a.module_name(x.module) != p_.b.module_name(y.module)) odds -= 0.7f;
        if (odds < nearly_enough) return;
        Candidate& candidate = out.emplace_back();
        candidate.gone = old.item;
        candidate.fresh = now.item;
        candidate.odds = odds;
        candidate.exact = members > 0.6f && said > 0.6f;
        candidate.evidence = fmt::format("{} fields and methods in common", shared);
        if (ids > 0) candidate.evidence += fmt::format(", {} ids differ in its name alone", ids);
        if (same_ids > 0) candidate.evidence += fmt::format(", {} records kept their id", records->second);
        if (swap && places >= 1) candidate.evidence += fmt::format(", said in its place {} times", swap->places);
    }
    // Fields and methods of the same name go along with their model.
    void take_members_along() {
        std::unordered_set<Word> owners;
        for (const auto& [before, after] : p_.new_model) owners.insert(after);
        if (owners.empty()) return;
        std::unordered_map<uint64_t, Index> fresh;
        const auto key = [](const Symbol& symbol, Word owner) { return hash_pair(hash_pair(uint64_t(symbol.kind), owner), symbol.name); };
        for (size_t f = 0; f < p_.fresh.size(); ++f) {
            const Symbol& symbol = p_.new_symbol(f);
            if ((symbol.kind == SymbolKind::field || symbol.kind == SymbolKind::method) && owners.contains(symbol.owner)) fresh.emplace(key(symbol, symbol.owner), Index(f));
        }
        for (size_t g = 0; g < p_.gone.size(); ++g) {
            const Symbol& symbol = p_.old_symbol(g);
            if (symbol.kind != SymbolKind::field && symbol.kind != SymbolKind::method) continue;
            const auto renamed = p_.new_model.find(symbol.owner);
            if (renamed == p_.new_model.end()) continue;
            const auto hit = fresh.find(key(symbol, renamed->second));
            if (hit != fresh.end() && p_.open(g, hit->second)) p_.pair(g, hit->second, 1000, Certainty::exact, "its model was renamed");
        }
    }

    Pairing& p_;
    const Evidence& evidence_;
    const Swaps& swaps_;
    std::vector<Portrait> gone_, fresh_;
    std::unordered_map<Word, uint32_t> records_of_;
    std::unordered_map<uint64_t, uint32_t> records_;
    std::vector<std::vector<std::string_view>> gone_ids_;   // by module
    TextTable fresh_ids_;
    std::vector<uint32_t> counts_;   // models that have it, by name
    std::vector<float> weights_;     // by how many have it
    std::unordered_map<uint64_t, Alike> alike_;
    std::vector<std::string_view> ids_;   // named after the model looked at last
    Index ids_of_ = no_row;
};

}  // namespace

std::unique_ptr<Step> pair_models(Pairing& pairing, const Evidence& evidence) { return std::make_unique<ModelPairer>(pairing, evidence); }

}  // namespace driftline::odoo

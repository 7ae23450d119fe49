// Fields that got another name.
#include <algorithm>

#include <fmt/format.h>

#include "base/parallel.h"
#include "base/text.h"
#include "frameworks/odoo/compare/assign.h"
#include "frameworks/odoo/compare/fields_of.h"
#include "frameworks/odoo/compare/evidence.h"

namespace driftline::odoo {
namespace {

constexpr size_t most_of_owner = 300;
constexpr uint32_t most_owners = 6;

enum class Family : uint8_t { text, number, time, one, many, other };
Family family(std::string_view type) {
    if (type == "Char" || type == "Text" || type == "Html") return Family::text;
    if (type == "Integer" || type == "Float" || type == "Monetary") return Family::number;
    if (type == "Date" || type == "Datetime") return Family::time;
    if (type == "Many2one" || type == "Many2oneReference" || type == "Reference") return Family::one;
    if (type == "One2many" || type == "Many2many") return Family::many;
    return Family::other;
}

// What another type says against a pair: one record may become many, a text a longer one.
float unlike(Family a, Family b) {
    if (a == b) return a == Family::other ? 3 : 1;
    return (a == Family::one && b == Family::many) || (a == Family::many && b == Family::one) ? 1.2f : 3;
}

// A switch that installs a module: its name says all, and is that module's.
bool installs(std::string_view owner, std::string_view name) { return owner == "res.config.settings" && name.starts_with("module_"); }

class FieldPairer : public Step {
public:
    FieldPairer(Pairing& p, const Evidence& evidence) : p_(p), evidence_(evidence), swaps_(evidence.swaps) {
        for (size_t f = 0; f < p_.fresh.size(); ++f)
            if (wanted(p_.new_symbol(f))) fresh_.push_back(Index(f));
        for (size_t k = 0; k < fresh_.size(); ++k) {
            const Symbol& symbol = p_.new_symbol(fresh_[k]);
            index_.put(hash_pair(symbol.owner, 1), Index(k));
            index_.put(hash_pair(symbol.name, 2), Index(k));
        }
        index_.seal();
        after_.resize(fresh_.size());
        parallel_for(fresh_.size(), p_.jobs, [&](size_t k, int) { after_[k] = effective_field(p_.b.facts, p_.to.definitions(p_.new_symbol(fresh_[k]))); });
    }

    void run() override {
        gone_.clear();
        for (size_t g = 0; g < p_.gone.size(); ++g)
            if (wanted(p_.old_symbol(g)) && p_.successors[g].fresh == no_row) gone_.push_back(Index(g));
        std::vector<std::vector<Candidate>> found(gone_.size());
        parallel_for(gone_.size(), p_.jobs, [&](size_t i, int) { find(i, found[i]); });
        std::vector<Candidate> all;
        for (auto& some : found) std::move(some.begin(), some.end(), std::back_inserter(all));
        assign(p_, all);
        inherit();
    }

private:
    bool wanted(const Symbol& symbol) const {
        return symbol.kind == SymbolKind::field && symbol.via == Via::declared && !installs(p_.words.text(symbol.owner), p_.words.text(symbol.name));
    }

    void find(size_t i, std::vector<Candidate>& out) const {
        const Symbol& x = p_.old_symbol(gone_[i]);
        std::vector<Index> some;
        index_.each(hash_pair(p_.model_now(x.owner), 1), [&](Index k) { some.push_back(k); }, most_of_owner);
        for (const Swap& swap : swaps_.of(x.name)) index_.each(hash_pair(swap.gained, 2), [&](Index k) { some.push_back(k); });
        index_.each(hash_pair(x.name, 2), [&](Index k) { some.push_back(k); }, 12);
        std::sort(some.begin(), some.end());
        some.erase(std::unique(some.begin(), some.end()), some.end());
        const EffectiveField before = effective_field(p_.a.facts, p_.from.definitions(x));
        for (const Index k : some) {
            Candidate candidate = score(i, k, before);
            if (candidate.odds > nearly_enough) out.push_back(std::move(candidate));
        }
    }

    Candidate score(size_t i, size_t k, const EffectiveField& before) const {
        const Symbol &x = p_.old_symbol(gone_[i]), &y = p_.new_symbol(fresh_[k]);
        Candidate candidate{gone_[i], fresh_[k], -10, false, false, {}};
        const auto rows_x = p_.from.definitions(x), rows_y = p_.to.definitions(y);
        const EffectiveField& after = after_[k];
        std::string why;
        const auto say = [&](const std::string& text) { why += (why.empty() ? "" : ", ") + text; };
        constexpr float by_module[] = {0, 0.6f, 0.4f, 1.6f};
        float odds = -2.4f - by_module[size_t(p_.modules(x, y))];
        const bool follows = !before.related.empty() && !after.related.empty() && same_path(before.related, after.related);
        if (before.type == after.type) say("same type");
        else if (follows) say("related to the same field");
        else odds -= unlike(family(before.type), family(after.type));
        if (!before.comodel.empty() && !after.comodel.empty()) {
            const bool same = p_.model_now(p_.words.find(before.comodel)) == p_.words.find(after.comodel);
            odds += same ? 1.3f : -1.6f;
        }
        if (!before.label.empty() && !after.label.empty()) {
            const float label = before.label == after.label ? 1 : evidence_.names.alike(before.label, after.label);
            if (label == 1) say("same label");
            odds += 2.2f * (label - 0.25f);
        }
        const std::string_view old_help = option(p_.a.facts, rows_x, "help"), new_help = option(p_.b.facts, rows_y, "help");
        if (!old_help.empty() && !new_help.empty()) odds += 2 * (evidence_.names.alike(old_help, new_help) - 0.3f);
        odds += paths(before.related, after.related, 2) + paths(before.inverse_field, after.inverse_field, 0.8f) + options(rows_x, rows_y);
        odds += compute(before, after, say);
        if (before.selection_known && after.selection_known && !before.selection.empty() && !after.selection.empty()) odds += 3 * (keys(before.selection, after.selection) - 0.4f);
        const bool same_owner = p_.model_now(x.owner) == y.owner;
        // What many models call their own says nothing when it turns up in yet another.
        const bool common = !same_owner && x.name == y.name && evidence_.owners(x.kind, x.name) > most_owners;
        const float name = common ? 0.3f : evidence_.names.alike(p_.words.text(x.name), p_.words.text(y.name));
        odds += 2.6f * (name - 0.3f);
        if (name > 0.5f) say("similar name");
        const Swap* swap = swaps_.between(x.name, y.name);
        const float places = swap ? swap->strength : 0;
        if (swap) odds += 5.5f * swaps_.share(x.name, y.name);
        if (swap && places >= 0.5f) say(fmt::format("said in its place {}", swap->places == 1 ? "once" : fmt::format("{} times", swap->places)));
        constexpr float by_exchange[] = {0, 1, 2, 2.8f};
        const int exchanged = same_owner ? evidence_.exchanged(p_, x, y) : 0;
        odds += by_exchange[exchanged];
        if (exchanged > 0) say("the same words exchanged elsewhere");
        const float near = neighbours(x, y);
        odds += 1.2f * near + between(x, y);
        if (near > 0.5f) say("same place");
        const Patterns::Found pattern = same_owner ? evidence_.patterns.between(x.kind, x.name, y.name) : Patterns::Found();
        odds += 4.5f * pattern.strength;
        if (pattern.strength > 0) say(fmt::format("the same in {} models", pattern.models));
        if (!same_owner) odds -= (evidence_.relations.between(p_.model_now(x.owner), y.owner) ? 1.2f : 3) + (x.name == y.name ? 0 : 2.5f);
        candidate.odds = odds;
        candidate.replaced = (swap && swap->strength >= 2 && swaps_.share(x.name, y.name) > 0.5f) || exchanged >= 2;
        candidate.exact = odds > 4 && swap && places >= 2;
        candidate.evidence = why.empty() ? "alike in several ways" : why;
        return candidate;
    }

    template <class Say>
    float compute(const EffectiveField& before, const EffectiveField& after, Say&& say) const {
        if (before.compute.empty() && after.compute.empty()) return 0;
        if (before.compute.empty() || after.compute.empty()) return -0.3f;
        if (before.compute == after.compute) return say("same compute method"), 0.8f;
        if (evidence_.became(before.compute, after.compute)) return say("its compute method was renamed"), 1.5f;
        const Swap* swap = swaps_.between(p_.words.find(before.compute), p_.words.find(after.compute));
        return 2 * (evidence_.names.alike(before.compute, after.compute) - 0.5f) + (swap ? 0.5f : 0);
    }
    static float keys(const std::vector<std::string_view>& a, const std::vector<std::string_view>& b) {
        size_t both = 0;
        for (const std::string_view key : a) both += std::find(b.begin(), b.end(), key) != b.end();
        return 2 * float(both) / float(a.size() + b.size());
    }

    // The same path, as far as its fields were renamed.
    bool same_path(std::string_view before, std::string_view after) const {
        const auto x = split(before, '.'), y = split(after, '.');
        return std::equal(x.begin(), x.end(), y.begin(), y.end(), [&](std::string_view old, std::string_view now) { return old == now || evidence_.became(old, now); });
    }
    float paths(std::string_view before, std::string_view after, float worth) const {
        if (before.empty() && after.empty()) return 0;
        if (before.empty() || after.empty()) return -0.4f * worth;
        return same_path(before, after) ? worth : -0.3f * worth;
    }
    // Other arguments of the declarations that are the same.
    float options(std::span<const Index> before, std::span<const Index> after) const {
        size_t same = 0, all = 0;
        for (const std::string_view key : {"default", "digits", "copy", "tracking", "currency_field", "domain", "check_company", "ondelete", "index", "readonly", "required", "groups"}) {
            const std::string_view x = option(p_.a.facts, before, key), y = option(p_.b.facts, after, key);
            if (x.empty() && y.empty()) continue;
            ++all;
            same += x == y;
        }
        return all == 0 ? 0 : 0.8f * (float(same) / float(all) - 0.4f);
    }

    // The two fields before and behind it in its class, as far as they stand around the other one too.
    float neighbours(const Symbol& x, const Symbol& y) const {
        const auto around = [](const Side& side, Index row, std::vector<Word>& names) {
            const ClassRow& owner = side.facts.classes[side.facts.fields[row].owner];
            for (int d = -2; d <= 2; ++d) {
                const int64_t at = int64_t(row) + d;
                if (d != 0 && at >= owner.fields.begin && at < int64_t(owner.fields.begin) + owner.fields.count) names.push_back(side.word(side.facts.fields[size_t(at)].name));
            }
        };
        std::vector<Word> before, after;
        around(p_.a, x.row, before);
        around(p_.b, y.row, after);
        size_t both = 0;
        for (const Word name : before) both += std::find(after.begin(), after.end(), name) != after.end();
        return before.empty() ? 0 : float(both) / float(std::max<size_t>(2, before.size()));
    }

    // The very fields before and behind it.
    float between(const Symbol& x, const Symbol& y) const {
        const auto beside = [](const Side& side, Index row, int d) {
            const ClassRow& all = side.facts.classes[side.facts.fields[row].owner];
            const int64_t at = int64_t(row) + d;
            return at < all.fields.begin || at >= int64_t(all.fields.begin) + all.fields.count ? no_word : side.word(side.facts.fields[size_t(at)].name);
        };
        float worth = 0;
        for (const int d : {-1, 1})
            if (const Word name = beside(p_.a, x.row, d); name != no_word && name == beside(p_.b, y.row, d)) worth += 0.4f;
        return worth;
    }

    // A mixin's field is called in every model what it is called in the mixin, a delegate's likewise.
    void inherit() {
        std::unordered_map<uint64_t, Word> renamed;    // where the old row stands -> new name
        for (size_t g = 0; g < p_.gone.size(); ++g)
            if (const Successor& now = p_.successors[g]; wanted(p_.old_symbol(g)) && now.fresh != no_row) renamed.emplace(p_.old_symbol(g).row, p_.new_symbol(now.fresh).name);
        std::unordered_map<uint64_t, Index> fresh;
        for (size_t f = 0; f < p_.fresh.size(); ++f)
            if (p_.new_symbol(f).kind == SymbolKind::field && p_.new_symbol(f).via != Via::declared) fresh.emplace(hash_pair(p_.new_symbol(f).owner, p_.new_symbol(f).name), Index(f));
        for (size_t g = 0; g < p_.gone.size(); ++g) {
            const Symbol& x = p_.old_symbol(g);
            if (x.kind != SymbolKind::field || x.via == Via::declared) continue;
            const auto name = renamed.find(x.row);
            if (name == renamed.end()) continue;
            const auto hit = fresh.find(hash_pair(p_.model_now(x.owner), name->second));
            if (hit != fresh.end() && p_.open(g, hit->second)) p_.pair(g, hit->second, 1000, Certainty::likely, "renamed where it is declared");
        }
    }

    Pairing& p_;
    const Evidence& evidence_;
    const Swaps& swaps_;
    std::vector<Index> gone_, fresh_;
    std::vector<EffectiveField> after_;   // by fresh one
    FreshIndex index_;
};

}  // namespace

std::unique_ptr<Step> pair_fields(Pairing& pairing, const Evidence& evidence) { return std::make_unique<FieldPairer>(pairing, evidence); }

}  // namespace driftline::odoo

// Fields that got another name.
#include <algorithm>

#include <fmt/format.h>

#include "base/parallel.h"
#include "frameworks/odoo/compare/assign.h"
#include "frameworks/odoo/compare/fields_of.h"
#include "frameworks/odoo/compare/evidence.h"

namespace driftline::odoo {
namespace {

constexpr size_t most_of_owner = 300;

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

float alike_words(std::string_view a, std::string_view b) {
    const auto underscored = [](std::string_view text) {
        std::string out(text);
        for (char& c : out) c = c == ' ' || c == '\'' || c == '.' || c == ',' ? '_' : c >= 'A' && c <= 'Z' ? char(c + 32) : c;
        return out;
    };
    return alike_names(underscored(a), underscored(b));
}

class FieldPairer {
public:
    FieldPairer(Pairing& p, const Evidence& evidence) : p_(p), evidence_(evidence), swaps_(evidence.swaps) {}

    void run() {
        for (size_t g = 0; g < p_.gone.size(); ++g)
            if (wanted(p_.old_symbol(g)) && p_.successors[g].fresh == no_row) gone_.push_back(Index(g));
        for (size_t f = 0; f < p_.fresh.size(); ++f)
            if (wanted(p_.new_symbol(f)) && p_.predecessor[f] == no_row) fresh_.push_back(Index(f));
        for (size_t k = 0; k < fresh_.size(); ++k) {
            const Symbol& symbol = p_.new_symbol(fresh_[k]);
            index_.put(hash_pair(symbol.owner, 1), Index(k));
            index_.put(hash_pair(symbol.name, 2), Index(k));
        }
        index_.seal();
        std::vector<std::vector<Candidate>> found(gone_.size());
        parallel_for(gone_.size(), p_.jobs, [&](size_t i, int) { find(i, found[i]); });
        std::vector<Candidate> all;
        for (auto& some : found) std::move(some.begin(), some.end(), std::back_inserter(all));
        assign(p_, all);
        inherit();
    }

private:
    static bool wanted(const Symbol& symbol) { return symbol.kind == SymbolKind::field && symbol.via == Via::declared; }

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
        Candidate candidate{gone_[i], fresh_[k], -10, false, {}};
        const auto rows_x = p_.from.definitions(x), rows_y = p_.to.definitions(y);
        const EffectiveField after = effective_field(p_.b.facts, rows_y);
        std::string why;
        const auto say = [&](const std::string& text) { why += (why.empty() ? "" : ", ") + text; };
        float odds = -3.2f;
        if (before.type == after.type) say("same type");
        else odds -= unlike(family(before.type), family(after.type));
        if (!before.comodel.empty() && !after.comodel.empty()) {
            const bool same = p_.model_now(p_.words.find(before.comodel)) == p_.words.find(after.comodel);
            odds += same ? 1.3f : -2.5f;
        }
        if (!before.label.empty() && !after.label.empty()) {
            const float label = before.label == after.label ? 1 : alike_words(before.label, after.label);
            if (label == 1) say("same label");
            odds += 2.2f * (label - 0.25f);
        }
        const std::string_view old_help = option(p_.a.facts, rows_x, "help"), new_help = option(p_.b.facts, rows_y, "help");
        if (!old_help.empty() && !new_help.empty()) odds += 2 * (alike_words(old_help, new_help) - 0.3f);
        odds += same_text(before.related, after.related, 2.0f) + same_text(before.inverse_field, after.inverse_field, 0.8f);
        odds += compute(before, after, say);
        if (before.selection_known && after.selection_known && !before.selection.empty() && !after.selection.empty()) odds += 3 * (keys(before.selection, after.selection) - 0.4f);
        const float name = alike_names(p_.words.text(x.name), p_.words.text(y.name));
        odds += 2.6f * (name - 0.3f);
        if (name > 0.5f) say("similar name");
        const Swap* swap = swaps_.between(x.name, y.name);
        const float places = swap ? swap->strength : 0;
        if (swap) odds += 5.5f * places / (places + 0.6f) * std::min(1.0f, places / float(swaps_.places(x.name)) * 2);
        if (swap && places >= 0.5f) say(fmt::format("said in its place {}", swap->places == 1 ? "once" : fmt::format("{} times", swap->places)));
        const float near = neighbours(x, y);
        odds += 1.2f * near;
        if (near > 0.5f) say("same place");
        const Patterns::Found pattern = evidence_.patterns.between(x.kind, x.name, y.name);
        odds += 4.5f * pattern.strength;
        if (pattern.strength > 0) say(fmt::format("the same in {} models", pattern.models));
        if (p_.model_now(x.owner) != y.owner) odds -= (related(x, y) ? 1.2f : 3) + (x.name == y.name ? 0 : 1.5f);
        candidate.odds = odds;
        if (const char* dbg = getenv("DRIFT_DEBUG"); dbg && fmt::format("{}.{}", p_.words.text(x.owner), p_.words.text(x.name)) == dbg)
            fmt::print(stderr, "F {}.{} odds {:.2f} type {}/{} label {}/{} name {:.2f} swap {:.2f}/{} places {} pat {:.2f} near {:.2f} comp {}/{}\n", p_.words.text(y.owner), p_.words.text(y.name), odds, before.type, after.type, before.label, after.label, name, places, swap ? swap->places : 0, swaps_.places(x.name), pattern.strength, near, before.compute, after.compute);
        candidate.exact = odds > 4 && swap && places >= 2;
        candidate.evidence = why.empty() ? "alike in all" : why;
        return candidate;
    }

    static float same_text(std::string_view before, std::string_view after, float worth) {
        if (before.empty() && after.empty()) return 0;
        if (before.empty() || after.empty()) return -0.4f * worth;
        return before == after ? worth : -0.3f * worth;
    }
    template <class Say>
    float compute(const EffectiveField& before, const EffectiveField& after, Say&& say) const {
        if (before.compute.empty() && after.compute.empty()) return 0;
        if (before.compute.empty() || after.compute.empty()) return -0.3f;
        if (before.compute == after.compute) return say("same compute method"), 0.8f;
        const Swap* swap = swaps_.between(p_.words.find(before.compute), p_.words.find(after.compute));
        return 2 * (alike_names(before.compute, after.compute) - 0.5f) + (swap ? 0.5f : 0);
    }
    static float keys(const std::vector<std::string_view>& a, const std::vector<std::string_view>& b) {
        size_t both = 0;
        for (const std::string_view key : a) both += std::find(b.begin(), b.end(), key) != b.end();
        return 2 * float(both) / float(a.size() + b.size());
    }

    // A model whose name begins with the other's, or whose fields lead to it.
    bool related(const Symbol& x, const Symbol& y) const {
        const std::string_view old_owner = p_.words.text(x.owner), new_owner = p_.words.text(y.owner);
        if (old_owner.starts_with(new_owner) || new_owner.starts_with(old_owner)) return true;
        for (const std::string_view owner : {new_owner, old_owner}) {
            const Model* model = p_.b.model(p_.words.find(owner));
            if (!model) continue;
            const std::string_view other = owner == new_owner ? old_owner : new_owner;
            for (const Index c : model->definitions) {
                const ClassRow& row = p_.b.facts.classes[c];
                for (Index f = row.fields.begin; f < row.fields.begin + row.fields.count; ++f)
                    if (p_.b.str(p_.b.facts.fields[f].comodel) == other) return true;
            }
        }
        return false;
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

    // A mixin's field is called in every model what it is called in the mixin, a delegate's likewise.
    void inherit() {
        std::unordered_map<uint64_t, Word> renamed;    // where the old row stands -> new name
        for (const Index g : gone_)
            if (const Successor& now = p_.successors[g]; now.fresh != no_row) renamed.emplace(p_.old_symbol(g).row, p_.new_symbol(now.fresh).name);
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
    FreshIndex index_;
};

}  // namespace

void pair_fields(Pairing& pairing, const Evidence& evidence) { FieldPairer(pairing, evidence).run(); }

}  // namespace driftline::odoo

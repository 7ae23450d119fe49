// Fields that got another name.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/parallel.h"
#include "base/text.h"
#include "frameworks/odoo/compare/assign.h"
#include "frameworks/odoo/compare/evidence.h"

namespace driftline::odoo {
namespace {

constexpr size_t most_of_owner = 300;
constexpr uint32_t most_owners = 6;
constexpr float most_by_name = 1.82f, most_by_label = 1.65f, most_by_help = 1.4f, most_by_compute = 1.5f, most_by_keys = 1.8f, most_by_options = 0.48f;   // odds that these can add
constexpr float slack = 0.01f;            // of rounding
constexpr size_t told_by = size_t(FieldOption::groups) + 1;   // options that pairs are told by

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

// What a field is compared by, read once.
struct Portrait {
    Index item = no_row;                     // of Pairing::gone or fresh
    std::string_view type, related, inverse_field, compute;
    Family family = Family::other;
    Word comodel = no_word, label = no_word, help = no_word, compute_name = no_word;
    SplitNames::Id name_words = 0, label_words = 0;
    Word relation = no_word;   // the table of a many2many, where it is given
    std::array<Word, told_by> options{};
    std::vector<Word> selection;
    bool selection_known = false;
    std::array<Word, 4> around{};            // the two fields before and behind it in its class
};
// What each pair is asked first: many, so these lie together.
struct Candidacy { Word owner, name; uint64_t words; };   // words: SplitNames::word_sum
struct Old {
    Portrait portrait;
    Word owner = no_word, comodel = no_word; // today's
    std::vector<std::pair<Word, float>> said;   // in its place, and how far that speaks for it
    std::vector<Index> open;                 // those that may become its successor once more is learnt of other names; sorted
};

// What was found in two portraits, for people.
struct Signs { bool same_type = false, follows = false, same_label = false, same_compute = false, compute_renamed = false; };

class FieldPairer : public Step {
public:
    FieldPairer(Pairing& p, const Evidence& evidence) : p_(p), evidence_(evidence), swaps_(evidence.swaps), split_(evidence.names) {
        for (size_t f = 0; f < p_.fresh.size(); ++f) {
            const Symbol& y = p_.new_symbol(f);
            if (wanted(y)) fresh_.push_back(portrait(p_.to, y, Index(f)));
            else if (y.kind == SymbolKind::field && y.via != Via::declared) inherited_fresh_.emplace(hash_pair(y.owner, y.name), Index(f));
        }
        for (size_t g = 0; g < p_.gone.size(); ++g) {
            const Symbol& x = p_.old_symbol(g);
            if (wanted(x)) declared_gone_.push_back(Index(g));
            else if (x.kind == SymbolKind::field && x.via != Via::declared) inherited_gone_.push_back(Index(g));
            if (wanted(x) && p_.successors[g].fresh == no_row) gone_.emplace_back().portrait = portrait(p_.from, x, Index(g));
        }
        for (const Portrait& one : fresh_) candidacies_.push_back({p_.new_symbol(one.item).owner, p_.new_symbol(one.item).name, split_.word_sum(one.name_words)});
        index_.fill([&](auto&& put) {
            for (size_t k = 0; k < fresh_.size(); ++k) {
                const Symbol& symbol = p_.new_symbol(fresh_[k].item);
                put(hash_pair(symbol.owner, 1), Index(k));
                put(hash_pair(symbol.name, 2), Index(k));
            }
        });
    }

    void run() override {
        std::erase_if(gone_, [&](const Old& old) { return p_.successors[old.portrait.item].fresh != no_row; });
        std::vector<std::vector<Candidate>> found(gone_.size());
        std::vector<Bench> benches(size_t(std::max(1, p_.jobs)));
        parallel_for(gone_.size(), p_.jobs, [&](size_t i, int worker) { find(gone_[i], benches[size_t(worker)], found[i]); });
        std::vector<Candidate> all;
        for (auto& some : found) std::move(some.begin(), some.end(), std::back_inserter(all));
        assign(p_, all);
        first_ = false;
        inherit();
    }

private:
    bool wanted(const Symbol& symbol) const {
        return symbol.kind == SymbolKind::field && symbol.via == Via::declared && !installs(p_.words.text(symbol.owner), p_.words.text(symbol.name));
    }

    Portrait portrait(const Symbols& symbols, const Symbol& symbol, Index item) {
        const Side& side = symbols.side;
        const auto rows = symbols.definitions(symbol);
        const FieldOptions options = side.fields.options(rows);
        const EffectiveField field = side.fields.effective(rows, options);
        const auto word = [&](Name name) { return name == FieldOptions::absent ? no_word : side.word(name); };
        Portrait made;
        made.item = item;
        made.type = field.type, made.related = field.related, made.inverse_field = field.inverse_field, made.compute = field.compute;
        made.family = family(field.type);
        made.comodel = side.word(side.fields.nearest(rows, &FieldRow::comodel));
        made.label = side.word(field.label);
        made.help = word(options[FieldOption::help]);
        made.relation = word(options[FieldOption::relation]);
        for (size_t o = 0; o < told_by; ++o) made.options[o] = word(options[FieldOption(o)]);
        made.selection_known = field.selection_known;
        for (const Name key : field.selection) made.selection.push_back(side.word(key));
        made.name_words = split_.add(p_.words.text(symbol.name));
        if (made.label != no_word) made.label_words = split_.add(p_.words.text(made.label));
        if (!made.compute.empty()) made.compute_name = p_.words.find(made.compute);
        const ClassRow& owner = side.facts.classes[side.facts.fields[symbol.row].owner];
        constexpr int distances[] = {-2, -1, 1, 2};
        for (size_t i = 0; i < made.around.size(); ++i) {
            const int64_t at = int64_t(symbol.row) + distances[i];
            if (at >= owner.fields.begin && at < int64_t(owner.fields.begin) + owner.fields.count) made.around[i] = side.word(side.facts.fields[size_t(at)].name);
        }
        return made;
    }

    // An old field, and what its pairs have in common.
    struct Asked {
        const Old& old;
        const Symbol& x;
        uint64_t words;   // of its name
        std::span<const Swap> swaps;
        bool patterns, swaps_changed;
    };
    // What speaks for a pair apart from the two declarations.
    struct Support {
        std::span<const Swap>::iterator swap;
        Patterns::Found pattern;
        int exchanged = 0;
        bool by_others() const { return pattern.strength > 0 || exchanged > 0; }
        bool is_news(const Asked& asked) const { return by_others() || (asked.swaps_changed && swap != asked.swaps.end()); }
    };
    Support support_of(const Asked& asked, const Candidacy& y) const {
        const Symbol& x = asked.x;
        const bool same_owner = asked.old.owner == y.owner;
        Support made{std::find_if(asked.swaps.begin(), asked.swaps.end(), [&](const Swap& one) { return one.gained == y.name; }), {}, 0};
        if (asked.patterns && same_owner) made.pattern = evidence_.patterns.between(x.kind, x.name, y.name);
        if (same_owner) made.exchanged = evidence_.exchanged(p_, x, y.words - asked.words);
        return made;
    }

    struct Bench { std::vector<Index> some, open; };   // what one thread works with
    void find(Old& old, Bench& bench, std::vector<Candidate>& out) const {
        const Symbol& x = p_.old_symbol(old.portrait.item);
        const Word owner = p_.model_now(x.owner), comodel = p_.model_now(old.portrait.comodel);
        const bool changed = first_ || owner != old.owner || comodel != old.comodel;
        old.owner = owner;
        old.comodel = comodel;
        const std::span<const Swap> swaps = swaps_.of(x.name);
        std::vector<std::pair<Word, float>> said;
        for (const Swap& swap : swaps) said.emplace_back(swap.gained, swap.share);
        const Asked asked{old, x, split_.word_sum(old.portrait.name_words), swaps, evidence_.patterns.any(x.kind, x.name), said != old.said};
        old.said = std::move(said);
        std::vector<Index>& some = bench.some;
        std::vector<Index>& open = bench.open;
        some.clear();
        open.clear();
        index_.each(hash_pair(owner, 1), [&](Index k) { some.push_back(k); }, most_of_owner);
        if (!changed)   // of a pair that was compared before, only what else speaks for it can be news; where others spoke for it, it is open
            std::erase_if(some, [&](Index k) {
                const Candidacy& y = candidacies_[k];
                const bool news = (asked.swaps_changed || evidence_.is_new(y.words - asked.words)) && support_of(asked, y).is_news(asked);
                return !news && !std::binary_search(old.open.begin(), old.open.end(), k);
            });
        if (changed || asked.swaps_changed) {
            for (const Swap& swap : swaps) index_.each(hash_pair(swap.gained, 2), [&](Index k) { some.push_back(k); });
            index_.each(hash_pair(x.name, 2), [&](Index k) { some.push_back(k); }, 12);
        } else {
            some.insert(some.end(), old.open.begin(), old.open.end());
        }
        std::sort(some.begin(), some.end());
        some.erase(std::unique(some.begin(), some.end()), some.end());
        for (const Index k : some)
            if (score(asked, fresh_[k], support_of(asked, candidacies_[k]), out)) open.push_back(k);
        old.open = open;
    }

    // For people: what speaks for a pair.
    static std::string why_of(const Asked& asked, const Support& support, const Signs& signs, float name, float near) {
        std::string why;
        const auto say = [&](bool so, const std::string& text) { why += so ? (why.empty() ? "" : ", ") + text : ""; };
        say(signs.same_type, "same type");
        say(!signs.same_type && signs.follows, "related to the same field");
        say(signs.same_label, "same label");
        say(signs.same_compute, "same compute method");
        say(signs.compute_renamed, "its compute method was renamed");
        say(name > 0.5f, "similar name");
        if (support.swap != asked.swaps.end() && support.swap->strength >= 0.5f) say(true, fmt::format("said in its place {}", support.swap->places == 1 ? "once" : fmt::format("{} times", support.swap->places)));
        say(support.exchanged > 0, "the same words exchanged elsewhere");
        say(near > 0.5f, "same place");
        if (support.pattern.strength > 0) say(true, fmt::format("the same in {} models", support.pattern.models));
        return why.empty() ? "alike in several ways" : why;
    }

    // False if nothing that is learnt about other names can make it a pair.
    bool score(const Asked& asked, const Portrait& after, const Support& support, std::vector<Candidate>& out) const {
        constexpr float by_module[] = {0, 0.6f, 0.4f, 1.6f}, by_exchange[] = {0, 1, 2, 2.8f};
        const Portrait& before = asked.old.portrait;
        const Symbol &x = asked.x, &y = p_.new_symbol(after.item);
        const Word owner = asked.old.owner;
        Signs signs;
        const bool same_owner = owner == y.owner;
        signs.same_type = before.type == after.type;
        signs.follows = !before.related.empty() && !after.related.empty() && same_path(before.related, after.related);
        float kind = 0, label = 0, help = 0;
        if (!signs.same_type && !signs.follows) kind -= unlike(before.family, after.family);
        if (before.comodel != no_word && after.comodel != no_word) kind += asked.old.comodel == after.comodel ? 1.3f : -1.6f;
        if (before.relation != no_word && after.relation != no_word) kind += before.relation == after.relation ? 2.2f : -0.6f;
        const float paths_alike = paths(before.related, after.related, 2) + paths(before.inverse_field, after.inverse_field, 0.8f);
        const float near = neighbours(before, after), place = 1.2f * near + between(before, after);
        const auto swap = support.swap;
        const bool swapped = swap != asked.swaps.end();
        const float share = swapped ? swap->share : 0;
        const int exchanged = support.exchanged;
        const Patterns::Found& pattern = support.pattern;
        const bool may_follow = !before.related.empty() && !after.related.empty() && !signs.follows, may_meet = before.inverse_field != after.inverse_field;   // once more names are known
        const bool open = support.by_others() || may_follow || may_meet;
        float odds = -2.4f - by_module[size_t(p_.modules(x, y))] + kind + paths_alike + place + 5.5f * share + by_exchange[exchanged] + 4.5f * pattern.strength;
        // Nearly all pairs end at one of these lines, before any words are compared, or some.
        const bool labels = before.label != no_word && after.label != no_word, helps = before.help != no_word && after.help != no_word;
        const bool keys_known = before.selection_known && after.selection_known && !before.selection.empty() && !after.selection.empty();
        float most = (same_owner ? 0 : -1.2f - (x.name == y.name ? 0 : 2.5f)) + most_by_name + most_by_compute + most_by_help * helps + most_by_keys * keys_known + slack;
        if (odds + most_by_options + most + most_by_label * labels <= nearly_enough) return open;
        odds += options(before, after);
        if (odds + most + most_by_label * labels <= nearly_enough) return open;
        if (labels) {
            const float alike = before.label == after.label ? 1 : split_.alike(before.label_words, after.label_words);
            signs.same_label = alike == 1;
            label = 2.2f * (alike - 0.25f);
        }
        odds += label;
        if (odds + most <= nearly_enough) return open;
        // What many models call their own says nothing when it turns up in yet another.
        const bool common = !same_owner && x.name == y.name && evidence_.owners(x.kind, x.name) > most_owners;
        const float name = common ? 0.3f : split_.alike(before.name_words, after.name_words);
        odds += 2.6f * (name - 0.3f);
        most -= most_by_name;
        if (odds + most <= nearly_enough) return open;
        if (helps) help = 2 * (evidence_.names.alike(p_.words.text(before.help), p_.words.text(after.help)) - 0.3f);
        odds += help + compute(before, after, signs);
        if (keys_known) odds += 3 * (keys(before.selection, after.selection) - 0.4f);
        if (!same_owner) odds -= (evidence_.relations.between(owner, y.owner) ? 1.2f : 3) + (x.name == y.name ? 0 : 2.5f);
        if (odds <= nearly_enough) return true;

        Candidate& candidate = out.emplace_back();
        candidate.gone = before.item;
        candidate.fresh = after.item;
        candidate.odds = odds;
        candidate.replaced = (swapped && swap->strength >= 2 && share > 0.5f) || exchanged >= 2;
        candidate.exact = odds > 4 && swapped && swap->strength >= 2;
        candidate.evidence = why_of(asked, support, signs, name, near);
        return true;
    }

    float compute(const Portrait& before, const Portrait& after, Signs& signs) const {
        if (before.compute.empty() && after.compute.empty()) return 0;
        if (before.compute.empty() || after.compute.empty()) return -0.3f;
        if (before.compute == after.compute) return signs.same_compute = true, 0.8f;
        if (evidence_.became(before.compute, after.compute)) return signs.compute_renamed = true, 1.5f;
        const Swap* swap = swaps_.between(before.compute_name, after.compute_name);
        return 2 * (evidence_.names.alike(before.compute, after.compute) - 0.5f) + (swap ? 0.5f : 0);
    }
    static float keys(const std::vector<Word>& a, const std::vector<Word>& b) {
        size_t both = 0;
        for (const Word key : a) both += std::find(b.begin(), b.end(), key) != b.end();
        return 2 * float(both) / float(a.size() + b.size());
    }

    // The same path, as far as its fields were renamed.
    bool same_path(std::string_view before, std::string_view after) const {
        if (before == after) return true;
        for (;;) {
            const size_t x = std::min(before.find('.'), before.size()), y = std::min(after.find('.'), after.size());
            if ((x == before.size()) != (y == after.size())) return false;
            if (before.substr(0, x) != after.substr(0, y) && !evidence_.became(before.substr(0, x), after.substr(0, y))) return false;
            if (x == before.size()) return true;
            before.remove_prefix(x + 1);
            after.remove_prefix(y + 1);
        }
    }
    float paths(std::string_view before, std::string_view after, float worth) const {
        if (before.empty() && after.empty()) return 0;
        if (before.empty() || after.empty()) return -0.4f * worth;
        return same_path(before, after) ? worth : -0.3f * worth;
    }
    // Other arguments of the declarations that are the same.
    static float options(const Portrait& before, const Portrait& after) {
        size_t same = 0, all = 0;
        for (size_t o = 0; o < told_by; ++o) {
            const Word x = before.options[o], y = after.options[o];
            all += x != no_word || y != no_word;
            same += x != no_word && x == y;
        }
        return all == 0 ? 0 : 0.8f * (float(same) / float(all) - 0.4f);
    }

    // The two fields before and behind it in its class, as far as they stand around the other one too.
    static float neighbours(const Portrait& before, const Portrait& after) {
        size_t both = 0, all = 0;
        for (const Word name : before.around) {
            if (name == no_word) continue;
            ++all;
            both += std::find(after.around.begin(), after.around.end(), name) != after.around.end();
        }
        return all == 0 ? 0 : float(both) / float(std::max<size_t>(2, all));
    }
    // The very fields before and behind it.
    static float between(const Portrait& before, const Portrait& after) {
        float worth = 0;
        for (const size_t i : {1, 2})
            if (before.around[i] != no_word && before.around[i] == after.around[i]) worth += 0.4f;
        return worth;
    }

    // A mixin's field is called in every model what it is called in the mixin, a delegate's likewise.
    void inherit() {
        std::unordered_map<uint64_t, Word> renamed;    // where the old row stands -> new name
        for (const Index g : declared_gone_)
            if (const Successor& now = p_.successors[g]; now.fresh != no_row) renamed.emplace(p_.old_symbol(g).row, p_.new_symbol(now.fresh).name);
        for (const Index g : inherited_gone_) {
            const Symbol& x = p_.old_symbol(g);
            const auto name = renamed.find(x.row);
            if (name == renamed.end()) continue;
            const auto hit = inherited_fresh_.find(hash_pair(p_.model_now(x.owner), name->second));
            if (hit != inherited_fresh_.end() && p_.open(g, hit->second)) p_.pair(g, hit->second, 1000, Certainty::likely, "renamed where it is declared");
        }
    }

    Pairing& p_;
    const Evidence& evidence_;
    const Swaps& swaps_;
    SplitNames split_;
    std::vector<Old> gone_;       // still open
    std::vector<Portrait> fresh_;
    std::vector<Candidacy> candidacies_;                     // of fresh_
    FreshIndex index_;
    std::vector<Index> declared_gone_, inherited_gone_;      // all of them
    std::unordered_map<uint64_t, Index> inherited_fresh_;    // by owner and name
    bool first_ = true;
};

}  // namespace

std::unique_ptr<Step> pair_fields(Pairing& pairing, const Evidence& evidence) { return std::make_unique<FieldPairer>(pairing, evidence); }

}  // namespace driftline::odoo

#include "frameworks/odoo/compare/swaps.h"

#include <algorithm>
#include <map>

#include "base/parallel.h"
#include "frameworks/odoo/compare/lex.h"

namespace driftline::odoo {
namespace {

constexpr size_t most_kept = 8;            // candidates per lost name
constexpr size_t most_names = 24;          // a text that changed more names than that was rewritten: it says nothing
constexpr float declared = 2;              // a declaration that names another method has that role filled by it

// Hash of a name's text -> the name. Open addressing; lookups are nearly all misses.
class Interest {
public:
    explicit Interest(size_t expected) : slots_(1024) {
        while (slots_.size() < expected * 4) slots_.resize(slots_.size() * 2);
    }
    void add(uint64_t hash, Word word) {
        size_t i = hash & (slots_.size() - 1);
        while (slots_[i].word != no_word && slots_[i].hash != hash) i = (i + 1) & (slots_.size() - 1);
        slots_[i] = {hash, word};
    }
    Word find(uint64_t hash) const {
        for (size_t i = hash & (slots_.size() - 1);; i = (i + 1) & (slots_.size() - 1)) {
            if (slots_[i].word == no_word) return no_word;
            if (slots_[i].hash == hash) return slots_[i].word;
        }
    }

private:
    struct Slot { uint64_t hash = 0; Word word = no_word; };
    std::vector<Slot> slots_;
};

enum class Form : uint8_t { python, arch };
struct Container {
    Form form = Form::python;
    float weight = 1;
    std::string before, after;   // own text (declarations, values), or "" and the views below
    std::string_view old_text, new_text;
};

// A flat stream of words: strings of code are looked into, since they name fields, methods and models.
void flatten(const std::vector<Token>& tokens, const Interest& whole, std::vector<uint64_t>& out) {
    constexpr uint64_t quote = 0x71;
    out.clear();
    for (const Token& token : tokens) {
        if (token.kind != Token::string) { out.push_back(token.hash); continue; }
        const uint64_t all = hash_text(token.text);
        out.push_back(quote);
        if (token.text.size() > 2000 || whole.find(all) != no_word) out.push_back(all);
        else each_word(token.text, [&](std::string_view word) { out.push_back(hash_text(word)); });
        out.push_back(quote);
    }
}

struct Workbench {
    std::vector<Token> tokens;
    std::vector<uint64_t> before, after;
};

uint64_t around(const std::vector<uint64_t>& stream, size_t i, int from, int to) {
    uint64_t h = 17;
    for (int d = from; d <= to; ++d) {
        if (d == 0) continue;
        const int64_t at = int64_t(i) + d;
        h = hash_pair(h, at < 0 || at >= int64_t(stream.size()) ? 0 : stream[size_t(at)]);
    }
    return h;
}

// Names of `wanted` in the stream, with how often; fewer than in the other stream do not count.
std::map<Word, std::vector<size_t>> occurrences(const std::vector<uint64_t>& stream, const Interest& wanted) {
    std::map<Word, std::vector<size_t>> found;
    for (size_t i = 0; i < stream.size(); ++i)
        if (const Word word = wanted.find(stream[i])) found[word].push_back(i);
    return found;
}

void drop_common(std::map<Word, std::vector<size_t>>& mine, const std::vector<uint64_t>& other, const Interest& wanted) {
    if (mine.empty()) return;
    std::map<Word, size_t> count;
    for (const uint64_t hash : other)
        if (const Word word = wanted.find(hash)) ++count[word];
    std::erase_if(mine, [&](const auto& entry) {
        const auto hit = count.find(entry.first);
        return hit != count.end() && hit->second >= entry.second.size();
    });
}

using Vote = Swaps::Vote;
using Votes = Swaps::Votes;

void vote(const Workbench& bench, const Interest& gone, const Interest& fresh, float beside, Votes& out) {
    auto lost = occurrences(bench.before, gone);
    drop_common(lost, bench.after, gone);
    if (lost.empty()) return;
    for (const auto& [word, places] : lost) out.lost.push_back(word);
    auto gained = occurrences(bench.after, fresh);
    drop_common(gained, bench.before, fresh);
    if (gained.empty() || lost.size() > most_names || gained.size() > most_names) return;
    // Wide contexts on both sides, then two words on either side with one on the other.
    struct Width { int from, to; float strength; };
    for (const auto& [l, old_places] : lost) {
        std::map<Word, float> best;
        for (const Width width : {Width{-3, 3, 1.0f}, Width{-4, 1, 0.9f}, Width{-1, 4, 0.9f}, Width{-3, 0, 0.6f}, Width{0, 3, 0.6f}}) {
            std::map<uint64_t, bool> contexts;
            for (const size_t place : old_places) contexts[around(bench.before, place, width.from, width.to)] = true;
            for (const auto& [g, new_places] : gained)
                for (const size_t place : new_places)
                    if (contexts.contains(around(bench.after, place, width.from, width.to))) best[g] = std::max(best[g], width.strength);
        }
        const float share = beside / float(lost.size() * gained.size());
        for (const auto& [g, places] : gained) {
            const auto hit = best.find(g);
            out.votes.push_back({l, g, hit == best.end() ? share : hit->second / float(std::max<size_t>(1, best.size()))});
        }
    }
}

class Gatherer {
public:
    explicit Gatherer(const Pairing& p) : p_(p) {}

    std::vector<Container> run() {
        for (const auto& [i, k] : p_.kept) add(p_.from.all[i], p_.to.all[k]);
        for (size_t g = 0; g < p_.gone.size(); ++g)
            if (p_.successors[g].fresh != no_row) add(p_.old_symbol(g), p_.new_symbol(p_.successors[g].fresh));
        return std::move(containers_);
    }

private:
    void add(const Symbol& x, const Symbol& y) {
        if (x.column != y.column) return;
        if (x.kind == SymbolKind::method) methods(x, y);
        else if (x.kind == SymbolKind::python && x.column == SymbolRef::Column::method) bodies(x.row, y.row);
        else if (x.kind == SymbolKind::field && x.via == Via::declared && y.via == Via::declared) fields(x, y);
        else if (x.kind == SymbolKind::record && x.column == SymbolRef::Column::record) records(x, y);
    }

    void bodies(Index i, Index k) {
        const MethodRow &x = p_.a.facts.methods[i], &y = p_.b.facts.methods[k];
        if (x.body_digest == y.body_digest && x.decorators_digest == y.decorators_digest) return;
        containers_.push_back({Form::python, 1, "", "", p_.a.source(x.body), p_.b.source(y.body)});
    }

    // Definitions of one module belong together, in their order.
    template <class F>
    void by_module(const Symbol& x, const Symbol& y, F&& both) {
        const auto module = [](const Side& side, SymbolRef::Column column, Index row) {
            return side.module_name(side.module_of(column == SymbolRef::Column::field ? side.facts.fields[row].at : side.facts.methods[row].at));
        };
        const auto rows = p_.to.definitions(y);
        std::vector<bool> taken(rows.size());
        for (const Index i : p_.from.definitions(x))
            for (size_t k = 0; k < rows.size(); ++k) {
                if (taken[k] || module(p_.a, x.column, i) != module(p_.b, y.column, rows[k])) continue;
                taken[k] = true;
                both(i, rows[k]);
                break;
            }
    }
    void methods(const Symbol& x, const Symbol& y) {
        by_module(x, y, [&](Index i, Index k) { bodies(i, k); });
    }
    void fields(const Symbol& x, const Symbol& y) {
        by_module(x, y, [&](Index i, Index k) {
            const FieldRow &before = p_.a.facts.fields[i], &after = p_.b.facts.fields[k];
            if (before.digest != after.digest) containers_.push_back({Form::python, declared, declaration(p_.a, before), declaration(p_.b, after), {}, {}});
        });
    }
    static std::string declaration(const Side& side, const FieldRow& row) {
        std::string text;
        const auto options = side.facts.items(row.options);
        for (size_t i = 0; i + 1 < options.size(); i += 2) {
            const std::string_view key = side.str(options[i]);
            if (key != "string" && key != "help") text.append(key).append("=").append(side.str(options[i + 1])).append("\n");
        }
        return text;
    }
    void records(const Symbol& x, const Symbol& y) {
        const std::string before = values(p_.a, x.row), after = values(p_.b, y.row);
        if (before != after) containers_.push_back({Form::python, declared, before, after, {}, {}});
        const Index i = p_.from.view_of[x.row], k = p_.to.view_of[y.row];
        if (i == no_row || k == no_row) return;
        const std::string_view old_arch = p_.a.source(p_.a.facts.views[i].arch), new_arch = p_.b.source(p_.b.facts.views[k].arch);
        if (old_arch != new_arch) containers_.push_back({Form::arch, 1, "", "", old_arch, new_arch});
    }
    static std::string values(const Side& side, Index record) {
        std::string text;
        const RecordRow& row = side.facts.records[record];
        for (Index v = row.values.begin; v < row.values.begin + row.values.count; ++v) {
            const ValueRow& value = side.facts.values[v];
            const bool quoted = value.kind == ValueKind::ref || value.kind == ValueKind::text;
            text.append(side.str(value.field)).append("=").append(quoted ? "'" : "").append(side.str(value.value)).append(quoted ? "'\n" : "\n");
        }
        return text;
    }

    const Pairing& p_;
    std::vector<Container> containers_;
};

}  // namespace

Swaps::Swaps(const Pairing& p) {
    Interest gone(p.gone.size()), fresh(p.fresh.size()), either(p.gone.size() + p.fresh.size());
    const auto add = [&](const Symbol& symbol, Interest& side) {
        if (symbol.name == no_word || symbol.kind == SymbolKind::module) return;
        const uint64_t hash = hash_text(p.words.text(symbol.name));
        side.add(hash, symbol.name);
        either.add(hash, symbol.name);
    };
    for (size_t g = 0; g < p.gone.size(); ++g) add(p.old_symbol(g), gone);
    for (size_t f = 0; f < p.fresh.size(); ++f) add(p.new_symbol(f), fresh);

    std::vector<Container> containers = Gatherer(p).run();
    std::vector<Votes> votes(containers.size());
    std::vector<Workbench> benches(size_t(std::max(1, p.jobs)));
    parallel_for(containers.size(), p.jobs, [&](size_t i, int worker) {
        Container& c = containers[i];
        Workbench& bench = benches[size_t(worker)];
        const bool own = c.old_text.empty() && c.new_text.empty();
        const auto lex = [&](std::string_view text, std::vector<uint64_t>& out) {
            if (c.form == Form::arch) lex_arch(text, bench.tokens);
            else lex_python(text, bench.tokens);
            flatten(bench.tokens, either, out);
        };
        lex(own ? std::string_view(c.before) : c.old_text, bench.before);
        lex(own ? std::string_view(c.after) : c.new_text, bench.after);
        // The name went and the other came, but not at the same place: in a declaration there is hardly another.
        vote(bench, gone, fresh, c.weight > 1 ? 0.5f : 0.3f, votes[i]);
        for (Vote& one : votes[i].votes) one.strength *= c.weight;
    });
    count(votes);
}

void Swaps::count(const std::vector<Votes>& votes) {
    std::vector<Vote> all;
    for (const Votes& one : votes) {
        for (const Word word : one.lost) ++lost_[word].places;
        all.insert(all.end(), one.votes.begin(), one.votes.end());
    }
    std::stable_sort(all.begin(), all.end(), [](const Vote& x, const Vote& y) { return std::pair(x.lost, x.gained) < std::pair(y.lost, y.gained); });
    for (size_t i = 0; i < all.size();) {
        Swap swap{all[i].gained, 0, 0};
        const size_t begin = i;
        for (; i < all.size() && all[i].lost == all[begin].lost && all[i].gained == swap.gained; ++i) {
            swap.strength += all[i].strength;
            ++swap.places;
        }
        lost_[all[begin].lost].strength += swap.strength;
        lost_[all[begin].lost].swaps.push_back(swap);
    }
    for (auto& [word, entry] : lost_) {
        std::sort(entry.swaps.begin(), entry.swaps.end(), [](const Swap& x, const Swap& y) { return x.strength != y.strength ? x.strength > y.strength : x.gained < y.gained; });
        if (entry.swaps.size() > most_kept) entry.swaps.resize(most_kept);
    }
}

std::span<const Swap> Swaps::of(Word lost) const {
    const auto hit = lost_.find(lost);
    return hit == lost_.end() ? std::span<const Swap>() : hit->second.swaps;
}

float Swaps::share(Word lost, Word gained) const {
    const auto hit = lost_.find(lost);
    if (hit == lost_.end()) return 0;
    const Swap* swap = between(lost, gained);
    if (!swap) return 0;
    const float all = std::max(hit->second.strength, 0.3f * float(hit->second.places));
    return swap->strength / (swap->strength + 0.6f) * std::min(1.0f, 1.5f * swap->strength / all);
}

const Swap* Swaps::between(Word lost, Word gained) const {
    for (const Swap& swap : of(lost))
        if (swap.gained == gained) return &swap;
    return nullptr;
}

}  // namespace driftline::odoo

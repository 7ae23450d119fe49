#include "frameworks/odoo/compare/swaps.h"

#include <algorithm>
#include <array>

#include "base/parallel.h"
#include "frameworks/odoo/compare/lex.h"
#include "frameworks/odoo/compare/text_table.h"

namespace driftline::odoo {
namespace {

constexpr size_t most_kept = 8;            // candidates per lost name
constexpr size_t most_names = 24;          // a text that changed more names than that was rewritten: it says nothing
constexpr float declared = 2;              // a declaration that names another method has that role filled by it
constexpr uint64_t quote = 0x71;           // in a stream of words: a string begins or ends

using Vote = Swaps::Vote;
using Votes = Swaps::Votes;

// Names that only one of the cores has, by the hash of their text.
class OneSided {
public:
    enum Flags : uint32_t { gone = 1, fresh = 2, phrase = 4 /* no single word */ };
    explicit OneSided(const Pairing& p) : OneSided(p, names_of(p)) {}
    OneSided(const Pairing& p, const std::vector<uint32_t>& names) : table_(names.size()) {
        struct Hashed { uint64_t hash; uint32_t name; };
        constexpr size_t ahead = 16;   // the table is larger than the nearer caches, and is filled in no order
        std::vector<Hashed> waiting;
        waiting.reserve(names.size());
        const auto add = [&](size_t i) { table_.add(waiting[i].hash, waiting[i].name); };
        for (const uint32_t name : names) {
            const std::string_view text = p.words.text(word(name));
            size_t end = 0;   // of its first word
            const uint64_t hash = lexing::hash_word(text, end);
            waiting.push_back(end < text.size() ? Hashed{hash_text(text), name | phrase} : Hashed{hash, name});
            table_.prefetch(waiting.back().hash);
            if (waiting.size() > ahead) add(waiting.size() - ahead - 1);
        }
        for (size_t i = names.size() - std::min(names.size(), ahead); i < names.size(); ++i) add(i);
    }
    // A name and its flags as one number, or TextTable::none.
    uint32_t find(uint64_t hash) const { return table_.find(hash); }
    static Word word(uint32_t name) { return name >> 3; }
    // May the first text say a name that is gone more often than the second, which then was not written anew?
    bool may_lose(const SaidBy& before, const SaidBy& after) const {
        if (!before.known() || !after.known()) return true;
        const More lost = more(before, after, gone, 0);
        // Of a string that is a name as a whole no word is looked at, though it was counted.
        const auto words = after.words();
        const auto is_phrase = [&](uint32_t word) {
            const uint32_t name = word & said_mention ? TextTable::none : table_.find_said(word);
            return name != TextTable::none && name & phrase;
        };
        if (lost.names == 0 && !(lost.any && std::any_of(words.begin(), words.end(), is_phrase))) return false;
        return more(after, before, fresh, most_names).names <= most_names;
    }

private:
    struct More { bool any = false; size_t names = 0; };
    // Names that only one core has: does the first text say any, and how many more often than the second? Not counted beyond `most`.
    More more(const SaidBy& text, const SaidBy& other, Flags side, size_t most) const {
        const auto words = text.words(), others = other.words();
        More found;
        for (size_t i = 0; i < words.size() && found.names <= most; ++i) {
            if (const uint32_t name = table_.find_said(words[i]); name == TextTable::none || !(name & side)) continue;
            found.any = true;
            const uint32_t times = text.times(i);
            const auto same = [&](uint32_t word) { return (word | said_mention) == (words[i] | said_mention); };
            const size_t k = size_t(std::find_if(others.begin(), others.end(), same) - others.begin());
            found.names += times == SaidBy::many || times > (k == others.size() ? 0 : other.times(k));
        }
        return found;
    }
    static std::vector<uint32_t> names_of(const Pairing& p) {
        std::vector<uint8_t> flags(p.words.size());
        const auto add = [&](const Symbol& symbol, Flags flag) {
            if (symbol.name != no_word && symbol.kind != SymbolKind::module) flags[symbol.name] |= flag;
        };
        for (size_t g = 0; g < p.gone.size(); ++g) add(p.old_symbol(g), gone);
        for (size_t f = 0; f < p.fresh.size(); ++f) add(p.new_symbol(f), fresh);
        std::vector<uint32_t> names;
        for (Word word = 0; word < flags.size(); ++word)
            if (flags[word]) names.push_back(word << 3 | flags[word]);
        return names;
    }

    TextTable table_;
};

struct Place { uint32_t name; uint32_t at; };

// A flat stream of words: strings of code are looked into, since they name fields, methods and models.
struct Stream {
    Filled<uint64_t> words;
    std::vector<Place> found;      // names that only one core has; once sorted, by name
    uint32_t flags = 0;            // of any of them

    void read(std::string_view text, bool arch, const OneSided& names) {
        words.begin(text.size() + 2);   // a string begins and ends, and its end may be missing
        found.clear();
        flags = 0;
        const auto put = [&](const Token& token) __attribute__((always_inline)) {
            if (token.kind == Token::op) words.push_back(token.hash);
            else if (token.kind == Token::string) push(token.text, names);
            else push(token.hash, names.find(token.hash));
        };
        if (arch) scan_arch(text, put);
        else scan_python(text, put);
    }
    void sort_found() {
        std::sort(found.begin(), found.end(), [](const Place& x, const Place& y) { return x.name != y.name ? x.name < y.name : x.at < y.at; });
    }
    uint64_t around(size_t i, int from, int to) const {
        uint64_t h = 17;
        for (int d = from; d <= to; ++d) {
            if (d == 0) continue;
            const int64_t at = int64_t(i) + d;
            h = hash_pair(h, at < 0 || at >= int64_t(words.size()) ? 0 : words[size_t(at)]);
        }
        return h;
    }

private:
    void push(uint64_t hash, uint32_t name) {
        if (name != TextTable::none) {
            found.push_back({name, uint32_t(words.size())});
            flags |= name;
        }
        words.push_back(hash);
    }
    void push(std::string_view string, const OneSided& names) {
        words.push_back(quote);
        size_t end = 0;   // of its first word
        const uint64_t first = lexing::hash_word(string, end);
        if (string.size() > 2000) {
            words.push_back(hash_text(string));
        } else if (end > 0 && end == string.size()) {
            push(first, names.find(first));
        } else {
            const uint64_t all = string.size() < 100 ? hash_text(string) : 0;
            const uint32_t name = all != 0 ? names.find(all) : TextTable::none;
            if (name != TextTable::none) push(all, name);
            else scan_words(string, [&](uint64_t hash, std::string_view) { push(hash, names.find(hash)); });
        }
        words.push_back(quote);
    }
};

size_t same_bytes(std::string_view a, std::string_view b) {
    const size_t most = std::min(a.size(), b.size());
    size_t i = 0;
    while (i + 8 <= most && lexing::eight(a, i) == lexing::eight(b, i)) i += 8;
    while (i < most && a[i] == b[i]) ++i;
    return i;
}

// Where one of the last `margin` lines before `at` begins and no string or tag can be open; else 0.
size_t safe_line(std::string_view text, size_t at, bool arch) {
    constexpr int margin = 6;   // lines: no name looks farther around
    for (int lines = 0; at > 0; ++lines) {
        at = text.rfind('\n', at - 1);
        if (at == text.npos || at == 0) return 0;
        if (lines >= margin && (!arch || text[at - 1] == '>')) break;
    }
    for (const std::string_view quotes : {"\"\"\"", "'''"}) {
        bool open = false;
        for (size_t i = arch ? text.npos : text.find(quotes); i < at; i = text.find(quotes, i + 3)) open = !open;
        if (open) return 0;
    }
    return at;
}

// Two texts without what both begin and end with, but for some lines.
void trim(std::string_view& before, std::string_view& after, bool arch) {
    const size_t begin = safe_line(before, same_bytes(before, after), arch);
    before.remove_prefix(begin);
    after.remove_prefix(begin);
    constexpr size_t margin = 300;   // bytes
    size_t end = 0;
    const size_t most = std::min(before.size(), after.size());
    while (end + 64 <= most && std::memcmp(before.data() + before.size() - end - 64, after.data() + after.size() - end - 64, 64) == 0) end += 64;
    if (end <= margin) return;
    end = before.size() - std::min(before.size(), before.find('\n', before.size() - end + margin));
    before.remove_suffix(end);
    after.remove_suffix(end);
}

struct Container {
    bool arch = false;
    float weight = 1;
    std::string_view old_text, new_text;   // or, where these are empty:
    std::string before, after;             // what was put together for the purpose
};

// Where names stand that one of two texts says more often than the other, and what is around them. Of one thread.
class Excess {
public:
    // Wide contexts on both sides, then some words on either side with one on the other.
    struct Width { int from, to; float strength; };
    static constexpr std::array<Width, 5> widths = {{{-3, 3, 1.0f}, {-4, 1, 0.9f}, {-1, 4, 0.9f}, {-3, 0, 0.6f}, {0, 3, 0.6f}}};
    struct Around { std::array<uint64_t, widths.size()> contexts; };
    struct Of {
        Word word;
        uint32_t first, count;                            // of `around`
        std::array<uint64_t, widths.size()> seen{};       // bits of its contexts: two names that share none have no place in common
    };

    std::vector<Of> names;
    std::vector<Around> around;

    // REQUIRES: what was found in both is sorted.
    void read(const Stream& mine, const Stream& other, uint32_t flag) {
        names.clear();
        around.clear();
        const auto& places = mine.found;
        for (size_t i = 0, k = 0; i < places.size();) {
            const size_t begin = i;
            const uint32_t name = places[i].name;
            while (i < places.size() && places[i].name == name) ++i;
            while (k < other.found.size() && other.found[k].name < name) ++k;
            const size_t first = k;
            while (k < other.found.size() && other.found[k].name == name) ++k;
            if (name & flag && k - first < i - begin) names.push_back({OneSided::word(name), uint32_t(begin), uint32_t(i - begin)});
        }
    }
    // After `read`: sets `around`.
    void look_around(const Stream& mine) {
        for (Of& name : names) {
            const uint32_t first = uint32_t(around.size());
            for (uint32_t i = name.first; i < name.first + name.count; ++i) {
                Around& one = around.emplace_back();
                for (size_t w = 0; w < widths.size(); ++w) {
                    one.contexts[w] = mine.around(mine.found[i].at, widths[w].from, widths[w].to);
                    name.seen[w] |= uint64_t(1) << (one.contexts[w] >> 58);
                }
            }
            name.first = first;
        }
    }
    std::span<const Around> of(const Of& name) const { return std::span(around).subspan(name.first, name.count); }
};

// 1 where the same words are around a place of both, less where fewer are, 0 where none.
float same_place(const Excess& lost, const Excess::Of& before, const Excess& gained, const Excess::Of& after) {
    for (size_t w = 0; w < Excess::widths.size(); ++w) {
        if (!(before.seen[w] & after.seen[w])) continue;
        for (const Excess::Around& x : lost.of(before))
            for (const Excess::Around& y : gained.of(after))
                if (x.contexts[w] == y.contexts[w]) return Excess::widths[w].strength;
    }
    return 0;
}

// What one thread reads texts with.
struct Bench {
    Stream before, after;
    Excess lost, gained;
    std::vector<float> best;

    void vote(float beside, Votes& out) {
        before.sort_found();
        after.sort_found();
        lost.read(before, after, OneSided::gone);
        if (lost.names.empty()) return;
        out.lost.reserve(lost.names.size());
        for (const Excess::Of& name : lost.names) out.lost.push_back(name.word);
        gained.read(after, before, OneSided::fresh);
        if (gained.names.empty() || lost.names.size() > most_names || gained.names.size() > most_names) return;
        lost.look_around(before);
        gained.look_around(after);
        out.votes.reserve(lost.names.size() * gained.names.size());
        const float share = beside / float(lost.names.size() * gained.names.size());
        for (const Excess::Of& old : lost.names) {
            best.clear();
            for (const Excess::Of& now : gained.names) best.push_back(same_place(lost, old, gained, now));
            const size_t places = size_t(std::count_if(best.begin(), best.end(), [](float b) { return b > 0; }));
            for (size_t g = 0; g < best.size(); ++g) out.votes.push_back({old.word, gained.names[g].word, best[g] > 0 ? best[g] / float(places) : share});
        }
    }
};

class Gatherer {
public:
    Gatherer(const Pairing& p, const OneSided& names) : p_(p), names_(names) {}

    std::vector<Container> take() { return std::move(containers_); }
    void add(const Symbol& x, const Symbol& y) {
        if (x.column != y.column) return;
        if (x.kind == SymbolKind::method) methods(x, y);
        else if (x.kind == SymbolKind::python && x.column == SymbolRef::Column::method) bodies(x.row, y.row);
        else if (x.kind == SymbolKind::field && x.via == Via::declared && y.via == Via::declared) fields(x, y);
        else if (x.kind == SymbolKind::record && x.column == SymbolRef::Column::record) records(x, y);
    }

private:
    void bodies(Index i, Index k) {
        const MethodRow &x = p_.a.facts.methods[i], &y = p_.b.facts.methods[k];
        if ((x.body_digest == y.body_digest && x.decorators_digest == y.decorators_digest) || !names_.may_lose(SaidBy::body(p_.a.facts, x.said), SaidBy::body(p_.b.facts, y.said))) return;
        containers_.push_back({false, 1, p_.a.source(x.body), p_.b.source(y.body), "", ""});
        trim(containers_.back().old_text, containers_.back().new_text, false);
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
    // Nearly all: one definition on both sides, and it is the same.
    template <class Row>
    bool same(const Column<Row>& before, const Column<Row>& after, const Symbol& x, const Symbol& y, uint64_t Row::*digest) const {
        return x.count == 1 && y.count == 1 && before[x.row].*digest == after[y.row].*digest;
    }
    void methods(const Symbol& x, const Symbol& y) {
        const Facts &a = p_.a.facts, &b = p_.b.facts;
        if (same(a.methods, b.methods, x, y, &MethodRow::body_digest) && same(a.methods, b.methods, x, y, &MethodRow::decorators_digest)) return;
        by_module(x, y, [&](Index i, Index k) { bodies(i, k); });
    }
    void fields(const Symbol& x, const Symbol& y) {
        if (same(p_.a.facts.fields, p_.b.facts.fields, x, y, &FieldRow::digest)) return;
        by_module(x, y, [&](Index i, Index k) {
            const FieldRow &before = p_.a.facts.fields[i], &after = p_.b.facts.fields[k];
            if (before.digest != after.digest) containers_.push_back({false, declared, {}, {}, declaration(p_.a, before), declaration(p_.b, after)});
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
    // Only the fields whose values differ: the others keep what they say.
    void records(const Symbol& x, const Symbol& y) {
        const RecordRow &before = p_.a.facts.records[x.row], &after = p_.b.facts.records[y.row];
        std::string old_values, new_values;
        for (Index v = before.values.begin; v < before.values.begin + before.values.count; ++v) {
            const ValueRow& value = p_.a.facts.values[v];
            const ValueRow* now = value_of(after, p_.a.word(value.field));
            if (!now || value.value == no_name || p_.a.word(value.value) == p_.b.word(now->value)) continue;
            append(old_values, p_.a, value);
            append(new_values, p_.b, *now);
        }
        if (!old_values.empty()) containers_.push_back({false, declared, {}, {}, std::move(old_values), std::move(new_values)});
        const Index i = p_.from.view_of[x.row], k = p_.to.view_of[y.row];
        if (i == no_row || k == no_row) return;
        const SaidBy old_said = SaidBy::arch(p_.a.facts, p_.a.facts.views[i].said), new_said = SaidBy::arch(p_.b.facts, p_.b.facts.views[k].said);
        if (old_said.same_bytes(new_said) || !names_.may_lose(old_said, new_said)) return;
        const std::string_view old_arch = p_.a.source(p_.a.facts.views[i].arch), new_arch = p_.b.source(p_.b.facts.views[k].arch);
        if (old_arch == new_arch) return;
        containers_.push_back({true, 1, old_arch, new_arch, "", ""});
        trim(containers_.back().old_text, containers_.back().new_text, true);
    }
    const ValueRow* value_of(const RecordRow& record, Word field) const {
        for (Index v = record.values.begin; v < record.values.begin + record.values.count; ++v)
            if (p_.b.word(p_.b.facts.values[v].field) == field) return &p_.b.facts.values[v];
        return nullptr;
    }
    static void append(std::string& text, const Side& side, const ValueRow& value) {
        const bool quoted = value.kind == ValueKind::ref || value.kind == ValueKind::text;
        text.append(side.str(value.field)).append("=").append(quoted ? "'" : "").append(side.str(value.value)).append(quoted ? "'\n" : "\n");
    }

    const Pairing& p_;
    const OneSided& names_;
    std::vector<Container> containers_;
};

}  // namespace

// The names asked about, and which paired symbols were read already.
struct Swaps::Texts {
    OneSided names;
    std::vector<bool> read;   // by gone symbol

    explicit Texts(const Pairing& p) : names(p), read(p.gone.size()) {}

    std::vector<Votes> votes(const std::vector<Container>& containers, int jobs) const {
        std::vector<Votes> made(containers.size());
        std::vector<Bench> benches(size_t(std::max(1, jobs)));
        parallel_for(containers.size(), jobs, [&](size_t i, int worker) {
            const Container& c = containers[i];
            Bench& bench = benches[size_t(worker)];
            const bool own = c.old_text.empty() && c.new_text.empty();
            bench.before.read(own ? std::string_view(c.before) : c.old_text, c.arch, names);
            if (!(bench.before.flags & OneSided::gone)) return;
            bench.after.read(own ? std::string_view(c.after) : c.new_text, c.arch, names);
            // The name went and the other came, but not at the same place: in a declaration there is hardly another.
            bench.vote(c.weight > 1 ? 0.5f : 0.3f, made[i]);
            for (Vote& one : made[i].votes) one.strength *= c.weight;
        });
        return made;
    }
};

Swaps::Swaps(const Pairing& p) : texts_(std::make_unique<Texts>(p)) {
    Gatherer gatherer(p, texts_->names);
    for (const auto& [i, k] : p.kept) gatherer.add(p.from.all[i], p.to.all[k]);
    add(texts_->votes(gatherer.take(), p.jobs));
}
Swaps::~Swaps() = default;

bool Swaps::may_be_gone(uint64_t hash) const {
    const uint32_t name = texts_->names.find(hash);
    return name != TextTable::none && name & OneSided::gone;
}

void Swaps::read_paired(const Pairing& p) {
    Gatherer gatherer(p, texts_->names);
    texts_->read.resize(p.gone.size());
    for (size_t g = 0; g < p.gone.size(); ++g) {
        if (texts_->read[g] || p.successors[g].fresh == no_row) continue;
        texts_->read[g] = true;
        gatherer.add(p.old_symbol(g), p.new_symbol(p.successors[g].fresh));
    }
    add(texts_->votes(gatherer.take(), p.jobs));
}

void Swaps::add(const std::vector<Votes>& more) {
    const size_t votes = votes_.size(), said = said_.size();
    for (const Votes& one : more) {
        votes_.insert(votes_.end(), one.votes.begin(), one.votes.end());
        said_.insert(said_.end(), one.lost.begin(), one.lost.end());
    }
    if (votes_.size() == votes && said_.size() == said) return;
    const auto less = [](const Vote& x, const Vote& y) { return std::pair(x.lost, x.gained) < std::pair(y.lost, y.gained); };
    std::stable_sort(votes_.begin() + std::ptrdiff_t(votes), votes_.end(), less);
    std::inplace_merge(votes_.begin(), votes_.begin() + std::ptrdiff_t(votes), votes_.end(), less);
    std::sort(said_.begin() + std::ptrdiff_t(said), said_.end());
    std::inplace_merge(said_.begin(), said_.begin() + std::ptrdiff_t(said), said_.end());
    count();
}

void Swaps::count() {
    lost_.clear();
    swaps_.clear();
    for (size_t i = 0, s = 0; s < said_.size();) {
        Lost& lost = lost_.emplace_back();
        lost.word = said_[s];
        for (; s < said_.size() && said_[s] == lost.word; ++s) ++lost.places;
        lost.first = uint32_t(swaps_.size());
        while (i < votes_.size() && votes_[i].lost == lost.word) {
            Swap swap{votes_[i].gained};
            for (; i < votes_.size() && votes_[i].lost == lost.word && votes_[i].gained == swap.gained; ++i) {
                swap.strength += votes_[i].strength;
                ++swap.places;
            }
            lost.strength += swap.strength;
            swaps_.push_back(swap);
        }
        lost.count = uint32_t(std::min<size_t>(swaps_.size() - lost.first, most_kept));
        const auto first = swaps_.begin() + lost.first, last = first + lost.count;
        std::partial_sort(first, last, swaps_.end(), [](const Swap& x, const Swap& y) { return x.strength != y.strength ? x.strength > y.strength : x.gained < y.gained; });
        swaps_.erase(last, swaps_.end());
        const float all = std::max(lost.strength, 0.3f * float(lost.places));
        for (auto swap = first; swap != last; ++swap) {
            const float squared = swap->strength * swap->strength;   // one weak place proves nothing
            swap->share = squared / (squared + 0.5f) * std::min(1.0f, 1.5f * swap->strength / all);
        }
    }
}

const Swaps::Lost* Swaps::find(Word lost) const {
    const auto hit = std::lower_bound(lost_.begin(), lost_.end(), lost, [](const Lost& x, Word word) { return x.word < word; });
    return hit != lost_.end() && hit->word == lost ? &*hit : nullptr;
}

std::span<const Swap> Swaps::of(Word lost) const {
    const Lost* hit = find(lost);
    return hit ? std::span(swaps_).subspan(hit->first, hit->count) : std::span<const Swap>();
}

const Swap* Swaps::between(Word lost, Word gained) const {
    for (const Swap& swap : of(lost))
        if (swap.gained == gained) return &swap;
    return nullptr;
}

}  // namespace driftline::odoo

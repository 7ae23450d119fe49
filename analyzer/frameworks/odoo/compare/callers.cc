#include "frameworks/odoo/compare/callers.h"

#include <algorithm>
#include <unordered_set>

#include "base/parallel.h"
#include "frameworks/odoo/compare/lex.h"
#include "frameworks/odoo/compare/text_table.h"
#include "frameworks/odoo/compare/word_search.h"

namespace driftline::odoo {
namespace {

constexpr size_t chunk = 512;   // bodies per task
constexpr size_t parts = 16;    // of the new core, one after the other

// Numbers of the names asked about.
TextTable numbered(const std::vector<std::string_view>& names) {
    TextTable table(names.size());
    for (size_t n = 0; n < names.size(); ++n) table.add(hash_text(names[n]), uint32_t(n));
    return table;
}

// super().name and super(Class, self).name
bool asks_super(std::string_view text, size_t name) {
    if (name < 8 || text[name - 1] != '.' || text[name - 2] != ')') return false;
    const size_t open = text.rfind('(', name - 2);
    return open != text.npos && open >= 5 && text.substr(open - 5, 5) == "super";
}

// Words of code and of its strings; not of comments, nor of long strings: docstrings and SQL call nothing.
template <class F>
void each_mention(std::string_view text, F&& f) {
    scan_python(text, [&](const Token& token) {
        if (token.kind == Token::name) f(token.hash, token.text);
        else if (token.kind == Token::string && token.text.find('\n') == token.text.npos) scan_words(token.text, f);
    });
}

// Numbers of asked names by what a reference ends with: "partner_id.name" asks for `name`.
class LastNames {
public:
    LastNames(const Facts& facts, const TextTable& asked) : facts_(facts), asked_(asked), numbers_(facts.names.size(), unread) {}
    uint32_t operator[](Name path) {
        uint32_t& number = numbers_[size_t(path)];
        if (number == unread) {
            const std::string_view text = facts_.str(path);
            number = asked_.find(hash_text(text.substr(text.find_last_of("./") + 1)));
        }
        return number;
    }

private:
    static constexpr uint32_t unread = TextTable::none - 1;
    const Facts& facts_;
    const TextTable& asked_;
    std::vector<uint32_t> numbers_;
};

bool in_arch(const UseRow& use) { return use.kind == UseKind::arch_field || use.kind == UseKind::arch_method || use.kind == UseKind::arch_value; }
bool calls(const UseRow& use) { return use.kind == UseKind::call || use.kind == UseKind::method || use.kind == UseKind::attribute || use.kind == UseKind::arch_method; }

// Which of the names the facts of a core show to be mentioned; a mention that only the text shows is none of them.
std::vector<bool> referred_to(const Side& side, const TextTable& asked, size_t names) {
    std::vector<bool> found(names);
    LastNames last(side.facts, asked);
    for (const UseRow& use : side.facts.uses) {
        if (!calls(use)) continue;
        const uint32_t number = last[use.path];
        if (number == TextTable::none || found[number] || !side.loaded(use.at)) continue;
        if (use.scope == no_row || last[side.facts.methods[use.scope].name] != number) found[number] = true;
    }
    return found;
}

// Mentions in a part of one core, or in all of it. With `known`, only in bodies that the other core has not got.
struct Part {
    size_t number = 0, of = 1;
    std::pair<size_t, size_t> operator()(size_t count) const { return {count * number / of, count * (number + 1) / of}; }
};
class Counter {
public:
    Counter(const Side& side, const std::vector<std::string_view>& names, int jobs, const std::unordered_set<uint64_t>* known, Part part)
        : side_(side), facts_(side.facts), asked_(numbered(names)), search_(names), known_(known), counts_(size_t(std::max(1, jobs)), std::vector<uint32_t>(names.size())) {
        if (names.empty()) return;
        const auto each_chunk = [&](size_t rows, auto&& read) {
            const auto [first, last] = part(rows);
            parallel_for((last - first + chunk - 1) / chunk, jobs, [&, first = first, last = last](size_t c, int worker) {
                read(first + c * chunk, std::min(last, first + (c + 1) * chunk), counts_[size_t(worker)]);
            });
        };
        if (side_.has_source()) {
            each_chunk(facts_.methods.size(), [&](size_t first, size_t last, auto& counts) { bodies(first, last, counts); });
            each_chunk(facts_.views.size(), [&](size_t first, size_t last, auto& counts) { archs(first, last, counts); });
        }
        if (part.number == 0) uses(counts_[0]);
    }
    uint32_t of(size_t name) const {
        uint32_t sum = 0;
        for (const auto& counts : counts_) sum += counts[name];
        return sum;
    }

private:
    void bodies(size_t first, size_t last, std::vector<uint32_t>& counts) const {
        for (size_t m = first; m < last; ++m) {
            const MethodRow& row = facts_.methods[m];
            if (!side_.loaded(row.at) || (known_ && known_->contains(row.body_digest))) continue;
            const std::string_view text = side_.source(row.body);
            if (!search_.may_say(text)) continue;
            const uint32_t own = asked_.find(hash_text(facts_.str(row.name)));
            each_mention(text, [&](uint64_t h, std::string_view word) {
                const uint32_t number = asked_.find(h);
                if (number != TextTable::none && number != own && !asks_super(text, size_t(word.data() - text.data()))) ++counts[number];
            });
        }
    }
    void archs(size_t first, size_t last, std::vector<uint32_t>& counts) const {
        for (size_t v = first; v < last; ++v) {
            if (!side_.loaded(facts_.views[v].at)) continue;
            const std::string_view text = side_.source(facts_.views[v].arch);
            if (!search_.may_say(text)) continue;
            scan_words(text, [&](uint64_t h, std::string_view) {
                if (const uint32_t number = asked_.find(h); number != TextTable::none) ++counts[number];
            });
        }
    }
    // What stands outside bodies and archs: declarations, data; without source, everything.
    void uses(std::vector<uint32_t>& counts) const {
        LastNames last(facts_, asked_);
        for (const UseRow& use : facts_.uses) {
            if (!calls(use) || (side_.has_source() && (in_arch(use) || use.scope != no_row))) continue;
            if (const uint32_t number = last[use.path]; number != TextTable::none && side_.loaded(use.at)) ++counts[number];
        }
    }

    const Side& side_;
    const Facts& facts_;
    const TextTable asked_;
    const WordSearch search_;
    const std::unordered_set<uint64_t>* known_;
    std::vector<std::vector<uint32_t>> counts_;   // by worker
};

std::vector<std::string_view> texts(const Words& words, const std::vector<Word>& names) {
    std::vector<std::string_view> made;
    for (const Word name : names) made.push_back(words.text(name));
    return made;
}

}  // namespace

Callers::Callers(const Pairing& p) {
    std::vector<Word> names;
    for (const auto& [i, k] : p.kept)
        if (p.from.all[i].kind == SymbolKind::method) names.push_back(p.from.all[i].name);
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    // What the facts of the new core refer to is mentioned. Of the few others, those that the old core says where the new one has
    // another text; and of these, in the end, those that the new one says nowhere.
    const std::vector<std::string_view> all = texts(p.words, names);
    const TextTable asked = numbered(all);
    const std::vector<bool> referred = referred_to(p.b, asked, names.size());
    std::vector<Word> silent;
    for (size_t n = 0; n < names.size(); ++n)
        if (!referred[n]) silent.push_back(names[n]);
    std::unordered_set<uint64_t> bodies;
    for (const MethodRow& row : p.b.facts.methods)
        if (p.b.loaded(row.at)) bodies.insert(row.body_digest);
    const Counter before(p.a, texts(p.words, silent), p.jobs, &bodies, {});
    std::vector<Word> suspects;
    for (size_t n = 0; n < silent.size(); ++n)
        if (before.of(n) > 0) suspects.push_back(silent[n]);
    // Most of them turn up soon, and fewer names are sought faster.
    for (size_t part = 0; part < parts; ++part) {
        const Counter after(p.b, texts(p.words, suspects), p.jobs, nullptr, {part, parts});
        size_t n = 0;
        std::erase_if(suspects, [&](Word) { return after.of(n++) > 0; });
    }
    for (size_t n = 0, s = 0; n < silent.size() && s < suspects.size(); ++n)
        if (silent[n] == suspects[s]) counts_.emplace(suspects[s++], Count{before.of(n), 0});
}

Callers::Count Callers::lost(Word name) const {
    const auto hit = counts_.find(name);
    return hit == counts_.end() ? Count() : hit->second;
}

}  // namespace driftline::odoo

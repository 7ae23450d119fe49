#include "frameworks/odoo/compare/callers.h"

#include <algorithm>
#include <unordered_set>

#include "base/parallel.h"
#include "frameworks/odoo/compare/lex.h"

namespace driftline::odoo {
namespace {

constexpr size_t chunk = 512;   // bodies per task

// Hashes of the names asked about -> their number.
class Asked {
public:
    explicit Asked(const std::vector<std::string_view>& names) : slots_(1024) {
        while (slots_.size() < names.size() * 4) slots_.resize(slots_.size() * 2);
        for (size_t n = 0; n < names.size(); ++n) {
            const uint64_t h = hash_text(names[n]);
            size_t i = h & (slots_.size() - 1);
            while (slots_[i].number != none) i = (i + 1) & (slots_.size() - 1);
            slots_[i] = {h, uint32_t(n)};
            seen_[h >> 44 & (seen_.size() - 1)] |= uint64_t(1) << (h >> 58);
        }
    }
    static constexpr uint32_t none = 0xFFFFFFFF;
    uint32_t find(uint64_t h) const {
        if (!(seen_[h >> 44 & (seen_.size() - 1)] >> (h >> 58) & 1)) return none;
        for (size_t i = h & (slots_.size() - 1);; i = (i + 1) & (slots_.size() - 1)) {
            if (slots_[i].number == none) return none;
            if (slots_[i].hash == h) return slots_[i].number;
        }
    }

private:
    struct Slot { uint64_t hash = 0; uint32_t number = none; };
    std::vector<Slot> slots_;
    std::vector<uint64_t> seen_ = std::vector<uint64_t>(size_t(1) << 12);   // bits: says no without a miss in the table
};

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

// Mentions in one core. `all`: in everything; else only in bodies and archs that the other core has not got.
class Counter {
public:
    Counter(const Side& side, const Asked& asked, size_t names, int jobs, const std::unordered_set<uint64_t>* known_bodies)
        : side_(side), facts_(side.facts), asked_(asked), known_(known_bodies), counts_(size_t(std::max(1, jobs)), std::vector<uint32_t>(names)) {
        if (side_.has_source()) {
            parallel_for((facts_.methods.size() + chunk - 1) / chunk, jobs, [&](size_t c, int worker) { bodies(c * chunk, counts_[size_t(worker)]); });
            parallel_for((facts_.views.size() + chunk - 1) / chunk, jobs, [&](size_t c, int worker) { archs(c * chunk, counts_[size_t(worker)]); });
        }
        uses(counts_[0]);
    }
    uint32_t of(size_t name) const {
        uint32_t sum = 0;
        for (const auto& counts : counts_) sum += counts[name];
        return sum;
    }

private:
    void bodies(size_t first, std::vector<uint32_t>& counts) const {
        for (size_t m = first; m < std::min(first + chunk, facts_.methods.size()); ++m) {
            const MethodRow& row = facts_.methods[m];
            if (!side_.loaded(row.at) || (known_ && known_->contains(row.body_digest))) continue;
            const std::string_view text = side_.source(row.body);
            const uint32_t own = asked_.find(hash_text(facts_.str(row.name)));
            each_mention(text, [&](uint64_t h, std::string_view word) {
                const uint32_t number = asked_.find(h);
                if (number != Asked::none && number != own && !asks_super(text, size_t(word.data() - text.data()))) ++counts[number];
            });
        }
    }
    void archs(size_t first, std::vector<uint32_t>& counts) const {
        for (size_t v = first; v < std::min(first + chunk, facts_.views.size()); ++v) {
            if (!side_.loaded(facts_.views[v].at)) continue;
            scan_words(side_.source(facts_.views[v].arch), [&](uint64_t h, std::string_view) {
                if (const uint32_t number = asked_.find(h); number != Asked::none) ++counts[number];
            });
        }
    }
    // What stands outside bodies and archs: declarations, data; without source, everything.
    void uses(std::vector<uint32_t>& counts) const {
        for (const UseRow& use : facts_.uses) {
            const bool arch = use.kind == UseKind::arch_field || use.kind == UseKind::arch_method || use.kind == UseKind::arch_value;
            const bool calls = use.kind == UseKind::call || use.kind == UseKind::method || use.kind == UseKind::attribute || use.kind == UseKind::arch_method;
            if (!calls || (side_.has_source() && (arch || use.scope != no_row)) || !side_.loaded(use.at)) continue;
            const std::string_view path = facts_.str(use.path);
            const uint32_t number = asked_.find(hash_text(path.substr(path.find_last_of("./") + 1)));
            if (number != Asked::none) ++counts[number];
        }
    }

    const Side& side_;
    const Facts& facts_;
    const Asked& asked_;
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
    // The new core first: few names are mentioned nowhere. Only for these is the old core asked, and only what it alone says.
    const Asked all(texts(p.words, names));
    const Counter after(p.b, all, names.size(), p.jobs, nullptr);
    std::vector<Word> silent;
    for (size_t n = 0; n < names.size(); ++n)
        if (after.of(n) == 0) silent.push_back(names[n]);
    std::unordered_set<uint64_t> bodies;
    for (const MethodRow& row : p.b.facts.methods)
        if (p.b.loaded(row.at)) bodies.insert(row.body_digest);
    const Asked few(texts(p.words, silent));
    const Counter before(p.a, few, silent.size(), p.jobs, &bodies);
    for (size_t n = 0; n < silent.size(); ++n)
        if (const uint32_t count = before.of(n); count > 0) counts_.emplace(silent[n], Count{count, 0});
}

Callers::Count Callers::lost(Word name) const {
    const auto hit = counts_.find(name);
    return hit == counts_.end() ? Count() : hit->second;
}

}  // namespace driftline::odoo

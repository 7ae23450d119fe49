#include "frameworks/odoo/compare/callers.h"

#include <algorithm>

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
        }
    }
    static constexpr uint32_t none = 0xFFFFFFFF;
    uint32_t find(uint64_t h) const {
        for (size_t i = h & (slots_.size() - 1);; i = (i + 1) & (slots_.size() - 1)) {
            if (slots_[i].number == none) return none;
            if (slots_[i].hash == h) return slots_[i].number;
        }
    }

private:
    struct Slot { uint64_t hash = 0; uint32_t number = none; };
    std::vector<Slot> slots_;
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

class Counter {
public:
    Counter(const Side& side, const Asked& asked, size_t names, int jobs) : side_(side), facts_(side.facts), asked_(asked), counts_(size_t(std::max(1, jobs)), std::vector<uint32_t>(names)) {
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
            if (!side_.loaded(row.at)) continue;
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
            const std::string_view text = side_.source(facts_.views[v].arch);
            scan_words(text, [&](uint64_t h, std::string_view) {
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
    std::vector<std::vector<uint32_t>> counts_;   // by worker
};

}  // namespace

Callers::Callers(const Pairing& p) {
    std::vector<Word> words;
    for (const auto& [i, k] : p.kept)
        if (p.from.all[i].kind == SymbolKind::method) words.push_back(p.from.all[i].name);
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    std::vector<std::string_view> names;
    for (const Word word : words) names.push_back(p.words.text(word));
    const Asked asked(names);
    const Counter before(p.a, asked, names.size(), p.jobs), after(p.b, asked, names.size(), p.jobs);
    for (size_t n = 0; n < names.size(); ++n)
        if (const Count count{before.of(n), after.of(n)}; count.before > 0 && count.after == 0) counts_.emplace(words[n], count);
}

Callers::Count Callers::lost(Word name) const {
    const auto hit = counts_.find(name);
    return hit == counts_.end() ? Count() : hit->second;
}

}  // namespace driftline::odoo

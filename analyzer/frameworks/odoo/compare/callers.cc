#include "frameworks/odoo/compare/callers.h"

#include <algorithm>

#include "base/parallel.h"
#include "frameworks/odoo/compare/text_table.h"

namespace driftline::odoo {
namespace {

constexpr size_t chunk = 512;   // bodies per task

// Numbers of the names asked about.
TextTable numbered(const std::vector<std::string_view>& names) {
    TextTable table(names.size());
    for (size_t n = 0; n < names.size(); ++n) table.add(hash_text(names[n]), uint32_t(n));
    return table;
}

// Numbers of asked names by what a reference ends with: "partner_id.name" asks for `name`.
class LastNames {
public:
    LastNames(const Facts& facts, const TextTable& asked) : facts_(facts), asked_(asked), numbers_(facts.names.size(), unread) {}
    uint32_t operator[](Name path) {
        uint32_t& number = numbers_[size_t(path)];
        if (number == unread) {
            const std::string_view text = facts_.str(path);
            size_t last = text.size();   // find_last_of calls the library for each letter
            while (last > 0 && text[last - 1] != '.' && text[last - 1] != '/') --last;
            number = asked_.find(hash_text(text.substr(last)));
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

// Which of the names a core's bodies and archs mention. Two that are one word there are both mentioned.
std::vector<bool> find_said(const Side& side, const std::vector<std::string_view>& names) {
    TextTable asked(names.size());
    std::vector<uint32_t> numbers;
    for (size_t n = 0; n < names.size(); ++n) {
        const uint64_t hash = hash_text(names[n]);
        const uint32_t known = asked.find_said(said_word(hash));
        numbers.push_back(known == TextTable::none ? uint32_t(n) : known);
        if (known == TextTable::none) asked.add(hash, uint32_t(n));
    }
    std::vector<bool> found(names.size());
    const auto read = [&](const SaidBy& said) {
        for (const uint32_t word : said.words())
            if (word & said_mention)
                if (const uint32_t number = asked.find_said(word); number != TextTable::none) found[number] = true;
    };
    for (const MethodRow& row : side.facts.methods)
        if (side.loaded(row.at)) read(SaidBy::body(side.facts, row.said));
    for (const ViewRow& row : side.facts.views)
        if (side.loaded(row.at)) read(SaidBy::arch(side.facts, row.said));
    for (size_t n = 0; n < names.size(); ++n) found[n] = found[numbers[n]];
    return found;
}

// Which of the names the facts of a core show to be mentioned: also where no text says them as one word.
std::vector<bool> referred_to(const Side& side, const TextTable& asked, size_t names) {
    std::vector<bool> found(names);
    LastNames last(side.facts, asked);
    for (const UseRow& use : side.facts.uses) {
        if (!calls(use)) continue;
        const uint32_t number = last[use.path];
        if (number == TextTable::none || found[number] || !side.loaded(use.at)) continue;
        if (use.scope == no_row || !side.has_source() || last[side.facts.methods[use.scope].name] != number) found[number] = true;
    }
    return found;
}

// Mentions in one core, in bodies only where the other core has not got them. Of a few names: most texts are told not to say them.
class Counter {
public:
    Counter(const Side& side, const Side& other, const std::vector<std::string_view>& names, int jobs)
        : side_(side), facts_(side.facts), asked_(numbered(names)), counts_(size_t(std::max(1, jobs)), std::vector<uint32_t>(names.size())) {
        if (names.empty()) return;
        for (const MethodRow& row : facts_.methods)
            if (says_any(SaidBy::body(facts_, row.said))) read_.emplace(row.body_digest, true);
        for (const MethodRow& row : other.facts.methods)
            if (const auto hit = read_.find(row.body_digest); hit != read_.end() && other.loaded(row.at)) hit->second = false;
        const auto each_chunk = [&](size_t rows, auto&& read) {
            parallel_for((rows + chunk - 1) / chunk, jobs, [&](size_t c, int worker) { read(c * chunk, std::min(rows, (c + 1) * chunk), counts_[size_t(worker)]); });
        };
        if (side_.has_source()) {
            each_chunk(facts_.methods.size(), [&](size_t first, size_t last, auto& counts) { bodies(first, last, counts); });
            each_chunk(facts_.views.size(), [&](size_t first, size_t last, auto& counts) { archs(first, last, counts); });
        }
        uses(counts_[0]);
    }
    uint32_t of(size_t name) const {
        uint32_t sum = 0;
        for (const auto& counts : counts_) sum += counts[name];
        return sum;
    }

private:
    bool says_any(const SaidBy& said) const {
        const auto words = said.words();
        return std::any_of(words.begin(), words.end(), [&](uint32_t word) { return word & said_mention && asked_.find_said(word) != TextTable::none; });
    }
    void bodies(size_t first, size_t last, std::vector<uint32_t>& counts) const {
        for (size_t m = first; m < last; ++m) {
            const MethodRow& row = facts_.methods[m];
            if (const auto hit = read_.find(row.body_digest); hit == read_.end() || !hit->second || !side_.loaded(row.at)) continue;
            const std::string_view text = side_.source(row.body);
            const uint32_t own = asked_.find(hash_text(facts_.str(row.name)));
            each_mention(text, [&](uint64_t h, std::string_view word) {
                const uint32_t number = asked_.find(h);
                if (number != TextTable::none && number != own && !asks_super(text, size_t(word.data() - text.data()))) ++counts[number];
            });
        }
    }
    void archs(size_t first, size_t last, std::vector<uint32_t>& counts) const {
        for (size_t v = first; v < last; ++v) {
            if (!says_any(SaidBy::arch(facts_, facts_.views[v].said)) || !side_.loaded(facts_.views[v].at)) continue;
            scan_words(side_.source(facts_.views[v].arch), [&](uint64_t h, std::string_view) {
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
    std::unordered_map<uint64_t, bool> read_;     // bodies that may say one of the names; false: the other core has it, too
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
    // Those that no text of the new core says, and nothing else there refers to.
    const auto keep = [&](const std::vector<bool>& mentioned) {
        size_t n = 0;
        std::erase_if(names, [&](Word) { return bool(mentioned[n++]); });
    };
    if (p.b.has_source()) keep(find_said(p.b, texts(p.words, names)));
    keep(referred_to(p.b, numbered(texts(p.words, names)), names.size()));
    const Counter before(p.a, p.b, texts(p.words, names), p.jobs);
    for (size_t n = 0; n < names.size(); ++n)
        if (before.of(n) > 0) counts_.emplace(names[n], Count{before.of(n), 0});
}

Callers::Count Callers::lost(Word name) const {
    const auto hit = counts_.find(name);
    return hit == counts_.end() ? Count() : hit->second;
}

}  // namespace driftline::odoo

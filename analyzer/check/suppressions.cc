#include "check/suppressions.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "check/definitions.h"
#include "check/rule.h"
#include "model/judged.h"

namespace driftline {

namespace {

bool names_rule(std::string_view slugs, const Rule& rule) {
    for (const std::string_view one : split(slugs, ',')) {
        const std::string_view name = trim(one);
        if (name == rule.slug || name == rule.id) return true;
    }
    return false;
}

std::string_view line_at(std::string_view bytes, size_t begin) { return trim(bytes.substr(begin, bytes.find('\n', begin) - begin)); }

// The line of the next code after a comment that ends at byte `end`: blank lines, other comments and decorators passed
// over, since a definition's place is its def line.
uint32_t next_code_line(std::string_view bytes, size_t end, uint32_t line_of_end) {
    uint32_t line = line_of_end;
    for (size_t newline = bytes.find('\n', end); newline != bytes.npos; newline = bytes.find('\n', newline + 1)) {
        ++line;
        const std::string_view code = line_at(bytes, newline + 1);
        if (!code.empty() && !code.starts_with('#') && !code.starts_with("<!--")) return line;
    }
    return line + 1;
}

uint32_t skip_decorators(std::string_view bytes, uint32_t line) {
    size_t begin = 0;
    for (uint32_t i = 1; i < line && begin != bytes.npos; ++i)
        if (begin = bytes.find('\n', begin); begin != bytes.npos) ++begin;
    int depth = 0;   // a decorator's arguments may go over several lines
    while (begin < bytes.size()) {
        const std::string_view code = line_at(bytes, begin);
        if (depth <= 0 && !code.starts_with('@')) return line;
        for (const char c : code) depth += (c == '(') - (c == ')');
        begin = bytes.find('\n', begin);
        if (begin == bytes.npos) break;
        ++begin, ++line;
    }
    return line;
}

// What one comment covers: a line, and regions of bytes that begin on it.
struct Allowance {
    const RemarkRow* remark;
    uint32_t line = 0;
    std::vector<const Definitions::Region*> regions;
    bool covers(const Place& place) const {
        if (place.at.file != remark->at.file) return false;
        if (place.line == line) return true;
        return std::any_of(regions.begin(), regions.end(), [&](const auto* region) { return region->begin <= place.at.begin && place.at.begin < region->end; });
    }
};

Allowance allowance(const RemarkRow& remark, std::string_view bytes, const Definitions& definitions) {
    Allowance made{&remark, remark.at.line, {}};
    if (!remark.whole_line) return made;
    const size_t end = std::min<size_t>(remark.at.end, bytes.size()), begin = std::min<size_t>(remark.at.begin, end);
    const auto line_of_end = remark.at.line + uint32_t(std::count(bytes.begin() + std::ptrdiff_t(begin), bytes.begin() + std::ptrdiff_t(end), '\n'));
    made.line = skip_decorators(bytes, next_code_line(bytes, end, line_of_end));
    made.regions = definitions.starting_at(remark.at.file, made.line);
    return made;
}

class Inline {
public:
    Inline(const Program& program, const TextOf& text_of, const std::vector<Finding>& findings)
        : facts_{program.world.facts}, files_{files_of(findings)}, definitions_{facts_, files_} {
        std::map<Index, std::string> texts;
        for (Index i = 0; i < facts_.remarks.size(); ++i) {
            const RemarkRow& remark = facts_.remarks[i];
            if (remark.kind != RemarkRow::allow || !judged(program.world, program.world.module_of(remark.at))) continue;
            if (trim(facts_.str(remark.reason)).empty()) continue;   // DL210
            idle_.insert(i);
            if (!files_.contains(remark.at.file)) continue;
            const auto [text, added] = texts.try_emplace(remark.at.file);
            if (added) text->second = text_of(remark.at.file);
            allowances_[remark.at.file].push_back(allowance(remark, text->second, definitions_));
        }
    }

    bool allows(const Finding& finding, const Place& place) {
        const auto found = allowances_.find(place.at.file);
        if (found == allowances_.end()) return false;
        bool any = false;
        for (const Allowance& a : found->second) {
            if (!names_rule(facts_.str(a.remark->slug), *finding.rule) || !a.covers(place)) continue;
            idle_.erase(Index(a.remark - facts_.remarks.data()));
            any = true;
        }
        return any;
    }
    const std::set<Index>& idle() const { return idle_; }

private:
    static std::set<Index> files_of(const std::vector<Finding>& findings) {
        std::set<Index> files;
        for (const auto& finding : findings)
            for (const auto& place : finding.places) files.insert(place.at.file);
        return files;
    }

    const Facts& facts_;
    const std::set<Index> files_;
    const Definitions definitions_;
    std::map<Index, std::vector<Allowance>> allowances_;
    std::set<Index> idle_;   // of facts.remarks: those that allowed nothing so far
};

std::vector<size_t> valid_entries(const std::vector<AllowEntry>& allowed, std::string_view today, Suppressed& result) {
    std::vector<size_t> valid;
    std::vector<std::string>& notices = result.notices;
    for (size_t i = 0; i < allowed.size(); ++i) {
        const AllowEntry& entry = allowed[i];
        const std::string what = fmt::format("[[allow]] of {}{}", entry.slug.empty() ? "every rule" : entry.slug, entry.path.empty() ? "" : " in " + entry.path);
        const auto known = [](std::string_view one) {
            const auto& rules = all_rules();
            return std::any_of(rules.begin(), rules.end(), [&](const Rule* rule) { return names_rule(one, *rule); });
        };
        for (const std::string_view one : split(entry.slug, ','))
            if (!trim(one).empty() && !known(one)) notices.push_back(fmt::format("[[allow]]: no rule is called {}; `driftline rules` lists them", trim(one)));
        if (trim(entry.reason).empty()) notices.push_back(what + " gives no reason and suppresses nothing: add reason = \"...\"");
        else if (!entry.expires.empty() && entry.expires < today) result.expired_entries.push_back(i);
        else valid.push_back(i);
    }
    return valid;
}

bool allows(const AllowEntry& entry, const Finding& finding, const Place& place) {
    return (entry.slug.empty() || names_rule(entry.slug, *finding.rule)) && (entry.path.empty() || glob_match(entry.path, place.path)) &&
           (entry.symbol.empty() || glob_match(entry.symbol, finding.symbol) || glob_match(entry.symbol, symbol_of(finding, place)));
}

}  // namespace

Suppressed apply_suppressions(const Program& program, const std::vector<AllowEntry>& allowed, std::string_view today, const TextOf& text_of,
                              std::vector<Finding>& findings) {
    Suppressed result;
    Inline comments{program, text_of, findings};
    const auto entries = valid_entries(allowed, today, result);
    std::set<size_t> idle(entries.begin(), entries.end());
    for (auto& finding : findings)
        result.places += std::erase_if(finding.places, [&](const Place& place) {
            bool allowed_here = comments.allows(finding, place);
            for (const size_t i : entries)
                if (allows(allowed[i], finding, place)) idle.erase(i), allowed_here = true;
            return allowed_here;
        });
    std::erase_if(findings, [](const Finding& finding) { return finding.places.empty(); });
    result.idle_comments.assign(comments.idle().begin(), comments.idle().end());
    result.idle_entries.assign(idle.begin(), idle.end());
    return result;
}

}  // namespace driftline

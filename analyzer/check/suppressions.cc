#include "check/suppressions.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "check/definitions.h"
#include "check/rule.h"

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
    Inline(const Program& program, const TextOf& text_of, const std::vector<Finding>& findings, std::vector<std::string>& notices)
        : facts_{program.world.facts}, files_{files_of(findings)}, definitions_{facts_, files_} {
        std::map<Index, std::string> texts;
        for (const auto& remark : facts_.remarks) {
            if (remark.kind != RemarkRow::allow || !program.world.custom(program.world.module_of(remark.at))) continue;
            if (trim(facts_.str(remark.reason)).empty()) {
                notices.push_back(fmt::format("{}:{}: allow[{}] gives no reason and suppresses nothing: write the reason after the bracket",
                                              facts_.str(facts_.files[remark.at.file].path), remark.at.line, facts_.str(remark.slug)));
                continue;
            }
            if (!files_.contains(remark.at.file)) continue;
            const auto [text, added] = texts.try_emplace(remark.at.file);
            if (added) text->second = text_of(remark.at.file);
            allowances_[remark.at.file].push_back(allowance(remark, text->second, definitions_));
        }
    }

    bool allows(const Finding& finding, const Place& place) const {
        const auto found = allowances_.find(place.at.file);
        return found != allowances_.end() && std::any_of(found->second.begin(), found->second.end(), [&](const Allowance& a) {
            return names_rule(facts_.str(a.remark->slug), *finding.rule) && a.covers(place);
        });
    }

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
};

std::vector<const AllowEntry*> valid_entries(const std::vector<AllowEntry>& allowed, std::string_view today, std::vector<std::string>& notices) {
    std::vector<const AllowEntry*> valid;
    for (const auto& entry : allowed) {
        const std::string what = fmt::format("[[allow]] of {}{}", entry.slug.empty() ? "every rule" : entry.slug, entry.path.empty() ? "" : " in " + entry.path);
        const auto known = [](std::string_view one) {
            const auto& rules = all_rules();
            return std::any_of(rules.begin(), rules.end(), [&](const Rule* rule) { return names_rule(one, *rule); });
        };
        for (const std::string_view one : split(entry.slug, ','))
            if (!trim(one).empty() && !known(one)) notices.push_back(fmt::format("[[allow]]: no rule is called {}; `driftline rules` lists them", trim(one)));
        if (trim(entry.reason).empty()) notices.push_back(what + " gives no reason and suppresses nothing: add reason = \"...\"");
        else if (!entry.expires.empty() && entry.expires < today) notices.push_back(fmt::format("{} expired on {} and suppresses nothing: fix its findings or renew it", what, entry.expires));
        else valid.push_back(&entry);
    }
    return valid;
}

bool allows(const AllowEntry& entry, const Finding& finding, const Place& place) {
    return (entry.slug.empty() || names_rule(entry.slug, *finding.rule)) && (entry.path.empty() || glob_match(entry.path, place.path)) &&
           (entry.symbol.empty() || glob_match(entry.symbol, finding.symbol));
}

}  // namespace

Suppressed apply_suppressions(const Program& program, const std::vector<AllowEntry>& allowed, std::string_view today, const TextOf& text_of,
                              std::vector<Finding>& findings) {
    Suppressed result;
    const Inline comments{program, text_of, findings, result.notices};
    const auto entries = valid_entries(allowed, today, result.notices);
    for (auto& finding : findings)
        result.places += std::erase_if(finding.places, [&](const Place& place) {
            return comments.allows(finding, place) || std::any_of(entries.begin(), entries.end(), [&](const AllowEntry* e) { return allows(*e, finding, place); });
        });
    std::erase_if(findings, [](const Finding& finding) { return finding.places.empty(); });
    return result;
}

}  // namespace driftline

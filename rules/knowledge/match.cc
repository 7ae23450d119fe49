#include "rules/knowledge/match.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/parallel.h"
#include "rules/knowledge/search.h"
#include "rules/knowledge/styles.h"
#include "rules/knowledge/table.h"
#include "rules/support.h"

namespace driftline::knowledge {

bool Search::counts(Index module) const {
    return module != no_row && world().modules[module].reported && world().modules[module].linked;
}

bool Search::counts(const At& at) const {
    const Index module = world().module_of(at);
    return counts(module) && loaded(upgrade.current, at);
}

const std::string& Search::text(Index file) {
    const auto [known, added] = texts_.try_emplace(file);
    if (added && options.text_of) known->second = options.text_of(file);
    return known->second;
}

bool Search::styles(Index module, std::string_view css_class) {
    if (!options.styles_of || module == no_row) return false;
    const auto by = [&](Index one) {
        const auto [known, added] = styled_.try_emplace(one);
        if (added)
            for (const std::string& text : options.styles_of(one)) add_styled_classes(text, known->second);
        return known->second.contains(css_class);
    };
    const std::vector<Index>& closure = world().modules[module].closure;
    return by(module) || std::any_of(closure.begin(), closure.end(), [&](Index one) { return world().custom(one) && by(one); });
}

std::vector<const Change*> Search::of_kind(MatchKind kind) const {
    std::vector<const Change*> made;
    std::copy_if(changes.begin(), changes.end(), std::back_inserter(made), [&](const Change* change) { return change->match.kind == kind; });
    return made;
}

Match& Search::add(const Change& change, const At& at, std::string_view name, std::string_view tag) {
    Match match;
    match.change = &change;
    match.module = world().module_of(at);
    match.at = at;
    match.name = name;
    match.tag = tag;
    found.push_back(std::move(match));
    return found.back();
}

uint32_t line_at(std::string_view text, size_t offset, size_t from, uint32_t line) {
    const auto begin = text.begin() + std::ptrdiff_t(std::min(from, text.size()));
    return line + uint32_t(std::count(begin, text.begin() + std::ptrdiff_t(std::min(offset, text.size())), '\n'));
}

namespace {

// Of all rows at once: the custom tree is gone through and parsed one time, whoever asks for which rows.
struct AllMatches { std::vector<Match> found; };

AllMatches match_all(const Upgrade& upgrade, const CheckOptions& options) {
    const World &from = upgrade.current.world, &to = upgrade.target.world;
    const std::vector<const Change*> changes = changes_between(to.framework, from.version, to.version);
    if (changes.empty()) return {};
    constexpr std::array matchers{match_code, match_archs, match_data, match_manifests, match_declarations, match_scripts};   // the longest first
    std::vector<Search> searches(matchers.size(), Search{upgrade, options, changes});
    parallel_for(matchers.size(), options.jobs, [&](size_t i, int) { matchers[i](searches[i]); });
    AllMatches all;
    for (Search& search : searches) std::move(search.found.begin(), search.found.end(), std::back_inserter(all.found));
    return all;
}

}  // namespace

std::vector<Match> find_matches(const Upgrade& upgrade, const CheckOptions& options, const std::vector<const Change*>& changes) {
    if (changes.empty()) return {};
    const std::set<const Change*> wanted(changes.begin(), changes.end());
    std::vector<Match> found;
    for (const Match& match : upgrade.memo.get<AllMatches>([&] { return match_all(upgrade, options); }).found)
        if (wanted.contains(match.change)) found.push_back(match);
    return found;
}

}  // namespace driftline::knowledge

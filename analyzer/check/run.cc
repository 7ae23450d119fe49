#include "check/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <tuple>

#include "base/parallel.h"
#include "model/judged.h"

namespace driftline {

namespace {

// How closely a selector names the rule: nothing if it does not.
std::optional<size_t> match(std::string_view selector, const Rule& rule) {
    if (selector == "ALL") return 0;
    if (selector == rule.slug) return rule.id.size();
    if (selector.size() > 2 && rule.id.starts_with(selector)) return selector.size();
    return std::nullopt;
}

std::optional<size_t> best_match(const std::vector<std::string>& selectors, const Rule& rule) {
    std::optional<size_t> best;
    for (const auto& selector : selectors)
        if (const auto length = match(selector, rule); length && (!best || *length > *best)) best = length;
    return best;
}

auto place_key(const World& world, const At& at) {
    const std::string_view path = at.file == no_row ? std::string_view{} : world.str(world.facts.files[at.file].path);
    return std::tuple{path, at.begin, at.end};
}

bool same_place(const Place& a, const Place& b) {
    return a.at.file == b.at.file && a.at.begin == b.at.begin && a.at.end == b.at.end && a.at.line == b.at.line;
}

// The worst first: what a finding says is said of the worst that happens.
int rank(Effect effect) { return effect == Effect::none ? 9 : int(effect); }

void merge(Finding& into, Finding&& from) {
    if (rank(from.effect) < rank(into.effect)) {
        std::swap(into.effect, from.effect);
        std::swap(into.message, from.message);
        std::swap(into.fix, from.fix);
    }
    std::move(from.places.begin(), from.places.end(), std::back_inserter(into.places));
    for (auto& related : from.related) {
        const bool known = std::any_of(into.related.begin(), into.related.end(), [&](const Related& r) {
            return r.role == related.role && r.module == related.module && r.path == related.path && r.line == related.line;
        });
        if (!known) into.related.push_back(std::move(related));
    }
    into.certainty = std::max(into.certainty, from.certainty);   // as sure as the least sure place
}

// What a rule said of a place before it became one of many.
struct Said {
    int rank = 0;
    std::string remark;
};

// Of one cause: the places that have the effect it names first, then those of which it is said without reserve, each group in the order of text.
void sort_places(const World& world, std::vector<Place>& places, std::vector<Said>& said) {
    struct Ranked { Place place; Said said; };
    const auto order = [](const Ranked& r) { return std::tuple{r.said.rank, !r.said.remark.empty()}; };
    std::vector<Ranked> ranked;
    for (size_t i = 0; i < places.size(); ++i) ranked.push_back({std::move(places[i]), std::move(said[i])});
    std::stable_sort(ranked.begin(), ranked.end(), [&](const Ranked& a, const Ranked& b) {
        return std::tuple{place_key(world, a.place.at), order(a)} < std::tuple{place_key(world, b.place.at), order(b)};
    });
    ranked.erase(std::unique(ranked.begin(), ranked.end(), [](const Ranked& a, const Ranked& b) { return same_place(a.place, b.place); }), ranked.end());
    std::stable_sort(ranked.begin(), ranked.end(), [&](const Ranked& a, const Ranked& b) { return order(a) < order(b); });
    places.clear(), said.clear();
    for (Ranked& one : ranked) places.push_back(std::move(one.place)), said.push_back(std::move(one.said));
}

// Puts the remarks behind the message: whole where one holds for all places, else with the number of places it is about.
void say_remarks(Finding& finding, const std::vector<Said>& said) {
    std::vector<std::pair<std::string_view, size_t>> counted;   // in the order of places
    for (const Said& one : said) {
        if (one.remark.empty()) continue;
        const auto known = std::find_if(counted.begin(), counted.end(), [&](const auto& entry) { return entry.first == one.remark; });
        if (known == counted.end()) counted.emplace_back(one.remark, 1);
        else ++known->second;
    }
    finding.remark.clear();
    for (const auto& [remark, count] : counted) {
        if (count == said.size()) finding.message += remark;
        else finding.message += fmt::format("; at {} of its {} places {}", count, said.size(), remark.substr(std::min(remark.size(), remark.find_first_not_of(";, "))));
    }
}

// `found` in the order of one rule's places; what the first place says is what the finding says.
std::vector<Finding> group(const World& world, std::vector<Finding> found) {
    const auto first_place = [&](const Finding& f) { return place_key(world, f.places.front().at); };
    std::erase_if(found, [](const Finding& f) { return f.places.empty(); });
    std::stable_sort(found.begin(), found.end(), [&](const Finding& a, const Finding& b) { return first_place(a) < first_place(b); });

    std::map<std::tuple<Index, std::string, std::string, Severity>, size_t> seen;
    std::vector<Finding> causes;
    std::vector<std::vector<Said>> said;   // by cause and place
    for (auto& finding : found) {
        const std::vector<Said> of_places(finding.places.size(), Said{rank(finding.effect), finding.remark});
        const auto [at, added] = seen.try_emplace({finding.module, finding.symbol, finding.cause, finding.severity}, causes.size());
        if (added) causes.push_back(std::move(finding)), said.emplace_back();
        else merge(causes[at->second], std::move(finding));
        said[at->second].insert(said[at->second].end(), of_places.begin(), of_places.end());
    }
    for (size_t i = 0; i < causes.size(); ++i) sort_places(world, causes[i].places, said[i]), say_remarks(causes[i], said[i]);
    return causes;
}

}  // namespace

bool Selection::chooses(const Rule& rule) const {
    const auto wanted = select.empty() ? std::optional<size_t>{0} : best_match(select, rule);
    const auto unwanted = best_match(ignore, rule);
    return wanted && (!unwanted || (!select.empty() && *wanted > *unwanted));
}

std::vector<std::string> Selection::unknown() const {
    std::vector<std::string> names;
    for (const auto* list : {&select, &ignore})
        for (const auto& selector : *list) {
            const auto& rules = all_rules();
            if (std::none_of(rules.begin(), rules.end(), [&](const Rule* rule) { return match(selector, *rule).has_value(); })) names.push_back(selector);
        }
    return names;
}

namespace {

// Runs `run_one` for each chosen rule in parallel, then groups and sorts what it found.
template <class RunOne>
std::vector<Finding> run_each(const Program& program, const CheckOptions& options, const Selection& selection, int jobs, const RunOne& run_one) {
    std::vector<const Rule*> rules;
    for (const Rule* rule : all_rules())
        if (selection.chooses(*rule)) rules.push_back(rule);

    std::vector<std::vector<Finding>> by_rule(rules.size());
    parallel_for(rules.size(), jobs, [&](size_t i, int) {
        std::vector<Finding> found;
        run_one(*rules[i], found);
        for (auto& finding : found) finding.rule = rules[i];
        if (options.hide_modules_not_reported)
            std::erase_if(found, [&](const Finding& f) { return f.module != no_row && !judged(program.world, f.module); });
        by_rule[i] = group(program.world, std::move(found));
    });

    std::vector<Finding> findings;
    for (auto& found : by_rule) std::move(found.begin(), found.end(), std::back_inserter(findings));
    std::stable_sort(findings.begin(), findings.end(), [&](const Finding& a, const Finding& b) {
        return std::tuple{place_key(program.world, a.places.front().at), a.rule->id, std::string_view{a.symbol}} <
               std::tuple{place_key(program.world, b.places.front().at), b.rule->id, std::string_view{b.symbol}};
    });
    return findings;
}

}  // namespace

std::vector<Finding> run_rules(const Program& program, const Upgrade* upgrade, const CheckOptions& options, const Selection& selection, int jobs) {
    return run_each(program, options, selection, jobs, [&](const Rule& rule, std::vector<Finding>& found) {
        if (rule.check != nullptr) rule.check(program, options, found);
        if (upgrade == nullptr) return;
        std::erase_if(found, [&](const Finding& f) { return f.module != no_row && program.world.modules[f.module].for_plan; });
        std::vector<Finding> changed;
        if (rule.compare != nullptr) rule.compare(*upgrade, options, changed);
        // Not ported but replaced by its community's own version, say.
        std::erase_if(changed, [&](const Finding& f) { return f.module != no_row && !upgrade->target.world.custom(upgrade->module(f.module)); });
        std::move(changed.begin(), changed.end(), std::back_inserter(found));
    });
}

std::vector<Finding> run_change_rules(const Revisions& revisions, const CheckOptions& options, const Selection& selection, int jobs) {
    return run_each(revisions.head, options, selection, jobs, [&](const Rule& rule, std::vector<Finding>& found) {
        if (rule.change != nullptr) rule.change(revisions, options, found);
    });
}

}  // namespace driftline

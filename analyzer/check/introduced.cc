#include "check/introduced.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "base/text.h"

namespace driftline {
namespace {

using Key = std::tuple<std::string_view, std::string_view, std::string_view, std::string_view>;
using Cause = std::pair<std::string_view, std::string_view>;

Key key_of(const State::Found& found) { return {found.rule, found.symbol, found.module, found.scope}; }

class PlaceComparison {
public:
    PlaceComparison(const State& base, const State& head, const std::vector<Finding>& findings, const std::set<std::string>& baseline)
        : findings_(findings), baseline_(baseline) {
        for (const State::Found& found : base.places) groups_[key_of(found)].before.push_back(&found);
        for (const State::Found& found : head.places) groups_[key_of(found)].now.push_back(&found);
    }

    void run(Introduced& out) {
        for (auto& [key, group] : groups_) match(group, out);
        // Moved or renamed: as many as vanished elsewhere.
        std::map<Cause, uint64_t> vanished;
        for (const auto& [key, group] : groups_) {
            vanished[{std::get<0>(key), std::get<1>(key)}] += group.before.size();
            out.places_gone += group.before.size();
        }
        std::vector<const State::Found*> fresh;
        for (auto& [key, group] : groups_) {
            uint64_t& left = vanished[{std::get<0>(key), std::get<1>(key)}];
            const uint64_t moved = std::min<uint64_t>(left, group.now.size());
            left -= moved;
            out.places_gone -= moved;
            fresh.insert(fresh.end(), group.now.begin() + long(moved), group.now.end());
        }
        for (const State::Found* found : fresh) keep_.emplace(found->finding, found->place);
        collect(out);
    }

private:
    struct Group {
        std::vector<const State::Found*> before, now;   // in the order of the code; matched ones are taken out
    };

    const Place& place(const State::Found& found) const { return findings_[found.finding].places[found.place]; }

    void match(Group& group, Introduced& out) {
        // The ordinals beyond what was there are what the baseline may know.
        uint64_t known = 0;
        for (size_t i = group.before.size(); i < group.now.size(); ++i) known += baseline_.contains(place(*group.now[i]).fingerprint);
        std::vector<bool> old_met(group.before.size()), now_met(group.now.size());
        const auto pair = [&](size_t i, size_t j) {
            old_met[i] = now_met[j] = true;
            if (group.now[j]->severity <= group.before[i]->severity) return;
            keep_.emplace(group.now[j]->finding, group.now[j]->place);
            out.worse.insert(place(*group.now[j]).fingerprint);
        };
        std::multimap<uint64_t, size_t> by_code;
        for (size_t i = 0; i < group.before.size(); ++i) by_code.emplace(group.before[i]->code, i);
        for (size_t j = 0; j < group.now.size(); ++j) {
            const auto same = by_code.find(group.now[j]->code);
            if (same == by_code.end()) continue;
            pair(same->second, j);
            by_code.erase(same);
        }
        size_t i = 0;
        for (size_t j = 0; j < group.now.size(); ++j) {
            while (i < group.before.size() && old_met[i]) ++i;
            if (i < group.before.size() && !now_met[j]) pair(i, j);
        }
        drop(group.before, old_met);
        drop(group.now, now_met);
        if (known > 0) group.now.erase(group.now.end() - long(std::min<uint64_t>(known, group.now.size())), group.now.end());
    }

    static void drop(std::vector<const State::Found*>& rows, const std::vector<bool>& met) {
        size_t i = 0;
        std::erase_if(rows, [&](const State::Found*) { return met[i++]; });
    }

    void collect(Introduced& out) const {
        for (Index f = 0; f < findings_.size(); ++f) {
            std::vector<Place> places;
            for (Index p = 0; p < findings_[f].places.size(); ++p)
                if (keep_.contains({f, p})) places.push_back(findings_[f].places[p]);
            if (places.empty()) continue;
            Finding kept = findings_[f];
            kept.places = std::move(places);
            out.findings.push_back(std::move(kept));
        }
    }

    const std::vector<Finding>& findings_;
    const std::set<std::string>& baseline_;
    std::map<Key, Group> groups_;
    std::set<std::pair<Index, Index>> keep_;   // finding, place
};

// How far a behaviour is from extending: what grows is worse.
int distance(const State::Overriding& row) {
    if (row.behaviour != Behaviour::extends) return 2;
    return row.calls_super == Super::sometimes ? 1 : 0;
}

// Of one symbol in one module. What came besides is new, and told as that.
void lose_reasons(const std::vector<const State::Overriding*>& before, const std::vector<const State::Overriding*>& now, Introduced& out) {
    const auto count = [](const auto& rows, Written reason) { return std::count_if(rows.begin(), rows.end(), [&](const State::Overriding* row) { return row->reason == reason; }); };
    const auto added = std::max(long(now.size()) - long(before.size()), 0L);
    long lost = std::min(count(before, Written::given) - count(now, Written::given), count(now, Written::missing) - count(before, Written::missing) - added);
    for (auto row = now.rbegin(); row != now.rend() && lost > 0; ++row)
        if ((*row)->reason == Written::missing) out.unexplained.push_back((*row)->row), --lost;
}

void compare_overrides(const State& base, const State& head, Introduced& out) {
    struct Group { std::vector<const State::Overriding*> before, now; };
    std::map<std::tuple<SymbolKind, std::string_view, std::string_view>, Group> groups;
    for (const State::Overriding& row : base.overrides) groups[{row.kind, row.symbol, row.module}].before.push_back(&row);
    for (const State::Overriding& row : head.overrides) groups[{row.kind, row.symbol, row.module}].now.push_back(&row);
    std::map<std::pair<SymbolKind, std::string_view>, std::vector<const State::Overriding*>> vanished, fresh;
    const auto by_distance = [](const State::Overriding* a, const State::Overriding* b) { return distance(*a) < distance(*b); };
    const auto pair_up = [&](std::vector<const State::Overriding*> before, std::vector<const State::Overriding*> now, auto&& left_before, auto&& left_now) {
        std::stable_sort(before.begin(), before.end(), by_distance);
        std::stable_sort(now.begin(), now.end(), by_distance);
        const size_t both = std::min(before.size(), now.size());
        for (size_t i = 0; i < both; ++i)
            if (distance(*now[i]) > distance(*before[i])) out.overrides.push_back({now[i]->row, true});
        for (size_t i = both; i < before.size(); ++i) left_before(before[i]);
        for (size_t i = both; i < now.size(); ++i) left_now(now[i]);
    };
    for (auto& [key, group] : groups) {
        const std::pair<SymbolKind, std::string_view> symbol{std::get<0>(key), std::get<1>(key)};
        lose_reasons(group.before, group.now, out);
        pair_up(group.before, group.now, [&](auto* row) { vanished[symbol].push_back(row); }, [&](auto* row) { fresh[symbol].push_back(row); });
    }
    for (auto& [symbol, rows] : fresh)
        pair_up(vanished[symbol], rows, [&](auto*) { ++out.overrides_gone; }, [&](auto* row) { out.overrides.push_back({row->row, false}); });
    for (const auto& [symbol, rows] : vanished)
        if (!fresh.contains(symbol)) out.overrides_gone += rows.size();
    std::sort(out.overrides.begin(), out.overrides.end(), [](const auto& a, const auto& b) { return a.row < b.row; });
    std::sort(out.unexplained.begin(), out.unexplained.end());
}

void compare_allowed(const State& base, const State& head, const Program& program, Introduced& out) {
    const Facts& facts = program.world.facts;
    // By what they say, not where: a comment that moves with its code is no new one.
    std::map<std::pair<std::string_view, std::string_view>, uint64_t> before;
    for (const State::Allowed& row : base.allowed) ++before[{row.slug, row.reason}];
    for (const State::Allowed& row : head.allowed) {
        uint64_t& left = before[{row.slug, row.reason}];
        if (left > 0) {
            --left;
            continue;
        }
        const At& at = facts.remarks[row.row].at;
        out.allowed.push_back({row.module, row.slug, row.reason, std::string(facts.str(facts.files[at.file].path)), at.line});
    }
}

}  // namespace

int compare_versions(std::string_view a, std::string_view b) {
    const auto one = split(a, '.'), two = split(b, '.');
    const auto number = [](std::string_view part) {
        const std::string_view digits = trim(part);
        if (digits.empty() || digits.size() > 9 || digits.find_first_not_of("0123456789") != std::string_view::npos) return -1L;
        return std::stol(std::string(digits));
    };
    for (size_t i = 0; i < std::max(one.size(), two.size()); ++i) {
        const long x = i < one.size() ? number(one[i]) : 0, y = i < two.size() ? number(two[i]) : 0;
        if (x < 0 || y < 0) return 0;   // words are not compared
        if (x != y) return x < y ? -1 : 1;
    }
    return 0;
}

Introduced compare_states(const State& base, const State& head, const Program& program, const std::vector<Finding>& findings, const std::set<std::string>& baseline) {
    Introduced out;
    PlaceComparison(base, head, findings, baseline).run(out);
    compare_overrides(base, head, out);
    compare_allowed(base, head, program, out);
    std::map<std::string_view, std::string_view> versions;
    for (const State::Module& module : base.modules) versions[module.name] = module.version;
    for (const State::Module& module : head.modules) {
        const auto before = versions.find(module.name);
        if (before != versions.end() && compare_versions(module.version, before->second) < 0)
            out.lowered.push_back({module.name, std::string(before->second), module.version});
    }
    return out;
}

}  // namespace driftline

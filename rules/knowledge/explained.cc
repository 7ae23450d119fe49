#include "rules/knowledge/explained.h"

#include <algorithm>
#include <tuple>

#include "rules/knowledge/report.h"

namespace driftline::knowledge {
namespace {

bool before(const At& a, const At& b) { return std::tuple(a.file, a.begin) < std::tuple(b.file, b.begin); }

}  // namespace

Explained::Explained(const Upgrade& upgrade, const CheckOptions& options, std::initializer_list<MatchKind> kinds) {
    for (const bool hooks : {false, true}) {
        std::vector<const Change*> changes = chosen(upgrade, hooks);
        std::erase_if(changes, [&](const Change* change) {
            return change->severity != Severity::error || std::find(kinds.begin(), kinds.end(), change->match.kind) == kinds.end();
        });
        for (const Match& match : find_matches(upgrade, options, changes)) places_.push_back(match.at);
    }
    std::sort(places_.begin(), places_.end(), before);
}

bool Explained::contains(const At& place) const {
    const auto first = std::lower_bound(places_.begin(), places_.end(), At{place.file, 0, 0, 0}, before);
    return std::any_of(first, places_.end(), [&](const At& at) {
        return at.file == place.file && (at.line == place.line || (at.begin <= place.begin && place.begin < at.end));
    });
}

}  // namespace driftline::knowledge

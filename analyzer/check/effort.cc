#include "check/effort.h"

#include <algorithm>

#include "check/rule.h"

namespace driftline {

Minutes Effort::of(const Table& table, std::string_view key) {
    const auto row = table.find(key);
    return row == table.end() ? Minutes{} : row->second;
}

Work Effort::work_of(const Finding& finding) const {
    if (finding.mechanical) return Work::mechanical;
    const auto row = work.find(finding.rule->id);
    if (row == work.end()) return Work::review;
    const bool named = std::any_of(finding.related.begin(), finding.related.end(), [](const Related& r) { return r.role == Related::Role::target && !r.path.empty(); });
    if (!named) return row->second.open;
    return finding.certainty == Certainty::exact ? row->second.settled : std::min(row->second.open, Work::review);
}

Minutes Effort::minutes_of(const Finding& finding) const {
    // What does no harm by itself still has to be read: as long as what shows itself when it runs.
    const std::string_view happens = text(finding.effect == Effect::none ? Effect::crash_run : finding.effect);
    const Work kind = work_of(finding);
    Minutes all = kind == Work::mechanical ? of(mechanical, happens) : kind == Work::redesign ? of(redesign, "cause") : rule.contains(finding.rule->id) ? of(rule, finding.rule->id) : of(effect, happens);
    const size_t more = std::min<size_t>(finding.places.size() - 1, most_places);
    return all += of(places, kind == Work::mechanical ? "mechanical" : "other") * more;
}

}  // namespace driftline

#include "check/effort.h"

#include <algorithm>

#include "check/rule.h"

namespace driftline {

Work Effort::work_of(const Finding& finding) const {
    std::string key(finding.rule->id);
    auto row = rules.find(key + "/" + finding.symbol);
    if (row == rules.end()) row = rules.find(key);
    if (row == rules.end()) return Work::review;
    const bool named = std::any_of(finding.related.begin(), finding.related.end(), [](const Related& r) { return r.role == Related::Role::target && !r.path.empty(); });
    const bool settled = finding.certainty == Certainty::exact && named;
    return settled ? row->second.settled : row->second.open;
}

Minutes Effort::minutes_of(const Finding& finding) const {
    const PerWork& per = work[size_t(work_of(finding))];
    Minutes all = per.cause;
    return all += per.place * uint32_t(finding.places.size());
}

}  // namespace driftline

// One cause, one finding: what a row of the tables explains better than the comparison of symbols can. An anchor that asks
// for <tree>, an asset template whose parent is gone, an override of a hook that was dropped later: rules that compare
// symbols leave out the places that are explained here.
#pragma once
#include <utility>
#include <vector>

#include "rules/knowledge/match.h"

namespace driftline::knowledge {

class Explained {
public:
    // Rows that are mere hints (deprecated, looks) explain nothing that breaks.
    Explained(const Upgrade& upgrade, const CheckOptions& options);

    // On the line of a match, or inside of one.
    bool contains(const At& place) const;

private:
    std::vector<At> places_;   // sorted by file and begin
};

}  // namespace driftline::knowledge

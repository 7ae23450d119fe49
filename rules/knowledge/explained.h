// One cause, one finding: what a row of the tables explains better than the comparison of symbols can. A template that
// adds assets to one that is gone, a field of scheduled actions, an override of a hook that was dropped later: rules that
// compare symbols leave out the places that are explained here.
#pragma once
#include <initializer_list>
#include <vector>

#include "rules/knowledge/match.h"

namespace driftline::knowledge {

class Explained {
public:
    // By rows of these kinds. Those that are mere hints (deprecated, looks) explain nothing that breaks.
    Explained(const Upgrade& upgrade, const CheckOptions& options, std::initializer_list<MatchKind> kinds);

    // On the line of a match, or inside of one.
    bool contains(const At& place) const;

private:
    std::vector<At> places_;   // sorted by file and begin
};

}  // namespace driftline::knowledge

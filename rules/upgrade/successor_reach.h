// Whether a module of ours can use what a symbol of the core became.
#pragma once
#include <string>
#include <string_view>

#include "model/upgrade.h"

namespace driftline {

struct SuccessorReach {
    bool foreign = false;         // a country's localization has it, the symbol that is gone was nobody's in particular, and ours knows nothing of that country: chance
    std::string_view beyond;      // the target's module that has it, where ours does not depend on it, by whatever way; "" where it is in reach
};
// `ours`: of the current program. `renamed`: a row of the delta that says what the symbol became, or where it went.
SuccessorReach reach_of(const Upgrade& upgrade, Index ours, const Change& renamed);
// " in sale_margin, which acme_sale does not depend on", behind the successor's name; "" where it is in reach.
std::string beyond_reach(const Upgrade& upgrade, Index ours, const Change& renamed, const SuccessorReach& reach);

}  // namespace driftline

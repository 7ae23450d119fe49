// Where the rows of the knowledge tables apply in a custom tree. Reads the current program: what is written there today.
#pragma once
#include <string>
#include <vector>

#include "check/rule.h"
#include "rules/knowledge/change.h"

namespace driftline::knowledge {

struct Match {
    const Change* change = nullptr;
    Index module = no_row;
    At at;
    std::string name, tag, value;   // what the row's message calls so, in braces
    std::string symbol;        // of methods: "sale.order.name_get"
    std::vector<std::string> members;   // of a global that scripts use: what they ask of it, "chain" of `_.chain(`
    std::string helper, handed_by;   // no hook itself: a function, "fill(cr)", that the hook hands its parameter to
    Certainty certainty = Certainty::exact;
};

// What modules that take no part today, and files that are not loaded, say is left out.
std::vector<Match> find_matches(const Upgrade& upgrade, const CheckOptions& options, const std::vector<const Change*>& changes);

}  // namespace driftline::knowledge

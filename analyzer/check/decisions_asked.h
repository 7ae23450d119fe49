// The decisions a review asks for: what nobody but people can settle, with who is asked, by when and what it costs.
#pragma once
#include <string>
#include <vector>

#include "check/effort.h"
#include "check/review.h"

namespace driftline {

struct AskingAbout {
    const Program& program;
    const Evidence& evidence;
    const std::vector<Finding>& findings;
    const Plan* plan = nullptr;    // may be null
    const InUse& in_use;
    std::string today;             // ISO
    std::string by;                // the day proposed where nobody wrote one
    const CorePatches* core_edits = nullptr;   // may be null
    const Ledger* target = nullptr;            // of the program with the target's core; may be null
    const Effort* effort = nullptr;            // may be null: then only the plan says what something costs
};

// By kind: redesigns, what replaces the standard without a reason, register entries that were decided and not done, what can be
// deleted, edits of the core, access, vendors, overdue reviews. The kind that costs most comes first, and of each what costs most;
// what has no cost keeps that order.
std::vector<DecisionAsked> ask_decisions(const AskingAbout& about);

}  // namespace driftline

// What a review counts at one moment: of the custom modules that are reported and in use.
#pragma once
#include <functional>
#include <optional>
#include <vector>

#include "check/plan.h"
#include "check/rule.h"

namespace driftline {

inline constexpr std::string_view redundant_rules[] = {"DL212", "DL324"};   // what can be deleted
inline constexpr std::string_view protected_rule = "DL110";

struct Figures {
    uint64_t modules = 0, lines = 0;
    uint64_t overrides = 0;                    // those that change something
    uint64_t replaces = 0;                     // of these: no super() on some or any path, bypassed, patched
    std::optional<uint64_t> protected_;        // of these: symbols that guard posting, access and the like; empty: nobody looked
    uint64_t undocumented = 0;                 // of these: the tree says why nowhere (no entry, comment, documentation)
    std::optional<uint64_t> blockers, silent;  // causes of the upgrade; of these, what no error message shows. Empty without a target
    std::optional<uint64_t> redundant;         // findings of redundant_rules; empty: nobody looked
    std::optional<Minutes> minutes;            // the plan's total; empty without one
};

// Which modules count. Empty: all that are reported.
using InUse = std::function<bool(Index module)>;

bool replaces_standard(const Override& row);
// Whether the tree itself says why: a commit's message does not count here, since past states are judged without their history.
bool says_why(const Documented& documented);

// `findings`: of `program`; null: only what the program itself tells. `plan`: may be null.
Figures figures_of(const Program& program, const Evidence& evidence, const std::vector<Finding>* findings, const Plan* plan, const InUse& in_use);

}  // namespace driftline

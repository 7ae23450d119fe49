// The gate: which of the things a change introduces stop it. A preset says it for every line; the configuration may change
// each line. `observe`, the default, comments and never stops.
#pragma once
#include <array>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "check/introduced.h"

namespace driftline {

enum class GateLine : uint8_t {
    new_error,                    // an error that is certain, new or risen
    new_likely_error,
    new_warning,
    protected_without_super,      // a protected symbol is overridden without super
    replaced_without_register,    // a new override that replaces, bypasses or patches, and is in no register
    undocumented_override,        // a new override nobody gave a reason for
    suppression_without_reason,
    suppression_added,            // with a reason, or in the configuration
    version_lowered,
    core_moved,                   // the core or a library is pinned to something else
};
inline constexpr size_t gate_lines = 10;
enum class GateAction : uint8_t { ignore, comment, fail };

std::string_view text(GateLine line);                        // as in the configuration
bool gate_line(std::string_view name, GateLine& line);       // false: no line is called so
bool gate_action(std::string_view name, GateAction& action);

inline constexpr std::string_view undocumented_rule = "DL201";   // a new override nobody gave a reason for

using GatePolicy = std::array<GateAction, gate_lines>;
GatePolicy observing();
bool gate_preset(std::string_view name, GatePolicy& policy);   // "observe", "standard", "strict"; false: none of these

struct GateOptions {
    GatePolicy policy{};
    std::function<bool(const Override&)> registered;   // is the override in the register? empty = there is none
};

struct GateVerdict {
    std::array<uint64_t, gate_lines> counts{};   // how often each line applies
    std::vector<GateLine> failing;
};

// Takes what the policy ignores out of `introduced`, and judges the rest.
GateVerdict judge(const GateOptions& options, const Program& program, Introduced& introduced);

// One cause is one line: the likely places of what is sure elsewhere join it; and of an override that is replaced, patched or protected and
// that nothing explains, what undocumented_rule says goes into the other finding of the same place. After judge(), which counts all.
void tell_together(Introduced& introduced);

}  // namespace driftline

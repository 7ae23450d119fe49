// Takes away places that the code or the config allows; a finding vanishes with its last place.
//
// In code, `driftline: allow[slug] reason` in a comment speaks of its own line; alone on a line, of the next line of
// code, and when a def, class or record begins there, of all of it. CSV and JSON have no comments: `[[allow]]` in the
// config. Either needs a reason; one without suppresses nothing, and a notice says so.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "check/fingerprint.h"

namespace driftline {

// One `[[allow]]` of the config. Empty patterns match everything; `slug` may be a rule's id.
struct AllowEntry {
    std::string path;      // shell-style pattern with **, of the path in the custom tree
    std::string slug;
    std::string symbol;    // shell-style pattern
    std::string reason;
    std::string expires;   // "2027-01-31": the last day it holds; "" = never
};

struct Suppressed {
    uint64_t places = 0;
    std::vector<std::string> notices;
};

// REQUIRES: finish_findings() ran. `today` as "2026-11-23"; an expired entry no longer suppresses, and a notice says so.
Suppressed apply_suppressions(const Program& program, const std::vector<AllowEntry>& allowed, std::string_view today, const TextOf& text_of,
                              std::vector<Finding>& findings);

}  // namespace driftline

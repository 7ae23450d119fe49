// Takes away places that the code or the config allows; a finding vanishes with its last place.
//
// In code, `driftline: allow[slug] reason` in a comment speaks of its own line; alone on a line, of the next line of
// code, and when a def, class or record begins there, of all of it. CSV and JSON have no comments: `[[allow]]` in the
// config. Either needs a reason; one without suppresses nothing (DL210 says so of a comment, a notice of an entry).
#pragma once
#include <cstdint>
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
    uint32_t line = 0;     // in the configuration file
};

struct Suppressed {
    uint64_t places = 0;
    std::vector<std::string> notices;
    // What suppressed nothing, comments by row of facts.remarks and entries by index: either unused, or (entries) expired.
    std::vector<Index> idle_comments;
    std::vector<size_t> idle_entries, expired_entries;
};

// REQUIRES: finish_findings() ran. `today` as "2026-11-23"; an expired entry no longer suppresses.
Suppressed apply_suppressions(const Program& program, const std::vector<AllowEntry>& allowed, std::string_view today, const TextOf& text_of,
                              std::vector<Finding>& findings);

}  // namespace driftline

// What a change introduces or makes worse: the state at its base against the state at its head.
//
// Places are compared in groups that share rule, symbol, module and scope. Of a group with n places before and m now, m - n
// are new; lines whose text is unchanged are old ones first. What is new in one group while the same rule and symbol vanished
// in another was moved or renamed, not introduced. Overrides are compared likewise, by kind and symbol.
#pragma once
#include <set>
#include <string>
#include <vector>

#include "check/state.h"

namespace driftline {

struct Introduced {
    struct Overriding {
        Index row = no_row;             // of Program::overrides
        bool worse = false;             // it was there and called super; now it does not (always)
    };
    struct Allowed {
        std::string module, slug, reason, path;
        uint32_t line = 0;
    };
    struct Lowered {
        std::string module, before, after;
    };
    struct Moved {                      // a core or library is pinned to something else
        std::string what, file, before, after;   // "core", "library oca/web"; "repos.yaml"
        bool core = false;
        std::string note;               // what it does, or why that is not known and what to type
        uint64_t errors = 0, warnings = 0;   // of `findings` that come from it
    };
    std::vector<Finding> findings;      // errors and warnings, with their new places only; sorted as before
    std::set<std::string> worse;        // fingerprints among them that were there before as less
    std::vector<Overriding> overrides;
    std::vector<Index> unexplained;     // rows of Program::overrides that had a reason and have none now
    std::vector<Allowed> allowed;
    std::vector<std::string> settings;  // lines of the configuration that ask for less than before, as text
    std::vector<Lowered> lowered;
    std::vector<Moved> moved;
    uint64_t overrides_gone = 0, places_gone = 0;

    bool anything() const { return !findings.empty() || !overrides.empty() || !allowed.empty() || !settings.empty() || !lowered.empty() || !moved.empty(); }
};

// `base` may hold more modules than `head` (--module): those that head does not report are left out.
Introduced compare_states(const State& base, const State& head, const Program& program, const std::vector<Finding>& findings,
                          const std::set<std::string>& baseline);

// "16.0.1.2.0" against "16.0.1.10.0": by numbers. Negative: a is lower.
int compare_versions(std::string_view a, std::string_view b);

}  // namespace driftline

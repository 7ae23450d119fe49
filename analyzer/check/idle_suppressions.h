// DL211: suppressions that suppress nothing, because what they allowed is gone or because they expired. Found after all
// other rules ran, so it is no Rule::check.
#pragma once
#include <string>
#include <vector>

#include "check/run.h"
#include "check/suppressions.h"

namespace driftline {

struct IdleOptions {
    std::string config_path;     // of the configuration's [[allow]], relative to the repository
    bool upgrade = false;        // rules that compare two cores ran
};

// Adds the findings, finished and in their place of the order. Not judged are: rules that did not run, modules with a
// dependency nobody could read, files that are not loaded; entries of the configuration unless all own modules are reported.
// REQUIRES: `suppressed` is what apply_suppressions() said of these findings.
void add_idle_suppressions(const Program& program, const Suppressed& suppressed, const std::vector<AllowEntry>& allowed, const Selection& selection, const IdleOptions& options,
                           const TextOf& text_of, std::vector<Finding>& findings);

}  // namespace driftline

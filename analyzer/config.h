// driftline.toml: what a repository wants of driftline. The only user of toml++ in this layer. Documented in docs/configuration.md.
#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/regex.h"
#include "base/result.h"
#include "check/effort.h"
#include "check/gate.h"
#include "check/suppressions.h"
#include "model/program.h"

namespace driftline {

struct Config {
    std::string file;                         // "" = there is none
    std::string folder;                       // of the file: relative paths in it start here
    std::string core, pristine;               // pristine: what `core` was made from, or "auto"
    std::string baseline;                     // "" = driftline-baseline.json when it is there
    std::vector<std::string> libraries, addons_paths, select, ignore, protected_symbols;
    std::string fail_on = "error";
    std::string gate_preset = "observe";
    GatePolicy gate = observing();            // the preset, and what [gate] changes of it
    uint64_t max_file_size = 5u << 20;        // bytes
    std::vector<std::pair<std::string, Origin>> origin_by_path, origin_by_author, origin_by_license;
    std::vector<Regex> ticket_patterns; // [evidence] ticket: regular expressions of what a reference to a ticket looks like
    Effort effort;                            // [effort], over the built-in figures
    struct Review {
        std::string title, logo, language = "en";   // logo: a picture inside the repository
        size_t quarters = 12;                       // of the trend
    } review;
    std::string installed;                    // [environment] installed
    std::vector<AllowEntry> allow;            // [[allow]]: findings somebody accepted, for files that have no comments
};

// The nearest driftline.toml or .driftline.toml from `folder` upward to the repository's root; "" if there is none.
std::string find_config(const std::string& folder);
// The built-in figures: rules/knowledge/effort.toml as it was when the program was built.
Effort default_effort();
// Reads a configuration file. An unknown key, a wrong type or a wrong value is an error that names file, line and remedy.
Result<Config> read_config(const std::string& file);
// The same of a text, such as an older state of the file; `file` is its name and where its folder is told from.
Result<Config> parse_config(const std::string& text, const std::string& file);

}  // namespace driftline

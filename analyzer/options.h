// The command line, understood. The only user of CLI11.
#pragma once
#include <string>
#include <variant>
#include <vector>

namespace driftline {

enum class Command {
    scan, check, review, core_add, core_list, core_show, core_remove, core_export, core_import, core_fetch, core_diff, chain, explain, rules, init, baseline_write, history,
    register_init, register_add, register_check, register_update
};

struct Options {
    Command command = Command::scan;
    std::string path = ".";                // PATH or PATH@REV
    std::string core;                      // "" = find it
    std::string to;                        // the core to upgrade to; "" = none
    std::string pristine;                  // the core that the scanned or reviewed one was made from, or "auto"; scan: "" = no such scan
    std::string base;                      // a revision to compare with; "" = none
    std::string since, quarter, installed; // of a review
    std::vector<std::string> libraries, libraries_to, modules, models, as_custom, select, ignore;
    std::string format = "text", output;   // output: "" = standard output
    std::string preset;                    // of the gate; "" = as configured
    std::string fail_on;                   // "" = as configured
    std::string config;                    // "" = the nearest one
    std::string print;                     // a stage instead of a report
    bool exit_zero = false, statistics = false, timings = false, plan = false, isolated = false, no_source = false, no_baseline = false, staged = false;
    bool whole = false;                    // check: link all of both sides, whatever the change
    int jobs = 0;                          // 0 = all hardware threads
    std::string name, file;                // of a stored snapshot; file: of a baseline
    std::string framework, series;         // core fetch
    std::string subject;                   // symbol of `chain`, rule of `explain`
};

inline constexpr int exit_clean = 0, exit_findings = 1, exit_failure = 2;

// Options, or the exit code of a command line that was answered here (--help, --version, a usage error).
std::variant<Options, int> parse_options(int argc, const char* const* argv);

}  // namespace driftline

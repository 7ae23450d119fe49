// What a report is made of, and the writers. A writer is one file that takes the const Report; adding one is a file
// and its line in report.cc.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "check/gate.h"
#include "check/plan.h"
#include "check/rule.h"

namespace driftline {

struct CoreInfo {
    std::string version, commit, path;   // path as people know it: a folder or a stored core's name
};

// What `check` adds: the change, and what the gate says of it. Then `Report::findings` are the new ones only.
struct GateReport {
    const Introduced& introduced;
    const GateVerdict& verdict;
    std::string base, head;                      // "91ab02c", "the index": for people
    std::string preset;
};

struct Report {
    const Program& program;
    const std::vector<Finding>& findings;        // finished, selected, suppressed; sorted by place
    std::string repository, revision;            // absolute path; commit id or ""
    std::string framework, title;                // as in JSON; as people write it
    bool has_core = true;
    CoreInfo core;
    std::string core_command;                    // without a core: the one command to type
    std::vector<std::string> notices;            // sorted out by the pipeline, one line each; the program's included
    uint64_t suppressed = 0;                     // places allowed by comments or configuration
    std::vector<std::string> modules;            // --module: only these are reported
    const Upgrade* upgrade = nullptr;            // with a target
    CoreInfo target = {};
    const Plan* plan = nullptr;                  // with a target, of `scan`
    int exit_code = 0;                           // what the run will end with
    const GateReport* gate = nullptr;            // `check`
    const Evidence* evidence = nullptr;          // of the program's overrides; may be null
};

struct WriteOptions {
    bool colours = false, statistics = false;
    bool whole_plan = false;                     // no list of the plan is cut
};

struct Writer {
    std::string_view format;   // as --output-format names it
    std::string (*write)(const Report& report, const WriteOptions& options);
};

const std::vector<Writer>& all_writers();

// The writers, one file each.
std::string write_text(const Report& report, const WriteOptions& options);
std::string write_text_plan(const Report& report, const WriteOptions& options);   // REQUIRES: report.plan
std::string write_json(const Report& report, const WriteOptions& options);
std::string write_sarif(const Report& report, const WriteOptions& options);
std::string write_github(const Report& report, const WriteOptions& options);
std::string write_gitlab(const Report& report, const WriteOptions& options);
std::string write_markdown(const Report& report, const WriteOptions& options);    // REQUIRES: report.plan
std::string write_junit(const Report& report, const WriteOptions& options);
// Of `check`; REQUIRES: report.gate.
std::string write_gate(const Report& report, const WriteOptions& options);      // for people
std::string write_comment(const Report& report, const WriteOptions& options);   // Markdown for a pull request; "" when nothing is new
std::string gate_headline(const Report& report);                                // "This change adds 2 overrides, ..."; one line of Markdown

// What several writers need.
// A definition as module and path inside the module; for files outside all modules the path inside its library.
struct CorePlaceText {
    std::string module, path;
    uint32_t line = 0;
};
CorePlaceText place_of(const World& world, const SymbolRef& symbol);
std::string_view file_path(const World& world, const At& at);   // relative to its library, "" without a file
// "core sale/models/sale_order.py:1012": what the finding is about, in the core or a library; "" if it is about nothing there.
std::string core_text(const Finding& finding);
// What else a finding is about, for formats where the message is all that people see: a line each, at most three, such as
// "19.0: base/rng/common.rng:295 (lists the attributes of group)". What the message names itself is left out.
std::vector<std::string> related_lines(const Report& report, const Finding& finding);
std::string more_places(const Finding& finding);   // "2 more places share this cause."; "" if there is one only
// Errors, then warnings, each by place. Info is inventory and stands in no annotation.
std::vector<const Finding*> worst_first(const Report& report);
std::string rules_of(const Finding& finding);       // "DL101", "DL101 DL201"
// Modules of the custom tree and those reported, sorted by path: what a report lists.
std::vector<Index> listed_modules(const World& world);

}  // namespace driftline

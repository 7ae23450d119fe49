// The subcommands: each takes the options and returns the exit code.
#pragma once
#include <string>

#include "options.h"

namespace driftline {

int run_scan(const Options& options);
int run_chain(const Options& options);
int run_explain(const Options& options);
int run_rules_list(const Options& options);
int run_check(const Options& options);
int run_review(const Options& options);
int run_init(const Options& options);
int run_baseline_write(const Options& options);
int run_history(const Options& options);
int run_register(const Options& options);   // register init, add, check, update
int run_core(const Options& options);   // core add, list, show, remove, export, import, fetch, diff
struct Session;
int run_core_diff(Session& session);
int run_edited_core(Session& session);   // scan CORE --pristine

// A report to `file` as a whole, or to standard output if that is "". False: said why on standard error.
bool deliver(const std::string& text, const std::string& file);

// The last thing a command does while it still holds its programs: ends the process, since taking hundreds of megabytes of rows apart
// takes longer than the rest of a short run. Under a sanitizer, which looks for what is left behind, it only returns `code`.
int leave(int code);

}  // namespace driftline

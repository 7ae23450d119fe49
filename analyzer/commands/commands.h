// The subcommands: each takes the options and returns the exit code.
#pragma once
#include "options.h"

namespace driftline {

int run_scan(const Options& options);
int run_chain(const Options& options);
int run_explain(const Options& options);
int run_rules_list(const Options& options);
int run_init(const Options& options);
int run_history(const Options& options);
int run_register(const Options& options);   // register init, add, check, update
int run_core(const Options& options);   // core add, list, show, remove, export, import, fetch, diff
struct Session;
int run_core_diff(Session& session);

}  // namespace driftline

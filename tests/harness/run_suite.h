// Runs a suite through the whole program: build, link, rules, suppressions.
#pragma once
#include <string>
#include <vector>

#include "base/result.h"
#include "harness/suite.h"
#include "model/program.h"

namespace driftline::test {

// The linked program of a case; an error as text.
Result<Program> program_of(const Case& one);

// What is wrong, one entry a failure, as "line: case: what"; empty if the suite passes.
// Every error and warning must be asserted, whatever its rule; information only that of the suite's own rule, so that a
// suite need not repeat the inventory. A suite has at least one case in which its rule fires and one in which it is silent.
std::vector<std::string> run_suite(const Suite& suite);

}  // namespace driftline::test

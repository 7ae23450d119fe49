// Runs a suite through the whole program: build, link, rules, suppressions.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "harness/suite.h"
#include "model/upgrade.h"

namespace driftline::test {

// A case linked with its core and, if it has one, with its target.
struct LinkedCase {
    Program program;
    std::unique_ptr<Program> target;
    std::unique_ptr<Delta> delta;
    std::unique_ptr<Upgrade> upgrade;   // refers to all of these
};
Result<std::unique_ptr<LinkedCase>> link(const Case& one);

// What is wrong, one entry a failure, as "line: case: what"; empty if the suite passes.
// Every error and warning must be asserted, whatever its rule; information only that of the suite's own rule, so that a
// suite need not repeat the inventory. A suite has at least one case in which its rule fires and one in which it is silent.
std::vector<std::string> run_suite(const Suite& suite);

}  // namespace driftline::test

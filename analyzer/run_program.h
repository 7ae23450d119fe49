// Running another program without a shell.
#pragma once
#include <string>
#include <vector>

#include "base/result.h"

namespace driftline {

// Runs arguments[0] found on PATH with our standard streams and waits. The exit code; an Error if it could not be
// started or was killed.
Result<int> run_program(const std::vector<std::string>& arguments);

}  // namespace driftline

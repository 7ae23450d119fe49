// Making a program in two steps, where some libraries are known before the others.
#pragma once
#include <vector>

#include "model/framework.h"

namespace driftline {

// Behind those that are there; the core comes first.
void join_libraries(Program& program, std::vector<Library> libraries);
// make_program(), of `joined` and then `libraries`.
Program make_program(Program joined, std::vector<Library> libraries, const Framework& framework, const LinkOptions& options);

}  // namespace driftline

// Who reads a name of a Python module, and when: `from a import f` binds f while the importing file is imported, and an assignment to a.f
// later does not reach it (Python's import statement).
#pragma once
#include <optional>
#include <vector>

#include "model/program.h"

namespace driftline {

// The core's files that took what an override patches by name, and that nobody patches; empty: none did.
struct NameTakers {
    std::vector<const BindingRow*> took;   // of the program's facts, in their order
};

// nullopt: what is patched is no function or class of a module of the core's, core code reads the module's attribute when it runs, or
// that cannot be told. Pure; thread-safe.
std::optional<NameTakers> only_taken_by_name(const Program& program, const Override& override_);

}  // namespace driftline

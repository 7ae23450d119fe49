// Whether a place in a function is reached only if something holds.
#pragma once
#include "syntax/python_tree.h"

namespace driftline {

// A branch (`if`, `elif`, `else`, a case, an except clause, the right of `and` and `or`, either value of a conditional expression), or
// what stands behind an `if` that returns. Not what a condition itself asks first, nor a loop's body, nor `if not hasattr(...)`, which holds
// the first time that something is patched. In time linear in the function.
bool runs_under_condition(const PythonTree& tree, NodeId id);

}  // namespace driftline

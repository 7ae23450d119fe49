// Whether a place in a function is reached only if something holds.
#pragma once
#include <cstdint>
#include <utility>
#include <vector>

#include "syntax/python_tree.h"

namespace driftline {

// A branch (`if`, `elif`, `else`, a case, an except clause, the right of `and` and `or`, either value of a conditional expression), or
// what stands behind an `if` that returns. Not what a condition itself asks first, nor a loop's body, nor `if not hasattr(...)`, which holds
// the first time that something is patched. In time linear in the function.
bool runs_under_condition(const PythonTree& tree, NodeId id);

// The same for many places of one function, once its tree is gone: bytes [first, second) of the tree's text.
struct Branches {
    using Ranges = std::vector<std::pair<uint32_t, uint32_t>>;
    Ranges under_condition;
    // Functions within it that nothing there calls, or hands to what may: they are only made, and put somewhere.
    Ranges only_defined;
};
Branches branches_of(const PythonTree& tree);
bool within(const Branches::Ranges& ranges, uint32_t offset);

}  // namespace driftline

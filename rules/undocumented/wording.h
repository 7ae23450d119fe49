// What a method does apart from what it says: a message that is put better is no change of behaviour.
#pragma once
#include <string>

#include "model/program.h"

namespace driftline {

// The method's code as text to compare, without the texts of exceptions, what logs and translations are given, docstrings and comments,
// unless something is called there; "" if its source is not at hand.
std::string behaviour_text(const Program& program, Index method);

}  // namespace driftline

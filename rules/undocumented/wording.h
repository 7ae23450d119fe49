// What a method does apart from what it says: a message that is put better is no change of behaviour.
#pragma once
#include <string>

#include "model/program.h"

namespace driftline {

// The method's code as text to compare, without the words of exceptions and logs, texts to translate, docstrings and comments; "" if its
// source is not at hand.
std::string behaviour_text(const Program& program, Index method);

}  // namespace driftline

// What a copy of a method becomes when it takes over what its original changed.
#pragma once
#include <string>
#include <string_view>

#include "source/merge_texts.h"

namespace driftline {

// What a line of code says, whatever its indentation and quotes.
std::string spelled(std::string_view line);

// As merge_texts, of three texts of one method. The copy's quotes, indentation of known lines and docstring win before it: a formatter or a
// sentence of prose is no conflict.
Merge merge_copy(std::string_view base, std::string_view ours, std::string_view theirs, const MergeLabels& labels);

}  // namespace driftline

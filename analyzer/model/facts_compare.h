// Two states of a few modules, compared by what they say and not where: enough to tell that an edit cannot have introduced
// anything, without linking. Doubt is "may have".
#pragma once
#include <functional>
#include <string_view>

#include "facts/facts.h"

namespace driftline {

// True if `now` defines exactly what `before` defined, in the same order, and refers to nothing that `before` did not refer to from
// the same definition as often. The text of a method that `body_matters` says no to (module, name) may differ; any other text may not.
bool says_nothing_new(const Facts& before, const Facts& now, const std::function<bool(std::string_view module, std::string_view method)>& body_matters);

}  // namespace driftline

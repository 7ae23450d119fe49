// What speaks for a field that is new being one that is gone, under another name. One type is no evidence: a module may drop a
// flag and add another.
#pragma once
#include <string>
#include <string_view>

#include "rules/undocumented/schema.h"

namespace driftline {

// 0: nothing does; more is stronger. Of two stored fields of one model, type and comodel.
int rename_evidence(std::string_view gone, const StoredField& before, std::string_view fresh, const StoredField& now);

// A line of Python that spoke of `gone` speaks of `fresh` now and is else the same. Lines that say nothing else do not count.
bool use_renamed(std::string_view before, std::string_view now, std::string_view gone, std::string_view fresh);

}  // namespace driftline

// Which modules a change can reach: by the names that differ between two states of a few modules, and by who says one of them.
// Errs on the side of too many.
#pragma once
#include <optional>
#include <set>
#include <string>

#include "facts/facts.h"

namespace driftline {

struct ChangedNames {
    std::set<std::string, std::less<>> names;         // of definitions that came, went or changed
    std::set<std::string, std::less<>> view_models;   // of views likewise: their families are joined
    bool templates = false;                           // views without a model likewise
};

// What others can know the difference by; bodies, references and comments are their own module's affair. nullopt: a module came,
// went, or depends on others than before, or is another's: then the whole is another.
std::optional<ChangedNames> changed_names(const Facts& before, const Facts& now);

// Names of the modules of `facts` that define, redefine, refer to or depend on one of them.
std::set<std::string> modules_that_say(const Facts& facts, const ChangedNames& changed);

}  // namespace driftline

// Findings about code that is as it was, of which the base said nothing because a module of the dependency closure could not be read there.
// Where that module is at hand now, the change only reveals them: their places are no news. Where the change takes it out of what the module
// depends on, nobody knows whether it had the name: the finding stays, at most a warning, and says so.
#pragma once
#include "check/introduced.h"

namespace driftline {

// `base`: links of the modules that the findings are about.
void judge_revealed(const Program& base, const Program& head, Introduced& introduced);

}  // namespace driftline

// Finds the core a repository runs on when nobody named it. Looks at folders only: nothing is parsed here.
#pragma once
#include <string>
#include <vector>

#include "frameworks/upstream.h"

namespace driftline {

struct LocatedCore {
    std::string path, why;                  // "" if none was found
    std::vector<std::string> libraries;     // folders with more modules that were found on the way; not the core, not in the tree
    std::vector<std::string> refused;       // one line each: a core of another series lies there
};

// `series`: what the modules were written for, "" if they do not say; a core of another series is not taken.
LocatedCore locate_core(const Upstream& upstream, const std::string& folder, const std::string& series);

}  // namespace driftline

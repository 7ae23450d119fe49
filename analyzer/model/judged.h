// Which reported modules are looked into. Of a custom tree that was kept from an earlier run, what it says is known: its modules
// are reported like any other, so that whose a definition is does not depend on it, and nothing of them is linked or judged.
#pragma once
#include "model/program.h"

namespace driftline {

inline bool judged(const World& world, Index module) {
    if (!world.custom(module)) return false;
    const LibraryInfo& library = world.libraries[world.modules[module].library];
    return !library.stored || library.role != "custom";
}

}  // namespace driftline

#include "check/review.h"

#include <algorithm>

namespace driftline {

bool Installed::in_use(std::string_view module) const {
    const auto found = std::lower_bound(modules.begin(), modules.end(), module, [](const Module& row, std::string_view name) { return row.name < name; });
    if (found == modules.end() || found->name != module) return false;
    return found->state == "installed" || found->state == "to upgrade" || found->state == "to install";
}

size_t CorePatches::count() const {
    size_t all = 0;
    for (const CorePatch& patch : patches) all += patch.edits.size();
    return all;
}

size_t CorePatches::count(PatchFate fate) const {
    size_t all = 0;
    for (const CorePatch& patch : patches) all += size_t(std::count_if(patch.edits.begin(), patch.edits.end(), [&](const CoreEdit& edit) { return edit.fate == fate; }));
    return all;
}

}  // namespace driftline

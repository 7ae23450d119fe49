#include "check/review.h"

#include <algorithm>

namespace driftline {

bool Installed::in_use(std::string_view module) const {
    const auto found = std::lower_bound(modules.begin(), modules.end(), module, [](const Module& row, std::string_view name) { return row.name < name; });
    if (found == modules.end() || found->name != module) return false;
    return found->state == "installed" || found->state == "to upgrade" || found->state == "to install";
}

}  // namespace driftline

#include "locate_core.h"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

namespace driftline {

LocatedCore locate_core(const Upstream& upstream, const std::string& folder, const std::string& series) {
    LocatedCore located;
    const Surroundings around = upstream.look_around(folder);
    std::vector<std::string> seen;
    for (const CorePlace& place : around.cores) {
        const std::string core = upstream.core_folder(place.path);
        if (core.empty() || std::find(seen.begin(), seen.end(), core) != seen.end()) continue;
        seen.push_back(core);
        const std::string found = upstream.core_series(core);
        if (!series.empty() && !found.empty() && found != series) {
            located.refused.push_back(fmt::format("{} holds {} {}, but the modules are for {}: not used; `--core {}` uses it all the same", core, upstream.title, found, series, core));
            continue;
        }
        located.path = core;
        located.why = place.why;
        break;
    }
    const std::string own = std::filesystem::path(folder).lexically_normal().string() + "/";
    for (const std::string& library : around.libraries) {
        const bool inside = (library + "/").starts_with(own) || own.starts_with(library + "/");
        if (!inside && upstream.core_folder(library).empty()) located.libraries.push_back(library);
    }
    if (!located.path.empty()) located.refused.clear();
    return located;
}

}  // namespace driftline

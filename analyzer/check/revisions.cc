#include "check/revisions.h"

#include "model/judged.h"

#include <map>

namespace driftline {

std::vector<Revisions::Pair> Revisions::modules() const {
    std::map<std::string_view, Index> before;
    for (Index m = 0; m < base.world.modules.size(); ++m)
        if (base.world.libraries[base.world.modules[m].library].role == "custom") before.emplace(base.world.str(base.world.facts.modules[m].name), m);
    std::vector<Pair> pairs;
    for (Index m = 0; m < head.world.modules.size(); ++m) {
        if (!judged(head.world, m)) continue;
        const auto hit = before.find(head.world.str(head.world.facts.modules[m].name));
        pairs.push_back({m, hit == before.end() ? no_row : hit->second});
    }
    return pairs;
}

}  // namespace driftline

#include "facts/bundles.h"

#include <string>

#include "base/text.h"

namespace driftline {

std::set<std::string_view> bundles_with(const Facts& facts, const ModuleRow& manifest, std::string_view owner, std::string_view inside) {
    std::set<std::string_view> found;
    std::string whole;
    const auto assets = facts.items(manifest.assets);
    for (size_t i = 0; i + 1 < assets.size(); i += 2) {
        std::string_view pattern = facts.str(assets[i + 1]);
        const bool out = pattern.starts_with('!');
        if (out) pattern.remove_prefix(1);
        if (pattern.starts_with('/')) pattern.remove_prefix(1);
        const bool relative = pattern.starts_with("static/") && facts.str(manifest.name) == owner;
        if (!relative && !pattern.starts_with(owner)) continue;   // most are of other modules
        if (!relative && whole.empty()) whole = std::string(owner) + "/" + std::string(inside);
        if (!glob_match(pattern, relative ? inside : std::string_view(whole))) continue;
        if (out) found.erase(facts.str(assets[i]));
        else found.insert(facts.str(assets[i]));
    }
    return found;
}

}  // namespace driftline

#include "check/revealed.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>

namespace driftline {

namespace {

// A reference and the code around it: the method with its body, or else the whole file.
using Reference = std::tuple<std::string_view, std::string_view, std::string_view, UseKind, std::string_view, uint64_t, Digest>;

Reference reference(const Facts& facts, const UseRow& use) {
    const FileRow& file = facts.files[use.at.file];
    const MethodRow* method = use.scope == no_row ? nullptr : &facts.methods[use.scope];
    return {facts.str(file.path), facts.str(use.root), facts.str(use.path), use.kind, method ? facts.str(method->name) : std::string_view(), method ? method->body_digest : 0, method ? Digest{} : file.content};
}

bool reads(const World& world, Index module, std::string_view name) {
    for (Index m = 0; m < world.modules.size(); ++m)
        if (world.modules[m].linked && world.str(world.facts.modules[m].name) == name && world.in_closure(module, m)) return true;
    return false;
}

}  // namespace

void judge_revealed(const Program& base, const Program& head, Introduced& introduced) {
    std::set<std::pair<Index, uint32_t>> told;   // file, first byte
    for (const Finding& finding : introduced.findings)
        for (const Place& place : finding.places) told.emplace(place.at.file, place.at.begin);
    if (told.empty()) return;
    std::map<Reference, std::string_view> unread;   // and the module that could not be read
    for (const Link& link : base.links)
        if (link.outcome == Outcome::unresolved && link.reason == Reason::missing_module) unread.emplace(reference(base.world.facts, base.world.facts.uses[link.use]), base.world.str(link.missing));
    std::map<std::pair<Index, uint32_t>, std::string_view> suspects;   // of what is told, "": at hand now
    for (const Link& link : head.links) {
        const UseRow& use = head.world.facts.uses[link.use];
        if (link.outcome != Outcome::unresolved || !told.contains({use.at.file, use.at.begin})) continue;
        const auto found = unread.find(reference(head.world.facts, use));
        if (found != unread.end()) suspects.emplace(std::pair{use.at.file, use.at.begin}, reads(head.world, link.module, found->second) ? std::string_view() : found->second);
    }
    const auto suspect = [&](const Place& place) { return suspects.find({place.at.file, place.at.begin}); };
    for (Finding& finding : introduced.findings) {
        std::erase_if(finding.places, [&](const Place& place) { return suspect(place) != suspects.end() && suspect(place)->second.empty(); });
        if (finding.places.empty() || suspect(finding.places.front()) == suspects.end()) continue;
        finding.severity = std::min(finding.severity, Severity::warning);
        finding.message += fmt::format("; unless {} defined it, which could not be read and no longer is a dependency", suspect(finding.places.front())->second);
    }
    std::erase_if(introduced.findings, [](const Finding& finding) { return finding.places.empty(); });
}

}  // namespace driftline

#include "check/governance.h"

#include <set>

namespace driftline {
namespace {

constexpr std::string_view idle_rule = "DL211", reasonless_rule = "DL210";

void count_overrides(const GovernanceInputs& in, Governance& made) {
    const World& world = in.program.world;
    for (const EvidenceLevel level : {EvidenceLevel::register_, EvidenceLevel::comment, EvidenceLevel::documentation, EvidenceLevel::commit, EvidenceLevel::none})
        made.documented[std::string(text(level))] = 0;
    for (const char* decision : {"keep", "upstream", "drop", "none"}) made.decisions[decision] = 0;
    for (size_t i = 0; i < in.program.overrides.size(); ++i) {
        const Override& row = in.program.overrides[i];
        if (row.silent_same || (in.in_use && !in.in_use(row.module))) continue;
        ++made.documented[std::string(text(in.evidence.of(i).level))];
        const RegisterEntry* entry = in.evidence.customizations().find(row.symbol, world.str(world.facts.modules[row.module].name));
        const std::string_view decision = entry == nullptr ? std::string_view() : text(entry->decision);
        ++made.decisions[decision.empty() ? "none" : std::string(decision)];
    }
}

void list_suppressions(const GovernanceInputs& in, Governance& made) {
    const World& world = in.program.world;
    std::set<std::pair<std::string, uint32_t>> idle;
    for (const Finding& finding : in.findings)
        if (finding.rule->id == idle_rule || finding.rule->id == reasonless_rule)
            for (const Place& place : finding.places) idle.emplace(place.path, place.line);
    for (const RemarkRow& row : world.facts.remarks) {
        if (row.kind != RemarkRow::allow || !world.custom(world.module_of(row.at))) continue;
        const std::string path(world.str(world.facts.files[row.at.file].path));
        made.suppressions.push_back({std::string(world.str(row.slug)), path, std::string(world.str(row.reason)), "", row.at.line, !idle.contains({path, row.at.line})});
    }
    for (const AllowEntry& entry : in.allowed) made.suppressions.push_back({entry.slug, in.config_path, entry.reason, entry.expires, entry.line, !idle.contains({in.config_path, entry.line})});
}

}  // namespace

Governance govern(const GovernanceInputs& in) {
    const World& world = in.program.world;
    Governance made;
    count_overrides(in, made);
    list_suppressions(in, made);
    for (const RegisterEntry& entry : in.evidence.customizations().entries)
        if (entry.vanished.empty() && days_between(entry.review_by, in.today) > 0) made.overdue.push_back({entry.symbols.front(), entry.owner, entry.review_by, entry.line});
    for (Index i = 0; i < world.modules.size(); ++i)
        if (world.modules[i].reported && (!in.in_use || in.in_use(i)) && in.evidence.owner_of(i).empty()) made.ownerless.emplace_back(world.str(world.facts.modules[i].name));
    return made;
}

}  // namespace driftline

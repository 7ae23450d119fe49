#include "check/figures.h"

#include <algorithm>

namespace driftline {
namespace {

bool is_redundant(const Finding& finding) {
    return std::find(std::begin(redundant_rules), std::end(redundant_rules), finding.rule->id) != std::end(redundant_rules);
}

void count_findings(const std::vector<Finding>& findings, bool upgrade, const InUse& in_use, Figures& figures) {
    figures.protected_ = figures.redundant = 0;
    if (upgrade) figures.blockers = figures.silent = 0;
    for (const Finding& finding : findings) {
        if (in_use && finding.module != no_row && !in_use(finding.module)) continue;
        if (finding.rule->id == protected_rule) *figures.protected_ += finding.places.size();
        if (is_redundant(finding)) ++*figures.redundant;
        if (!upgrade || finding.rule->compare == nullptr || finding.severity == Severity::info) continue;
        ++*figures.blockers;
        *figures.silent += finding.effect == Effect::silent;
    }
}

}  // namespace

bool replaces_standard(const Override& row) {
    return row.behaviour != Behaviour::extends || (row.kind == SymbolKind::method && row.calls_super == Super::sometimes);
}

bool says_why(const Documented& documented) {
    return std::any_of(documented.proofs.begin(), documented.proofs.end(), [](const Proof& proof) { return proof.why && proof.level > EvidenceLevel::commit; });
}

Figures figures_of(const Program& program, const Evidence& evidence, const std::vector<Finding>* findings, const Plan* plan, const InUse& in_use) {
    const World& world = program.world;
    Figures figures;
    for (Index i = 0; i < world.modules.size(); ++i) {
        if (!world.modules[i].reported || (in_use && !in_use(i))) continue;
        ++figures.modules;
        figures.lines += world.facts.modules[i].lines;
    }
    for (size_t i = 0; i < program.overrides.size(); ++i) {
        const Override& row = program.overrides[i];
        if (row.silent_same || (in_use && !in_use(row.module))) continue;
        ++figures.overrides;
        figures.replaces += replaces_standard(row);
        figures.undocumented += !says_why(evidence.of(i));
    }
    if (findings != nullptr) count_findings(*findings, plan != nullptr, in_use, figures);
    if (plan != nullptr && !plan->bump) figures.minutes = plan->minutes;
    return figures;
}

}  // namespace driftline

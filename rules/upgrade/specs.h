// What the rules about views share: the node a spec means, on either side.
#pragma once
#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "rules/knowledge/change.h"
#include "rules/upgrade/sides.h"

namespace driftline {

// The node's place in the file of the view that puts it there. REQUIRES: spec.target_view != no_row.
SymbolRef node_of(const Program& program, const SpecLink& spec);
SymbolKind kind_of_view(const Program& program, Index view);
// A finding about what the view inherits from, at the spec.
Finding begin_finding(const Program& program, const SpecLink& spec);
// Whether the current node is put there by a view of ours: what becomes of it is that view's finding.
bool anchors_in_ours(const Program& program, const SpecLink& spec);
// Today the view is applied, with everyone's nodes in place: only then can an upgrade be what breaks it.
bool works_today(const Upgrade& upgrade, const SpecLink& spec);

// Places of which the tables of engine changes speak (DL319): what fails there fails for that reason, and is told once.
class ToldByEngine {
public:
    ToldByEngine(const Upgrade& upgrade, const CheckOptions& options, knowledge::MatchKind kind);
    bool inside(const At& place) const;   // one begins there

private:
    std::map<Index, std::set<uint32_t>> begins_;   // by file
};

// A start tag for a sentence: its first attributes.
std::string brief(const std::string& start_tag);

}  // namespace driftline

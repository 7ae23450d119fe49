// What the rules about views share: the node a spec means, on either side.
#pragma once
#include <string>

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

// A start tag for a sentence: its first attributes.
std::string brief(const std::string& start_tag);

}  // namespace driftline

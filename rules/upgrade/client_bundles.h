// Bundles and what they have: whether anything loads a file, and what fails if a template that scripts render does not fit.
#pragma once
#include <string_view>

#include "model/upgrade.h"
#include "rules/support.h"

namespace driftline {

inline constexpr int first_with_bundles = 15;
// Whether the target loads what a manifest lists under that key. The manifest's key "qweb" is read up to 14.0, its bundles from 15.0 on, "web.assets_qweb"
// in 15.0 alone; and none that only the current core has files in.
bool loads_bundle(const Upgrade& upgrade, std::string_view bundle);

// unread: what the manifest lists it under is no longer read in this series, so that it has to be listed anew. unlisted: no manifest of ours names it.
enum class Loading : uint8_t { loaded, unread, unlisted };
// Of the file at a place of the target's program.
Loading loading_of(const Upgrade& upgrade, const At& target_at);
// What a finding about a script adds where that is `unread`.
inline constexpr std::string_view waits_for_bundle = "; nobody loads the bundle of this file in the target, so that happens once it is listed anew";

// What happens where the template's parent, or a node of that, is not there. `parent_gone` of one that extends in place.
std::string_view what_fails(const Program& target, Loading loading, bool parent_gone);

// Whether a template that extends one that is gone is left out, or is not loaded as it stands, so that nothing fails.
bool extends_to_no_effect(const Upgrade& upgrade, const UseRow& target_use);

// Whether templates of the module are put together today and not in the target, as they stand.
bool has_broken_client_templates(const Upgrade& upgrade, Index current_module);

// The node a spec of Program::client_specs means. REQUIRES: spec.target_view != no_row.
SymbolRef client_node(const Program& program, const SpecLink& spec);

}  // namespace driftline

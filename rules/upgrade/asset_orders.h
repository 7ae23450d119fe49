// What a manifest says about the place of files in a bundle: ("after", "web/static/src/x.js", "acme/static/src/y.js").
#pragma once
#include <vector>

#include "check/rule.h"

namespace driftline {

// Orders that name a file which the target's core has no more: ir.asset raises where the file is not in the bundle, so the bundle is never made
// (odoo/addons/base/models/ir_asset.py, AssetPaths.index and remove, 15.0 to 19.0; ir_qweb.py asks for it while it renders the page).
void tell_lost_orders(const Upgrade& upgrade, const CheckOptions& options, std::vector<Finding>& findings);

}  // namespace driftline

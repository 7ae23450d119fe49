// Domains in Python that are checked with a view: of a field that a form shows, and people may change there.
#pragma once
#include "check/rule.h"

namespace driftline {

// A use of ours in a field's domain, which a form of the same module shows: what is not there fails when that form is loaded. The engine checks a domain that is
// a text, of a field that may be edited and has no domain in the view (odoo/addons/base/models/ir_ui_view.py, _validate_tag_field, 15.0 to 19.0).
bool checked_with_a_view(const Upgrade& upgrade, Index module, const UseRow& use);

}  // namespace driftline

// Views that records define.
#pragma once
#include <vector>

#include "frameworks/odoo/data/reader.h"

namespace driftline::odoo {

// Adds the view of the record added last, whose model is ir.ui.view or a theme's copy of it, and its arch's uses.
void read_view(DataReader& reader, std::string_view model, const std::vector<ElementId>& fields);

}  // namespace driftline::odoo

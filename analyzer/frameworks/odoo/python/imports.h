// What names of a file mean: imports and top-level definitions.
#pragma once
#include "frameworks/odoo/python/reading.h"

namespace driftline::odoo {

// Fills Reading::imports and constants; appends BindingRows and the uses of imported names.
void read_bindings(Reading& reading);

}  // namespace driftline::odoo

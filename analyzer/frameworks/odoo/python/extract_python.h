// Facts of one Python file of Odoo: models, fields, methods, controllers, patches, SQL, references.
#pragma once
#include "facts/extract.h"

namespace driftline::odoo {

// Appends the facts of `tree` to `out`, whose FileRow 0 the caller made. Pure and thread-safe; never fails.
void extract_python(const FileContext& context, const PythonTree& tree, Facts& out);

}  // namespace driftline::odoo

// Facts of one Python file of Odoo: models, fields, methods, controllers, patches, SQL, references.
#pragma once
#include "facts/extract.h"

namespace driftline::odoo {

// BindingRow::guarded of what stands under `if TYPE_CHECKING:`. It never runs: it tells what a name means, and loads nothing.
inline constexpr uint8_t binding_for_types = 2;

// Appends the facts of `tree` to `out`, whose FileRow 0 the caller made. Pure and thread-safe; never fails.
void extract_python(const FileContext& context, const PythonTree& tree, Facts& out);

}  // namespace driftline::odoo

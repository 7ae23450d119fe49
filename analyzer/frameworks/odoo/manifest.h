// Odoo's two literals: a module's manifest and the version of a core.
#pragma once
#include <optional>
#include <string>

#include "facts/extract.h"

namespace driftline {

// Adds one ModuleRow for a parsed `__manifest__.py` or `__openerp__.py`: name from the context, path the folder of context.path.
// Read as Odoo reads it, with ast.literal_eval: a value that is no literal is left out, the row gets module_dynamic, and a remark
// of kind `dynamic` (slug = the key, "" when the file is no dictionary) names the line. A file without a dictionary is not installable.
// Thread-safe.
void extract_manifest(const FileContext& context, const PythonTree& tree, Facts& out);

// From a parsed odoo/release.py: what `version_info` makes of itself there. nullopt when it is not a literal tuple.
std::optional<std::string> core_series(const PythonTree& release_py);   // "16.0", "saas~17.4"
std::optional<std::string> core_version(const PythonTree& release_py);  // with level and suffix: "17.0rc1", "16.0", "14.0+e"

}  // namespace driftline

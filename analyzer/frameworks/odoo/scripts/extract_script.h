// Facts of one client script of ours: what it asks of other modules' scripts.
#pragma once
#include "facts/extract.h"

namespace driftline {

// Root of the use that stands for a definition in the old form, odoo.define(name, function), which the loader takes up to 16.0.
// Its `path` is the name that is defined, its `arguments` how many other modules the file requires (at most 255).
inline constexpr std::string_view legacy_define = "odoo.define";

// Root of the use that stands for patch(target, "name", {...}), whose second argument is the name of the patch up to 16.0. Its `path` is the target.
inline constexpr std::string_view named_patch = "patch";

// Root of the row that says that the script adds a client service, whose name its `path` is ("*": it is computed). It asks for nothing, so it is not linked.
inline constexpr std::string_view service_added = "services.add";

// Root of a use of a client service: this, and its name. Without use_late it is one of a service's dependencies.
inline constexpr std::string_view service_prefix = "service:";

// Uses of kind `script`. Left out is what the module asks of itself, and libraries ("@odoo/owl").
void extract_script(const FileContext& context, std::string_view bytes, Facts& out);

}  // namespace driftline

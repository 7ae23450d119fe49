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

// Root of the row that says that the script uses a global or a member of the environment, or sets it, which its `path` names ("_", "env._t", "_=":
// ScriptSaid). It is not linked. With use_late that runs when something is called.
inline constexpr std::string_view script_says = "script.says";

// Root of the row of a method that the script's patch of a class defines: this, and the class's module and name ("patched:@web/views/list:ListView"). Its `path` is
// the method, with `use_optional` where it does not call what it overrides. It is not linked.
inline constexpr std::string_view patched_prefix = "patched:";

// Path of a use of a client service as a member of the environment's services; else it has none.
inline constexpr std::string_view in_environment = "env.services";

// Root of a use of a client service: this, and its name. Without use_late it is one of a service's dependencies.
inline constexpr std::string_view service_prefix = "service:";

// Uses of kind `script`. Left out is what the module asks of itself, and libraries ("@odoo/owl").
void extract_script(const FileContext& context, std::string_view bytes, Facts& out);

}  // namespace driftline

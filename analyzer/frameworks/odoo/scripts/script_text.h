// What a client script imports, defines and exports. No parser: Odoo's own transpiler reads scripts by regular expressions too
// (odoo/tools/js_transpiler.py), and what they say of other scripts stands in statements of a fixed form.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace driftline::odoo {

// "@web/core/utils/hooks" of "static/src/core/utils/hooks.js" in web (js_transpiler.py, url_to_module_path); nullopt of what is
// not in static/src, of tests, and of libraries.
std::optional<std::string> script_module(std::string_view module, std::string_view path);

// One entry for each name by which other scripts may ask for this one: the name, then what it exports, separated by spaces ("*": anything);
// and one for each service it adds: "service:NAME" ("service:*": its name is computed), then the script's own name.
// `series` is the core's ("17.0"): from 18.0 on no comment has to say that a file is a module.
std::vector<std::string> provided(std::string_view module, std::string_view path, std::string_view bytes, std::string_view series);

struct ScriptImport {
    std::string module;         // "@web/core/utils/hooks", "web.core"; relative ones are written out
    std::string name;           // what is taken from it: "useService", "default"; "" = only that it is there
    bool at_load = false;       // a class extends it, or it is patched, changed or called, while the file loads
    size_t begin = 0, end = 0;  // bytes of the name, or of the module's where no name is given
    bool operator==(const ScriptImport&) const = default;
};
struct LegacyDefine {
    std::string name;
    size_t begin = 0, end = 0;
};
struct NamedPatch {               // patch(Target, "name", {...})
    std::string target;
    size_t begin = 0, end = 0;
};
struct ServiceUse {
    std::string name;
    bool at_start = false;          // an item of a service's dependencies; otherwise useService("name")
    size_t begin = 0, end = 0;
};
// Client services (web/static/src/env.js): what registry.category("services") is given, and what is asked of it.
struct ScriptServices {
    std::vector<std::string> added;   // names; "*": one whose name is computed
    std::vector<ServiceUse> asked;    // dependencies only in scripts that add a service
};
struct ScriptText {
    std::vector<ScriptImport> imports;      // in order of the text
    std::vector<LegacyDefine> defines;      // odoo.define(name, function): without a list of what it needs
    std::vector<NamedPatch> named_patches;
    ScriptServices services;
};
// The same bytes with comments blanked.
std::string without_comments(std::string_view bytes);
ScriptServices read_services(std::string_view text_without_comments);
// The comments' bytes count as blanks. Relative imports start from `own`, the script's own module name with its last part ("/index").
ScriptText read_script(std::string_view own, std::string_view bytes);

}  // namespace driftline::odoo

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
    std::string local = {};     // what the script calls it
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
    bool in_env = false;            // env.services.name, of which something is asked at once
};
// Client services (web/static/src/env.js): what registry.category("services") is given, and what is asked of it.
struct ScriptServices {
    std::vector<std::string> added;   // names; "*": one whose name is computed
    std::vector<ServiceUse> asked;    // dependencies only in scripts that add a service
};
// A global or a member of the environment that the script uses, told once: "_", "$", "jQuery", "moment", "owl.hooks", "env._t", "loadBundle({".
// With "=" behind it: the script sets it, for all others; with "+": it names the library in a string, so it may load that itself.
// Left out is a global whose name the script may bind.
struct ScriptSaid {
    std::string name;
    bool at_load = false;             // at the left margin, while the file loads
    size_t begin = 0, end = 0;
};
struct PatchedMethod {                // of patch(Target.prototype, {...})
    std::string target, name;         // what the script calls the class; the method's own
    bool super = false;               // it calls what it overrides
    size_t begin = 0, end = 0;
};
struct ScriptText {
    std::vector<ScriptImport> imports;      // in order of the text
    std::vector<LegacyDefine> defines;      // odoo.define(name, function): without a list of what it needs
    std::vector<NamedPatch> named_patches;
    ScriptServices services;
    std::vector<ScriptSaid> said;
    std::vector<PatchedMethod> patched;
};
ScriptServices read_services(std::string_view text_without_comments);
std::vector<std::string> added_services(std::string_view text_without_comments);   // the former's `added` alone
std::vector<ScriptSaid> read_said(std::string_view text_without_comments);
std::vector<PatchedMethod> read_patched(std::string_view text_without_comments);
// The comments' bytes count as blanks. Relative imports start from `own`, the script's own module name with its last part ("/index").
ScriptText read_script(std::string_view own, std::string_view bytes);

}  // namespace driftline::odoo

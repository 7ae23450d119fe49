// What client scripts say outside comments and strings, by their braces. No parser: a regular expression with a quote or a brace
// in it may hide what follows on its line, or end a body early, so what is not found is not proven to be absent.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace driftline {

// The same bytes with comments blanked. A quote inside a regular expression ends at the end of its line at the latest.
std::string without_comments(std::string_view script);
// The same bytes with what stands between quotes blanked, and templates in back quotes with all they hold. REQUIRES: no comments.
std::string without_strings(std::string_view script);

struct ScriptMember {
    std::string_view name;       // points into the text
    size_t begin = 0, end = 0;   // bytes of the text: from the name to the end of its body
};
// Methods of the object or class whose brace opens at `brace`: `name(...) {`, `async name`, `get name`, `name: function`. REQUIRES: neither comments nor strings.
std::vector<ScriptMember> script_methods(std::string_view code, size_t brace);

struct ScriptClass {
    std::string_view parent;   // the name it extends; "" of none, and `computed` of a call
    bool computed = false;
    size_t brace = 0;          // where its body opens
};
// The class of that name; no brace if the text has none, or more than one. REQUIRES: neither comments nor strings.
ScriptClass script_class(std::string_view code, std::string_view name);

// "./hooks" and "../core/x" seen from "@web/views/list": "@web/views/hooks", "@web/core/x". Names that do not begin with a dot stay as they
// are; "" of a path that leads out of everything.
std::string script_path(std::string_view own, std::string_view path);

}  // namespace driftline

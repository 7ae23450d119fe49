// Two cores made of a few files, and their difference.
#pragma once
#include <map>
#include <string>
#include <string_view>

#include "frameworks/odoo/odoo.h"
#include "harness/catch.h"
#include "model/framework.h"
#include "source/source_set.h"

namespace driftline::test {

using Files = std::map<std::string, std::string>;

inline const std::string imports = "from odoo import api, fields, models\n";

// The least a core has; a test adds its modules.
inline Files small_core(const std::string& major) {
    return {{"odoo/__init__.py", ""},
            {"odoo/release.py", "version_info = (" + major + ", 0, 0, 'final', 0, '')\n"},
            {"odoo/models.py", "class BaseModel:\n    def write(self, vals):\n        return True\n    def copy(self, default=None):\n        return self\nclass AbstractModel(BaseModel):\n    pass\nclass Model(AbstractModel):\n    pass\n"},
            {"odoo/addons/base/__manifest__.py", "{'name': 'Base'}"},
            {"odoo/addons/base/__init__.py", imports + "class Base(models.AbstractModel):\n    _name = 'base'\nclass Partner(models.Model):\n    _name = 'res.partner'\n    name = fields.Char()\n"}};
}

inline std::string manifest(const std::string& depends, const std::string& data = "") { return "{'name': 'x', 'depends': [" + depends + "], 'data': [" + data + "]}"; }

inline Library library_of(const std::string& major, const Files& more) {
    Files files = small_core(major);
    for (const auto& [path, text] : more) files[path] = text;
    const auto source = memory_source(std::move(files));
    auto library = build_library(*source, odoo::framework, {});
    REQUIRE(library);
    library->info.role = "core";
    return std::move(*library);
}

// Files below odoo/addons of both cores; `before` and `after` add to what they share.
inline Delta difference(const Files& before, const Files& after, int jobs = 1) {
    const auto placed = [](const Files& files) {
        Files made;
        for (const auto& [path, text] : files) made["odoo/addons/" + path] = text;
        return made;
    };
    Library from = library_of("16", placed(before)), to = library_of("17", placed(after));
    return compare_cores(from, to, odoo::framework, jobs);
}

// A module `sale` with one Python file.
inline Files sale(const std::string& python, const std::string& data = "") {
    Files files{{"sale/__manifest__.py", manifest("'base'", data.empty() ? "" : "'data.xml'")}, {"sale/__init__.py", imports + python}};
    if (!data.empty()) files["sale/data.xml"] = "<odoo>" + data + "</odoo>";
    return files;
}

inline const Change* row(const Delta& delta, ChangeKind change, SymbolKind kind, std::string_view owner, std::string_view name) {
    for (const Change& one : delta.find(kind, owner, name))
        if (one.change == change) return &one;
    return nullptr;
}
// "owner.name" of what it is called now; "" if it was not renamed.
inline std::string successor(const Delta& delta, SymbolKind kind, std::string_view owner, std::string_view name) {
    const Change* one = row(delta, ChangeKind::renamed, kind, owner, name);
    return one ? std::string(delta.str(one->to_owner)) + "." + std::string(delta.str(one->to_name)) : "";
}
// "what: before -> after; ..." of its row `changed`.
inline std::string changed(const Delta& delta, SymbolKind kind, std::string_view owner, std::string_view name) {
    const Change* one = row(delta, ChangeKind::changed, kind, owner, name);
    std::string text;
    if (!one) return text;
    const auto items = delta.items(one->attributes);
    for (size_t i = 0; i + 2 < items.size(); i += 3)
        text += (text.empty() ? "" : "; ") + std::string(delta.str(items[i])) + ": " + std::string(delta.str(items[i + 1])) + " -> " + std::string(delta.str(items[i + 2]));
    return text;
}

}  // namespace driftline::test

// Client scripts of a world's core by the names others import them by (ModuleRow::scripts).
#pragma once
#include <string_view>
#include <unordered_map>

#include "model/program.h"

namespace driftline::odoo {

class ScriptIndex {
public:
    struct Script {
        Index module = no_row;
        std::string_view exports;   // separated by spaces; "*": anything
        bool has(std::string_view name) const;
    };
    // Refers to the world.
    explicit ScriptIndex(const World& world);
    const Script* find(std::string_view name) const;   // nullptr if there is none
    // The module whose scripts would bear such a name: "web" of "@web/core/x" and of "web.core"; "" if none would.
    static std::string_view owner(std::string_view name);

private:
    std::unordered_map<std::string_view, Script> scripts_;
};

}  // namespace driftline::odoo

// Client scripts of a world's core by the names others import them by (ModuleRow::scripts).
#pragma once
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

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
    // Modules of the core that add a service ("service:user").
    const std::vector<Index>& adding(std::string_view service) const;
    // A script of ours, or of an add-on's, adds it.
    bool is_ours(std::string_view service) const { return ours_.contains(service); }
    // Some script adds one whose name is computed: none is surely missing.
    bool has_computed_service() const { return computed_; }
    // The module whose scripts would bear such a name: "web" of "@web/core/x" and of "web.core"; "" if none would.
    static std::string_view owner(std::string_view name);

private:
    std::unordered_map<std::string_view, Script> scripts_;
    std::unordered_map<std::string_view, std::vector<Index>> services_;
    std::unordered_set<std::string_view> ours_;   // names of services, without prefix
    bool computed_ = false;
};

}  // namespace driftline::odoo

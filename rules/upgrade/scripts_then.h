// The client scripts of an upgrade's two cores, by the names others import them by.
#pragma once
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/upgrade.h"

namespace driftline {

class ScriptNames {
public:
    // Refers to the world.
    explicit ScriptNames(const World& world);
    struct Script {
        Index module = no_row;
        std::vector<std::string_view> exports;
    };
    const Script* find(std::string_view name) const;                                // nullptr if there is none
    const std::vector<std::string_view>& exporting(std::string_view name) const;   // scripts that export it, sorted

private:
    std::unordered_map<std::string_view, Script> scripts_;
    std::unordered_map<std::string_view, std::vector<std::string_view>> exporting_;
};

const ScriptNames& scripts_today(const Upgrade& upgrade);
const ScriptNames& scripts_then(const Upgrade& upgrade);

// What extraction calls a definition in the old form (frameworks/odoo/scripts/extract_script.h): a script that has one must be written anew.
inline constexpr std::string_view legacy_define = "odoo.define";
// Whether the module has scripts that the target's loader takes no more.
bool has_scripts_of_old_form(const Upgrade& upgrade, Index current_module);

// Where the target exports what `script` exported: the one script that came with the name, or the one that is called like it. "" if there is none, or several.
std::string_view exported_by(const ScriptNames& today, const ScriptNames& then, std::string_view script, std::string_view name);

}  // namespace driftline

// The three sides of an upgrade's finding: ours, the core's of today, the target's. What the rules about overrides and
// views share.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "rules/support.h"
#include "rules/upgrade/target_names.h"

namespace driftline {

// "16.0", or "16.0@91ab02c" where both are states of one series.
std::string today(const Upgrade& upgrade);
std::string then(const Upgrade& upgrade);

// Whether a module takes part in both programs. It does not where the target has a module of that name itself, or a
// library has it ported.
bool in_both(const Upgrade& upgrade, Index current_module);

// The way back: rows and places of the shared libraries, from the target's world to the current one.
Index module_today(const Upgrade& upgrade, Index target_module);
At place_today(const Upgrade& upgrade, At target_place);

// What a related place of the target is: related_to() with the role that says so.
Related related_then(const Upgrade& upgrade, const SymbolRef& target_symbol, std::string text);

// The core's or a library's: not one that lies beside ours in the custom tree, or astray in the core's folder. True of the
// framework itself (no_row).
bool upstream(const Program& program, Index module);
// Whether the definition below ours is one that its module depends on. Else it is a guess: of what a dependency nobody read brings.
bool depends_on_core(const Program& program, const Override& o);

// The override with what an upgrade can change as its core: the nearest definition below ours that is the core's or a library's.
// Between them may stand other custom code, which stays as it is. Without core where ours stands on custom code alone.
Override over_upstream(const Program& program, const Override& o);

// How sure an absence in the target is: exact where the target's closure of the module was read, else likely, and
// `missing` names a module of it that could provide what is not there. What the core of today has and the target's
// has not is gone, not unread.
Certainty absence(const Upgrade& upgrade, Index current_module, std::string_view& missing);
// Lowers an error to a warning, and says why, where a module of the closure was not read.
void weigh_absence(const Upgrade& upgrade, Index current_module, Finding& finding);

// "odoo.addons.sale.controllers.main.Portal"; "" for no_row.
std::string dotted_class(const Program& program, Index class_row);
// The class's model, or "" of a function, a class that is no model, or a row that is no method and no field.
std::string_view model_defining(const Program& program, const SymbolRef& symbol);
// A method as its file has it: whole lines, decorators included. "" of a core stored without source.
struct MethodText { std::string text; uint32_t line = 1; };
MethodText method_text(const Facts& facts, Index method);
// What changed between two methods' bodies, for Finding::diff; "" where a side has no source.
std::string method_diff(const Upgrade& upgrade, const SymbolRef& current, const SymbolRef& target);
// What it is said to have become has that name today, too, and keeps it: nothing was renamed.
bool stays(const Upgrade& upgrade, const Change& renamed);
// For `ours`, a module of the current program: "; it became _prepare_account_move_line (0.83 alike)", "; it is now in sale_management"; "" where nothing is known.
std::string what_became(const Upgrade& upgrade, Index ours, const Change* change);
// Methods that the framework gives to every model: rows of facts.methods, by name.
std::map<std::string_view, Index> framework_methods(const Program& program);
// Whether the framework finds the method by a decorator (@api.constrains, @route ...), and runs it whoever calls it or not.
bool found_by_decorator(const Facts& facts, const MethodRow& method);
// "sale/models/sale.py:12 and 3 more" of use rows.
std::string places_of_calls(const Program& program, const std::vector<Index>& uses, size_t most);

}  // namespace driftline

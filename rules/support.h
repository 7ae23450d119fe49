// What many rules need: where a definition stands in words a person can follow, and a finding begun from an override.
#pragma once
#include <string>
#include <string_view>

#include "check/rule.h"

namespace driftline {

std::string_view module_name(const Program& program, Index module);        // "" for no_row
std::string path_in_module(const Program& program, Index file);            // "models/sale_order.py"
std::string where(const Program& program, const SymbolRef& symbol);        // "sale/models/sale_order.py:812"
std::string_view whose(const Override& override_);                         // "the core" or "the library"
bool loaded(const Program& program, const At& at);                         // the file takes part at run time, and has been parsed
// In a file of demo data. Where that fails the framework goes on without it, and the module is installed all the same.
bool in_demo(const Program& program, const At& at);
inline constexpr std::string_view demo_fails = "loading the demo data stops there, and the module is installed without it";
std::string model_of(const Override& override_);                           // "sale.order" of "sale.order.action_confirm"
// Odoo calls init() while it installs or updates a module, on a registry of the modules loaded so far (odoo/modules/loading.py,
// load_module_graph): each module's definition runs, the core's before any override is there. None hides another.
bool runs_while_loading(const Override& override_);
uint32_t body_lines(const Program& program, Index method);                 // of code, see code_lines; 0 when the source is not at hand
std::string listed(const std::vector<std::string>& words, size_t most);    // "a, b, c and 4 more"
std::string count_of(size_t count, std::string_view noun);                 // "1 line", "41 lines"

Related related_to(const Program& program, const SymbolRef& symbol, std::string text);

// Module, kind, symbol, the custom place, and the overridden definition as a related place.
Finding begin_finding(const Program& program, const Override& override_);
// An override of a library is never an error.
Severity capped(Severity severity, const Override& override_);
// At a definition of ours. `symbol` as reports write it.
Finding begin_finding(Index module, SymbolKind kind, std::string symbol, const At& at);

}  // namespace driftline

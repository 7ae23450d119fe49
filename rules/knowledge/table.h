// The tables of rules/knowledge/, part of the program. The only place of the rules that reads TOML.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "rules/knowledge/change.h"

namespace driftline::knowledge {

// One table. Fails at the first row that is not well formed, with path, line and what is wrong. `path` names the
// framework and both series: "odoo/14.0-15.0.toml".
Result<std::vector<Change>> parse_changes(std::string_view path, std::string_view text);

// The rows that count between two states of a framework, oldest first. Series that were skipped count with theirs;
// a row that a later one replaces is left out. Empty if both are of one series. Thread-safe; parsed once.
std::vector<const Change*> changes_between(std::string_view framework, std::string_view from, std::string_view to);

// What to do where a name that the cores show to be gone is used: "BaseModel.flush", "odoo.exceptions.Warning" ([[gone]]). "" where no
// table knows. Thread-safe.
std::string_view advice_about(std::string_view framework, std::string_view symbol);

// A value of a selection that is gone, whose records have another one since ([[merged]]).
struct MergedValue {
    std::string into;   // the other one
    std::string fix;    // what tells the two apart now
};
// "sale.order.state", "done"; nullptr where no table knows. Thread-safe.
const MergedValue* merged_value(std::string_view framework, std::string_view field, std::string_view value);

}  // namespace driftline::knowledge

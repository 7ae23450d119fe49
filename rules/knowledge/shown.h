// Where the target at hand shows what a row says. A row is made beside one series; a later one has the same text elsewhere,
// or no longer: so its place is looked up, and never handed on.
#pragma once
#include <optional>
#include <string>

#include "check/rule.h"
#include "rules/knowledge/change.h"

namespace driftline::knowledge {

struct Source {
    std::string_view path, says;   // "odoo/http.py"; "" where the row names no line
};
Source source_of(const Change& change);

// The line that holds one of the row's anchors: in the file that its source names, else in a Python file of the same module or of
// the framework, of the same name first. None where nothing holds them, and of a core whose files are not at hand. Looked up
// once per run; thread-safe.
std::optional<Related> shown_at(const Upgrade& upgrade, const Change& change);

// " (since 17.0)": what is left to say where the target at hand does not show it.
std::string since(const Upgrade& upgrade, const Change& change);

}  // namespace driftline::knowledge

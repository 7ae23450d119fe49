// The figures of a plan in TOML. For config*.cc only.
#pragma once
#include "check/effort.h"
#include "toml_reader.h"

namespace driftline {

// A table as in rules/knowledge/effort.toml; what it does not name stays as it is. `where`: "effort." or "".
void read_effort(const TomlReader& reader, const toml::table& table, const std::string& where, Effort& effort);

}  // namespace driftline

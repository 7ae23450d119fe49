// [effort]: a table as in rules/knowledge/effort.toml. For the readers of configuration.
#pragma once
#include "config.h"
#include "toml_reader.h"

namespace driftline {

// What the table does not name stays as it is. `where`: "effort." in a configuration; "" for the built-in table.
void read_effort(const TomlReader& reader, const toml::table& table, const std::string& where, Effort& effort);

}  // namespace driftline

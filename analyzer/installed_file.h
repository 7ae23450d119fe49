// What a database has installed and what was changed in its screens: the CSV that the query of docs/installed.md writes.
#pragma once
#include <string>

#include "base/result.h"
#include "check/review.h"

namespace driftline {

// `name` is for people. An error names file, line and remedy.
Result<Installed> parse_installed(const std::string& name, std::string_view bytes);
Result<Installed> read_installed(const std::string& file);

}  // namespace driftline

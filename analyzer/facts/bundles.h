// Which of a manifest's bundles have a file.
#pragma once
#include <set>
#include <string_view>

#include "facts/facts.h"

namespace driftline {

// Of the bundles that `manifest` lists (ModuleRow::assets): those that have the file at `inside` of the module `owner`, as far as it
// puts files in and takes them out again. Patterns begin with a module's name, or with "static/" for the manifest's own module.
std::set<std::string_view> bundles_with(const Facts& facts, const ModuleRow& manifest, std::string_view owner, std::string_view inside);

}  // namespace driftline

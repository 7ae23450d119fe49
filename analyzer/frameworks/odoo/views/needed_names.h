// The names that the node a spec means is bound to have, or nodes around it: where no arch of a family says one of them, no
// combination of them holds that node.
#pragma once
#include <string>
#include <vector>

#include "syntax/arch_document.h"

namespace driftline::odoo {

// Values of `name` and `id` that the arch's text holds as they are. Empty where nothing is sure.
std::vector<std::string> needed_names(ArchNode spec);

}  // namespace driftline::odoo

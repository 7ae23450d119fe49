// What DL104 and DL108 share: a spec of ours that replaces a node another module put into a view or template.
#pragma once
#include "rules/support.h"

namespace driftline {

void check_replaced_nodes(const Program& program, bool templates, std::vector<Finding>& findings);

}  // namespace driftline

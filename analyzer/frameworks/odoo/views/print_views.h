// `--print=views`: what every spec of every view resolves to, for people and for the comparison with the
// framework's own engine (tests/oracle/views.py).
#pragma once
#include <iosfwd>

#include "model/program.h"

namespace driftline::odoo {

// JSON lines {"view","closure","spec","path","status"}, sorted, the same for any number of jobs. First with
// all modules ("closure": "*"), then as each module sees the families it has views in. Status is "applied",
// "not_found" or "invalid"; path is the node's in the combined arch when the spec's turn comes. A view that
// is inactive, or inherits from one that is, is applied alone on top of what is active.
void print_views(const World& world, int jobs, std::ostream& out);

}  // namespace driftline::odoo

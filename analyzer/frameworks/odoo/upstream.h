// Odoo's own repository, and how a core of Odoo is told from its folder alone.
#pragma once
#include "frameworks/upstream.h"

namespace driftline::odoo {

extern const Upstream upstream;

}  // namespace driftline::odoo

// Where an Odoo core and further add-ons lie around a repository, by the conventions people use: Odoo's own
// configuration file, Odoo.sh, doodba and git-aggregator, Docker Compose, submodules, neighbours, installed packages.
#pragma once
#include "frameworks/upstream.h"

namespace driftline::odoo {

Surroundings look_around(const std::string& folder);

}  // namespace driftline::odoo

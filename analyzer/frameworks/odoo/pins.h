// What git-aggregator's repos.yaml, requirements and Dockerfiles pin Odoo and the add-ons to. Read line by line: enough to see
// that a pin moved; what these files mean beyond that is not asked.
#pragma once
#include "frameworks/upstream.h"

namespace driftline::odoo {

std::span<const std::string_view> pin_files();
std::vector<Pin> pins(std::string_view file, std::string_view text);

}  // namespace driftline::odoo

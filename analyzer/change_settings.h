// Lines of the configuration and of the baseline that ask for less than they did at a change's base.
#pragma once
#include <set>
#include <string>
#include <vector>

#include "session.h"
#include "source/revisions.h"

namespace driftline {

// As text for people, sorted as the file has them. `root` is the repository's. Empty for a configuration that is no part of it,
// or that the base does not have.
std::vector<std::string> settings_weakened(const Session& session, const std::string& root, const Revision& base, const std::set<std::string>& baseline);

}  // namespace driftline

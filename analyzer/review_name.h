// What a repository is called, for the title of its review.
#pragma once
#include <string>

namespace driftline {

// `folder`: its root, a bare one included; `origin`: the address it was cloned from, may be empty. The last part of the address that is a name,
// else that of the folder: "repo", "mirror.git" and the like are none where something tells more. Pure; thread-safe.
std::string repository_name(const std::string& folder, const std::string& origin);

}  // namespace driftline

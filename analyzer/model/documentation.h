// The texts in which a module says what it is for: which files they are, and what part of each.
// Pure functions of their input; thread-safe.
#pragma once
#include <string>
#include <string_view>

namespace driftline {

// A text of a module that may say why: README, changelog, what lies in readme/ and doc/. `path`: below the module's folder.
bool is_documentation(std::string_view path);
// The part that a README is put together from and that describes; `path` as above.
bool is_description(std::string_view path);
bool is_readme(std::string_view path);

// The manifest's description; "" without one.
std::string description_of(std::string_view manifest);
// A README up to the steps to install it, its authors and the like, without badges.
std::string introduction_of(std::string_view readme);

}  // namespace driftline

// Symbols that audits and security rest on: posting, hashes, access, the login, the system's own records.
#pragma once
#include <string_view>

#include "check/rule.h"

namespace driftline {

// What the symbol protects, in words; "" if it is not protected. The configuration adds patterns to the built-in ones.
std::string_view protects(std::string_view symbol, const CheckOptions& options);

}  // namespace driftline

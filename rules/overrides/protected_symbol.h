// Symbols that audits and security rest on: posting, hashes, access, the login, the system's own records.
#pragma once
#include <string_view>

#include "check/rule.h"

namespace driftline {

// What the symbol protects, in words; "" if it is not protected. The configuration adds patterns to the built-in ones.
std::string_view protects(std::string_view symbol, const CheckOptions& options);

// Whether an override that extends it asks for a written reason. Of the whole families of models among them (create(), write() and unlink()
// of ir.*) only those that decide about access: where super is always called, the others guard what they guarded.
bool worth_a_reason(const Override& override_, const CheckOptions& options);

}  // namespace driftline

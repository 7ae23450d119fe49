// What users call the acts that protected symbols guard: a README that says "when the journal entry is posted" is about `_post`,
// though it names no method.
#pragma once
#include <string_view>

namespace driftline {

// Whether a text speaks of what is guarded ("posting", as protects() says it): the act, and close to it the thing it is done to. English.
bool speaks_of_guarded(std::string_view text, std::string_view what);

}  // namespace driftline

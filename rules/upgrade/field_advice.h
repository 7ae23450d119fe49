// What to do about a use of a field that is gone, by how it is used: a value can be given only to a field of the same model, a path
// through another record can be read, and a view takes no path at all.
#pragma once
#include <string>

#include "rules/upgrade/gone.h"

namespace driftline {

// The field of `model` that the core's own methods write now as a key of values where today they write `name` for it; "" if there is
// none, or no one stands out. Thread-safe; made once per field.
std::string written_instead(const Upgrade& upgrade, std::string_view model, std::string_view name);

struct FieldAdvice {
    std::string text;    // for the end of the message: "; the core writes memo now where it wrote ref", or ""
    std::string fix;     // "" : nothing that depends on how the field is used
    std::string cause;   // for Finding::cause, where the advice is another one for other uses of the field
};
// `gone`: a field; `next`: its successor as successor() has it.
FieldAdvice advice_for(const Upgrade& upgrade, const Gone& gone, const Successor& next);

}  // namespace driftline

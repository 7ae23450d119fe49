// Text that is no use of a model and yet names one: it is compared with a model's name, searched for, or may be chosen.
#pragma once
#include "facts/facts.h"

namespace driftline {

// Of UseKind::model, use_unseen. use_listed: one of several; use_write: what somebody may choose. That there is no such model is how code
// allows for a module that is not there, so such a use is guarded where it does not bind.
inline bool only_names_model(const UseRow& use) { return use.kind == UseKind::model && use.flags & use_unseen; }

}  // namespace driftline

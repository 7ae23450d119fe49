// Functions and methods: parameters, decorators, digests, and whether super is called.
#pragma once
#include "frameworks/odoo/python/reading.h"

namespace driftline::odoo {

// Appends the MethodRow of a function. `outer` is its decorated_definition or itself; `class_name` is the last step of
// the enclosing class's name, "" for a function of the module.
Index read_method(Reading& reading, NodeId definition, NodeId outer, Index owner, std::string_view class_name, bool guarded);

}  // namespace driftline::odoo

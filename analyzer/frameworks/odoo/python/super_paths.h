// On which paths through a method is super's method of the same name called?
#pragma once
#include "frameworks/odoo/python/reading.h"

namespace driftline::odoo {

struct SuperPaths {
    Super super = Super::none;
    uint16_t flags = 0;          // method_grandparent, method_super_other, method_super_in_loop
    uint32_t missing_line = 0;   // for `sometimes`
};

// A path that raises, or returns early because self is empty, misses nothing; a loop over self runs.
SuperPaths find_super(const Reading& reading, NodeId definition, std::string_view class_name);

// super(...), as a call node: of the enclosing class itself, not super(Other, self).
bool is_own_super(const PythonTree& tree, NodeId call, std::string_view class_name);

}  // namespace driftline::odoo

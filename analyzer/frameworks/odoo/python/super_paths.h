// On which paths through a method is super's method of the same name called?
#pragma once
#include <string_view>
#include <utility>
#include <vector>

#include "frameworks/odoo/python/reading.h"

namespace driftline::odoo {

struct SuperPaths {
    Super super = Super::none;
    uint16_t flags = 0;          // method_grandparent, method_super_other, method_super_in_loop, method_super_handed_on, method_super_or_false
    uint32_t missing_line = 0;   // for `sometimes`
};

// A path that raises, or returns early because self is empty, misses nothing; a loop over self runs.
SuperPaths find_super(const Reading& reading, NodeId definition, std::string_view class_name);

// Names of methods whose super is called inside `definition`: "write" of `super().write(vals)`.
std::vector<std::string_view> supers_called(const Reading& reading, NodeId definition, std::string_view class_name);
// Calls of self's methods inside `definition`, in order: the method's name and the call.
std::vector<std::pair<std::string_view, NodeId>> calls_on_self(const PythonTree& tree, NodeId definition);

// super(...), as a call node: of the enclosing class itself, not super(Other, self).
bool is_own_super(const PythonTree& tree, NodeId call, std::string_view class_name);

}  // namespace driftline::odoo

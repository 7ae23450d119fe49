// Classes: which are models, what they are called, what they inherit, and their fields, methods and members.
#pragma once
#include <vector>

#include "frameworks/odoo/python/reading.h"

namespace driftline::odoo {

// A function of a module or class, with its rows made, whose body is still to be walked for references.
struct FunctionSite {
    NodeId definition = no_node;   // function_definition
    NodeId outer = no_node;        // decorated_definition around it, or itself
    Index method = no_row;
};

// A class with its rows made.
struct ClassSite {
    NodeId definition = no_node;
    Index row = no_row;
    Name model{};                        // "" if it is none, or not known
    std::vector<FunctionSite> methods;
    std::vector<NodeId> field_calls;     // constructor calls, in the order of the class's FieldRows
    std::vector<NodeId> inherits;        // where the class names each of its ClassRow's inherits
    std::vector<NodeId> others;          // class-level expressions that are neither
    std::vector<NodeId> nested;          // classes inside; rows not made yet
};

// Appends the ClassRow with its fields, methods and members. `outer` names the class around it ("" for none).
ClassSite read_class(Reading& reading, NodeId definition, std::string_view outer, bool guarded);

// Does the class derive from one of the ORM's model classes?
bool is_model(const Reading& reading, NodeId definition);

}  // namespace driftline::odoo

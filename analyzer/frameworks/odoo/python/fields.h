// Fields of models: the constructor call read into a row, and what its options name.
#pragma once
#include "frameworks/odoo/python/reading.h"

namespace driftline::odoo {

// The type a call constructs ("Char" of `fields.Char(...)`), "" if it is no field. In a model also classes that other
// modules derive from fields.
std::string_view field_type(const Reading& reading, NodeId value, bool in_model);

// Appends the FieldRow; `assignment` is the whole statement's assignment, `call` the constructor.
void read_field(Reading& reading, NodeId assignment, NodeId name, NodeId call, std::string_view type, Index owner, bool guarded);

// Keys of a selection: [('a', 'A'), ...], also through a top-level constant. Returns false if it is not such a literal.
bool selection_keys(Reading& reading, NodeId value, std::vector<Name>& keys);

}  // namespace driftline::odoo

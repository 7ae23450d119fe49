// Which types of fields keep their values alike.
#pragma once
#include <string_view>

namespace driftline {

// The kind of column or relation of a field's type: equal for types whose values the ORM keeps alike or casts without loss. "" if unknown.
std::string_view storage_of(std::string_view type);
// Code reads records from such a field.
bool is_relational(std::string_view type);

}  // namespace driftline

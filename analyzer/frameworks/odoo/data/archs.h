// Views: the row of a view and what its arch refers to.
#pragma once
#include <vector>

#include "frameworks/odoo/data/reader.h"

namespace driftline::odoo {

// Top-level specs among the children of `arch`, <data> flattened, in document order.
std::vector<ElementId> top_specs(const XmlTree& tree, ElementId arch);
// Without a parent's id a record may still overwrite the arch of an inheriting view: its arch tells.
bool looks_like_specs(const XmlTree& tree, ElementId arch);

// The uses of the arch inside element `arch`, for the view added last; `specs` is empty for an arch that stands alone.
// Groups and external ids become uses of the record.
void use_arch(DataReader& reader, ElementId arch, const std::vector<ElementId>& specs);
// The same for a QWeb arch, whose model nobody states.
void use_template(DataReader& reader, ElementId arch);

}  // namespace driftline::odoo

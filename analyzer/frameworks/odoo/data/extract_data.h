// Facts from Odoo's data files, read the way odoo/tools/convert.py loads them (14 to 19).
//
// Both add rows to `out`, which holds one file (rows point to file 0). External ids are qualified with the context's module.
// They never fail: what a file cannot say is left out. Thread-safe.
//
// What linking needs to know beyond facts.h:
//  - Roots. "xmlid:sale.model_sale_order" stands for the model whose ir.model record has that external id.
//  - Paths of arch_* uses are chains of fields from the model of the view or, in a spec (spec > 0), from the model at the place
//    where the spec puts its content; for position="attributes", at the place where its target stands. A path that starts with
//    "../" asks the record that encloses the sub-view (`parent.x`); with spec 0 nothing says which that is: use_dynamic.
//  - The locator of a spec names nodes, not fields: no use.
#pragma once
#include <string_view>

#include "facts/extract.h"

namespace driftline {

// Files whose root is <odoo>, <openerp> or <data>; of any other only comments are read.
void extract_xml(const FileContext& context, const XmlTree& tree, Facts& out);
// Files of templates for scripts.
// The file with blanks in place of entities that XML does not know (&nbsp;): what follows one would not be read.
std::string without_html_entities(std::string_view bytes);
void extract_client_templates(const FileContext& context, const XmlTree& tree, Facts& out);
// The model is the file's name up to its first '-'.
void extract_csv(const FileContext& context, std::string_view bytes, Facts& out);

}  // namespace driftline

#include "rules/overrides/field_storage.h"

#include <map>

namespace driftline {

// `column_type` and `column_cast_from` in odoo/fields.py of 14, odoo/orm/fields_*.py of 19. Relational types are alone: code
// reads records from them.
std::string_view storage_of(std::string_view type) {
    static const std::map<std::string_view, std::string_view> classes = {
        {"Char", "text"}, {"Text", "text"}, {"Html", "text"}, {"Selection", "text"}, {"Float", "number"}, {"Monetary", "number"}, {"Integer", "integer"},
        {"Boolean", "boolean"}, {"Date", "date"}, {"Datetime", "datetime"}, {"Binary", "binary"}, {"Image", "binary"}, {"Many2one", "many2one"},
        {"One2many", "one2many"}, {"Many2many", "many2many"}, {"Reference", "reference"}, {"Many2oneReference", "many2one reference"}, {"Json", "json"},
        {"Properties", "properties"}, {"PropertiesDefinition", "properties definition"}, {"Id", "id"}, {"Serialized", "serialized"}};
    const auto found = classes.find(type);
    return found == classes.end() ? std::string_view{} : found->second;
}

bool is_relational(std::string_view type) { return type == "Many2one" || type == "One2many" || type == "Many2many"; }

}  // namespace driftline

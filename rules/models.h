// What all modules together say of each model: what it is and who made it. One pass over the classes.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "rules/support.h"

namespace driftline {

struct ModelFacts {
    ModelKind kind = ModelKind::none;
    Index definition = no_row;   // the class that makes it, row of facts.classes; no_row: only extended
    bool custom = false;         // made by a reported module
};

class Models {
public:
    explicit Models(const Program& program);

    const ModelFacts* find(std::string_view name) const;                    // nullptr: nobody defines or extends it
    bool upstream(std::string_view name) const;                             // made by the core or a library
    std::string_view by_underscores(std::string_view underscored) const;    // "sale_order" -> "sale.order", "" unknown
    // The model an external id of an ir.model record names: "sale.model_sale_order"; "" of any other id.
    std::string_view of_xmlid(std::string_view xmlid) const;
    const std::map<std::string_view, ModelFacts>& all() const { return models_; }

private:
    std::map<std::string_view, ModelFacts> models_;
    std::map<std::string, std::string_view, std::less<>> by_underscores_;
};

// In a loaded file of a module that is linked.
bool takes_part(const Program& program, const At& at);
// A reported module's, and takes part.
bool ours(const Program& program, const At& at);
// "name" of "sale.name".
std::string_view local_id(std::string_view xmlid);
// The value a record gives to a field; nullptr if it gives none.
const ValueRow* value_of(const Facts& facts, const RecordRow& record, std::string_view field);
// External ids that an expression of a record names with ref(), qualified with the record's own module.
std::vector<std::string> references_in(const Program& program, const RecordRow& record, std::string_view expression);
// Neither module depends on the other: nothing but their names orders them.
bool unrelated(const Program& program, Index a, Index b);

}  // namespace driftline

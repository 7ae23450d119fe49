// A field as the registry sets it up: the arguments of all its definitions, the nearest one of each winning
// (Field._get_attrs, odoo/fields.py; odoo/orm/fields.py from 19).
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "facts/facts.h"

namespace driftline::odoo {

// `rows`: definitions, the one asked first at the front. A field that is computed or related has no column unless it says so;
// a value per company is kept somewhere in every series.
bool is_stored(const Facts& facts, std::span<const Index> rows);
bool is_derived(const Facts& facts, std::span<const Index> rows);   // computed or related, and not stored

struct EffectiveField {
    std::string_view type, comodel, inverse_field, related, compute, inverse, search, label, groups;
    bool required = false, readonly = false, stored = false, company_dependent = false, translate = false;
    std::vector<std::string_view> selection;   // keys, in order
    bool selection_known = false;              // all of them are literals
};
EffectiveField effective_field(const Facts& facts, std::span<const Index> rows);

// The value of an option in the nearest definition that gives it, as normalised text; "" if none does.
std::string_view option(const Facts& facts, std::span<const Index> rows, std::string_view key);

}  // namespace driftline::odoo

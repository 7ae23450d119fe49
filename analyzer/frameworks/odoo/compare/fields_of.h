// A field as the registry sets it up: the arguments of all its definitions, the nearest one of each winning
// (Field._get_attrs, odoo/fields.py; odoo/orm/fields.py from 19).
#pragma once
#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "facts/facts.h"

namespace driftline::odoo {

enum class FieldOption : uint8_t {
    default_, digits, copy, tracking, currency_field, domain, check_company, ondelete, index, readonly, required, groups,   // as pairs are told by
    help, store, compute, related, inverse, search, company_dependent, translate, attachment, relation
};
inline constexpr size_t field_option_count = size_t(FieldOption::relation) + 1;

// Values of the nearest definitions that give them, as normalised text.
class FieldOptions {
public:
    static constexpr Name absent{0xFFFFFFFF};
    FieldOptions() { values_.fill(absent); }
    Name operator[](FieldOption option) const { return values_[size_t(option)]; }
    Name& operator[](FieldOption option) { return values_[size_t(option)]; }

private:
    std::array<Name, field_option_count> values_;
};

struct EffectiveField {
    std::string_view type, comodel, inverse_field, related, compute, inverse, search, groups;
    Name label{};
    bool required = false, readonly = false, stored = false, company_dependent = false, translate = false;
    std::vector<Name> selection;               // keys, in order
    bool selection_known = false;              // all of them are literals
};

// Reads definitions of one core. Everywhere, `rows` are the definitions, the one asked first at the front.
class FieldReader {
public:
    explicit FieldReader(const Facts& facts);

    FieldOptions options(std::span<const Index> rows) const;
    std::string_view text(Name value) const { return value == FieldOptions::absent ? std::string_view() : facts_.str(value); }
    Name nearest(std::span<const Index> rows, Name FieldRow::*member) const {   // no_name if none says it
        for (const Index row : rows)
            if (facts_.fields[row].*member != no_name) return facts_.fields[row].*member;
        return no_name;
    }
    // A field that is computed or related has no column unless it says so; a value per company is kept somewhere in every series.
    bool stored(const FieldOptions& options) const;
    bool derived(const FieldOptions& options) const;   // computed or related, and not stored
    EffectiveField effective(std::span<const Index> rows, const FieldOptions& options) const;

private:
    const Facts& facts_;
    std::vector<uint8_t> option_of_;   // by name: 1 + the option it is
};

}  // namespace driftline::odoo

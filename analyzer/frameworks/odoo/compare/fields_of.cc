#include "frameworks/odoo/compare/fields_of.h"

namespace driftline::odoo {
namespace {

constexpr std::array<std::string_view, field_option_count> names = {
    "default", "digits", "copy", "tracking", "currency_field", "domain", "check_company", "ondelete", "index", "readonly", "required", "groups",
    "help", "store", "compute", "related", "inverse", "search", "company_dependent", "translate", "attachment", "relation"};

bool is_false(std::string_view text) { return text == "False" || text == "None" || text == "0" || text == "''"; }
bool truth(std::string_view text) { return !text.empty() && !is_false(text); }

// A name in quotes is that name; anything else is its text.
std::string_view unquoted(std::string_view text) {
    if (is_false(text)) return {};
    if (text.size() > 2 && text.front() == '\'' && text.find('\'', 1) == text.size() - 1) return text.substr(1, text.size() - 2);
    return text;
}

}  // namespace

FieldReader::FieldReader(const Facts& facts) : facts_(facts), option_of_(facts.names.size()) {
    for (size_t o = 0; o < names.size(); ++o)
        if (const auto name = facts.names.find(names[o])) option_of_[size_t(*name)] = uint8_t(o + 1);
}

FieldOptions FieldReader::options(std::span<const Index> rows) const {
    FieldOptions found;
    for (const Index row : rows) {
        const auto items = facts_.items(facts_.fields[row].options);
        for (size_t i = 0; i + 1 < items.size(); i += 2) {
            const uint8_t option = option_of_[size_t(items[i])];
            if (option == 0) continue;
            Name& value = found[FieldOption(option - 1)];
            if (value == FieldOptions::absent) value = items[i + 1];
        }
    }
    return found;
}

bool FieldReader::stored(const FieldOptions& options) const {
    const std::string_view store = text(options[FieldOption::store]);
    if (!store.empty()) return !is_false(store);
    if (truth(text(options[FieldOption::company_dependent]))) return true;
    return !truth(text(options[FieldOption::compute])) && !truth(text(options[FieldOption::related]));
}

bool FieldReader::derived(const FieldOptions& options) const {
    return !stored(options) && (truth(text(options[FieldOption::compute])) || truth(text(options[FieldOption::related])));
}

EffectiveField FieldReader::effective(std::span<const Index> rows, const FieldOptions& options) const {
    EffectiveField field;
    const auto plain = [&](FieldOption option) { return unquoted(text(options[option])); };
    const auto flag = [&](FieldOption option) { return truth(text(options[option])); };
    field.type = facts_.str(nearest(rows, &FieldRow::type));
    field.comodel = facts_.str(nearest(rows, &FieldRow::comodel));
    field.inverse_field = facts_.str(nearest(rows, &FieldRow::inverse_field));
    field.label = nearest(rows, &FieldRow::label);
    field.related = plain(FieldOption::related).empty() ? std::string_view() : facts_.str(nearest(rows, &FieldRow::related));
    field.compute = plain(FieldOption::compute);
    field.inverse = plain(FieldOption::inverse);
    field.search = plain(FieldOption::search);
    field.groups = plain(FieldOption::groups);
    field.required = flag(FieldOption::required);
    field.readonly = flag(FieldOption::readonly);
    field.translate = flag(FieldOption::translate);
    field.company_dependent = flag(FieldOption::company_dependent);
    field.stored = stored(options);
    field.selection_known = true;
    for (size_t i = rows.size(); i-- > 0;) {
        const FieldRow& row = facts_.fields[rows[i]];
        if (row.flags & field_has_selection) {
            field.selection.clear();
            field.selection_known = true;
        }
        if (row.flags & (field_selection_dynamic | field_options_dynamic)) field.selection_known = false;
        const auto keys = facts_.items(row.selection);
        field.selection.insert(field.selection.end(), keys.begin(), keys.end());
    }
    return field;
}

}  // namespace driftline::odoo

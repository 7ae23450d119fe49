#include "frameworks/odoo/compare/fields_of.h"

#include <optional>

namespace driftline::odoo {
namespace {

std::optional<std::string_view> given(const Facts& facts, const FieldRow& row, std::string_view key) {
    const auto options = facts.items(row.options);
    for (size_t i = 0; i + 1 < options.size(); i += 2)
        if (facts.str(options[i]) == key) return facts.str(options[i + 1]);
    return std::nullopt;
}

bool is_false(std::string_view text) { return text == "False" || text == "None" || text == "0" || text == "''"; }
bool truth(std::string_view text) { return !text.empty() && !is_false(text); }

// A name in quotes is that name; anything else is its text.
std::string_view unquoted(std::string_view text) {
    if (is_false(text)) return {};
    if (text.size() > 2 && text.front() == '\'' && text.find('\'', 1) == text.size() - 1) return text.substr(1, text.size() - 2);
    return text;
}

}  // namespace

std::string_view option(const Facts& facts, std::span<const Index> rows, std::string_view key) {
    for (const Index row : rows)
        if (const auto value = given(facts, facts.fields[row], key)) return *value;
    return {};
}

bool is_stored(const Facts& facts, std::span<const Index> rows) {
    const std::string_view store = option(facts, rows, "store");
    if (!store.empty()) return !is_false(store);
    if (truth(option(facts, rows, "company_dependent"))) return true;
    return !truth(option(facts, rows, "compute")) && !truth(option(facts, rows, "related"));
}

bool is_derived(const Facts& facts, std::span<const Index> rows) {
    return !is_stored(facts, rows) && (truth(option(facts, rows, "compute")) || truth(option(facts, rows, "related")));
}

EffectiveField effective_field(const Facts& facts, std::span<const Index> rows) {
    EffectiveField field;
    const auto text = [&](std::string_view key) { return unquoted(option(facts, rows, key)); };
    for (const Index row : rows)
        if (field.type.empty()) field.type = facts.str(facts.fields[row].type);
    const auto nearest = [&](Name FieldRow::*member) {
        for (const Index row : rows)
            if (facts.fields[row].*member != no_name) return facts.str(facts.fields[row].*member);
        return std::string_view();
    };
    field.comodel = nearest(&FieldRow::comodel);
    field.inverse_field = nearest(&FieldRow::inverse_field);
    field.label = nearest(&FieldRow::label);
    field.related = text("related").empty() ? std::string_view() : nearest(&FieldRow::related);
    field.compute = text("compute");
    field.inverse = text("inverse");
    field.search = text("search");
    field.groups = text("groups");
    const std::string_view required = option(facts, rows, "required");
    field.required = truth(required);
    field.readonly = truth(option(facts, rows, "readonly"));
    field.translate = truth(option(facts, rows, "translate"));
    field.company_dependent = truth(option(facts, rows, "company_dependent"));
    field.stored = is_stored(facts, rows);
    field.selection_known = true;
    for (size_t i = rows.size(); i-- > 0;) {
        const FieldRow& row = facts.fields[rows[i]];
        if (row.flags & field_has_selection) {
            field.selection.clear();
            field.selection_known = true;
        }
        if (row.flags & (field_selection_dynamic | field_options_dynamic)) field.selection_known = false;
        for (const Name key : facts.items(row.selection)) field.selection.push_back(facts.str(key));
    }
    return field;
}

}  // namespace driftline::odoo

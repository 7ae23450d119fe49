#include "rules/upgrade/field_successor.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "base/text.h"
#include "rules/support.h"
#include "rules/upgrade/renames.h"
#include "rules/upgrade/target_names.h"

namespace driftline {

namespace {

// Fields of one family take each other's values.
std::string_view family(std::string_view type) {
    if (type == "Integer" || type == "Float" || type == "Monetary") return "number";
    if (type == "Char" || type == "Text" || type == "Html") return "text";
    if (type == "One2many" || type == "Many2many") return "records";
    if (type == "Date" || type == "Datetime") return "date";
    return type;
}

std::string in_words(std::string_view type) {
    std::string words{type};
    std::transform(words.begin(), words.end(), words.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
    return words;
}

// The target's definition that says what it is; nullptr if there is none.
const FieldRow* defined(const Upgrade& upgrade, std::string_view model, std::string_view name) {
    const Facts& facts = upgrade.target.world.facts;
    for (const SymbolRef& symbol : names_then(upgrade).definitions(model, name))
        if (symbol.column == SymbolRef::Column::field && facts.fields[symbol.row].related == no_name && facts.fields[symbol.row].type != no_name) return &facts.fields[symbol.row];
    return nullptr;
}

constexpr std::string_view reversing[] = {"to_", "not_", "no_", "non_", "un", "in", "dis", "hide_", "without_", "exclude_"};

// "to_check" and "checked", "invisible" and "visible": one of them with a word before it that turns it round.
bool may_be_opposites(std::string_view a, std::string_view b) {
    constexpr size_t least = 4;   // of a word that both have
    const auto turned = [](std::string_view longer, std::string_view other) {
        return std::any_of(std::begin(reversing), std::end(reversing), [&](std::string_view prefix) {
            const std::string_view rest = longer.starts_with(prefix) ? longer.substr(prefix.size()) : std::string_view{};
            return rest.size() >= least && (other.starts_with(rest) || (other.size() >= least && rest.starts_with(other)));
        });
    };
    return turned(a, b) != turned(b, a);
}

struct Ways { std::map<std::pair<Name, Name>, Name> by_models; };   // model and comodel -> the many2one; no_name: there are several

Ways ways_of(const Facts& facts) {
    Ways ways;
    for (const FieldRow& field : facts.fields) {
        if (field.owner == no_row || field.comodel == no_name || facts.str(field.type) != "Many2one") continue;
        const auto [way, first] = ways.by_models.try_emplace({facts.classes[field.owner].model, field.comodel}, field.name);
        if (!first && way->second != field.name) way->second = no_name;
    }
    return ways;
}

}  // namespace

std::string_view way_to(const Upgrade& upgrade, std::string_view model, std::string_view comodel) {
    const Facts& facts = upgrade.target.world.facts;
    const Ways& ways = upgrade.memo.get<Ways>([&] { return ways_of(facts); });
    const auto from = facts.names.find(model), to = facts.names.find(comodel);
    const auto found = from && to ? ways.by_models.find({*from, *to}) : ways.by_models.end();
    return found == ways.by_models.end() || found->second == no_name ? std::string_view{} : facts.str(found->second);
}

std::vector<std::string> merged_with(const Delta& delta, const Change& renamed) {
    std::vector<std::string> others;
    for (const Change* other : renamed_alike(delta, renamed))
        if (is_convincing(delta, *other)) others.emplace_back(delta.str(other->name));
    return others;
}

FieldCaution caution_of(const Upgrade& upgrade, const SymbolRef& was, const Change& renamed) {
    if (was.column != SymbolRef::Column::field) return {};
    const Facts &before = upgrade.current.world.facts, &after = upgrade.target.world.facts;
    const FieldRow& old = before.fields[was.row];
    const std::string_view name = upgrade.delta.str(renamed.to_name);
    const FieldRow* next = defined(upgrade, upgrade.delta.str(renamed.to_owner == no_name ? renamed.owner : renamed.to_owner), name);
    if (next == nullptr || old.related != no_name) return {};
    const std::string_view type = before.str(old.type), then_type = after.str(next->type), model = before.str(old.comodel), then_model = after.str(next->comodel);
    const Change* model_renamed = model.empty() ? nullptr : upgrade.delta.gone(SymbolKind::model, "", model);
    const bool same_model = model == then_model || (model_renamed && upgrade.delta.str(model_renamed->to_name) == then_model);
    if (!model.empty() && !then_model.empty() && !same_model) {
        const std::string_view way = way_to(upgrade, then_model, model);
        return {fmt::format(", whose records are {} instead of {}", then_model, model),
                way.empty() ? fmt::format("Its records are {}: what is read from them or given to it here has to change as well.", then_model)
                            : fmt::format("Where the {} is meant, {}.{} leads there.", model, name, way)};
    }
    if (type == "Boolean" && then_type == type && may_be_opposites(before.str(old.name), name))
        return {", which may well say the opposite", fmt::format("Read when {} is set and when {} was: by their names one is true where the other is false.", name, before.str(old.name))};
    if (type.empty() || family(type) == family(then_type)) return {};
    return {fmt::format(", {} instead of {}", in_words(then_type), in_words(type)), "Its values are of another kind: what is compared with it or given to it here has to change as well."};
}

}  // namespace driftline

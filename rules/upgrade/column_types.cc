#include "rules/upgrade/column_types.h"

#include <fmt/format.h>

#include <algorithm>

#include "rules/overrides/unbound.h"
#include "rules/upgrade/gone.h"
#include "rules/upgrade/install_hooks.h"
#include "rules/upgrade/sql_mentions.h"

namespace driftline {

namespace {

constexpr int first_with_translations_in_the_column = 16;

enum class Turned : uint8_t { no, translated, plain };

Turned turned(const Delta& delta, std::string_view model, std::string_view column) {
    for (const Change& change : delta.find(SymbolKind::field, model, column)) {
        if (change.change != ChangeKind::changed) continue;
        const auto attributes = delta.items(change.attributes);
        for (size_t i = 0; i + 2 < attributes.size(); i += 3)
            if (delta.str(attributes[i]) == "translate") return delta.str(attributes[i + 2]) == "yes" ? Turned::translated : Turned::plain;
    }
    return Turned::no;
}

// The definition that says so, of a module that is there whenever ours is; none if only others say it.
SymbolRef says_so(const Upgrade& upgrade, const SqlLink& link, bool translated, bool& exact) {
    const World& world = upgrade.target.world;
    SymbolRef found;
    exact = false;
    for (const SymbolRef& symbol : names_then(upgrade).definitions(upgrade.current.world.str(link.model), upgrade.current.world.str(link.column))) {
        if (symbol.column != SymbolRef::Column::field || bool(world.facts.fields[symbol.row].flags & field_translate) != translated) continue;
        const bool installed = world.surely_installed(upgrade.module(link.module), symbol.module);
        if (!found || (installed && !exact)) found = symbol;
        exact |= installed;
    }
    return found;
}

struct Consequence { std::string_view text; Severity severity; Effect effect; };

Consequence of_json(ColumnUse use) {
    switch (use) {
        case ColumnUse::compared: return {"the statement fails here: text is compared with JSON", Severity::error, Effect::crash_run};
        case ColumnUse::written: return {"the statement fails here: what is written is no JSON", Severity::error, Effect::crash_run};
        case ColumnUse::read: return {"what is read here is {'en_US': ...} instead of text", Severity::error, Effect::silent};
        case ColumnUse::ordered: return {"the order is that of JSON, not of a language's texts", Severity::warning, Effect::silent};
        default: return {"it holds {'en_US': ...} instead of text: what compares it with text fails", Severity::warning, Effect::silent};
    }
}

std::string_view fix_of(Turned turn, ColumnUse use) {
    if (turn == Turned::plain) return "Read the column as it is.";
    return use == ColumnUse::written ? "Write JSON, one text for each language: jsonb_build_object('en_US', %s); or write it through the ORM."
                                     : "Read column->>'en_US', or the user's language with that as a fallback.";
}

}  // namespace

void columns_with_other_types(const Upgrade& upgrade, std::vector<Finding>& findings) {
    const Program& now = upgrade.current;
    const Facts& facts = now.world.facts;
    if (series(now) < first_with_translations_in_the_column) return;
    for (const SqlLink& link : now.sql) {
        if (link.column == no_name || link.model == no_name || link.outcome != Outcome::bound || !comparable(upgrade, link.target)) continue;
        const SqlRow& sql = facts.sql[link.sql];
        if (sql.verb == SqlVerb::alter || sql.verb == SqlVerb::drop || sql.verb == SqlVerb::create) continue;
        const Turned turn = turned(upgrade.delta, facts.str(link.model), facts.str(link.column));
        const SqlLink* fate = turn == Turned::no ? nullptr : upgrade.sql(link);
        if (fate == nullptr || fate->outcome != Outcome::bound) continue;
        bool exact = false;
        const SymbolRef is = says_so(upgrade, link, turn == Turned::translated, exact);
        if (!is) continue;
        std::vector<ColumnMention> all = mentions(facts, sql, facts.str(link.column));
        if (all.empty() && turn == Turned::translated) all.push_back({sql.at, ColumnUse::unknown});
        for (const ColumnMention& mention : all) {
            const bool opened = mention.use == ColumnUse::opened;
            if (mention.use == ColumnUse::harmless || opened != (turn == Turned::plain)) continue;
            const Consequence what = opened ? Consequence{"the statement fails here: text has no keys", Severity::error, Effect::crash_run} : of_json(mention.use);
            Finding finding = begin_finding(link.module, SymbolKind::sql, fmt::format("{}.{}", facts.str(sql.table), facts.str(link.column)), mention.at);
            finding.certainty = exact ? Certainty::exact : Certainty::likely;
            finding.severity = exact ? what.severity : std::min(what.severity, Severity::warning);
            const FailingHook hook = what.effect == Effect::crash_run ? failing_hook(upgrade, sql.scope, mention.at) : FailingHook{};
            finding.effect = hook.effect != Effect::none ? hook.effect : what.effect;
            finding.message = fmt::format("the field {}.{} is {} in {}{}, and its column is {}: {}{}", facts.str(link.model), facts.str(link.column),
                                          turn == Turned::translated ? "translated" : "not translated any more", then(upgrade), had_it(upgrade, link.target),
                                          turn == Turned::translated ? "JSON" : "text", what.text,
                                          hook.effect != Effect::none ? fmt::format("; {}", hook.consequence) : std::string{});
            finding.fix = fix_of(turn, mention.use);
            finding.cause = what.text;
            finding.related.push_back(related_to(now, link.target, "was defined here"));
            finding.related.push_back(related_then(upgrade, is, turn == Turned::translated ? "is translated here then" : "is not translated here then"));
            findings.push_back(std::move(finding));
        }
    }
}

}  // namespace driftline

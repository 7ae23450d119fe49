#include <fmt/format.h>

#include <algorithm>

#include "rules/upgrade/gone.h"
#include "rules/upgrade/install_hooks.h"

namespace driftline {

namespace {

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

// The statement's own place, moved to the first mention of the word inside it where the text is at hand.
At mention(const Facts& facts, const SqlRow& sql, std::string_view word) {
    if (sql.scope == no_row) return sql.at;
    const MethodRow& method = facts.methods[sql.scope];
    const std::string body = facts.source(method.body);
    // The body is the last bytes of what the row spans.
    if (body.empty() || method.at.end < body.size()) return sql.at;
    const size_t body_begin = method.at.end - body.size();
    if (sql.at.begin < body_begin || sql.at.end > method.at.end) return sql.at;
    const size_t from = sql.at.begin - body_begin, to = sql.at.end - body_begin;
    for (size_t at = body.find(word, from); at != body.npos && at + word.size() <= to; at = body.find(word, at + 1)) {
        if ((at > 0 && is_word(body[at - 1])) || is_word(body[at + word.size()])) continue;
        At place = sql.at;
        place.line += uint32_t(std::count(body.begin() + long(from), body.begin() + long(at), '\n'));
        place.begin = uint32_t(body_begin + at);
        place.end = place.begin + uint32_t(word.size());
        return place;
    }
    return sql.at;
}

// A word beside a table is a column where the table has one: where the target has none, it is no link there.
SqlLink bare_fate(const Upgrade& upgrade, const SqlLink& link) {
    const Facts& facts = upgrade.current.world.facts;
    SqlLink fate;
    const std::string_view model = facts.str(link.model);
    if (link.column == no_name || !names_then(upgrade).model(model) || names_then(upgrade).has(model, facts.str(link.column))) {
        fate.outcome = Outcome::bound;
        return fate;
    }
    std::string_view missing;
    fate.reason = Reason::nowhere;
    fate.certainty = absence(upgrade, link.module, missing);
    return fate;
}

void compare(const Upgrade& upgrade, const CheckOptions&, std::vector<Finding>& findings) {
    const Program& now = upgrade.current;
    const Facts& facts = now.world.facts;
    for (const SqlLink& link : now.sql) {
        if (link.outcome != Outcome::bound || !comparable(upgrade, link.target)) continue;
        const SqlLink* fate = upgrade.sql(link);
        const SqlLink lost = bare_fate(upgrade, link);
        if (!fate) fate = &lost;
        if (fate->outcome != Outcome::unresolved || fate->reason == Reason::dynamic_name || (fate->reason == Reason::not_analyzed && link.column != no_name)) continue;
        const SqlRow& sql = facts.sql[link.sql];
        const std::string_view table = facts.str(sql.table), column = facts.str(link.column);
        const bool known = link.column == no_name || fate->reason == Reason::nowhere || fate->reason == Reason::outside_closure;
        Finding finding = begin_finding(link.module, SymbolKind::sql, column.empty() ? std::string{table} : fmt::format("{}.{}", table, column),
                                        mention(facts, sql, column.empty() ? table : column));
        const std::string_view model = facts.str(link.model);
        const Successor next = column.empty() ? successor(upgrade, SymbolKind::model, "", model) : successor(upgrade, SymbolKind::field, model, column);
        finding.certainty = known && fate->reason != Reason::missing_module ? fate->certainty : Certainty::likely;
        finding.severity = by_certainty(finding.certainty);
        const FailingHook hook = failing_hook(upgrade, sql.scope, sql.at);
        finding.effect = hook.effect != Effect::none ? hook.effect : Effect::crash_run;
        const bool field_stays = !column.empty() && fate->target.column == SymbolRef::Column::field && fate->reason != Reason::outside_closure;
        finding.message = fmt::format("the {} {} is gone in {}{}{}: {}", column.empty() ? "table" : "column", finding.symbol, then(upgrade),
                                      had_it(upgrade, link.target), field_stays ? fmt::format(", the field {}.{} has no column any more", model, column) : next.text,
                                      hook.effect != Effect::none ? hook.consequence : "the statement fails when it is run");
        if (fate->reason == Reason::missing_module) finding.message += fmt::format(", unless {}, which was not read, brings it", upgrade.target.world.str(fate->missing));
        finding.fix = next.name.empty() ? "Read it through the ORM, or join the table that has it now." : fmt::format("Use {}; check that it means the same.", next.name);
        if (link.target) finding.related.push_back(related_to(now, link.target, "was defined here"));
        if (next.place) finding.related.push_back(*next.place);
        findings.push_back(std::move(finding));
    }
}

}  // namespace

DRIFTLINE_RULE(sql_column_removed) = {
    "DL318", "sql-column-removed", Severity::error,
    "SQL in a string names a table or column of the core that is gone in the target",
    "The database says so only when the statement runs. No field rename and no migration script of the framework reaches into strings.",
    "Read it through the ORM; where it must be SQL, name the column of today in one place.",
    "```python\nself.env.cr.execute('SELECT l.analytic_account_id FROM account_move_line l')     # 16.0: analytic_distribution\n```\n",
    nullptr, compare};

}  // namespace driftline

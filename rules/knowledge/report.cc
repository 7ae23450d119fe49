#include "rules/knowledge/report.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "rules/knowledge/table.h"
#include "rules/support.h"

namespace driftline::knowledge {
namespace {

std::string listed_once(const std::vector<const Match*>& matches, std::string Match::* part) {
    std::vector<std::string> words;
    for (const Match* match : matches)
        if (const std::string& word = match->*part; !word.empty() && std::find(words.begin(), words.end(), word) == words.end()) words.push_back(word);
    return listed(words, 3);
}

}  // namespace

bool is_hook(const Change& change) { return change.match.kind == MatchKind::method && change.effect == Effect::silent; }

std::vector<const Change*> chosen(const Upgrade& upgrade, bool hooks) {
    const World &from = upgrade.current.world, &to = upgrade.target.world;
    if (upgrade.same_series() || from.framework != to.framework) return {};
    std::vector<const Change*> changes = changes_between(to.framework, from.version, to.version);
    std::erase_if(changes, [&](const Change* change) { return is_hook(*change) != hooks; });
    return changes;
}

SymbolKind symbol_kind(const Change& change) {
    switch (change.match.kind) {
    case MatchKind::template_inherit: return SymbolKind::template_;
    case MatchKind::record_field: case MatchKind::record_body: case MatchKind::data_tag: return SymbolKind::record;
    case MatchKind::manifest_key: return SymbolKind::module;
    case MatchKind::manifest_bundle: return SymbolKind::asset_bundle;
    case MatchKind::hook_parameters: return SymbolKind::hook;
    case MatchKind::field_option: return SymbolKind::field;
    case MatchKind::class_attribute: return SymbolKind::model;
    case MatchKind::method: case MatchKind::method_body: case MatchKind::search_method: case MatchKind::option_method: case MatchKind::call: return SymbolKind::method;
    case MatchKind::import: case MatchKind::code: case MatchKind::code_string: return SymbolKind::python;
    case MatchKind::route_option: return SymbolKind::route;
    case MatchKind::sql_translated: return SymbolKind::sql;
    case MatchKind::script: return SymbolKind::js_module;
    default: return change.match.where == Where::template_ ? SymbolKind::template_ : SymbolKind::view;
    }
}

std::string filled(const std::string& text, const std::vector<const Match*>& matches) {
    std::string made = text;
    if (made.find("{name}") != made.npos) made = replace_all(made, "{name}", listed_once(matches, &Match::name));
    if (made.find("{tag}") != made.npos) made = replace_all(made, "{tag}", listed_once(matches, &Match::tag));
    if (made.find("{value}") != made.npos) made = replace_all(made, "{value}", listed_once(matches, &Match::value));
    return made;
}

std::string filled_fix(const Change& change, const Series& target, const std::vector<const Match*>& matches) {
    std::string made = filled(change.fix_at(target), matches);
    if (made.find("{each}") == made.npos) return made;
    std::set<std::string_view> asked;
    for (const Match* match : matches) {
        asked.insert(match->members.begin(), match->members.end());
        if (match->members.empty()) asked.insert(match->name);
    }
    std::vector<std::string> said;
    for (const auto& [expression, text] : change.fix_for)   // in the row's order
        if (std::erase_if(asked, [&](std::string_view name) { return expression.found_in(name); }) != 0) said.push_back(text);
    return replace_all(made, "{each}", join(said, "; "));
}

}  // namespace driftline::knowledge

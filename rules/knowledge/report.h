// What the rules that report matches of the tables share.
#pragma once
#include <string>
#include <vector>

#include "rules/knowledge/match.h"

namespace driftline::knowledge {

// A hook of the core that is still defined and that nobody calls any more (DL321); every other row is DL319.
bool is_hook(const Change& change);
// The rows between the two cores, hooks or the others.
std::vector<const Change*> chosen(const Upgrade& upgrade, bool hooks);

SymbolKind symbol_kind(const Change& change);
// With {name}, {tag} and {value} filled in by what the matches of one finding hold, several of them listed.
std::string filled(const std::string& text, const std::vector<const Match*>& matches);
// The row's fix in the target, filled in; {each} by what the row says about these matches (Change::fix_for).
std::string filled_fix(const Change& change, const Series& target, const std::vector<const Match*>& matches);

}  // namespace driftline::knowledge

#include "rules/upgrade/renames.h"

namespace driftline {

bool is_convincing(const Delta& delta, const Change& change) {
    constexpr uint16_t sure = 750, likely = 600;
    if (change.change != ChangeKind::renamed || change.score == 0 || change.score >= sure) return true;
    const std::string_view why = delta.str(change.evidence);
    const auto says = [&](std::string_view words) { return why.find(words) != why.npos; };
    if (says("said in its place")) return change.score >= likely;
    // What one handler did is often divided among several methods: a like name is then that of one of them.
    if (change.kind == SymbolKind::method) return says("body") || says("same name") || says("call this one") || says("exchanged");
    if (change.kind == SymbolKind::field) return says("similar name") || says("same name") || says("same label") || says("compute method") || says("exchanged");
    return true;
}

}  // namespace driftline

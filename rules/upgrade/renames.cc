#include "rules/upgrade/renames.h"

#include <algorithm>
#include <string_view>

namespace driftline {

namespace {

constexpr uint16_t sure = 750, likely = 600, by_one_place = 800;

bool says(const Delta& delta, const Change& change, std::string_view words) { return delta.str(change.evidence).find(words) != std::string_view::npos; }

// Like it in itself, not only where it stood.
bool is_alike(const Delta& delta, const Change& change) {
    return says(delta, change, "similar name") || says(delta, change, "same name") || says(delta, change, "same label") || says(delta, change, "compute method") || says(delta, change, "body");
}

}  // namespace

std::vector<const Change*> renamed_alike(const Delta& delta, const Change& change) {
    std::vector<const Change*> found;
    const Change* const first = delta.changes.data();
    const Change* const last = first + delta.changes.size();
    const auto of_owner = [&](const Change& other) { return other.kind == change.kind && delta.str(other.owner) == delta.str(change.owner); };
    const auto add = [&](const Change& other) {
        if (other.change == ChangeKind::renamed && delta.str(other.to_name) == delta.str(change.to_name) && delta.str(other.to_owner) == delta.str(change.to_owner)) found.push_back(&other);
    };
    const Change* from = &change;
    while (from != first && of_owner(from[-1])) --from;   // rows of an owner stand together
    for (; from != last && of_owner(*from); ++from)
        if (from != &change) add(*from);
    return found;
}

bool is_convincing(const Delta& delta, const Change& change) {
    if (change.change == ChangeKind::renamed && change.kind == SymbolKind::field && change.score < sure && !is_alike(delta, change)) {
        const auto others = renamed_alike(delta, change);
        if (std::any_of(others.begin(), others.end(), [](const Change* other) { return other->score >= sure; })) return false;
    }
    // That one line calls the one where it called the other is chance as often as not.
    if (change.kind == SymbolKind::method && change.score < by_one_place && delta.str(change.evidence) == "said in its place once") return false;
    if (change.change != ChangeKind::renamed || change.score == 0 || change.score >= sure) return true;
    const auto says = [&](std::string_view words) { return driftline::says(delta, change, words); };
    if (says("said in its place")) return change.score >= likely;
    // What one handler did is often divided among several methods: a like name is then that of one of them.
    if (change.kind == SymbolKind::method) return says("body") || says("same name") || says("call this one") || says("exchanged");
    if (change.kind == SymbolKind::field) return says("similar name") || says("same name") || says("same label") || says("compute method") || says("exchanged");
    return true;
}

}  // namespace driftline

#include "rules/upgrade/specs.h"

#include <algorithm>

#include "rules/knowledge/report.h"

namespace driftline {

SymbolRef node_of(const Program& program, const SpecLink& spec) {
    SymbolRef node{SymbolRef::Column::view, spec.target_view, spec.target_module, program.world.facts.views[spec.target_view].at};
    if (spec.target_line) node.at.line = spec.target_line;
    return node;
}

SymbolKind kind_of_view(const Program& program, Index view) {
    return program.world.facts.views[view].flags & view_template ? SymbolKind::template_ : SymbolKind::view;
}

Finding begin_finding(const Program& program, const SpecLink& spec) {
    const ViewRow& view = program.world.facts.views[spec.view];
    return begin_finding(program.world.module_of(view.at), kind_of_view(program, spec.view), std::string{program.world.str(view.inherit)}, spec.at);
}

bool anchors_in_ours(const Program& program, const SpecLink& spec) { return program.world.custom(spec.target_module); }

bool works_today(const Upgrade& upgrade, const SpecLink& spec) {
    return spec.status == SpecStatus::applied && spec.reason == Reason::none && spec.target_view != no_row &&
           in_both(upgrade, upgrade.current.world.module_of(upgrade.current.world.facts.views[spec.view].at));
}

ToldByEngine::ToldByEngine(const Upgrade& upgrade, const CheckOptions& options, knowledge::MatchKind kind) {
    std::vector<const knowledge::Change*> changes = knowledge::chosen(upgrade, false);
    std::erase_if(changes, [&](const knowledge::Change* change) { return change->match.kind != kind; });
    if (changes.empty()) return;
    for (const knowledge::Match& match : knowledge::find_matches(upgrade, options, changes)) begins_[match.at.file].insert(match.at.begin);
}

bool ToldByEngine::inside(const At& place) const {
    const auto file = begins_.find(place.file);
    if (file == begins_.end()) return false;
    const auto first = file->second.lower_bound(place.begin);
    return first != file->second.end() && *first < std::max(place.end, place.begin + 1);
}

std::string brief(const std::string& tag) {
    constexpr size_t most = 60;
    if (tag.size() <= most) return tag;
    const size_t space = tag.rfind(' ', most);
    return tag.substr(0, space == tag.npos || space < most / 2 ? most : space) + " ...>";
}

}  // namespace driftline

#include <fmt/format.h>

#include <cstdint>
#include <set>

#include "rules/knowledge/table.h"
#include "rules/upgrade/gone.h"
#include "rules/upgrade/removed_methods.h"

namespace driftline {

namespace {

// Overrides whose method is gone with its super: DL301 says both.
class LostOverrides {
public:
    LostOverrides(const Upgrade& upgrade, const CheckOptions& options) {
        const RemovedMethods& removed = removed_methods(upgrade, options);
        for (const Finding& finding : removed.gone)
            for (const Place& place : finding.places) places_.emplace(place.at.file, place.at.begin);
        for (const OutOfReach& moved : removed.moved)
            for (const Place& place : moved.finding.places) places_.emplace(place.at.file, place.at.begin);
        for (const Override& o : upgrade.current.overrides)
            if (o.kind == SymbolKind::method && o.custom.column == SymbolRef::Column::method && !upgrade.override_(o)) methods_.insert(o.custom.row);
    }
    bool contains(const UseRow& super_call) const { return methods_.contains(super_call.scope) || places_.contains({super_call.at.file, super_call.at.begin}); }

private:
    std::set<std::pair<Index, uint32_t>> places_;
    std::set<Index> methods_;
};

void compare(const Upgrade& upgrade, const CheckOptions& options, std::vector<Finding>& findings) {
    const LostOverrides lost{upgrade, options};
    const Facts& facts = upgrade.current.world.facts;
    for (const Gone& gone : all_gone(upgrade, Cause::method)) {
        const UseRow& use = *gone.use;
        const bool own_super = use.kind == UseKind::super_call && use.scope != no_row && facts.methods[use.scope].name == use.path;
        if (own_super && (lost.contains(use) || gone.was.module == no_row)) continue;   // no_row: the framework's own, on any model
        weigh_dead_code(upgrade, options, use, findings.emplace_back(tell(upgrade, gone)));
        const std::string_view advice = knowledge::advice_about(upgrade.target.world.framework, gone.symbol);
        if (!advice.empty()) findings.back().fix = advice;
    }
}

}  // namespace

DRIFTLINE_RULE(called_method_removed) = {
    "DL309", "called-method-removed", Severity::error,
    "A method of the core that is called here is gone in the target",
    "A call fails when it runs, a button's method when the view is installed, a compute= when the field is read. An override of a method that is gone is DL301.",
    "Call what took its place; its arguments may differ.",
    "```python\nself.message_post_with_view('mail.x')     # 17.0: message_post_with_source\n```\n",
    nullptr, compare};

}  // namespace driftline

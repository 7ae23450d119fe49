#include "rules/overrides/node_replaced.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace driftline {

namespace {

// Under one parent, views are applied by priority (ir_ui_view.py, _get_inheriting_views): what comes before finds the node still there.
bool comes_before(const ViewRow& other, const ViewRow& ours) { return other.inherit == ours.inherit && other.priority < ours.priority; }

// Names of the modules, ours aside, whose views anchor in what is replaced, and may come after.
std::vector<std::string> anchored_modules(const Program& program, const SpecLink& spec, Index ours) {
    std::set<std::string> names;
    for (const Index view : spec.anchored_inside) {
        const auto& views = program.world.facts.views;
        const Index module = program.world.module_of(views[view].at);
        if (module != no_row && module != ours && !comes_before(views[view], views[spec.view])) names.emplace(module_name(program, module));
    }
    return {names.begin(), names.end()};
}

Related node_place(const Program& program, const SpecLink& spec) {
    SymbolRef node{SymbolRef::Column::view, spec.target_view, spec.target_module, program.world.facts.views[spec.target_view].at};
    if (spec.target_line) node.at.line = spec.target_line;
    return related_to(program, node, spec.target_text.empty() ? "the node that is replaced" : spec.target_text);
}

void describe(const Program& program, const SpecLink& spec, std::string_view what, Finding& finding) {
    const auto anchored = anchored_modules(program, spec, finding.module);
    const std::string node = fmt::format("{} of {}", spec.target_text.empty() ? spec.locator : spec.target_text, finding.symbol);
    const Related& place = finding.related.front();
    const std::string core = fmt::format("{}/{}:{}", place.module, place.path, place.line);
    finding.severity = Severity::info;
    finding.effect = Effect::silent;
    finding.certainty = spec.certainty;
    finding.fix = fmt::format("Use position=\"attributes\", \"before\" or \"after\", or keep the node with $0; a hidden node stays an anchor for other {}s.", what);
    if (spec.keeps_original) {
        finding.message = fmt::format("{} is wrapped: the original is kept through $0 ({})", node, core);
        finding.fix = "Nothing: other modules still find the node.";
    } else if (spec.replace_inner) {
        finding.message = fmt::format("the content of {} is replaced; the node itself stays ({})", node, core);
    } else if (anchored.empty()) {
        finding.message = fmt::format("{} is replaced ({}); no other module that was read, and comes after it, anchors in it", node, core);
    } else {
        finding.severity = Severity::warning;
        finding.effect = Effect::crash_install;
        finding.message = fmt::format("{} is replaced without $0 ({}): {} {} in it and may no longer find the node", node, core, listed(anchored, 3),
                                      anchored.size() == 1 ? "anchors" : "anchor");
    }
}

}  // namespace

void check_replaced_nodes(const Program& program, bool templates, std::vector<Finding>& findings) {
    const World& world = program.world;
    for (const auto& spec : program.specs) {
        const ViewRow& view = world.facts.views[spec.view];
        if (view.mode == ViewMode::primary) continue;   // what it takes out is taken out of its own copy
        const bool is_template = (view.flags & view_template) != 0;
        if (is_template != templates || spec.status != SpecStatus::applied || spec.position != SpecPosition::replace || spec.target_view == no_row) continue;
        const Index module = world.module_of(spec.at);
        if (world.custom(spec.target_module) || !world.custom(module)) continue;
        Finding finding = begin_finding(module, templates ? SymbolKind::template_ : SymbolKind::view, std::string{world.str(world.facts.views[spec.target_view].xmlid)}, spec.at);
        finding.cause = spec.target_path;
        finding.related.push_back(node_place(program, spec));
        describe(program, spec, templates ? "template" : "view", finding);
        findings.push_back(std::move(finding));
    }
}

}  // namespace driftline

#include <fmt/format.h>

#include "rules/overrides/unbound.h"

namespace driftline {

namespace {

Finding anchor_finding(const Program& program, const SpecLink& spec) {
    const ViewRow& view = program.world.facts.views[spec.view];
    Finding finding = begin_finding(program.world.module_of(view.at), SymbolKind::view, std::string{program.world.str(view.inherit)}, spec.at);
    const std::string_view provider = module_name(program, spec.target_module);
    if (spec.target_view != no_row) {
        SymbolRef node{SymbolRef::Column::view, spec.target_view, spec.target_module, program.world.facts.views[spec.target_view].at};
        if (spec.target_line) node.at.line = spec.target_line;
        finding.related.push_back(related_to(program, node, spec.target_text));
    }
    finding.cause = spec.target_path;
    finding.certainty = spec.certainty;
    finding.message = fmt::format("{} of {} finds a node that {} puts there, but {} does not depend on {}", spec.locator, finding.symbol, provider,
                                  module_name(program, finding.module), provider);
    return finding;
}

Finding parent_finding(const Program& program, const Link& link, const UseRow& use) {
    Finding finding = begin_finding(link.module, SymbolKind::view, symbol_of(program, link), use.at);
    finding.related.push_back(related_to(program, link.target, "the view that is extended"));
    finding.certainty = link.certainty;
    const std::string_view provider = module_name(program, link.target.module);
    finding.message = fmt::format("{} is extended, but {} does not depend on {}, which defines it ({})", finding.symbol, module_name(program, link.module), provider,
                                  where(program, link.target));
    return finding;
}

void judge(const Program& program, Index provider, Finding& finding) {
    const std::string_view name = module_name(program, provider);
    finding.effect = Effect::crash_install;
    finding.fix = fmt::format("Add '{}' to depends, or move the extension to a module that depends on both.", name);
    if (finding.certainty == Certainty::exact) {
        finding.severity = Severity::error;
        finding.message += fmt::format(": where {} is not installed, the module fails to install", name);
    } else {   // it installs itself as soon as what it depends on is there
        finding.severity = Severity::info;
        finding.message += fmt::format("; {} installs itself, but maybe later than this module", name);
    }
}

void check(const Program& program, const CheckOptions&, std::vector<Finding>& findings) {
    for (const auto& spec : program.specs) {
        // A parent out of reach is the reference's finding below: one cause, not one per spec.
        if (spec.status != SpecStatus::not_found || spec.reason != Reason::outside_closure || !spec.outside_closure || spec.target_module == no_row) continue;
        Finding finding = anchor_finding(program, spec);
        judge(program, spec.target_module, finding);
        findings.push_back(std::move(finding));
    }
    for (const auto& link : program.links) {
        const UseRow& use = program.world.facts.uses[link.use];
        if (link.outcome != Outcome::unresolved || link.reason != Reason::outside_closure || use.kind != UseKind::xmlid || !(use.flags & use_inherit)) continue;
        Finding finding = parent_finding(program, link, use);
        judge(program, link.target.module, finding);
        findings.push_back(std::move(finding));
    }
}

}  // namespace

DRIFTLINE_RULE(anchor_from_missing_dependency) = {
    "DL114", "anchor-from-missing-dependency", Severity::error,
    "A view extends a view, or anchors in a node, of a module that is not a dependency",
    "It works on your database because that module happens to be there. On the next one the anchor is missing and the module does not install; or it is loaded "
    "first and fails at update.",
    "Add the module to depends, or move the extension to a bridge module that depends on both.",
    "", check};

}  // namespace driftline

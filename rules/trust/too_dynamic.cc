#include <fmt/format.h>

#include <map>

#include "rules/support.h"

namespace driftline {

namespace {

// A class whose model is computed: nothing in it can be judged.
void check_classes(const Program& program, std::vector<Finding>& findings) {
    const World& world = program.world;
    for (const auto& row : world.facts.classes) {
        const Index module = world.module_of(row.at);
        if (!world.custom(module) || row.model_kind == ModelKind::none || !(row.flags & (class_name_dynamic | class_inherit_dynamic)) || !loaded(program, row.at)) continue;
        const std::string name{world.str(row.python_path == no_name ? row.name : row.python_path)};
        Finding finding = begin_finding(module, SymbolKind::python, name, row.at);
        finding.severity = Severity::warning;
        finding.certainty = Certainty::unknown;
        finding.message = fmt::format("the class {} computes its {}: what it overrides cannot be told, and nothing in it was judged", world.str(row.name),
                                      row.flags & class_name_dynamic ? "_name" : "_inherit");
        finding.fix = "Write the name as a literal; a class factory needs one class per model.";
        findings.push_back(std::move(finding));
    }
}

void check_uses(const Program& program, std::vector<Finding>& findings) {
    const World& world = program.world;
    std::map<Index, std::vector<Place>> by_module;
    const auto add = [&](Index module, const At& at) {
        Place place;
        place.at = at;
        by_module[module].push_back(std::move(place));
    };
    for (const auto& link : program.links)
        if (link.outcome == Outcome::unresolved && link.reason == Reason::dynamic_name) add(link.module, world.facts.uses[link.use].at);
    for (const auto& remark : world.facts.remarks)
        if (remark.kind == RemarkRow::dynamic && world.custom(world.module_of(remark.at)) && loaded(program, remark.at)) add(world.module_of(remark.at), remark.at);
    for (auto& [module, places] : by_module) {
        Finding finding = begin_finding(module, SymbolKind::module, std::string{module_name(program, module)}, places.front().at);
        finding.severity = Severity::info;
        finding.certainty = Certainty::unknown;
        finding.message = fmt::format("{} in {} {}", count_of(places.size(), "name"), finding.symbol,
                                      places.size() == 1 ? "is known only at run time: it was not judged" : "are known only at run time: they were not judged");
        finding.fix = "Nothing, as long as you know that these places are not checked.";
        finding.places = std::move(places);
        findings.push_back(std::move(finding));
    }
}

void check(const Program& program, const CheckOptions&, std::vector<Finding>& findings) {
    check_classes(program, findings);
    check_uses(program, findings);
}

}  // namespace

DRIFTLINE_RULE(too_dynamic) = {
    "DL902", "too-dynamic", Severity::info,
    "A name is computed at run time, so nobody can say what it refers to",
    "We never guess. A getattr with a computed name, a model name from a variable or a class whose _inherit is computed may override or break anything: they are "
    "counted, so that a clean report is not mistaken for a complete one.",
    "Write names as literals where you can.",
    "", check};

}  // namespace driftline

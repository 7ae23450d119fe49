#include <fmt/format.h>

#include <algorithm>

#include "rules/upgrade/gone.h"

namespace driftline {

namespace {

// A line before it in the same function, or at the top of the same file, reads what is gone: that fails first, and is told (DL315).
bool fails_before(const std::vector<Gone>& gone, const PatchRow& patch) {
    return std::any_of(gone.begin(), gone.end(), [&](const Gone& one) {
        return one.use->at.file == patch.at.file && one.use->scope == patch.scope && one.use->at.begin < patch.at.begin && one.certainty == Certainty::exact;
    });
}

void compare(const Upgrade& upgrade, const CheckOptions&, std::vector<Finding>& findings) {
    const Program& program = upgrade.current;
    const TargetNames& names = names_then(upgrade);
    for (const auto& o : program.overrides) {
        if (o.behaviour != Behaviour::patches || o.custom.column != SymbolRef::Column::patch || !in_both(upgrade, o.module) || upgrade.override_(o)) continue;
        const PatchRow& patch = program.world.facts.patches[o.custom.row];
        const std::string_view target = program.world.str(patch.target);
        // Where what is patched is gone with the class or file it stands in, the import of that fails, and says so.
        const bool holder = target.starts_with("model:") ? names.model(target.substr(6)) : names.python(target);
        if (!holder || fails_before(all_gone(upgrade, Cause::python), patch)) continue;
        Finding finding = begin_finding(program, o);
        if (!target.starts_with("model:")) finding.symbol = fmt::format("{}.{}", target, program.world.str(patch.attribute));   // of its names, the one that is gone
        finding.severity = capped(Severity::error, o);
        finding.effect = patch.kind == PatchKind::patch_method ? Effect::crash_run : Effect::silent;
        finding.message = fmt::format("{} is patched at run time, but {} has no such attribute any more ({}: {}): {}", finding.symbol, then(upgrade), today(upgrade), where(program, o.core),
                                      finding.effect == Effect::silent ? "the patch makes a new one that nobody calls" : "_patch_method fails where it is called");
        finding.fix = "Find what does its work now, and inherit from that; else delete the patch.";
        findings.push_back(std::move(finding));
    }
}

}  // namespace

DRIFTLINE_RULE(monkey_patch_target_gone) = {
    "DL325", "monkey-patch-target-gone", Severity::error,
    "What is patched at run time is gone in the target",
    "Assigning to an attribute that does not exist makes a new one: nothing fails, and the patch is never called. Where the class or the file is gone with it, the import fails, which is "
    "told there.",
    "Find what does its work now, and inherit from that.",
    "```python\nfrom odoo.tools import misc\nmisc.formatLang = acme_format_lang\n```\n",
    nullptr, compare};

}  // namespace driftline

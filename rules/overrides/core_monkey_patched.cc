#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "rules/support.h"

namespace driftline {

namespace {

// A subclass that takes a class's place: what it defines anew without super, of what the class itself defines.
std::vector<std::string> replaced_methods(const Program& program, const Override& o) {
    const Facts& facts = program.world.facts;
    if (o.custom.column != SymbolRef::Column::patch || o.core.column != SymbolRef::Column::class_) return {};
    const PatchRow& patch = facts.patches[o.custom.row];
    const ClassRow& core = facts.classes[o.core.row];
    const auto own = std::find_if(facts.classes.begin(), facts.classes.end(), [&](const ClassRow& row) { return row.at.file == patch.at.file && row.name == patch.value; });
    if (own == facts.classes.end()) return {};
    const auto methods = [&](const ClassRow& row) { return std::span(facts.methods).subspan(row.methods.begin, row.methods.count); };
    std::vector<std::string> replaced;
    for (const MethodRow& ours : methods(*own)) {
        const auto same = [&](const MethodRow& theirs) { return theirs.name == ours.name; };
        if (ours.super != Super::always && std::any_of(methods(core).begin(), methods(core).end(), same)) replaced.emplace_back(facts.str(ours.name));
    }
    return replaced;
}

std::string fixes(const Program& program, const Override& o) {
    if (const auto replaced = replaced_methods(program, o); !replaced.empty())
        return fmt::format("it inherits what it replaces, but {}'s fixes of {} no longer arrive", whose(o), listed(replaced, 3));
    switch (o.custom.column == SymbolRef::Column::patch ? program.world.facts.patches[o.custom.row].calls_original : Tri::unset) {
        case Tri::yes: return fmt::format("it builds on what it replaces, so {}'s fixes still arrive", whose(o));
        case Tri::no: return fmt::format("it does not build on what it replaces, so {}'s fixes no longer arrive", whose(o));
        case Tri::dynamic: return fmt::format("it calls what it replaces on some paths only, and on the others {}'s fixes no longer arrive", whose(o));
        case Tri::unset: break;
    }
    return fmt::format("{}'s own fixes arrive only where it builds on what it replaces", whose(o));
}

// _patch_method on a model: on the class that the database's registry made, until _revert_method.
bool in_registry(const Program& program, const Override& o) {
    if (o.custom.column != SymbolRef::Column::patch) return false;
    const Facts& facts = program.world.facts;
    const PatchRow& patch = facts.patches[o.custom.row];
    return patch.kind == PatchKind::patch_method && facts.str(patch.target).starts_with("model:");
}

void check(const Program& program, const CheckOptions&, std::vector<Finding>& findings) {
    for (const auto& o : program.overrides) {
        if (o.behaviour != Behaviour::patches) continue;
        Finding finding = begin_finding(program, o);
        finding.severity = Severity::warning;
        finding.effect = Effect::silent;
        const std::string core = o.core ? fmt::format(" ({})", where(program, o.core)) : std::string{};
        const bool of_registry = in_registry(program, o);
        const std::string reach = of_registry ? "every thread that serves the database runs it until it is taken back"
                                              : fmt::format("every database the process serves gets it, also those without {}", module_name(program, o.module));
        finding.message = fmt::format("{} is patched at run time{}: {}; {}", o.symbol, core, reach, fixes(program, o));
        finding.fix = of_registry ? "Inherit the model, and let a key of the context say when it applies."
                                  : "Inherit the model or the class; if there is no other way, patch in post_load, call the original, and name the version it was written for.";
        findings.push_back(std::move(finding));
    }
}

}  // namespace

DRIFTLINE_RULE(core_monkey_patched) = {
    "DL106", "core-monkey-patched", Severity::warning,
    "A function, method or attribute of the core is assigned at run time",
    "The patch holds for the whole process from the moment the file is imported, whether or not the module is installed in the database at hand. Modules that "
    "imported the name before keep the old one. When the core renames what is patched, nothing fails: the patch is just never called.",
    "Inherit instead. If there is no other way: patch in `post_load`, keep and call the original, and write down the version.",
    "```python\nfrom odoo.tools import misc\nmisc.formatLang = acme_format_lang\n```\n",
    check};

}  // namespace driftline

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "rules/overrides/name_takers.h"
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

const PatchRow* patch_of(const Program& program, const Override& o) {
    return o.custom.column == SymbolRef::Column::patch ? &program.world.facts.patches[o.custom.row] : nullptr;
}

Tri calls_original(const Program& program, const Override& o) {
    const PatchRow* patch = patch_of(program, o);
    return patch ? patch->calls_original : Tri::unset;
}

// A constant, or an object that a file keeps: nothing that is called or inherited.
bool is_value(const Override& o) { return o.core.column == SymbolRef::Column::binding || o.core.column == SymbolRef::Column::member; }

// `Middleware(http.Application)`: what it does with what it is given stands elsewhere.
bool wraps(const Facts& facts, const PatchRow& patch) {
    const std::string_view value = facts.str(patch.value), name = facts.str(patch.attribute);
    return value.ends_with(')') && value.find(name) != value.npos;
}

std::string fixes(const Program& program, const Override& o) {
    if (const auto replaced = replaced_methods(program, o); !replaced.empty())
        return fmt::format("it inherits what it replaces, but {}'s fixes of {} no longer arrive", whose(o), listed(replaced, 3));
    switch (calls_original(program, o)) {
        case Tri::yes: return fmt::format("it builds on what it replaces, so {}'s fixes still arrive", whose(o));
        case Tri::no: return fmt::format("it does not build on what it replaces, so {}'s fixes no longer arrive", whose(o));
        case Tri::dynamic: return fmt::format("it calls what it replaces on some paths only, and on the others {}'s fixes no longer arrive", whose(o));
        case Tri::unset: break;
    }
    if (const PatchRow* patch = patch_of(program, o); patch && wraps(program.world.facts, *patch)) return fmt::format("it wraps what it replaces, and {}'s fixes arrive as far as the wrapper uses it", whose(o));
    return fmt::format("{}'s own fixes arrive only where it builds on what it replaces", whose(o));
}

// The model whose class is patched, which a module may inherit instead: "" if it is no model's.
std::string_view model_patched(const Program& program, const Override& o) {
    const Facts& facts = program.world.facts;
    if (o.core.column != SymbolRef::Column::method) return {};
    const Index owner = facts.methods[o.core.row].owner;
    if (owner == no_row) return {};
    const Name model = facts.classes[owner].model;
    if (model != no_name) return facts.str(model);
    return o.symbol.find(".models.BaseModel.") != o.symbol.npos ? "base" : "";
}

// _patch_method on a model: on the class that the database's registry made, until _revert_method.
bool in_registry(const Program& program, const Override& o) {
    const PatchRow* patch = patch_of(program, o);
    return patch && patch->kind == PatchKind::patch_method && program.world.str(patch->target).starts_with("model:");
}

// What the core's own code does not see of a patch.
std::string unseen(const Program& program, const Override& o, const NameTakers& takers) {
    if (takers.took.empty()) return fmt::format(": who looks it up there from then on gets it, in every database, but no code of the core outside its tests does by name; {}", fixes(program, o));
    std::vector<std::string> places;
    for (const BindingRow* row : takers.took) places.push_back(where(program, {SymbolRef::Column::file, row->at.file, program.world.module_of(row->at), row->at}));
    return fmt::format(", but no code of the core outside its tests looks it up there: {} took it by name, and {} the core's if imported before", listed(places, 3), places.size() == 1 ? "keeps" : "keep");
}

std::string fix_of_unseen(const Program& program, const Override& o, const NameTakers& takers) {
    const std::string compare = fmt::format("compare it with {}'s at each upgrade: where that moves or changes, nothing fails.", whose(o));
    if (takers.took.empty()) return fmt::format("Find out who is to look it up: if nobody does, delete the patch; else {}", compare);
    const Facts& facts = program.world.facts;
    std::vector<std::string> names;
    for (const BindingRow* row : takers.took) names.push_back(fmt::format("{}.{}", facts.str(facts.files[row->at.file].python_path), facts.str(row->name)));
    return fmt::format("Assign it where it is read, too ({}), and {} If nothing is to see it, delete the patch.", listed(names, 3), compare);
}

// Definitions of the method in other modules' extensions of the model: a class of ours stands before them, a patch of the model's own class behind.
std::vector<std::string> other_overrides(const Program& program, const Override& o) {
    const Facts& facts = program.world.facts;
    const MethodRow& patched = facts.methods[o.core.row];
    const Name model = facts.classes[patched.owner].model;
    std::vector<std::string> places;
    if (model == no_name) return places;
    for (Index m = 0; m < facts.methods.size(); ++m) {
        const MethodRow& row = facts.methods[m];
        const Index module = program.world.module_of(row.at);
        if (row.name != patched.name || row.owner == no_row || facts.classes[row.owner].model != model || module == no_row || module == o.core.module || module == o.module) continue;
        if (loaded(program, row.at) && program.world.modules[module].linked) places.push_back(where(program, {SymbolRef::Column::method, m, module, row.at}));
    }
    return places;
}

std::string inherit_instead(const Program& program, const Override& o, std::string_view model) {
    const std::string inherit = fmt::format("Inherit the model instead (_inherit = '{}')", model), only = fmt::format("that holds only where {} is installed", module_name(program, o.module));
    if (calls_original(program, o) == Tri::yes) return fmt::format("{} and call super(): {}.", inherit, only);
    const auto others = other_overrides(program, o);
    if (others.empty()) return fmt::format("{}, and call super() if that can be: {}.", inherit, only);
    return fmt::format("{} if the body can call super() on every path: {}. Without super it may cut off {}, which the patch leaves alone; then keep the patch, and compare it with {}'s at each upgrade.",
                       inherit, only, listed(others, 2), whose(o));
}

std::string fix_of(const Program& program, const Override& o) {
    if (in_registry(program, o)) return "Inherit the model, and let a key of the context say when it applies.";
    if (const std::string_view model = model_patched(program, o); !model.empty()) return inherit_instead(program, o, model);
    const std::string compare = fmt::format("compare it with {}'s at each upgrade: where that moves or changes, nothing fails.", whose(o));
    if (is_value(o)) return fmt::format("Look for a setting first; if there is none, {}", compare);
    if (calls_original(program, o) == Tri::no) return fmt::format("Keep what it replaces under a name and call it, if that can be; and {}", compare);
    return fmt::format("Inheriting does not reach this, so {}", compare);
}

void check(const Program& program, const CheckOptions&, std::vector<Finding>& findings) {
    for (const auto& o : program.overrides) {
        if (o.behaviour != Behaviour::patches) continue;
        const PatchRow* patch = patch_of(program, o);
        const bool adds = patch && patch->kind == PatchKind::augmented;
        Finding finding = begin_finding(program, o);
        finding.severity = adds ? Severity::info : Severity::warning;
        finding.effect = Effect::silent;
        const std::string core = o.core ? fmt::format(" ({})", where(program, o.core)) : std::string{};
        const std::string_view module = module_name(program, o.module);
        if (in_registry(program, o)) {
            finding.message = fmt::format("{} is patched at run time{}: every thread that serves the database runs it until it is taken back; {}", o.symbol, core, fixes(program, o));
        } else if (is_value(o)) {
            finding.message = fmt::format("{} is {} at run time{}: every database the process serves sees it, also those without {}", o.symbol, adds ? "given more" : "given another value", core, module);
        } else if (const auto takers = only_taken_by_name(program, o)) {
            finding.message = fmt::format("{} is patched at run time{}{}", o.symbol, core, unseen(program, o, *takers));
            finding.fix = fix_of_unseen(program, o, *takers);
        } else {
            finding.message = fmt::format("{} is patched at run time{}: every database the process serves gets it, also those without {}; {}", o.symbol, core, module, fixes(program, o));
        }
        if (finding.fix.empty()) finding.fix = fix_of(program, o);
        findings.push_back(std::move(finding));
    }
}

}  // namespace

DRIFTLINE_RULE(core_monkey_patched) = {
    "DL106", "core-monkey-patched", Severity::warning,
    "A function, method or attribute of the core is assigned at run time",
    "The patch holds for the whole process from the moment the file is imported, whether or not the module is installed in the database at hand. Modules that "
    "imported the name before keep the old one. When the core renames what is patched, nothing fails: the patch is just never called. What is only added to (`+=`) is information.",
    "Inherit instead. What no inheritance reaches (a function, a class that is no model): keep and call the original, and compare it with the core's at each upgrade.",
    "```python\nfrom odoo.tools import misc\nmisc.formatLang = acme_format_lang\n```\n",
    check};

}  // namespace driftline

#include "rules/overrides/unbound.h"

namespace driftline {

std::string symbol_of(const Program& program, const Link& link) {
    const std::string owner{program.world.str(link.owner)}, name{program.world.str(link.name)};
    if (!owner.empty() && !name.empty()) return owner + "." + name;
    if (!owner.empty() || !name.empty()) return owner + name;
    const UseRow& use = program.world.facts.uses[link.use];
    const std::string root{program.world.str(use.root)}, path{program.world.str(use.path)};
    return root.empty() || path.empty() ? root + path : root + "." + path;
}

Effect effect_of(const UseRow& use) {
    switch (use.kind) {
        case UseKind::model: return use.flags & (use_inherit | use_comodel) || use.is_data() ? Effect::crash_install : Effect::crash_run;
        case UseKind::field_path:
            if (use.flags & (use_constrains | use_onchange)) return Effect::silent;   // Odoo logs a warning and never triggers it
            return use.flags & (use_depends | use_related) ? Effect::crash_install : Effect::crash_run;
        case UseKind::attribute:
        case UseKind::call:
        case UseKind::super_call: return Effect::crash_run;
        case UseKind::method: return use.is_data() ? Effect::crash_install : Effect::crash_run;
        case UseKind::value:
        case UseKind::arch_value: return Effect::silent;
        case UseKind::xmlid: return use.is_data() ? Effect::crash_install : Effect::crash_run;
        case UseKind::import:
        case UseKind::arch_field:
        case UseKind::arch_method:
        case UseKind::file: return Effect::crash_install;
    }
    return Effect::none;
}

std::string_view noun(SymbolKind kind) {
    switch (kind) {
        case SymbolKind::record: return "xmlid";
        case SymbolKind::python: return "import";
        case SymbolKind::template_: return "template";
        default: return text(kind);
    }
}

std::string_view consequence(Effect effect) {
    switch (effect) {
        case Effect::crash_install: return "the module fails to install";
        case Effect::crash_run: return "it fails when it is used";
        case Effect::silent: return "nothing fails, it just never has an effect";
        case Effect::deprecated: return "it is deprecated";
        case Effect::none: break;
    }
    return "it has no effect";
}

}  // namespace driftline

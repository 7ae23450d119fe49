#include "rules/overrides/unbound.h"

#include <algorithm>

namespace driftline {

namespace {

// A name that stands nowhere but in this reference is in no table of names, so the link cannot carry it: it is the step that no row has.
std::string_view unknown_step(const Facts& facts, std::string_view path) {
    while (!path.empty()) {
        const size_t end = std::min(path.find_first_of("./"), path.size());
        if (!facts.names.find(path.substr(0, end))) return path.substr(0, end);
        path.remove_prefix(std::min(end + 1, path.size()));
    }
    return {};
}

}  // namespace

std::string symbol_of(const Program& program, const Link& link) {
    const Facts& facts = program.world.facts;
    const UseRow& use = facts.uses[link.use];
    const std::string owner{facts.str(link.owner)};
    std::string name{facts.str(link.name)};
    if (name.empty() && (link.kind == SymbolKind::field || link.kind == SymbolKind::method)) name = unknown_step(facts, facts.str(use.path));
    if (!owner.empty() && !name.empty()) return owner + "." + name;
    if (!owner.empty() || !name.empty()) return owner + name;
    const std::string root{facts.str(use.root)}, path{facts.str(use.path)};
    return root.empty() || path.empty() ? root + path : root + "." + path;
}

bool said_by_another(const Link& link, const UseRow& use) {
    return link.kind == SymbolKind::model && use.kind != UseKind::model && use.kind != UseKind::xmlid && use.kind != UseKind::import;
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
        case UseKind::file:
        case UseKind::module: return Effect::crash_install;
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

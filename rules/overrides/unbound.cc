#include "rules/overrides/unbound.h"

#include <algorithm>
#include <charconv>

#include "model/model_names.h"

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

// Dependencies are resolved for fields: those of a method that no field names are never looked at. An expression for
// `compute` may call any method that it mentions.
bool computes_nothing(const Program& program, const UseRow& use) {
    const Facts& facts = program.world.facts;
    if (use.scope == no_row) return false;
    const Name method = facts.methods[use.scope].name;
    const auto option = facts.names.find("compute");
    const auto mentions = [&](const FieldRow& field) {
        if (field.compute == method) return true;
        const auto options = facts.items(field.options);
        for (size_t i = 0; i + 1 < options.size(); i += 2)
            if (options[i] == option && facts.str(options[i + 1]).find(facts.str(method)) != std::string_view::npos) return true;
        return false;
    };
    for (Index row = Index(facts.fields.size()); row-- > 0;)   // what is ours comes last, and most of it is named there
        if (mentions(facts.fields[row])) return false;
    return true;
}

// From 19.0 on Odoo asserts that the model is there (odoo/orm/fields_relational.py setup_nonrelated). Before, it logs a line and
// takes one without records instead (odoo/fields.py _setup_regular_base), which has no field that could be an inverse.
Effect effect_of_comodel(const Program& program, const UseRow& use) {
    const int at = series(program);
    if (at == 0 || at >= 19 || use.owner == no_row) return Effect::crash_install;
    const Facts& facts = program.world.facts;
    const Rows fields = facts.classes[use.owner].fields;
    for (Index i = fields.begin; i < fields.begin + fields.count; ++i)
        if (facts.fields[i].at.begin <= use.at.begin && use.at.begin < facts.fields[i].at.end && facts.fields[i].inverse_field != no_name) return Effect::crash_install;
    return Effect::silent;
}

}  // namespace

int series(const Program& program) {
    const std::string& version = program.world.version;
    int number = 0;
    std::from_chars(version.data(), version.data() + version.size(), number);
    return number;
}

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
    if (use.kind == UseKind::script) return true;   // with one core only: what is missing in the target is DL326's
    return link.kind == SymbolKind::model && use.kind != UseKind::model && use.kind != UseKind::xmlid && use.kind != UseKind::import;
}

std::vector<const Link*> unbound_by_method(const Program& program, Reason reason) {
    std::vector<const Link*> links;
    for (const Link& link : program.links) {
        const UseRow& use = program.world.facts.uses[link.use];
        if (link.outcome == Outcome::unresolved && link.reason == reason && !(use.flags & use_optional) && !said_by_another(link, use)) links.push_back(&link);
    }
    std::stable_sort(links.begin(), links.end(), [&](const Link* a, const Link* b) { return program.world.facts.uses[a->use].scope < program.world.facts.uses[b->use].scope; });
    return links;
}

Effect effect_of(const Program& program, const UseRow& use) {
    switch (use.kind) {
        case UseKind::model:
            if (only_names_model(use)) return use.flags & use_write ? Effect::crash_run : Effect::silent;
            if (use.flags & use_comodel) return effect_of_comodel(program, use);
            // No constraint asks for the model of a report (ir_actions_report.py): it fails when somebody prints.
            if (use.is_data() && use.owner != no_row && program.world.str(program.world.facts.records[use.owner].model) == "ir.actions.report") return Effect::crash_run;
            return use.flags & use_inherit || use.is_data() ? Effect::crash_install : Effect::crash_run;
        case UseKind::field_path:
            if (use.flags & (use_constrains | use_onchange)) return Effect::silent;   // Odoo logs a warning and never triggers it
            if (use.flags & use_depends) return computes_nothing(program, use) ? Effect::silent : Effect::crash_install;
            return use.flags & use_related || (use.is_data() && use.flags & use_key) ? Effect::crash_install : Effect::crash_run;
        case UseKind::attribute:
        case UseKind::call:
        case UseKind::client_template:
        case UseKind::word:
        case UseKind::script:
        case UseKind::super_call: return Effect::crash_run;
        case UseKind::method: return use.is_data() ? Effect::crash_install : Effect::crash_run;
        case UseKind::value:
        case UseKind::arch_value: return !gives_value(use) ? Effect::silent : use.is_data() ? Effect::crash_install : Effect::crash_run;
        case UseKind::xmlid:
        case UseKind::arch_field:
            if (use.flags & use_unseen) return Effect::silent;
            return use.flags & use_late || !use.is_data() ? Effect::crash_run : Effect::crash_install;
        case UseKind::import: return use.scope == no_row ? Effect::crash_install : Effect::crash_run;   // in a function: once that is called
        case UseKind::arch_method:
        case UseKind::file:
        case UseKind::module: return Effect::crash_install;
    }
    return Effect::none;
}

bool beside_the_point(const Program& program, const UseRow& use) {
    switch (use.kind) {
        case UseKind::value:
        case UseKind::arch_value: return use.flags & use_listed;
        case UseKind::arch_field: return use.flags & use_unseen;
        case UseKind::xmlid: return use.flags & use_unseen && !(use.flags & use_group);
        case UseKind::field_path: return use.flags & use_depends && computes_nothing(program, use);
        default: return false;
    }
}

bool gives_value(const UseRow& use) { return use.flags & use_write || (use.is_data() && use.kind == UseKind::value && !(use.flags & (use_domain | use_expression))); }

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

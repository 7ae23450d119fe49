#include "rules/support.h"

#include <fmt/format.h>

#include <algorithm>

#include "model/nearby_text.h"

namespace driftline {

std::string_view module_name(const Program& program, Index module) {
    return module == no_row ? std::string_view{} : program.world.str(program.world.facts.modules[module].name);
}

std::string path_in_module(const Program& program, Index file) {
    if (file == no_row) return {};
    const Facts& facts = program.world.facts;
    std::string_view path = facts.str(facts.files[file].path);
    if (const Index module = facts.files[file].module; module != no_row) {
        const std::string_view folder = facts.str(facts.modules[module].path);
        if (!folder.empty() && path.starts_with(folder) && path.size() > folder.size() && path[folder.size()] == '/') path.remove_prefix(folder.size() + 1);
    }
    return std::string{path};
}

std::string where(const Program& program, const SymbolRef& symbol) {
    const std::string path = path_in_module(program, symbol.at.file);
    const std::string_view module = module_name(program, program.world.module_of(symbol.at));
    return fmt::format("{}{}{}:{}", module, module.empty() ? "" : "/", path, symbol.at.line);
}

std::string_view whose(const Override& override_) { return override_.of_library ? "the library" : "the core"; }

bool loaded(const Program& program, const At& at) {
    return at.file != no_row && !(program.world.facts.files[at.file].flags & (file_not_loaded | file_unreadable));
}

bool in_demo(const Program& program, const At& at) { return at.file != no_row && program.world.facts.files[at.file].flags & file_demo; }

std::string model_of(const Override& override_) { return override_.symbol.substr(0, override_.symbol.rfind('.')); }

bool runs_while_loading(const Override& override_) {
    return override_.kind == SymbolKind::method && override_.custom.column == SymbolRef::Column::method && override_.symbol.ends_with(".init");
}

uint32_t body_lines(const Program& program, Index method) {
    return code_lines(program.world.facts.source(program.world.facts.methods[method].body));
}

std::string listed(const std::vector<std::string>& words, size_t most) {
    const size_t shown = words.size() > most ? most : words.size();
    std::string text;
    for (size_t i = 0; i < shown; ++i) {
        if (i) text += i + 1 == words.size() ? " and " : ", ";
        text += words[i];
    }
    return shown == words.size() ? text : fmt::format("{} and {} more", text, words.size() - shown);
}

std::string count_of(size_t count, std::string_view noun) { return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s"); }

Related related_to(const Program& program, const SymbolRef& symbol, std::string text) {
    Related related;
    const Index module = program.world.module_of(symbol.at);
    if (module != no_row) {
        const ModuleInfo& info = program.world.modules[module];
        if (info.reported) related.role = Related::Role::custom;
        else if (info.origin != Origin::core) related.role = Related::Role::library;
    }
    related.module = module_name(program, module);
    related.path = path_in_module(program, symbol.at.file);
    related.line = symbol.at.line;
    related.text = std::move(text);
    return related;
}

Finding begin_finding(Index module, SymbolKind kind, std::string symbol, const At& at) {
    Finding finding;
    finding.module = module;
    finding.kind = kind;
    finding.symbol = std::move(symbol);
    finding.places.push_back({});
    finding.places.back().at = at;
    return finding;
}

Finding begin_finding(const Program& program, const Override& override_) {
    Finding finding = begin_finding(override_.module, override_.kind, override_.symbol, override_.custom.at);
    if (override_.core) finding.related.push_back(related_to(program, override_.core, fmt::format("{}'s definition", whose(override_))));
    return finding;
}

Severity capped(Severity severity, const Override& override_) {
    return override_.of_library ? std::min(severity, Severity::warning) : severity;
}

}  // namespace driftline

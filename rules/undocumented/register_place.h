// Findings about a file that holds no modules: the register, CODEOWNERS, the configuration.
#pragma once
#include <cstdint>
#include <string>

#include "rules/support.h"

namespace driftline {

// At a line of a file of the repository that no module owns; `path` relative to the repository.
inline Finding at_line(std::string path, uint32_t line, std::string symbol) {
    Finding finding = begin_finding(no_row, SymbolKind::module, std::move(symbol), {no_row, line, line, line});
    finding.places.front().path = std::move(path);
    finding.places.front().line = finding.places.front().end_line = line;
    return finding;
}

// Whether all own modules were asked about and a core was read: only then does "nothing matches" mean anything.
inline bool whole_repository(const Program& program) {
    bool core = false;
    for (const LibraryInfo& library : program.world.libraries) core = core || library.role == "core";
    for (const ModuleInfo& module : program.world.modules)
        if (module.origin == Origin::own && module.linked && !module.reported) return false;
    return core;
}

}  // namespace driftline

// The register of customizations, CUSTOMIZATIONS.toml at the repository's root: what people decided to keep, and why.
// Reading and writing the file is the program's (register_file.h); here is what it says. Immutable once read; thread-safe.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace driftline {

enum class Decision : uint8_t { none, keep, upstream, drop };
std::string_view text(Decision value);   // "" for none

// One [[customization]]. Dates are "2026-11-25"; "" where the entry says nothing.
struct RegisterEntry {
    std::vector<std::string> symbols;   // as reports write them; patterns: * within a name, ** across dots
    std::string module;                 // pattern of the module, "" = all
    std::string reason, owner, ticket, added, reviewed, review_by, vanished;
    Decision decision = Decision::none;
    uint32_t line = 0;                  // of its header, 1-based

    bool covers(std::string_view symbol, std::string_view module_name) const;
};

struct Register {
    std::string path;                   // relative to the repository; "" = there is none
    std::vector<RegisterEntry> entries; // in the file's order

    // The entry that speaks of a symbol: one that names it exactly, else the first whose pattern covers it; nullptr if none.
    const RegisterEntry* find(std::string_view symbol, std::string_view module) const;
};

// Whole days between two dates ("2026-11-25"); 0 when either is no date.
int64_t days_between(std::string_view from, std::string_view to);

}  // namespace driftline

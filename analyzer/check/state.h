// A state: what one run found, as far as two runs can be compared. Holds no rows and no lines, so it outlives its Program
// and is small enough to be kept per tree.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "check/finding.h"
#include "model/evidence.h"

namespace driftline {

// Is it written down why an override is there? Asked of what replaces, patches or touches what is protected. Commits are not heard.
enum class Written : uint8_t { not_asked, missing, given };

struct State {
    struct Module {
        std::string name, version;
    };
    struct Overriding {
        SymbolKind kind = SymbolKind::method;
        Behaviour behaviour = Behaviour::extends;
        Super calls_super = Super::not_applicable;
        std::string module, symbol;
        Written reason = Written::not_asked;
        Index row = no_row;          // of Program::overrides; not stored
    };
    struct Found {                   // a place
        std::string rule, module, symbol, scope;
        Severity severity = Severity::info;
        uint64_t code = 0;           // digest of the line's text
        Index finding = no_row, place = no_row;   // of the run's findings; not stored
    };
    struct Allowed {                 // a comment that suppresses
        std::string module, slug, reason, scope;
        Index row = no_row;          // of facts.remarks; not stored
    };
    std::vector<Module> modules;     // those of the custom tree
    std::vector<Overriding> overrides;   // in the order of the code, as the rest
    std::vector<Found> places;       // of errors and warnings; info is inventory
    std::vector<Allowed> allowed;
};

// REQUIRES: finish_findings() ran over `findings`. `evidence`: of the program; null = nothing is explained.
State state_of(const Program& program, const std::vector<Finding>& findings, const Evidence* evidence);

// For the cache. unpack: false on any damage; `out` is then empty.
std::string pack_state(const State& state);
bool unpack_state(std::string_view bytes, State& out);

}  // namespace driftline

// Findings: a cause (rule, symbol, module) with its places. Places are the unit of identity: suppression,
// baselines and gates work on places; a finding is shown with the places left and vanishes with the last.
#pragma once
#include <string>
#include <vector>

#include "model/program.h"

namespace driftline {

enum class Severity : uint8_t { info, warning, error };
std::string_view text(Severity value);

struct Place {
    At at;
    std::string path;          // relative to the custom repository; filled by finish_findings
    uint32_t line = 0, column = 1, end_line = 0, end_column = 1;   // 1-based
    std::string symbol;        // where a finding tells several symbols at once: this place's own; "" is the finding's
    std::string scope;         // enclosing definition: "SaleOrder.action_confirm", an xmlid
    std::string fingerprint;   // rule, symbol, module, scope, ordinal: no line numbers
    uint64_t code = 0;         // digest of the line's text, white space at its ends left out
};

struct Related {
    enum class Role : uint8_t { custom, current, target, library };
    Role role = Role::current;
    std::string module, path, text;   // path inside the module
    uint32_t line = 0;
};

struct Rule;

struct Finding {
    const Rule* rule = nullptr;
    Severity severity = Severity::info;
    Certainty certainty = Certainty::exact;
    Effect effect = Effect::none;
    Index module = no_row;
    SymbolKind kind = SymbolKind::method;
    std::string symbol, message, fix;     // message: what happened and why it matters; fix: what to do
    std::string remark;                   // a rule's: what qualifies the message at these places, "; nobody knows ..." or ", unless ..."; "" once run_rules()
                                          // has put it behind the message, with the number of places where it does not hold for all
    bool mechanical = false;              // a script can mend it without understanding the code
    std::string cause;                    // tells causes apart that share a symbol (a node of a view); never shown
    std::vector<Place> places;            // the first is the finding's own path and line
    std::vector<Related> related;
    std::string diff;                     // unified diff of what the core changed, current -> target, at most diff_lines; "" if its source is not at hand
    std::string also;                     // ids of rules whose findings about the same override are told here, too, a space between; "" = none
    std::string patch;                    // unified diff of a custom file: a way to mend it, for people to look at; may hold conflict markers
};

// What the place is about; fingerprints and baselines go by it.
inline const std::string& symbol_of(const Finding& finding, const Place& place) { return place.symbol.empty() ? finding.symbol : place.symbol; }

inline constexpr size_t diff_lines = 40;

}  // namespace driftline

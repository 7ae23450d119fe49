// What the rules about references share: a use of ours that bound to the core of today and does not bind in the target,
// told apart by what is gone. One use has one cause, and one rule speaks of it.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "rules/upgrade/sides.h"

namespace driftline {

enum class Cause : uint8_t {
    model,         // DL308
    field,         // DL305: named directly, or read in code
    method,        // DL309
    value,         // DL307
    record,        // DL311
    python,        // DL315
    module,        // DL316: and what stands in it
    moved,         // DL316: another module brings it now, one that ours does not depend on
    path,          // DL320: a step of a dotted declaration
};
inline constexpr size_t causes = size_t(Cause::path) + 1;

struct Gone {
    const Link* link = nullptr;      // of the current program
    const Link* target = nullptr;
    const UseRow* use = nullptr;
    Cause cause = Cause::field;
    SymbolKind kind = SymbolKind::field;
    SymbolRef was;                   // its definition in the current program
    std::string owner, name;         // model and field or method; "" and model; module and id; dotted module and name
    std::string symbol;
    Certainty certainty = Certainty::exact;
    std::string_view unless;         // a module that was not read and may bring it
    SymbolRef now;                   // where it stands in the target, if it moved
    bool lenient = false;            // a key that get() asks for: it gives nothing, and nothing fails there
    bool late = false;               // the module that has it now installs itself beside ours, and is loaded after it
};

// Uses with that cause. Left out is what still binds, is guarded, is said by another finding, or cannot be known.
const std::vector<Gone>& all_gone(const Upgrade& upgrade, Cause cause);
// Whether the field is told by DL305 with the module's other uses of it, so that a step of a path is one more place.
bool told_as_field(const Upgrade& upgrade, const Gone& path);
// A finding about one: what is gone, where it was, what took its place, what happens. Who writes another message clears `remark`, too.
Finding tell(const Upgrade& upgrade, const Gone& gone);

// Defined by the core, or by a library that was also read as it is for the target.
bool comparable(const Upgrade& upgrade, const SymbolRef& symbol);
// What a use (a row of the target's) of something that is not there does in the target's series.
Effect effect_in(const Upgrade& upgrade, const UseRow& target_use);
Severity by_certainty(Certainty certainty);
// How sure it is what the last step is asked of: a step of the code's own `self` is written there, a longer way was inferred.
Certainty receiver_certainty(const UseRow& use, uint32_t step);

// What the core has instead, as the delta tells it.
struct Successor {
    std::string text;        // ", which became amount_total (0.83 alike)", or ""
    std::string name;        // "amount_total", or "" when it is not known
    std::string model;       // of a field or method that belongs to another model now, "sale.move" of "sale.move.amount_total"; else ""
    std::optional<Related> place;
    std::string caution;     // what to look at before it is used: sentences, or ""
    std::string needs;       // " and add sale_management to depends" where it stands in a module that ours does not depend on; "" else
};
// For `ours`, a module of the current program: what only another country's localization has is no successor.
// `was`: a field's definition today, if it is at hand; then what tells its successor from it is part of the text.
Successor successor(const Upgrade& upgrade, Index ours, SymbolKind kind, std::string_view owner, std::string_view name, const SymbolRef& was = {});
// ", whose parameters are (self, vals)" where those of a method's successor are others; "" else.
std::string other_parameters(const Upgrade& upgrade, const MethodRow& was, std::string_view owner, std::string_view name);
// Where the current core had it, for people: " (16.0: sale/models/sale_order.py:812)".
std::string had_it(const Upgrade& upgrade, const SymbolRef& was);

}  // namespace driftline

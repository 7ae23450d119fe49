// What DL114 to DL116 share: how a reference that does not bind is named, and what happens because of it.
#pragma once
#include "rules/support.h"

namespace driftline {

int series(const Program& program);   // 16 of "16.0"; 0 when the version is not known
std::string symbol_of(const Program& program, const Link& link);
// A field or method asked of a model that is itself unbound: the reference to the model says it, once.
bool said_by_another(const Link& link, const UseRow& use);
// Links that did not bind for that reason and that count, method by method: what reads a method's body reads it once.
std::vector<const Link*> unbound_by_method(const Program& program, Reason reason);
Effect effect_of(const Program& program, const UseRow& use);
// True, but nothing depends on it: one value too many in a list, what the web client does without, dependencies of a method
// that computes no field. A warning at most.
bool beside_the_point(const Program& program, const UseRow& use);
// A value that is set, not asked for: one that is not in the selection raises.
bool gives_value(const UseRow& use);
// "field", "model", ... as a sentence wants it.
std::string_view noun(SymbolKind kind);
// "the module fails to install", "it fails when used", ...
std::string_view consequence(Effect effect);

}  // namespace driftline

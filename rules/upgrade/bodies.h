// Whether the bodies that an override stands for, or in front of, changed between the two cores.
#pragma once
#include <optional>
#include <set>
#include <string>

#include "rules/upgrade/sides.h"

namespace driftline {

// One definition on both sides; one of them may be none: the target has none there any more, or a new one.
struct BodyChange { SymbolRef current, target; };

// The first of the core's definitions that differs in what it does: comments, docstrings and format aside, signature and
// decorators too. Looked at is what ours would reach through super: the nearest definition, and those below as long as each
// calls super. Definitions of one module and model are compared with each other; one that merely moved did not change.
std::optional<BodyChange> changed_body(const Upgrade& upgrade, const Override& current, const Override& target);

// What a body asks for and says, other than what it writes to: names of attributes and methods, functions it calls, texts. What
// every second method uses proves nothing and is left out. Empty if there is no source.
std::set<std::string> asked_for(const Program& program, Index method);

// Ours is no variant of the core's method, be it today's or the target's: it returns a constant, or hardly anything it asks for
// is asked for there. Nothing of the core's then is to be merged into it.
bool is_of_its_own(const Upgrade& upgrade, const SymbolRef& ours, const BodyChange& change);

// "12 lines" of a unified diff: lines added, or removed if those are more; 0 for "".
size_t changed_lines(std::string_view diff);

}  // namespace driftline

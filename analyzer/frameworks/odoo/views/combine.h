// Applies the specs of one inheriting view to an arch, as apply_inheritance_specs does in the framework's
// tools/template_inheritance.py. Where the engine raises (and the view is broken), the spec is reported as
// failed and the next one is tried, so that one fault hides no other.
//
// White space around inserted text follows a simpler rule than the engine's; no path depends on it.
#pragma once
#include <cstdint>
#include <string>

#include "facts/facts.h"
#include "frameworks/odoo/views/anchor.h"
#include "frameworks/odoo/views/view_arch.h"
#include "syntax/arch_document.h"

namespace driftline::odoo {

struct SpecEvent {
    Index view = no_row;         // row that the inheriting arch belongs to
    uint32_t ordinal = 0;        // Spec::ordinal
    ArchNode spec;               // as parsed; for a moved node the element with position="move"
    ArchNode node;               // of the combined arch; null if none matches
    const ArchDocument* arch = nullptr;
};

// Nodes of an event are only valid during the call, but may be compared with later ones of the same arch.
enum class SpecFault : uint8_t { not_found, invalid, given_up };

class SpecObserver {
public:
    virtual ~SpecObserver() = default;
    // Called before the spec changes anything; false leaves the arch as it is.
    virtual bool located(const SpecEvent&) { return true; }
    // Called before a node that the spec takes from elsewhere (position="move") leaves its place.
    virtual void moving(const SpecEvent&) {}
    // The engine raises here (or we stopped, for a costly arch). event.node is null unless it failed while being applied.
    virtual void failed(const SpecEvent&, SpecFault, const std::string& /*reason*/) {}
};

// Shared by all views of one combination: hostile archs end it early instead of using up memory or time.
struct CombineBudget {
    uint64_t copied_nodes = 400'000;  // `$0` copies whole subtrees, twice doubles an arch with every view
    int costly_expressions = 3;       // XPaths given up by the operation limit
};

// `inheriting` stays as it is. A replaced root makes another node the arch's root.
void apply_specs(ArchDocument& arch, const ViewArch& inheriting, Index view, const ViewEngine& engine, CombineBudget& budget, SpecObserver& observer);

}  // namespace driftline::odoo

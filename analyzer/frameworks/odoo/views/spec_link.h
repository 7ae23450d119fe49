// Turns what happens to the specs of some views during a run into SpecLinks and contexts.
#pragma once
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "frameworks/odoo/views/combination.h"

namespace driftline::odoo {

// What a name means that stands in a spec: fields are looked up on `model`, behind the dotted fields in `prefix`.
struct SpecContext {
    Index view = no_row;
    uint32_t spec = 0;
    Name model{};
    std::string prefix;    // "order_line" inside the sub-view of that field; "" at the top
    bool known = false;    // false: the spec's place or model is not known, nothing can be concluded
};

struct LinkedSpec {
    SpecLink link;
    SpecContext context;
};
using LinkedSpecs = std::map<std::pair<Index, uint32_t>, LinkedSpec>;   // by (view, ordinal)

// What the spec's own element says of it. `link` has its place already.
void describe(SpecLink& link, const Spec& spec, const DatabaseIds& ids, const ViewEngine& engine);
// What an event tells; not which view put the node there.
void note_located(SpecLink& link, const SpecEvent& event, const DatabaseIds& ids, const ViewEngine& engine);
void note_failed(SpecLink& link, const SpecEvent& event, SpecFault fault, const std::string& reason, const DatabaseIds& ids, const ViewEngine& engine);

// A link for each spec of a view, with everything that its own file tells; its place there is the view's unless asked for. Their status is `unknown`.
LinkedSpecs describe_specs(const World& world, Combination& combination, Index view, bool with_places);

// Fills in the entries of `specs` as they are met in a run; other views' specs are only applied.
class SpecLinker : public SpecObserver {
public:
    SpecLinker(const World& world, const Combination& combination, LinkedSpecs& specs) : world_(world), combination_(combination), specs_(specs) {}
    bool located(const SpecEvent& event) override;
    void failed(const SpecEvent& event, SpecFault fault, const std::string& reason) override;

private:
    const World& world_;
    const Combination& combination_;
    LinkedSpecs& specs_;
};

// Dotted names of the relational fields whose sub-view (or <groupby>) a node stands in; with
// `inside`, of what is put into the node.
std::string field_chain(ArchNode node, bool inside);

}  // namespace driftline::odoo

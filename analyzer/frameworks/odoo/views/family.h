// Families of views: a root view, the views that inherit from it, and so on, with everything that any
// module says about them. Which of it counts depends on the modules that are installed together.
//
// Rules: _get_inheriting_views, _combine (from series 15), get_inheriting_views_arch, read_combined (before)
// in base/models/ir_ui_view.py.
#pragma once
#include <map>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "model/program.h"

namespace driftline::odoo {

// A view record, with all rows that define or overwrite it, in load order. The first row of an installed
// module creates it.
struct ViewRecord {
    Name xmlid{};
    std::vector<Index> rows;     // of facts.views
    std::vector<Index> deletes;  // of facts.records: <delete> elements naming it
};

// Members are in the order of their ids in a database with every module: load order of modules, files, records.
struct Family { std::vector<ViewRecord> members; };

// What a scan sees: the closure of one module, or everything that is linked.
struct ModuleSet {
    const World* world = nullptr;
    Index module = no_row;       // no_row: all linked modules
    bool contains(Index wanted) const;
};

// A member as a database with the modules of a set holds it.
struct ViewState {
    bool exists = false, active = true, primary = true, groups = false;
    int32_t priority = 16;
    Name inherit{}, model{};
    Index module = no_row;           // the one that creates it
    Index arch = no_row;             // row whose arch counts; no_row: none
    Index parent = no_row;           // member; no_row: none, or not there
    std::vector<Index> children;     // members, by (priority, id)
};
using FamilyState = std::vector<ViewState>;   // one per member

FamilyState state_of(const Family& family, const ModuleSet& modules);

// Immutable once made; any number of threads may read it. Refers to the world.
class Families {
public:
    explicit Families(const World& world);
    struct Place { Index family = no_row, member = no_row; };

    std::span<const Family> all() const { return families_; }
    Place place_of(Index view_row) const { return places_[view_row]; }   // family no_row: the row takes no part
    Place find(Name xmlid) const;

private:
    std::vector<Family> families_;
    std::vector<Place> places_;
    std::unordered_map<Name, Place> by_xmlid_;
};

// The view without parent above `member`, or itself; no_row if inheritance is circular.
Index top_of(const FamilyState& state, Index member);
// Inactive views, from `member` upwards, that have to be switched on for it to be applied.
std::vector<Index> inactive_above(const FamilyState& state, Index member);
// The nearest primary view above `member`, itself included; no_row if a parent is missing or inheritance is circular.
Index primary_of(const FamilyState& state, Index member);

// The views that make up a primary view, in the order they are applied, the root first. Steps of the last
// stage are the primary's own; earlier ones are those of the primary views it inherits from.
struct Sequence {
    struct Step { Index member = no_row; uint32_t stage = 0; };
    std::vector<Step> steps;      // empty: a parent is missing, or inheritance is circular
    uint32_t stages = 0;
};
// Views in `forced` and their like are applied although inactive.
Sequence sequence_of(const FamilyState& state, Index primary, std::span<const Index> forced = {});

// Whether `above` is `member`, its parent, or further up.
bool is_above(const FamilyState& state, Index above, Index member);
// Whether `later` is applied after `earlier` in every database, whatever the order its modules were installed in.
bool order_is_fixed(const World& world, const FamilyState& state, Index earlier, Index later);

}  // namespace driftline::odoo

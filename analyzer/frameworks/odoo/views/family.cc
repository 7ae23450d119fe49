#include "frameworks/odoo/views/family.h"

#include <algorithm>
#include <deque>
#include <numeric>
#include <tuple>

namespace driftline::odoo {
namespace {

bool sets(const Facts& facts, const ViewRow& row, std::string_view field) {
    if (row.record == no_row) return false;
    const Rows values = facts.records[row.record].values;
    for (Index v = values.begin; v < values.begin + values.count; ++v)
        if (facts.str(facts.values[v].field) == field) return true;
    return false;
}

bool has_arch(const ViewRow& row) { return !(row.flags & (view_partial | view_arch_missing)); }

// Not part of the plain database: demo data, and templates of themes (copied per website when chosen).
bool is_alternative(const Facts& facts, const ViewRow& row) {
    if (row.record == no_row) return false;
    const RecordRow& record = facts.records[row.record];
    return (record.flags & record_demo) || (facts.files[row.at.file].flags & file_demo) || facts.str(record.model) == "theme.ir.ui.view";
}

void create(ViewState& state, const World& world, Index index) {
    const ViewRow& row = world.facts.views[index];
    state.exists = true;
    state.module = world.module_of(row.at);
    state.active = !(row.flags & view_inactive) && !is_alternative(world.facts, row);
    state.inherit = row.inherit;
    state.model = row.model;
    state.priority = row.priority;
    state.groups = row.flags & view_has_groups;
    state.primary = row.mode == ViewMode::unset ? row.inherit == no_name : row.mode == ViewMode::primary;
    if (has_arch(row)) state.arch = index;
}

// A later record with the same id writes the fields it names (_compute_defaults sets the mode).
void overwrite(ViewState& state, const World& world, Index index) {
    const Facts& facts = world.facts;
    const ViewRow& row = facts.views[index];
    if (is_alternative(facts, row)) return;
    if (has_arch(row)) state.arch = index;
    if (row.flags & view_inactive) state.active = false;
    else if (sets(facts, row, "active")) state.active = true;
    if (row.priority != 16 || sets(facts, row, "priority")) state.priority = row.priority;
    if (row.model != no_name) state.model = row.model;
    if (row.flags & view_has_groups) state.groups = true;
    if (row.inherit != no_name || sets(facts, row, "inherit_id")) {
        if (row.inherit == no_name || state.inherit == no_name) state.primary = row.inherit == no_name;
        state.inherit = row.inherit;
    }
    if (row.mode != ViewMode::unset) state.primary = row.mode == ViewMode::primary;
}

bool takes_part(const World& world, const At& at) {
    const Index module = world.module_of(at);
    return module != no_row && world.modules[module].linked && !(world.facts.files[at.file].flags & file_not_loaded);
}

struct Groups {  // union-find
    std::vector<Index> up;
    Index root(Index i) {
        while (up[i] != i) i = up[i] = up[up[i]];
        return i;
    }
    void join(Index a, Index b) { up[std::max(root(a), root(b))] = std::min(root(a), root(b)); }
};

std::vector<Index> path_to_root(const FamilyState& state, Index member) {
    std::vector<Index> path;
    for (; member != no_row && path.size() <= state.size(); member = state[member].parent) path.push_back(member);
    std::reverse(path.begin(), path.end());
    return path;
}

}  // namespace

bool ModuleSet::contains(Index wanted) const {
    if (wanted == no_row || !world->modules[wanted].linked) return false;
    return module == no_row || wanted == module || world->in_closure(module, wanted);
}

FamilyState state_of(const Family& family, const ModuleSet& modules) {
    const World& world = *modules.world;
    FamilyState state(family.members.size());
    std::map<Name, Index> by_xmlid;
    for (Index m = 0; m < state.size(); ++m) {
        const ViewRecord& record = family.members[m];
        for (const Index row : record.rows) {
            if (!modules.contains(world.module_of(world.facts.views[row].at))) continue;
            if (state[m].exists) overwrite(state[m], world, row);
            else create(state[m], world, row);
        }
        for (const Index deleted : record.deletes)
            if (modules.contains(world.module_of(world.facts.records[deleted].at))) state[m].exists = false;
        if (state[m].exists && record.xmlid != no_name) by_xmlid.emplace(record.xmlid, m);
    }
    for (Index m = 0; m < state.size(); ++m) {
        const auto parent = state[m].exists && state[m].inherit != no_name ? by_xmlid.find(state[m].inherit) : by_xmlid.end();
        if (parent == by_xmlid.end()) continue;
        state[m].parent = parent->second;
        state[parent->second].children.push_back(m);
    }
    for (ViewState& view : state)
        std::stable_sort(view.children.begin(), view.children.end(), [&](Index a, Index b) { return state[a].priority < state[b].priority; });
    return state;
}

Families::Families(const World& world) : places_(world.facts.views.size()) {
    const Facts& facts = world.facts;
    std::vector<std::tuple<uint32_t, uint32_t, Index, uint32_t, Index>> ranked;
    for (Index row = 0; row < facts.views.size(); ++row) {
        const ViewRow& view = facts.views[row];
        if (!takes_part(world, view.at)) continue;
        const uint32_t order = view.record == no_row ? 0 : facts.records[view.record].order;
        ranked.emplace_back(world.modules[world.module_of(view.at)].load_order, facts.files[view.at.file].load_order, view.at.file, order, row);
    }
    std::sort(ranked.begin(), ranked.end());

    std::vector<ViewRecord> records;
    std::unordered_map<Name, Index> record_of;
    records.reserve(ranked.size());
    record_of.reserve(ranked.size());
    for (const auto& rank : ranked) {
        const Index row = std::get<4>(rank);
        const Name xmlid = facts.views[row].xmlid;
        const auto [known, made] = xmlid == no_name ? std::pair(record_of.end(), true) : record_of.emplace(xmlid, Index(records.size()));
        if (made) records.push_back({xmlid, {}, {}});
        records[made ? records.size() - 1 : known->second].rows.push_back(row);
    }
    for (Index r = 0; r < facts.records.size(); ++r) {
        if (facts.records[r].tag != RecordTag::delete_) continue;
        const auto known = record_of.find(facts.records[r].xmlid);
        if (known != record_of.end() && known->first != no_name && takes_part(world, facts.records[r].at)) records[known->second].deletes.push_back(r);
    }

    Groups groups{std::vector<Index>(records.size())};
    std::iota(groups.up.begin(), groups.up.end(), 0);
    for (Index i = 0; i < records.size(); ++i) {
        for (const Index row : records[i].rows) {
            const auto parent = record_of.find(facts.views[row].inherit);
            if (parent != record_of.end() && parent->first != no_name) groups.join(i, parent->second);
        }
    }
    std::vector<Index> family_of(records.size(), no_row);   // by root
    for (Index i = 0; i < records.size(); ++i) {
        Index& family = family_of[groups.root(i)];
        if (family == no_row) family = Index(families_.size()), families_.emplace_back();
        std::vector<ViewRecord>& members = families_[family].members;
        const Place place{family, Index(members.size())};
        for (const Index row : records[i].rows) places_[row] = place;
        if (records[i].xmlid != no_name) by_xmlid_.emplace(records[i].xmlid, place);
        members.push_back(std::move(records[i]));
    }
}

Families::Place Families::find(Name xmlid) const {
    const auto known = by_xmlid_.find(xmlid);
    return known == by_xmlid_.end() ? Place() : known->second;
}

Index top_of(const FamilyState& state, Index member) {
    for (size_t steps = 0; steps <= state.size(); ++steps, member = state[member].parent)
        if (state[member].parent == no_row) return member;
    return no_row;
}

std::vector<Index> inactive_above(const FamilyState& state, Index member) {
    std::vector<Index> found;
    for (size_t steps = 0; member != no_row && steps <= state.size(); ++steps, member = state[member].parent)
        if (!state[member].active) found.push_back(member);
    return found;
}

Index primary_of(const FamilyState& state, Index member) {
    for (size_t steps = 0; member != no_row && steps <= state.size(); ++steps, member = state[member].parent)
        if (state[member].primary) return member;
    return no_row;
}

Sequence sequence_of(const FamilyState& state, Index primary, std::span<const Index> forced) {
    std::vector<bool> above(state.size());   // the primary view and all its ancestors
    Index root = primary;
    for (size_t steps = 0;; ++steps) {
        if (root == no_row || steps > state.size()) return {};
        above[root] = true;
        if (state[root].inherit == no_name) break;
        root = state[root].parent;
    }
    std::vector<bool> asked(state.size());
    for (const Index member : forced) asked[member] = true;
    const auto applies = [&](Index child) {
        const ViewState& view = state[child];
        if (above[child]) return true;
        return !view.primary && (asked[child] || view.active) && view.model == state[view.parent].model;
    };

    Sequence made;
    made.steps.push_back({root, 0});
    std::deque<Index> queue;
    for (const bool primaries : {false, true})
        for (const Index child : state[root].children)
            if (state[child].primary == primaries && applies(child)) queue.push_back(child);
    while (!queue.empty()) {
        const Index member = queue.front();
        queue.pop_front();
        if (state[member].primary) ++made.stages;
        made.steps.push_back({member, made.stages});
        for (auto child = state[member].children.rbegin(); child != state[member].children.rend(); ++child) {
            if (!applies(*child)) continue;
            if (state[*child].primary) queue.push_back(*child);
            else queue.push_front(*child);
        }
    }
    return made;
}

bool is_above(const FamilyState& state, Index above, Index member) {
    const std::vector<Index> path = path_to_root(state, member);
    return std::find(path.begin(), path.end(), above) != path.end();
}

bool order_is_fixed(const World& world, const FamilyState& state, Index earlier, Index later) {
    const std::vector<Index> first = path_to_root(state, earlier), second = path_to_root(state, later);
    size_t common = 0;
    while (common < first.size() && common < second.size() && first[common] == second[common]) ++common;
    if (common == first.size() || common == second.size()) return true;   // one inherits from the other
    const ViewState &a = state[first[common]], &b = state[second[common]];
    if (a.priority != b.priority || a.primary != b.primary || a.module == b.module) return true;
    return world.in_closure(b.module, a.module);
}

}  // namespace driftline::odoo

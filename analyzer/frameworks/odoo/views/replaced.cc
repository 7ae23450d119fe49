#include "frameworks/odoo/views/replaced.h"

#include <algorithm>
#include <set>

namespace driftline::odoo {
namespace {

bool replaces(const SpecLink& link) {
    return link.position == SpecPosition::replace && link.status == SpecStatus::applied && link.reason == Reason::none;
}

bool contains(ArchNode top, ArchNode node) {
    for (; node; node = node.parent())
        if (node == top) return true;
    return false;
}

// Leaves what is to be replaced in its place, so that anchors of the views that come later show up, too.
class AnchorWatch : public SpecObserver {
public:
    AnchorWatch(const World& world, const LinkedSpecs& specs, std::map<std::pair<Index, uint32_t>, std::set<Index>>& found)
        : world_(world), specs_(specs), found_(found) {}

    bool located(const SpecEvent& event) override {
        anchor(event);
        const auto known = specs_.find({event.view, event.ordinal});
        if (known == specs_.end() || !replaces(known->second.link)) return true;
        replaced_.push_back({known->first, event.node});
        for (const auto& [view, node] : anchors_) note(replaced_.back(), view, node);
        return false;
    }
    void moving(const SpecEvent& event) override { anchor(event); }

private:
    struct Replaced { std::pair<Index, uint32_t> spec; ArchNode node; };

    void anchor(const SpecEvent& event) {
        anchors_.emplace_back(event.view, event.node);
        for (const Replaced& replaced : replaced_) note(replaced, event.view, event.node);
    }
    void note(const Replaced& replaced, Index view, ArchNode node) {
        if (module_of(view) != module_of(replaced.spec.first) && contains(replaced.node, node)) found_[replaced.spec].insert(view);
    }
    Index module_of(Index view) const { return world_.module_of(world_.facts.views[view].at); }

    const World& world_;
    const LinkedSpecs& specs_;
    std::map<std::pair<Index, uint32_t>, std::set<Index>>& found_;
    std::vector<Replaced> replaced_;
    std::vector<std::pair<Index, ArchNode>> anchors_;
};

}  // namespace

void find_anchors_in_replaced(const World& world, Combination& combination, const FamilyState& everything, LinkedSpecs& specs) {
    if (std::none_of(specs.begin(), specs.end(), [](const auto& entry) { return replaces(entry.second.link); })) return;
    std::map<std::pair<Index, uint32_t>, std::set<Index>> found;
    for (Index member = 0; member < everything.size(); ++member) {
        if (!everything[member].exists || !everything[member].primary || !everything[member].active) continue;
        AnchorWatch watch(world, specs, found);
        combination.run(everything, sequence_of(everything, member), watch);
    }
    for (const auto& [spec, views] : found) specs.at(spec).link.anchored_inside.assign(views.begin(), views.end());
}

}  // namespace driftline::odoo

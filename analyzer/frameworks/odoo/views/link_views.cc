#include "frameworks/odoo/views/link_views.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <tuple>

#include "base/parallel.h"
#include "frameworks/odoo/views/needed_words.h"
#include "frameworks/odoo/views/replaced.h"
#include "model/judged.h"

namespace driftline::odoo {
namespace {

// Modules that are there whenever `module` is: its closure, and what installs itself on top of it.
std::set<Index> installed_with(const World& world, Index module) {
    const std::vector<Index>& closure = world.modules[module].closure;
    std::set<Index> installed(closure.begin(), closure.end());
    installed.insert(module);
    for (bool grown = true; grown;) {
        grown = false;
        for (const Index other : world.load_order) {
            const ModuleRow& row = world.facts.modules[other];
            if (!(row.flags & module_auto_install) || (row.flags & module_country) || installed.contains(other)) continue;
            const auto triggers = world.facts.items(row.auto_install_on.count ? row.auto_install_on : row.depends);
            const bool triggered = std::all_of(triggers.begin(), triggers.end(), [&](Name name) {
                const auto known = world.module_by_name.find(world.str(name));
                return known != world.module_by_name.end() && installed.contains(known->second);
            });
            if (!triggered) continue;
            installed.insert(other);
            installed.insert(world.modules[other].closure.begin(), world.modules[other].closure.end());
            grown = true;
        }
    }
    return installed;
}

// The first view from `member` upwards whose model keeps it from being applied; no_row if none.
Index model_mismatch(const FamilyState& state, Index member) {
    for (size_t steps = 0; steps <= state.size() && !state[member].primary && state[member].parent != no_row; ++steps) {
        const Index parent = state[member].parent;
        if (state[member].model != state[parent].model) return member;
        member = parent;
    }
    return no_row;
}

// Add-ons that give specs a meaning of their own by overriding how ir.ui.view applies them. (The framework's
// own modules override only the choice of views.)
std::vector<Index> modules_changing_engine(const World& world) {
    std::set<Index> modules;
    for (const MethodRow& method : world.facts.methods) {
        if (method.owner == no_row || world.str(world.facts.classes[method.owner].model) != "ir.ui.view") continue;
        const std::string_view name = world.str(method.name);
        const Index module = world.module_of(method.at);
        if (module == no_row || !world.modules[module].linked || (world.facts.modules[module].flags & module_core)) continue;
        if (name == "apply_inheritance_specs" || name == "locate_node" || name.starts_with("inheritance_handler")) modules.insert(module);
    }
    return {modules.begin(), modules.end()};
}

class FamilyLinker {
public:
    FamilyLinker(const World& world, const Families& families, const Family& family, const std::vector<Index>& engine_changers, bool only_compared)
        : only_compared_(only_compared), world_(world), families_(families), family_(family), engine_changers_(engine_changers), combination_(world), everything_(state_of(family, {&world, no_row})) {}

    LinkedSpecs link(const std::vector<Index>& rows) {
        std::map<Index, std::vector<Index>> by_module;
        for (const Index row : rows) by_module[module_of(row)].push_back(row);
        for (const auto& [module, own] : by_module) link_module(module, own);
        if (!only_compared_) find_anchors_in_replaced(world_, combination_, everything_, all_);
        return std::move(all_);
    }

private:
    using Run = std::pair<Index, std::vector<Index>>;   // primary view, inactive views to apply all the same

    Index module_of(Index row) const { return world_.module_of(world_.facts.views[row].at); }

    void link_module(Index module, const std::vector<Index>& rows) {
        const FamilyState state = state_of(family_, {&world_, module});
        std::map<Run, LinkedSpecs> runs;
        for (const Index row : rows) {
            const Index member = families_.place_of(row).member;
            LinkedSpecs specs;
            const Index primary = prepare(state, member, row, specs);
            if (primary != no_row) runs[{primary, inactive_above(state, member)}].merge(specs);
            else all_.merge(specs);
        }
        for (auto& [run, specs] : runs) {
            const Sequence sequence = sequence_of(state, run.first, run.second);
            SpecLinker linker(world_, combination_, specs);
            if (!combination_.run(state, up_to_last(sequence, state, specs), linker)) reject(specs, SpecStatus::unknown, Reason::not_analyzed, "the arch it inherits from cannot be read");
            judge_order(state, specs);
            judge_misses(module, run, archs_of(state, sequence), specs);
            if (!run.second.empty()) judge_inactive(specs);
            all_.merge(specs);
        }
    }

    // The primary view to combine for the row's specs; no_row if they are not applied at all, and `specs` say why.
    Index prepare(const FamilyState& state, Index member, Index row, LinkedSpecs& specs) {
        const ViewState& view = state[member];
        if (view.inherit == no_name || (world_.facts.views[row].flags & (view_partial | view_arch_missing))) return no_row;
        specs = describe_specs(world_, combination_, row, !only_compared_);
        for (auto& [spec, linked] : specs) linked.context.model = view.model;
        if (!view.exists || view.arch != row) {
            reject(specs, SpecStatus::not_applied, Reason::inactive, view.exists ? "its arch is overwritten later" : "the view is deleted");
            return no_row;
        }
        const Index top = top_of(state, member);
        if (top != no_row && state[top].inherit != no_name) {
            judge_parent(state[top], row, specs);
            return no_row;
        }
        if (const Index other = model_mismatch(state, member); other != no_row) {
            reject(specs, SpecStatus::not_applied, Reason::inactive,
                   "never applied: its model '" + std::string(world_.str(state[other].model)) + "' is not its parent's, '" +
                       std::string(world_.str(state[state[other].parent].model)) + "'");
            return no_row;
        }
        const Index primary = top == no_row ? no_row : primary_of(state, member);
        if (primary == no_row) reject(specs, SpecStatus::unknown, Reason::not_analyzed, "inheritance is circular");
        return primary;
    }

    static void reject(LinkedSpecs& specs, SpecStatus status, Reason reason, const std::string& message) {
        for (auto& [key, linked] : specs) {
            linked.link.status = status;
            linked.link.reason = reason;
            linked.link.message = message;
        }
    }

    void judge_parent(const ViewState& view, Index row, LinkedSpecs& specs) {
        const std::string_view xmlid = world_.str(view.inherit), provider = xmlid.substr(0, xmlid.find('.'));
        const std::vector<Name>& missing = world_.modules[module_of(row)].missing;
        const auto module = world_.module_by_name.find(provider);
        const bool absent = module == world_.module_by_name.end();
        // What is missing may depend on the provider, which then is no stranger.
        const bool maybe_near = !missing.empty() && !absent && !world_.in_closure(module_of(row), module->second);
        if (absent || maybe_near) {
            const auto name = absent ? world_.facts.names.find(provider) : std::nullopt;
            reject(specs, SpecStatus::unknown, Reason::missing_module, absent ? "module " + std::string(provider) + " is not readable" : "");
            for (auto& [key, linked] : specs) linked.link.missing = name.value_or(missing.empty() ? no_name : missing.front());
            return;
        }
        const std::string message = "the view it inherits from, " + std::string(xmlid) + ", does not exist";
        const Families::Place known = families_.find(view.inherit);
        const ViewState* outside = known.family == no_row ? nullptr : &everything_[known.member];
        reject(specs, SpecStatus::parent_missing, outside ? Reason::outside_closure : Reason::nowhere, outside ? "" : message);
        if (!outside) return;
        const bool certain = installed(module_of(row)).contains(outside->module);
        for (auto& [key, linked] : specs) {
            linked.link.outside_closure = true;
            linked.link.target_view = family_.members[known.member].rows.front();
            linked.link.target_module = outside->module;
            if (certain) linked.link.certainty = Certainty::likely;
        }
    }

    void judge_order(const FamilyState& state, LinkedSpecs& specs) {
        for (auto& [key, linked] : specs) {
            SpecLink& link = linked.link;
            if (link.status != SpecStatus::applied || link.target_view == no_row || link.target_view == link.view) continue;
            const Index target = families_.place_of(link.target_view).member, ours = families_.place_of(link.view).member;
            // An extension with groups is applied for some users only, and so is what inherits from it.
            const bool for_some = state[target].groups && !state[target].primary && !is_above(state, target, ours);
            if (for_some || !order_is_fixed(world_, state, target, ours)) link.certainty = Certainty::likely;
        }
    }

    static std::vector<Index> archs_of(const FamilyState& state, const Sequence& sequence) {
        std::vector<Index> archs;
        for (const Sequence::Step& step : sequence.steps) archs.push_back(state[step.member].arch);
        return archs;
    }

    // What is applied after the last of these specs says nothing of them.
    static Sequence up_to_last(Sequence sequence, const FamilyState& state, const LinkedSpecs& specs) {
        const auto asked = [&](const Sequence::Step& step) {
            const auto first = specs.lower_bound({state[step.member].arch, 0});
            return first != specs.end() && first->first.first == state[step.member].arch;
        };
        while (sequence.steps.size() > 1 && !asked(sequence.steps.back())) sequence.steps.pop_back();
        return sequence;
    }

    // `tried`: the archs that were combined where the anchors were not found.
    void judge_misses(Index module, const Run& run, const std::vector<Index>& tried, LinkedSpecs& specs) {
        LinkedSpecs elsewhere;
        for (auto& [key, linked] : specs) {
            SpecLink& link = linked.link;
            const bool malformed = !link.message.empty() && link.target_path.empty();
            if (link.status != SpecStatus::not_found || malformed) continue;
            if (engine_is_extended(module)) {
                link.status = SpecStatus::unknown;
                link.reason = Reason::generated;
                link.message = "a module it depends on changes the view engine";
                continue;
            }
            if (const std::vector<Name>& missing = world_.modules[module].missing; !missing.empty()) {
                link.status = SpecStatus::unknown;
                link.reason = Reason::missing_module;
                link.missing = missing.front();
            } else if (link.message.empty()) {
                elsewhere.emplace(key, linked);
            }
        }
        if (elsewhere.empty()) return;
        const FamilyState late = applied_late(elsewhere);
        const Sequence sequence = sequence_of(late, run.first, run.second);
        const std::vector<Index> archs = archs_of(late, sequence);
        if (archs == tried) return;   // nobody else adds anything
        std::erase_if(elsewhere, [&](const auto& entry) { return !may_hold(archs, entry.second.link); });
        if (elsewhere.empty()) return;
        SpecLinker linker(world_, combination_, elsewhere);
        combination_.run(late, up_to_last(sequence, late, elsewhere), linker);
        for (const auto& [key, there] : elsewhere) {
            if (there.link.status != SpecStatus::applied) continue;
            LinkedSpec& here = specs.at(key);
            const SpecLink before = here.link;
            here = there;
            here.link.status = SpecStatus::not_found;
            here.link.reason = Reason::outside_closure;
            here.link.failed_step = before.failed_step;
            here.link.nearest = before.nearest;
            const Index provider = here.link.target_module;
            here.link.outside_closure = provider != no_row && provider != module && !world_.in_closure(module, provider);
            if (!here.link.outside_closure || installed(module).contains(provider)) here.link.certainty = Certainty::likely;
        }
    }

    // Whether these archs say what the spec's node needs.
    bool may_hold(const std::vector<Index>& archs, const SpecLink& link) {
        const ViewArch* arch = combination_.arch_of(link.view, true);
        const auto spec = arch == nullptr ? std::vector<Spec>::const_iterator{} : std::find_if(arch->specs.begin(), arch->specs.end(), [&](const Spec& one) { return one.ordinal == link.spec; });
        if (arch == nullptr || spec == arch->specs.end() || is_template(archs.front())) return true;   // a template's root has names of its record's
        const std::vector<NeededWord> needed = needed_words(spec->node);
        if (text_of(link.view).find('&') != std::string::npos) return true;   // what it asks for may be written in another way
        return std::all_of(needed.begin(), needed.end(), [&](const NeededWord& word) {
            return std::any_of(archs.begin(), archs.end(), [&](Index row) { return row != no_row && word.count_in(text_of(row)) > (row == link.view ? word.own : 0); });
        });
    }
    bool is_template(Index row) const {
        const Index record = row == no_row ? no_row : world_.facts.views[row].record;
        return record != no_row && world_.facts.records[record].tag == RecordTag::template_;
    }
    const std::string& text_of(Index row) {
        const auto [known, made] = texts_.try_emplace(row);
        if (made) known->second = world_.facts.source(world_.facts.views[row].arch);
        return known->second;
    }

    // Everything there is, our views behind all others of their priority: where they work, the provider was installed first.
    FamilyState applied_late(const LinkedSpecs& specs) const {
        FamilyState state = everything_;
        for (const auto& [key, linked] : specs) {
            const Index member = families_.place_of(linked.link.view).member;
            if (state[member].parent == no_row) continue;
            auto& siblings = state[state[member].parent].children;
            const auto ours = std::find(siblings.begin(), siblings.end(), member);
            const auto behind = std::find_if(ours, siblings.end(), [&](Index other) { return state[other].priority > state[member].priority; });
            if (ours != behind) std::rotate(ours, ours + 1, behind);
        }
        return state;
    }

    static void judge_inactive(LinkedSpecs& specs) {
        for (auto& [key, linked] : specs) {
            if (linked.link.status == SpecStatus::not_found) linked.link.status = SpecStatus::not_applied;
            if (linked.link.status != SpecStatus::unknown) linked.link.reason = Reason::inactive;
        }
    }

    bool engine_is_extended(Index module) const {
        return std::any_of(engine_changers_.begin(), engine_changers_.end(), [&](Index other) { return world_.in_closure(module, other); });
    }

    const std::set<Index>& installed(Index module) {
        const auto [known, made] = installed_.try_emplace(module);
        if (made) known->second = installed_with(world_, module);
        return known->second;
    }

    const bool only_compared_;
    const World& world_;
    const Families& families_;
    const Family& family_;
    const std::vector<Index>& engine_changers_;
    Combination combination_;
    const FamilyState everything_;
    LinkedSpecs all_;
    std::map<Index, std::set<Index>> installed_;
    std::map<Index, std::string> texts_;
};

}  // namespace

ViewLinks link_views(const World& world, const LinkOptions& options) {
    const Families families(world);
    std::vector<std::vector<Index>> wanted(families.all().size());   // rows to link, by family
    for (Index row = 0; row < world.facts.views.size(); ++row) {
        const Families::Place place = families.place_of(row);
        if (place.family != no_row && judged(world, world.module_of(world.facts.views[row].at))) wanted[place.family].push_back(row);
    }
    std::vector<size_t> order;
    for (size_t i = 0; i < wanted.size(); ++i)
        if (!wanted[i].empty()) order.push_back(i);
    const auto cost = [&](size_t i) { return wanted[i].size() * families.all()[i].members.size(); };
    std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return cost(a) > cost(b); });

    const std::vector<Index> engine_changers = modules_changing_engine(world);
    std::vector<LinkedSpecs> results(wanted.size());
    parallel_for(order, options.jobs, [&](size_t i, int) { results[i] = FamilyLinker(world, families, families.all()[i], engine_changers, options.only_compared).link(wanted[i]); });

    std::vector<const LinkedSpec*> sorted;
    for (const LinkedSpecs& specs : results)
        for (const auto& [key, linked] : specs) sorted.push_back(&linked);
    const auto place = [&](const LinkedSpec* s) {
        return std::tuple(world.str(world.facts.files[s->link.at.file].path), s->link.at.begin, s->link.view, s->link.spec);
    };
    std::sort(sorted.begin(), sorted.end(), [&](const LinkedSpec* a, const LinkedSpec* b) { return place(a) < place(b); });
    ViewLinks links;
    for (const LinkedSpec* one : sorted) {
        links.specs.push_back(one->link);
        links.contexts.push_back(one->context);
    }
    return links;
}

std::vector<Index> view_chain(const World& world, const Families& families, Name xmlid) {
    const Families::Place place = families.find(xmlid);
    if (place.family == no_row) return {};
    const Family& family = families.all()[place.family];
    const FamilyState state = state_of(family, {&world, no_row});
    Index root = top_of(state, place.member);
    if (root == no_row) root = place.member;

    // As Sequence, but with every view: extensions first, then the primary views with theirs.
    std::vector<Index> rows;
    std::vector<bool> seen(state.size());
    std::vector<Index> stack, primaries{root};
    for (size_t next = 0; next < primaries.size(); ++next) {
        stack.push_back(primaries[next]);
        while (!stack.empty()) {
            const Index member = stack.back();
            stack.pop_back();
            if (seen[member]) continue;
            seen[member] = true;
            rows.insert(rows.end(), family.members[member].rows.begin(), family.members[member].rows.end());
            for (auto child = state[member].children.rbegin(); child != state[member].children.rend(); ++child) {
                if (!state[*child].primary) stack.push_back(*child);
            }
            for (const Index child : state[member].children)
                if (state[child].primary) primaries.push_back(child);
        }
    }
    return rows;
}

}  // namespace driftline::odoo

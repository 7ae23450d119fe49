// Modules of all libraries in one order: origins, which of two with one name counts, dependency closures, load order.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "frameworks/odoo/odoo.h"
#include "model/judged.h"

namespace driftline::odoo {
namespace {

// "16.0" of a module version "16.0.1.2.3"; "" where the version names no series.
std::string_view series_of(std::string_view version) {
    const auto parts = split(version, '.');
    if (parts.size() < 4 || parts[1] != "0" || parts[0].empty() || parts[0].size() > 2) return {};
    for (const char c : parts[0])
        if (c < '0' || c > '9') return {};
    return version.substr(0, parts[0].size() + 2);
}

bool is_oca(std::string_view author) { return author.find("Odoo Community Association") != std::string_view::npos || author.find("OCA") != std::string_view::npos; }

class Arranger {
public:
    Arranger(World& world, const LinkOptions& options, std::vector<std::string>& notices)
        : world_(world), facts_(world.facts), options_(options), notices_(notices), renamed_(options.renamed_modules.begin(), options.renamed_modules.end()),
          gone_(options.gone_modules.begin(), options.gone_modules.end()) {}

    void run() {
        for (Index m = 0; m < world_.modules.size(); ++m) world_.modules[m].origin = origin(m);
        link_by_name();
        report();
        depend();
        order();
        close();
        find_what_installs_itself();
    }

private:
    std::string_view role(Index m) const { return world_.libraries[world_.modules[m].library].role; }
    std::string_view name(Index m) const { return facts_.str(facts_.modules[m].name); }

    // Written for another series than the one it is linked with.
    bool foreign(Index m) const {
        const std::string_view series = series_of(facts_.str(facts_.modules[m].version));
        return !series.empty() && !world_.version.empty() && series != world_.version && !stale(m) && !(series == options_.asked_series && asked(m));
    }
    bool asked(Index m) const { return role(m) == "custom" && std::find(options_.only_modules.begin(), options_.only_modules.end(), name(m)) != options_.only_modules.end(); }
    // Custom code that still waits to be ported to the core it is linked with.
    bool stale(Index m) const {
        return (role(m) == "custom" || role(m) == "base") && !options_.custom_series.empty() && options_.custom_series != world_.version &&
               series_of(facts_.str(facts_.modules[m].version)) == options_.custom_series;
    }
    // Of a module that is there for two series, the one for the core's own counts.
    bool ported(Index m) const { return series_of(facts_.str(facts_.modules[m].version)) == world_.version; }

    Origin origin(Index m) {
        const ModuleRow& row = facts_.modules[m];
        if (row.flags & module_core) return Origin::core;
        if (role(m) == "library" || role(m) == "core" || role(m) == "base") return Origin::library;
        if (const auto configured = configured_origin(row)) return *configured;
        if (!(row.flags & module_installable)) return Origin::not_installable;
        if (foreign(m)) return Origin::foreign_series;
        if (facts_.str(row.license) == "OEEL-1") return Origin::enterprise;
        if (facts_.str(row.license) == "OPL-1") return Origin::app_store;
        if (is_oca(facts_.str(row.author))) return Origin::community;
        return Origin::own;
    }

    std::optional<Origin> configured_origin(const ModuleRow& row) const {
        for (const auto& [pattern, origin] : options_.origin_by_path)
            if (glob_match(pattern, facts_.str(row.path))) return origin;
        for (const auto& [author, origin] : options_.origin_by_author)
            if (facts_.str(row.author).find(author) != std::string_view::npos) return origin;
        for (const auto& [license, origin] : options_.origin_by_license)
            if (facts_.str(row.license) == license) return origin;
        return std::nullopt;
    }

    // One module per name takes part: the core's own before a copy of it, custom code before a library's module, but a
    // library's ported version before our copy that is not. What our tree was stands in only for what it still holds.
    void link_by_name() {
        const auto rank = [&](Index m) {
            const Origin origin = world_.modules[m].origin;
            const bool usable = (facts_.modules[m].flags & module_installable) && !(origin != Origin::core && foreign(m));
            const bool insisted = role(m) == "custom" && std::find(options_.ours.begin(), options_.ours.end(), name(m)) != options_.ours.end();
            return std::tuple(!usable, origin != Origin::core, stale(m) && !insisted, role(m) != "custom", !ported(m), m);
        };
        std::map<std::string_view, Index> chosen;
        std::set<std::string_view> ours;
        for (Index m = 0; m < world_.modules.size(); ++m) {
            if (role(m) == "custom") ours.insert(name(m));
            const auto [entry, fresh] = chosen.emplace(name(m), m);
            if (fresh) continue;
            const Index winner = std::min(entry->second, m, [&](Index a, Index b) { return rank(a) < rank(b); });
            const Index loser = winner == m ? entry->second : m;
            entry->second = winner;
            if (role(loser) == "custom" && world_.modules[winner].origin == Origin::core) world_.modules[loser].origin = Origin::core_copy;
            else if (role(winner) == "custom" && role(loser) == "library" && world_.modules[winner].origin == Origin::own) world_.modules[winner].origin = Origin::community;
            else if (role(loser) == "custom" && role(winner) == "library" && world_.modules[loser].origin == Origin::own) world_.modules[loser].origin = Origin::community;
            else if (role(loser) == "custom" && role(winner) == "custom" && std::get<0>(rank(loser)) == std::get<0>(rank(winner)))
                notices_.push_back(fmt::format("two modules are named {}: {} is read, {} is not (the first on the add-ons path wins)", name(winner),
                                               facts_.str(facts_.modules[winner].path), facts_.str(facts_.modules[loser].path)));
        }
        for (Index m = 0; m < world_.modules.size(); ++m) by_name_.emplace(name(m), m);
        for (const auto& [module_name, m] : chosen) {
            const ModuleRow& row = facts_.modules[m];
            if (!(row.flags & module_installable) || (world_.modules[m].origin != Origin::core && foreign(m))) continue;
            if (role(m) == "base" && !ours.contains(module_name)) continue;
            world_.modules[m].linked = true;
            world_.module_by_name.emplace(module_name, m);
        }
    }

    // Findings are about own modules. A tree without any (a community repository, scanned by those who keep it) is about its community modules.
    void report() {
        bool any_own = false;
        for (const ModuleInfo& module : world_.modules) any_own = any_own || module.origin == Origin::own;
        const auto named = [&](const std::vector<std::string>& names, Index m) { return std::find(names.begin(), names.end(), name(m)) != names.end(); };
        const bool all = named_all(options_.as_custom);
        for (Index m = 0; m < world_.modules.size(); ++m) {
            ModuleInfo& module = world_.modules[m];
            const bool taken_out = (all && !(module.origin == Origin::not_installable)) || named(options_.as_custom, m);
            if (taken_out && module.linked) module.origin = Origin::own;
            if (!module.linked) continue;
            const bool community = module.origin == Origin::community && (!any_own || options_.community_too);
            const bool wanted = options_.as_custom.empty() ? role(m) == "custom" && (module.origin == Origin::own || community) : taken_out;
            const bool asked = named(options_.only_modules, m) && (role(m) == "custom" || taken_out);
            module.for_plan = community && any_own && !asked && role(m) == "custom";
            module.reported = options_.exactly ? named(*options_.exactly, m) && (role(m) == "custom" || taken_out) : options_.only_modules.empty() ? wanted : asked;
        }
        for (const std::string& wanted : options_.only_modules)
            if (!world_.module_by_name.contains(wanted)) notices_.push_back(fmt::format("--module {}: no installable module of that name was read", wanted));
    }
    static bool named_all(const std::vector<std::string>& names) { return names.size() == 1 && names[0] == "*"; }

    void depend() {
        const auto base = world_.module_by_name.find("base");
        for (Index m = 0; m < world_.modules.size(); ++m) {
            ModuleInfo& module = world_.modules[m];
            if (!module.linked) continue;
            std::set<std::string_view> asked{name(m)};
            for (const Name dependency : facts_.items(facts_.modules[m].depends)) depend_on(m, dependency, asked);
            if (base != world_.module_by_name.end() && base->second != m && module.depends.empty()) module.depends.push_back(base->second);
        }
    }

    // In the place of one that the target's core has not any more stands what came with it: that it is gone is one thing to mend, and nothing
    // else. A dependency that is there for another series only is missing, but its manifest tells what comes along with it.
    void depend_on(Index m, Name dependency, std::set<std::string_view>& asked) {
        if (!asked.insert(facts_.str(dependency)).second) return;
        ModuleInfo& module = world_.modules[m];
        auto hit = world_.module_by_name.find(facts_.str(dependency));
        if (hit == world_.module_by_name.end())
            if (const auto renamed = renamed_.find(facts_.str(dependency)); renamed != renamed_.end()) hit = world_.module_by_name.find(renamed->second);
        if (hit != world_.module_by_name.end()) {
            if (hit->second != m) module.depends.push_back(hit->second);
            return;
        }
        if (const auto gone = gone_.find(facts_.str(dependency)); gone != gone_.end()) {
            for (const std::string& next : gone->second)
                if (const auto known = facts_.names.find(next)) depend_on(m, *known, asked);
            return;
        }
        module.missing.push_back(dependency);
        const auto others = by_name_.equal_range(facts_.str(dependency));
        for (auto other = others.first; other != others.second; ++other)
            for (const Name next : facts_.items(facts_.modules[other->second].depends)) depend_on(m, next, asked);
    }

    // Odoo loads by (longest distance to base, name); from 19 on, test_* modules stand right behind their last dependency
    // (odoo/modules/graph.py, odoo/modules/module_graph.py).
    // Who depends on a module that nobody read comes after all others: what it extends may be known through that module alone.
    struct Rank { bool unknown = false; uint32_t depth = 0; std::string order; enum { fresh, open, done } state = fresh; };
    const Rank& rank(Index m, std::vector<Rank>& ranks) {
        std::vector<Index> stack{m};
        while (!stack.empty()) {
            const Index top = stack.back();
            Rank& r = ranks[top];
            if (r.state == Rank::done) { stack.pop_back(); continue; }
            if (r.state == Rank::fresh) {
                r.state = Rank::open;
                for (const Index d : world_.modules[top].depends)
                    if (ranks[d].state == Rank::fresh) stack.push_back(d);
                continue;
            }
            const Rank* last = nullptr;
            r.unknown = !world_.modules[top].missing.empty();
            for (const Index d : world_.modules[top].depends) r.unknown = r.unknown || ranks[d].unknown;
            for (const Index d : world_.modules[top].depends)
                if (ranks[d].state == Rank::done && (!last || std::tie(last->depth, last->order) < std::tie(ranks[d].depth, ranks[d].order))) last = &ranks[d];
            const bool test = name(top).starts_with("test_") && last && split(world_.version, '.')[0] >= "19" && world_.version.size() >= 4;
            r.depth = !last ? 0 : test ? last->depth : last->depth + 1;
            r.order = test ? fmt::format("{} {}", last->order, name(top)) : std::string(name(top));
            r.state = Rank::done;
            stack.pop_back();
        }
        return ranks[m];
    }

    void order() {
        std::vector<Rank> ranks(world_.modules.size());
        for (Index m = 0; m < world_.modules.size(); ++m) {
            if (!world_.modules[m].linked) continue;
            rank(m, ranks);
            world_.load_order.push_back(m);
        }
        std::sort(world_.load_order.begin(), world_.load_order.end(),
                  [&](Index a, Index b) { return std::tie(ranks[a].unknown, ranks[a].depth, ranks[a].order) < std::tie(ranks[b].unknown, ranks[b].depth, ranks[b].order); });
        for (size_t i = 0; i < world_.load_order.size(); ++i) world_.modules[world_.load_order[i]].load_order = uint32_t(i);
    }

    // In load order every dependency is closed before its dependents; cycles lose what lies behind their back edge.
    void close() {
        for (const Index m : world_.load_order) {
            ModuleInfo& module = world_.modules[m];
            module.closure = {m};
            for (const Index d : module.depends) {
                const ModuleInfo& below = world_.modules[d];
                module.closure.insert(module.closure.end(), below.closure.begin(), below.closure.end());
                module.closure.push_back(d);
                module.missing.insert(module.missing.end(), below.missing.begin(), below.missing.end());
            }
            const auto each_once = [](auto& all) {
                std::sort(all.begin(), all.end());
                all.erase(std::unique(all.begin(), all.end()), all.end());
            };
            each_once(module.closure);
            each_once(module.missing);
        }
    }

    // What installs itself as soon as other modules are there. Those that it waits for are known, and none of its dependencies is missing.
    struct SelfInstalling { Index module; std::vector<Index> conditions; };

    std::vector<SelfInstalling> self_installing() const {
        std::vector<SelfInstalling> found;
        for (const Index module : world_.load_order) {
            const ModuleRow& row = facts_.modules[module];
            if (!(row.flags & module_auto_install) || (row.flags & module_country) || world_.custom(module) || !world_.modules[module].missing.empty()) continue;
            SelfInstalling one{module, {}};
            const auto listed = facts_.items(row.auto_install_on), names = listed.empty() ? facts_.items(row.depends) : listed;
            for (const Name name : names)
                if (const auto known = world_.module_by_name.find(facts_.str(name)); known != world_.module_by_name.end()) one.conditions.push_back(known->second);
            if (one.conditions.size() == names.size()) found.push_back(std::move(one));
        }
        return found;
    }

    void find_what_installs_itself() {
        const std::vector<SelfInstalling> candidates = self_installing();
        for (Index m = 0; m < world_.modules.size(); ++m) {
            if (!judged(world_, m)) continue;
            ModuleInfo& module = world_.modules[m];
            std::vector<bool> there(world_.modules.size());
            for (const Index other : module.closure) there[other] = true;
            for (bool grown = true; grown;) {
                grown = false;
                for (const SelfInstalling& one : candidates) {   // load order: what is added may satisfy later ones in the same round
                    const auto has = [&](Index other) { return there[other]; };
                    if (!std::all_of(one.conditions.begin(), one.conditions.end(), has) || has(one.module)) continue;
                    for (const Index other : world_.modules[one.module].closure) there[other] = true;
                    grown = true;
                }
            }
            for (const Index other : module.closure) there[other] = false;
            for (Index other = 0; other < there.size(); ++other)
                if (there[other]) module.beside.push_back(other);
        }
    }

    World& world_;
    Facts& facts_;
    const LinkOptions& options_;
    std::vector<std::string>& notices_;
    std::multimap<std::string_view, Index> by_name_;   // every module that was read
    std::map<std::string, std::string, std::less<>> renamed_;
    std::map<std::string, std::vector<std::string>, std::less<>> gone_;   // modules of the core of today that the target has not
};

}  // namespace

void arrange(World& world, const LinkOptions& options, std::vector<std::string>& notices) { Arranger(world, options, notices).run(); }

}  // namespace driftline::odoo

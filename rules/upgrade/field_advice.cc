#include "rules/upgrade/field_advice.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <set>

#include "rules/method_code.h"
#include "rules/upgrade/field_successor.h"

namespace driftline {

namespace {

bool is_key_in_code(const UseRow& use) { return use.kind == UseKind::field_path && use.flags & use_key && !use.is_data() && use.scope != no_row; }

// Keys of values in one core's methods: of what model, under what name, and where.
struct KeysOfValues {
    std::vector<Index> uses;   // by scope

    explicit KeysOfValues(const Program& program) : facts_(program.world.facts) {
        for (Index row = 0; row < facts_.uses.size(); ++row)
            if (is_key_in_code(facts_.uses[row]) && upstream(program, program.world.module_of(facts_.uses[row].at))) uses.push_back(row);
        std::stable_sort(uses.begin(), uses.end(), [&](Index a, Index b) { return facts_.uses[a].scope < facts_.uses[b].scope; });
    }
    template <class F> void each_in(Index scope, std::string_view model, F&& f) const {
        auto at = std::lower_bound(uses.begin(), uses.end(), scope, [&](Index row, Index wanted) { return facts_.uses[row].scope < wanted; });
        for (; at != uses.end() && facts_.uses[*at].scope == scope; ++at)
            if (facts_.str(facts_.uses[*at].root) == model) f(facts_.uses[*at]);
    }

private:
    const Facts& facts_;
};

struct Written {
    Written(const Upgrade& upgrade) : before(upgrade.current), after(upgrade.target) {}
    KeysOfValues before, after;
    mutable std::mutex busy;
    mutable std::map<std::pair<std::string, std::string>, std::string> known;   // by model and field
};

std::string without_blanks(std::string_view text) {
    std::string made{text};
    std::erase_if(made, [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; });
    return made;
}

// What the key is given: {'key': VALUE}, vals['key'] = VALUE; "" of anything else.
std::string value_of_key(const MethodCode& code, const UseRow& use) {
    const PythonTree& tree = code.tree();
    for (NodeId id = code.innermost(use.at.begin); id != no_node; id = tree[id].parent) {
        const NodeId value = tree[id].kind == Py::pair ? tree.child(id, PyField::value) : tree[id].kind == Py::assignment ? tree.child(id, PyField::right) : no_node;
        if (value != no_node) return without_blanks(tree.text(value));
    }
    return {};
}

std::string find_written(const Upgrade& upgrade, const Written& keys, std::string_view model, std::string_view name) {
    constexpr int same_value = 2, one_for_one = 1, enough = 2;
    const Facts &before = upgrade.current.world.facts, &after = upgrade.target.world.facts;
    const auto was = before.names.find(name), of = before.names.find(model);
    std::map<std::string_view, int> votes;
    if (!was || !of) return {};
    MethodCode old_code, new_code;
    std::set<Index> seen;
    for (const Index row : keys.before.uses) {
        const UseRow& use = before.uses[row];
        if (use.path != *was || use.root != *of || !seen.insert(use.scope).second) continue;
        const MethodRow& method = before.methods[use.scope];
        if (method.owner == no_row) continue;
        const std::string_view module = module_name(upgrade.current, upgrade.current.world.module_of(method.at));
        for (const SymbolRef& then : names_then(upgrade).definitions(before.str(before.classes[method.owner].model), before.str(method.name))) {
            if (then.column != SymbolRef::Column::method || module_name(upgrade.target, then.module) != module) continue;
            std::set<std::string_view> had, has;
            keys.before.each_in(use.scope, model, [&](const UseRow& one) { had.insert(before.str(one.path)); });
            keys.after.each_in(then.row, model, [&](const UseRow& one) { has.insert(after.str(one.path)); });
            if (has.contains(name)) continue;
            const auto lost = std::count_if(had.begin(), had.end(), [&](std::string_view key) { return !has.contains(key); });
            std::erase_if(has, [&](std::string_view key) { return had.contains(key) || names_now(upgrade).has(model, key) || !names_then(upgrade).has(model, key); });
            if (has.empty()) continue;
            const std::string value = old_code.read(upgrade.current, use.scope) ? value_of_key(old_code, use) : std::string{};
            const bool known = !value.empty() && new_code.read(upgrade.target, then.row);
            std::set<std::string_view> same;
            if (known)
                keys.after.each_in(then.row, model, [&](const UseRow& one) {
                    if (has.contains(after.str(one.path)) && value_of_key(new_code, one) == value) same.insert(after.str(one.path));
                });
            if (same.size() == 1) votes[*same.begin()] += same_value;
            else if (lost == 1 && has.size() == 1) votes[*has.begin()] += one_for_one;
        }
    }
    std::string_view best;
    int most = 0, second = 0;
    for (const auto& [field, count] : votes) {
        if (count > most) second = most, most = count, best = field;
        else second = std::max(second, count);
    }
    return most < enough || most == second ? std::string{} : std::string{best};
}

bool delegated_to(const Program& program, std::string_view model, std::string_view lender) {
    const Facts& facts = program.world.facts;
    return std::any_of(facts.classes.begin(), facts.classes.end(), [&](const ClassRow& row) {
        if (row.model == no_name || row.delegates.count == 0 || facts.str(row.model) != model) return false;
        const auto delegates = facts.items(row.delegates);
        for (size_t i = 0; i < delegates.size(); i += 2)
            if (facts.str(delegates[i]) == lender) return true;
        return false;
    });
}

bool in_arch(const UseRow& use) { return use.kind == UseKind::arch_field || use.kind == UseKind::arch_method || use.kind == UseKind::arch_value; }
bool gives(const UseRow& use) { return (use.flags & use_key && (use.kind == UseKind::field_path || use.kind == UseKind::word)) || (use.flags & use_write && use.kind == UseKind::attribute); }

// A field of the same model that reads the other one over that way: "" if there is none.
std::string_view alias_of(const Upgrade& upgrade, std::string_view model, const std::string& path) {
    const Facts& facts = upgrade.target.world.facts;
    const auto related = facts.names.find(path), of = facts.names.find(model);
    if (!related || !of) return {};
    for (const FieldRow& field : facts.fields)
        if (field.related == *related && field.owner != no_row && facts.classes[field.owner].model == *of) return facts.str(field.name);
    return {};
}

// " and add sale_project to depends" where that field of the target stands in a module out of our reach.
std::string needs_of(const Upgrade& upgrade, Index ours, std::string_view model, std::string_view field) {
    const World& world = upgrade.target.world;
    std::string_view home;
    for (const SymbolRef& symbol : names_then(upgrade).definitions(model, field)) {
        if (symbol.module == no_row || world.surely_installed(upgrade.module(ours), symbol.module)) return {};
        if (home.empty()) home = module_name(upgrade.target, symbol.module);
    }
    return home.empty() ? std::string{} : fmt::format(" and add {} to depends", home);
}

// For what reads: over a field of the same model, over a path, or in a view not at all.
std::string read_over(const Upgrade& upgrade, const Gone& gone, std::string_view way, std::string_view to, std::string_view verb) {
    const std::string path = fmt::format("{}.{}", way, to);
    const Index ours = gone.link->module;
    if (const std::string_view alias = alias_of(upgrade, gone.owner, path); !alias.empty())
        return fmt::format("Use {}{}: it reads {}. Check that it means the same.", alias, needs_of(upgrade, ours, gone.owner, alias), path);
    const std::string needs = needs_of(upgrade, ours, gone.owner, way);
    if (in_arch(*gone.use)) return fmt::format("A view shows fields of its own model: add one with related='{}'{}.", path, needs);
    return verb == "Use" ? fmt::format("Use {}{}; check that it means the same.", path, needs) : fmt::format("Go through {}: {}{}.", way, path, needs);
}

}  // namespace

std::string written_instead(const Upgrade& upgrade, std::string_view model, std::string_view name) {
    struct Kept { std::shared_ptr<const Written> written; };
    const Written& keys = *upgrade.memo.get<Kept>([&] { return Kept{std::make_shared<const Written>(upgrade)}; }).written;
    const std::lock_guard lock{keys.busy};
    const auto [known, added] = keys.known.try_emplace({std::string{model}, std::string{name}});
    if (added) known->second = find_written(upgrade, keys, model, name);
    return known->second;
}

FieldAdvice advice_for(const Upgrade& upgrade, const Gone& gone, const Successor& next) {
    FieldAdvice made;
    if (gone.kind != SymbolKind::field || gone.cause == Cause::moved) return made;
    // It was a field of another model, whose record was one of this, too.
    std::string_view lender = model_defining(upgrade.current, gone.was);
    if (lender == gone.owner || !names_then(upgrade).has(lender, gone.name)) lender = {};
    if (!lender.empty()) {
        made.text = delegated_to(upgrade.current, gone.owner, lender)
                        ? fmt::format("; {} had it from the {} that it no longer delegates to (_inherits)", gone.owner, lender)
                        : fmt::format("; {} had it from {}, which still has it and is no part of it any more", gone.owner, lender);
    }
    if (!next.name.empty() && next.model.empty()) return made;
    if (next.name.empty() && lender.empty()) return made;
    const bool written = gives(*gone.use);
    const std::string_view from = next.name.empty() ? lender : std::string_view{next.model};
    const std::string_view to = next.name.empty() ? std::string_view{gone.name} : std::string_view{next.name}.substr(next.model.size() + 1);
    const std::string_view way = way_to(upgrade, gone.owner, from);
    if (const std::string now = written_instead(upgrade, gone.owner, gone.name); !now.empty()) {
        made.text += fmt::format("; the core writes {} now where it wrote {}", now, gone.name);
        made.fix = fmt::format("Use {}, which the core's own code writes now where it wrote {}{}.", now, gone.name,
                               way.empty() ? std::string{"; check that it means the same"} : fmt::format("; the {} of the {} itself is {}.{}", to, from, way, to));
    } else if (written) {
        made.fix = fmt::format("Give it no value here: {}.{} is a field of another record{}. Write it there if that is what is meant.", from, to, way.empty() ? std::string{} : fmt::format(" ({})", way));
        made.cause = "given";
    } else if (!way.empty()) {
        made.fix = read_over(upgrade, gone, way, to, next.name.empty() ? "Go through" : "Use");
        made.cause = in_arch(*gone.use) ? "shown" : "";
    }
    return made;
}

}  // namespace driftline

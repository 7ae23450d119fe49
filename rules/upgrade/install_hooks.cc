#include "rules/upgrade/install_hooks.h"

#include <algorithm>
#include <initializer_list>
#include <map>
#include <utility>
#include <vector>

#include "model/judged.h"
#include "rules/method_code.h"
#include "rules/support.h"
#include "rules/under_condition.h"

namespace driftline {

namespace {

using ByName = std::map<std::pair<Index, std::string_view>, std::vector<Index>>;   // module and name -> functions

// Functions of modules that have hooks at all.
ByName functions_beside_hooks(const Program& program) {
    const Facts& facts = program.world.facts;
    ByName functions;
    for (Index row = first_judged(program.world, facts.methods); row < facts.methods.size(); ++row) {
        const MethodRow& method = facts.methods[row];
        const Index module = program.world.module_of(method.at);
        if (method.owner != no_row || module == no_row || !program.world.custom(module) || facts.modules[module].hooks.count == 0 || !loaded(program, method.at)) continue;
        functions[{module, facts.str(method.name)}].push_back(row);
    }
    return functions;
}

struct Called { Index method; bool under_condition; };

// The functions that stand in `method`'s module and that it calls by their plain names; `code` holds it.
void add_functions_called(const Program& program, const ByName& functions, Index method, const MethodCode& code, const Branches& branches, std::vector<Called>& called) {
    const Index module = program.world.module_of(program.world.facts.methods[method].at);
    code.each_call([&](NodeId call, std::string_view object, std::string_view name) {
        const auto found = object.empty() ? functions.find({module, name}) : functions.end();
        if (found == functions.end() || within(branches.only_defined, code.tree()[call].begin)) return;
        const bool under_condition = within(branches.under_condition, code.tree()[call].begin);
        for (const Index function : found->second) called.push_back({function, under_condition});
    });
}

// Odoo calls init() and _auto_init() for each model of a module that is installed or updated (odoo/modules/registry.py, init_models), and
// _register_hook() of every model whenever the registry has been loaded (odoo/modules/loading.py, load_modules).
std::vector<Index> run_by_the_registry(const Program& program, std::initializer_list<std::string_view> wanted) {
    const Facts& facts = program.world.facts;
    std::vector<Index> methods;
    for (Index row = first_judged(program.world, facts.methods); row < facts.methods.size(); ++row) {
        const MethodRow& method = facts.methods[row];
        const std::string_view name = facts.str(method.name);
        if (method.owner == no_row || std::find(wanted.begin(), wanted.end(), name) == wanted.end() || facts.classes[method.owner].model_kind == ModelKind::none) continue;
        if (program.world.custom(program.world.module_of(method.at)) && loaded(program, method.at)) methods.push_back(row);
    }
    return methods;
}

}  // namespace

InstallHooks::InstallHooks(const Program& program) {
    const Facts& facts = program.world.facts;
    const ByName functions = functions_beside_hooks(program);
    const std::vector<Index> inits = run_by_the_registry(program, {"init", "_auto_init"}), registers = run_by_the_registry(program, {"_register_hook"});
    if (functions.empty() && inits.empty() && registers.empty()) return;
    std::multimap<Index, const Link*> calls;   // from a function or method of ours to the method of ours that it reaches
    for (const Link& link : program.links) {
        const UseRow& use = facts.uses[link.use];
        if (use.kind == UseKind::call && use.scope != no_row && link.outcome == Outcome::own && link.target.column == SymbolRef::Column::method) calls.emplace(use.scope, &link);
    }
    MethodCode code;
    const auto called_by = [&](Index method) {
        std::vector<Called> called;
        Branches branches;
        if (code.read(program, method)) {
            branches = branches_of(code.tree());
            add_functions_called(program, functions, method, code, branches, called);
            const uint32_t begin = code.offset_in_file(0) - code.tree()[0].begin;
            for (Branches::Ranges* ranges : {&branches.under_condition, &branches.only_defined})
                for (auto& [from, to] : *ranges) from += begin, to += begin;
        }
        for (auto [call, end] = calls.equal_range(method); call != end; ++call) {
            const uint32_t at = facts.uses[call->second->use].at.begin;
            if (!within(branches.only_defined, at)) called.push_back({call->second->target.row, within(branches.under_condition, at)});
        }
        branches_[method] = std::move(branches);
        return called;
    };
    std::vector<std::pair<std::string_view, std::vector<Index>>> roots{{"init", inits}, {"_register_hook", registers}};
    for (const std::string_view wanted : {"post_load", "pre_init_hook", "post_init_hook", "uninstall_hook"}) {   // what several run fails in the first
        std::vector<Index>& rows = roots.emplace_back(wanted, std::vector<Index>{}).second;
        for (const auto& [key, methods] : functions) {
            const auto hooks = facts.items(facts.modules[key.first].hooks);
            for (size_t i = 0; i + 1 < hooks.size(); i += 2)
                if (facts.str(hooks[i]) == wanted && facts.str(hooks[i + 1]) == key.second) rows.insert(rows.end(), methods.begin(), methods.end());
        }
    }
    // What is reached whatever holds comes first: a second way to it, under a condition, changes nothing.
    std::vector<std::pair<std::string_view, Index>> later;
    for (auto& [key, next] : roots) {
        while (!next.empty()) {
            const Index method = next.back();
            next.pop_back();
            if (!reached_.emplace(method, Reached{key, false}).second) continue;
            for (const Called& called : called_by(method))
                if (called.under_condition) later.emplace_back(key, called.method);
                else next.push_back(called.method);
        }
    }
    for (size_t i = 0; i < later.size(); ++i) {
        const auto [key, method] = later[i];
        if (!reached_.emplace(method, Reached{key, true}).second) continue;
        for (const Called& called : called_by(method)) later.emplace_back(key, called.method);
    }
}

InstallHooks::Reached InstallHooks::reached(Index method) const {
    const auto found = reached_.find(method);
    return found == reached_.end() ? Reached{} : found->second;
}

const Branches* InstallHooks::branches(Index method) const {
    const auto found = branches_.find(method);
    return found == branches_.end() ? nullptr : &found->second;
}

const InstallHooks& install_hooks(const Upgrade& upgrade) {
    return upgrade.memo.get<InstallHooks>([&] { return InstallHooks{upgrade.current}; });
}

FailingHook failing_hook(const Upgrade& upgrade, Index scope, const At& place) {
    const InstallHooks::Reached reached = scope == no_row ? InstallHooks::Reached{} : install_hooks(upgrade).reached(scope);
    if (reached.key.empty()) return {};
    const Branches* branches = install_hooks(upgrade).branches(scope);
    if (branches && within(branches->only_defined, place.begin)) return {};
    const bool maybe = reached.under_condition || (branches && within(branches->under_condition, place.begin));
    struct Text { std::string_view key, surely, maybe; };
    static constexpr Text texts[] = {
        {"init", "installing or updating the module runs this (init), and fails", "installing or updating the module runs this (init), and fails if the condition around it holds"},
        {"_register_hook", "loading the database's modules runs this (_register_hook), and fails", "loading the database's modules runs this (_register_hook), and fails if the condition around it holds"},
        {"post_load", "loading the module runs this (post_load), and fails", "loading the module runs this (post_load), and fails if the condition around it holds"},
        {"pre_init_hook", "installing the module runs this (pre_init_hook), and fails", "installing the module runs this (pre_init_hook), and fails if the condition around it holds"},
        {"post_init_hook", "installing the module runs this (post_init_hook), and fails", "installing the module runs this (post_init_hook), and fails if the condition around it holds"},
        {"uninstall_hook", "uninstalling the module runs this (uninstall_hook), and fails", "uninstalling the module runs this (uninstall_hook), and fails if the condition around it holds"}};
    for (const Text& text : texts)
        if (text.key == reached.key) return {maybe || text.key == "uninstall_hook" ? Effect::crash_run : Effect::crash_install, maybe ? text.maybe : text.surely};
    return {};
}

}  // namespace driftline

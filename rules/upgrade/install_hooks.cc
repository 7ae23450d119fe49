#include "rules/upgrade/install_hooks.h"

#include <map>
#include <utility>
#include <vector>

#include "model/judged.h"
#include "rules/method_code.h"
#include "rules/support.h"

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

// The functions that stand in `method`'s module and that it calls by their plain names.
void add_functions_called(const Program& program, const ByName& functions, Index method, MethodCode& code, std::vector<Index>& called) {
    const Facts& facts = program.world.facts;
    const MethodRow& row = facts.methods[method];
    const Index module = program.world.module_of(row.at);
    const std::string body = facts.source(row.body);
    bool any = false;   // most say the name of none but their own
    for (auto other = functions.lower_bound({module, {}}); other != functions.end() && other->first.first == module && !any; ++other) {
        const std::string_view name = other->first.second;
        const size_t said = body.find(name);
        any = said != body.npos && (name != facts.str(row.name) || body.find(name, said + 1) != body.npos);
    }
    if (!any || !code.read(program, method)) return;
    code.each_call([&](NodeId, std::string_view object, std::string_view name) {
        const auto found = object.empty() ? functions.find({module, name}) : functions.end();
        if (found != functions.end()) called.insert(called.end(), found->second.begin(), found->second.end());
    });
}

// Odoo calls them for each model of a module that is installed or updated (odoo/modules/registry.py, init_models).
std::vector<Index> run_by_the_registry(const Program& program) {
    const Facts& facts = program.world.facts;
    std::vector<Index> methods;
    for (Index row = first_judged(program.world, facts.methods); row < facts.methods.size(); ++row) {
        const MethodRow& method = facts.methods[row];
        const std::string_view name = facts.str(method.name);
        if (method.owner == no_row || (name != "init" && name != "_auto_init") || facts.classes[method.owner].model_kind == ModelKind::none) continue;
        if (program.world.custom(program.world.module_of(method.at)) && loaded(program, method.at)) methods.push_back(row);
    }
    return methods;
}

}  // namespace

InstallHooks::InstallHooks(const Program& program) {
    const Facts& facts = program.world.facts;
    const ByName functions = functions_beside_hooks(program);
    const std::vector<Index> inits = run_by_the_registry(program);
    if (functions.empty() && inits.empty()) return;
    std::multimap<Index, Index> calls;   // from a function or method of ours to the method of ours that it reaches
    for (const Link& link : program.links) {
        const UseRow& use = facts.uses[link.use];
        if (use.kind == UseKind::call && use.scope != no_row && link.outcome == Outcome::own && link.target.column == SymbolRef::Column::method) calls.emplace(use.scope, link.target.row);
    }
    MethodCode code;
    const auto reach = [&](std::vector<Index> next, std::string_view key) {
        while (!next.empty()) {
            const Index method = next.back();
            next.pop_back();
            if (!keys_.emplace(method, key).second) continue;
            add_functions_called(program, functions, method, code, next);
            for (auto [call, end] = calls.equal_range(method); call != end; ++call) next.push_back(call->second);
        }
    };
    reach(inits, "init");
    for (const std::string_view wanted : {"post_load", "pre_init_hook", "post_init_hook", "uninstall_hook"}) {   // what several run fails in the first
        std::vector<Index> next;
        for (const auto& [key, rows] : functions) {
            const auto hooks = facts.items(facts.modules[key.first].hooks);
            for (size_t i = 0; i + 1 < hooks.size(); i += 2)
                if (facts.str(hooks[i]) == wanted && facts.str(hooks[i + 1]) == key.second) next.insert(next.end(), rows.begin(), rows.end());
        }
        reach(std::move(next), wanted);
    }
}

std::string_view InstallHooks::key(Index method) const {
    const auto found = keys_.find(method);
    return found == keys_.end() ? std::string_view{} : found->second;
}

const InstallHooks& install_hooks(const Upgrade& upgrade) {
    return upgrade.memo.get<InstallHooks>([&] { return InstallHooks{upgrade.current}; });
}

FailingHook failing_hook(const Upgrade& upgrade, Index scope) {
    const std::string_view key = scope == no_row ? std::string_view{} : install_hooks(upgrade).key(scope);
    if (key == "init") return {Effect::crash_install, "installing or updating the module runs this (init), and fails"};
    if (key == "post_load") return {Effect::crash_install, "loading the module runs this (post_load), and fails"};
    if (key == "pre_init_hook") return {Effect::crash_install, "installing the module runs this (pre_init_hook), and fails"};
    if (key == "post_init_hook") return {Effect::crash_install, "installing the module runs this (post_init_hook), and fails"};
    if (key == "uninstall_hook") return {Effect::crash_run, "uninstalling the module runs this (uninstall_hook), and fails"};
    return {};
}

}  // namespace driftline

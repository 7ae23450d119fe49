#include "rules/upgrade/install_hooks.h"

#include <algorithm>
#include <initializer_list>
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
    const Index module = program.world.module_of(program.world.facts.methods[method].at);
    if (!code.read(program, method)) return;
    code.each_call([&](NodeId, std::string_view object, std::string_view name) {
        const auto found = object.empty() ? functions.find({module, name}) : functions.end();
        if (found != functions.end()) called.insert(called.end(), found->second.begin(), found->second.end());
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

// `Order.confirm = f`, `setattr(Order, 'confirm', f)`, `Order._patch_method('confirm', f)`: it is put somewhere, and not called.
bool puts(const PythonTree& tree, NodeId mention) {
    const NodeId parent = tree[mention].parent;
    if (parent == no_node) return false;
    if (tree[parent].kind == Py::assignment) {
        const NodeId left = tree.child(parent, PyField::left);
        return tree.child(parent, PyField::right) == mention && left != no_node && (tree[left].kind == Py::attribute || tree[left].kind == Py::subscript);
    }
    if (tree[parent].kind != Py::argument_list || tree[parent].parent == no_node) return false;
    const NodeId function = tree.child(tree[parent].parent, PyField::function);
    const std::string_view name = function == no_node ? std::string_view{} : tree.text(function);
    return name == "setattr" || name.ends_with("._patch_method");
}

// Within a function that stands in the method and that nothing there calls, or hands to what may: it is only made, and put somewhere.
bool is_only_defined(const Program& program, Index method, const At& place) {
    MethodCode code;
    const std::string text = program.world.facts.source(program.world.facts.methods[method].body);
    if (const size_t own = text.find("def "); own == text.npos || text.find(" def ", own + 1) == text.npos || !code.read(program, method)) return false;
    const PythonTree& tree = code.tree();
    const auto is_used = [&](NodeId function, std::string_view name) {
        for (NodeId id = 0; id < tree.nodes.size(); ++id) {
            const bool within = id >= function && id < tree[function].next;
            if (!within && tree[id].kind == Py::identifier && tree[id].field != PyField::attribute && tree.text(id) == name && !puts(tree, id)) return true;
        }
        return false;
    };
    for (NodeId id = code.innermost(place.begin); id != no_node; id = tree[id].parent) {
        const NodeId parent = tree[id].parent;
        if (tree[id].kind != Py::function_definition || parent == no_node || tree[parent].kind == Py::decorated_definition) continue;
        const NodeId name = tree.child(id, PyField::name);
        const bool nested = tree[parent].kind != Py::module;
        if (nested && name != no_node && !is_used(id, tree.text(name))) return true;
    }
    return false;
}

}  // namespace

InstallHooks::InstallHooks(const Program& program) {
    const Facts& facts = program.world.facts;
    const ByName functions = functions_beside_hooks(program);
    const std::vector<Index> inits = run_by_the_registry(program, {"init", "_auto_init"}), registers = run_by_the_registry(program, {"_register_hook"});
    if (functions.empty() && inits.empty() && registers.empty()) return;
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
    reach(registers, "_register_hook");
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

FailingHook failing_hook(const Upgrade& upgrade, Index scope, const At& place) {
    const std::string_view key = scope == no_row ? std::string_view{} : install_hooks(upgrade).key(scope);
    if (!key.empty() && is_only_defined(upgrade.current, scope, place)) return {};
    if (key == "init") return {Effect::crash_install, "installing or updating the module runs this (init), and fails"};
    if (key == "_register_hook") return {Effect::crash_install, "loading the database's modules runs this (_register_hook), and fails"};
    if (key == "post_load") return {Effect::crash_install, "loading the module runs this (post_load), and fails"};
    if (key == "pre_init_hook") return {Effect::crash_install, "installing the module runs this (pre_init_hook), and fails"};
    if (key == "post_init_hook") return {Effect::crash_install, "installing the module runs this (post_init_hook), and fails"};
    if (key == "uninstall_hook") return {Effect::crash_run, "uninstalling the module runs this (uninstall_hook), and fails"};
    return {};
}

}  // namespace driftline

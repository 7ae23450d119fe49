#include "rules/overrides/core_calls.h"

#include <unordered_set>

#include "rules/support.h"

namespace driftline {

std::vector<CallRow> calls_not_ours(const Program& program) {
    const World& world = program.world;
    std::vector<CallRow> calls;
    std::vector<bool> counts(world.facts.files.size());
    for (Index file = 0; file < counts.size(); ++file) {
        const At at{file, 0, 0, 1};
        counts[file] = !world.custom(world.module_of(at)) && loaded(program, at);
    }
    for (Index i = 0; i < world.facts.uses.size(); ++i) {
        const UseRow& use = world.facts.uses[i];
        if ((use.kind == UseKind::call || use.kind == UseKind::super_call) && use.at.file != no_row && counts[use.at.file]) calls.push_back({i, use.path});
    }
    return calls;
}

const std::vector<CallRow>& calls_now(const Upgrade& upgrade) {
    struct Calls { std::vector<CallRow> rows; };
    return upgrade.memo.get<Calls>([&] { return Calls{calls_not_ours(upgrade.current)}; }).rows;
}

const std::vector<CallRow>& calls_then(const Upgrade& upgrade) {
    struct Calls { std::vector<CallRow> rows; };
    return upgrade.memo.get<Calls>([&] { return Calls{calls_not_ours(upgrade.target)}; }).rows;
}

Signature signature_of(const Facts& facts, const MethodRow& method) { return {facts.str(method.params), !(method.flags & method_static)}; }

CoreCalls::CoreCalls(const Program& program, const std::vector<CallRow>& calls, const std::set<std::string_view>& wanted_methods) : program_{program} {
    const Facts& facts = program.world.facts;
    const std::unordered_set<std::string_view> methods(wanted_methods.begin(), wanted_methods.end());
    std::vector<Index> wanted;
    std::unordered_set<Name> steps;   // fields on the way
    enum : uint8_t { unknown, yes, no };
    std::vector<uint8_t> ends_so(facts.names.size(), unknown);   // by path: the same ones come again and again
    for (const CallRow& call : calls) {
        uint8_t& known = ends_so[size_t(call.path)];
        if (known == no) continue;
        std::string_view path = facts.str(call.path);
        if (known == unknown) known = methods.contains(path.substr(path.rfind('.') + 1)) ? yes : no;
        const UseRow& use = facts.uses[call.use];
        if (known == no || use.kind != UseKind::call || use.flags & use_dynamic || use.root == no_name) continue;
        wanted.push_back(call.use);
        for (size_t dot = path.find('.'); dot != path.npos; path.remove_prefix(dot + 1), dot = path.find('.'))
            if (const auto step = facts.names.find(path.substr(0, dot))) steps.insert(*step);
    }
    if (!steps.empty())
        for (const auto& field : facts.fields)
            if (field.owner != no_row && field.comodel != no_name && steps.contains(field.name)) comodels_.try_emplace({facts.classes[field.owner].model, field.name}, field.comodel);
    for (const Index i : wanted) {
        const UseRow& use = facts.uses[i];
        const std::string_view path = facts.str(use.path), method = path.substr(path.rfind('.') + 1);
        if (const Name model = receiver(use.root, path); model != no_name) calls_[{facts.str(model), method}].push_back(i);
    }
}

const std::vector<Index>& CoreCalls::of(std::string_view model, std::string_view method) const {
    static const std::vector<Index> none;
    const auto found = calls_.find({model, method});
    return found == calls_.end() ? none : found->second;
}

// The model of what stands before the last step; no_name as soon as a step is not a plain relational field of the model itself.
Name CoreCalls::receiver(Name model, std::string_view path) const {
    for (size_t dot = path.find('.'); dot != path.npos; path.remove_prefix(dot + 1), dot = path.find('.')) {
        const auto step = program_.world.facts.names.find(path.substr(0, dot));
        const auto next = step ? comodels_.find({model, *step}) : comodels_.end();
        if (next == comodels_.end()) return no_name;
        model = next->second;
    }
    return model;
}

}  // namespace driftline

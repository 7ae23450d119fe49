#include "rules/upgrade/prepared_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>

#include "rules/method_code.h"
#include "rules/upgrade/gone.h"

namespace driftline {

namespace {

constexpr size_t fewest_keys = 4;   // below, several models have them all

struct Key { std::string name; NodeId at = no_node; };

std::string text_in(const PythonTree& tree, NodeId id) {
    std::string_view text = tree.text(id);
    if (tree[id].kind != Py::string || text.size() < 3 || text.front() != text.back()) return {};
    return std::string{text.substr(1, text.size() - 2)};
}

std::string_view first_name(const PythonTree& tree, NodeId id) {
    while (tree[id].kind == Py::subscript || tree[id].kind == Py::attribute || tree[id].kind == Py::call) {
        const NodeId inner = tree.first_child(id);
        if (inner == no_node) return {};
        id = inner;
    }
    return tree[id].kind == Py::identifier ? tree.text(id) : std::string_view{};
}

// {'key': ...} and x['key'] = ..., where `counts` says so of the dictionary or of x.
template <class Counts>
std::vector<Key> keys_of(const PythonTree& tree, Counts&& counts) {
    std::vector<Key> keys;
    const auto add = [&](NodeId at) {
        if (std::string name = at == no_node ? std::string{} : text_in(tree, at); !name.empty()) keys.push_back({std::move(name), at});
    };
    for (NodeId id = 0; id < tree.nodes.size(); ++id) {
        if (tree[id].kind == Py::pair && counts(tree[id].parent)) add(tree.child(id, PyField::key));
        const NodeId left = tree[id].kind == Py::assignment ? tree.child(id, PyField::left) : no_node;
        if (left != no_node && tree[left].kind == Py::subscript && counts(left)) add(tree.child(left, PyField::subscript));
    }
    return keys;
}

// What our override writes into what super() gave: res['key'] = ..., res.update({'key': ...}), for line in res: line[2].update(...).
std::vector<Key> added_keys(const PythonTree& tree, std::string_view method) {
    std::set<std::string_view> given;
    for (NodeId id = 0; id < tree.nodes.size(); ++id) {
        const NodeId left = tree.child(id, PyField::left), right = tree.child(id, PyField::right);
        if (left == no_node || right == no_node || tree[left].kind != Py::identifier) continue;
        const std::string_view text = tree.text(right);
        const bool from_super = tree[id].kind == Py::assignment && text.starts_with("super(") && text.find(std::string(").") + std::string(method)) != text.npos;
        if (from_super || (tree[id].kind == Py::for_statement && given.contains(first_name(tree, right)))) given.insert(tree.text(left));
    }
    return keys_of(tree, [&](NodeId holder) {
        if (tree[holder].kind == Py::subscript) return given.contains(first_name(tree, holder));
        const NodeId list = tree[holder].parent, call = list == no_node ? no_node : tree[list].parent;
        const NodeId function = call == no_node || tree[call].kind != Py::call ? no_node : tree.child(call, PyField::function);
        return function != no_node && tree.text(function).ends_with(".update") && given.contains(first_name(tree, function));
    });
}

// The one model that has the key and, of all that have it, most of the fields named beside it; "" if that is no answer.
std::string_view model_of_values(const TargetNames& names, const std::string& key, const std::set<std::string>& beside) {
    std::string_view best;
    size_t most = 0;
    bool several = false;
    for (const std::string_view model : names.models_with(key)) {
        const size_t fits = size_t(std::count_if(beside.begin(), beside.end(), [&](const std::string& other) { return names.has(model, other); }));
        if (fits < most) continue;
        several = fits == most;
        best = model;
        most = fits;
    }
    return several || most < fewest_keys || most * 4 < beside.size() * 3 ? std::string_view{} : best;
}

}  // namespace

std::vector<Finding> find_prepared_values(const Upgrade& upgrade) {
    const Program& program = upgrade.current;
    const Facts& facts = program.world.facts;
    const TargetNames &before = names_now(upgrade), &after = names_then(upgrade);
    std::vector<Finding> findings;
    std::set<std::pair<Index, uint32_t>> told;
    for (const Gone& gone : all_gone(upgrade, Cause::field)) told.emplace(gone.use->at.file, gone.use->at.line);
    MethodCode ours, theirs;
    for (const Override& o : program.overrides) {
        if (o.kind != SymbolKind::method || o.custom.column != SymbolRef::Column::method || o.core.column != SymbolRef::Column::method || !in_both(upgrade, o.module)) continue;
        const std::string_view name = facts.str(facts.methods[o.custom.row].name);
        if (!name.starts_with("_prepare_") || facts.methods[o.custom.row].super == Super::none || !upgrade.override_(o) || !ours.read(program, o.custom.row)) continue;
        const std::vector<Key> added = added_keys(ours.tree(), name);
        if (added.empty() || !theirs.read(program, o.core.row)) continue;
        std::set<std::string> beside;
        for (Key& key : keys_of(theirs.tree(), [](NodeId) { return true; })) beside.insert(std::move(key.name));
        for (const Key& key : added) {
            const std::string_view model = model_of_values(before, key.name, beside);
            const Change* change = model.empty() ? nullptr : upgrade.delta.gone(SymbolKind::field, model, key.name);
            const At at = ours.at(key.at);
            if (!change || change->change == ChangeKind::moved || !after.model(model) || after.has(model, key.name) || !told.emplace(at.file, at.line).second) continue;
            const auto was = before.definitions(model, key.name);
            Finding finding = begin_finding(o.module, SymbolKind::field, fmt::format("{}.{}", model, key.name), at);
            Successor next = successor(upgrade, o.module, SymbolKind::field, model, key.name, was.empty() ? SymbolRef{} : was.front());
            finding.severity = Severity::warning;
            finding.certainty = Certainty::likely;
            finding.effect = Effect::crash_run;
            finding.message = fmt::format("the field {} is gone in {}{}{}: it fails when it is used", finding.symbol, then(upgrade),
                                          was.empty() ? std::string{} : had_it(upgrade, was.front()), next.text);
            finding.remark = fmt::format("; {} prepares values of {}, by the fields that it names", o.symbol, model);
            finding.fix = next.name.empty()      ? fmt::format("Use what took its place in {}, or delete this.", then(upgrade))
                          : next.caution.empty() ? fmt::format("Use {}{}; check that it means the same.", next.name, next.needs)
                                                 : fmt::format("Use {}{}. {}", next.name, next.needs, next.caution);
            finding.related.push_back(related_to(program, o.core, "prepares the values"));
            if (next.place) finding.related.push_back(std::move(*next.place));
            findings.push_back(std::move(finding));
        }
    }
    return findings;
}

}  // namespace driftline

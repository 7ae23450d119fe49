// Rows about manifests: their keys, their bundles, the hooks they name.
#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "base/text.h"
#include "rules/knowledge/handed_on.h"
#include "rules/knowledge/search.h"
#include "syntax/python_tree.h"

namespace driftline::knowledge {
namespace {

std::string_view plain(std::string_view literal) {
    literal = trim(literal);
    if (literal.size() < 2 || (literal[0] != '\'' && literal[0] != '"') || literal.back() != literal[0]) return {};
    return literal.substr(1, literal.size() - 2);
}

// What stands between the brackets.
std::string_view plain_list(std::string_view list) { return list.size() < 2 ? std::string_view{} : trim(list.substr(1, list.size() - 2)); }

// Most manifests hold no word that any row asks for, and need not be parsed.
bool mentions(const std::string& text, const std::vector<const Change*>& changes) {
    return std::any_of(changes.begin(), changes.end(), [&](const Change* change) {
        const auto& names = change->match.names;
        return std::any_of(names.begin(), names.end(), [&](const std::string& name) { return name == "*" || text.find(name) != text.npos; });
    });
}

class Manifest {
public:
    Manifest(Search& search, const ModuleRow& module, PythonParser& parser) : search_(search), file_(module.at.file) {
        parser.parse(search.text(file_), tree_);
    }

    void operator()(const std::vector<const Change*>& keys, const std::vector<const Change*>& bundles) {
        const NodeId root = dictionary();
        if (root == no_node) return;
        each_pair(root, [&](NodeId pair, std::string_view key) {
            const NodeId value = tree_.child(pair, PyField::value);
            const bool empty = value != no_node && tree_[value].kind == Py::list && plain_list(tree_.text(value)).empty();
            for (const Change* change : keys)
                if (change->match.names_one(key) && !empty) add(*change, pair, key);
            if (key != "assets" || value == no_node || tree_[value].kind != Py::dictionary) return;
            each_pair(value, [&](NodeId bundle, std::string_view name) {
                for (const Change* change : bundles)
                    if (change->match.names_one(name)) add(*change, bundle, name);
            });
        });
    }

private:
    NodeId dictionary() const {
        for (NodeId id = 0; id < tree_.nodes.size(); ++id)
            if (tree_[id].kind == Py::dictionary) return id;
        return no_node;
    }
    template <class F> void each_pair(NodeId dictionary, F&& f) const {
        for (NodeId pair = tree_.first_child(dictionary); pair != no_node; pair = tree_.next_sibling(pair)) {
            const NodeId key = tree_[pair].kind == Py::pair ? tree_.child(pair, PyField::key) : no_node;
            if (key != no_node) f(pair, plain(tree_.text(key)));
        }
    }
    void add(const Change& change, NodeId pair, std::string_view name) {
        const PyNode& key = tree_[tree_.child(pair, PyField::key)];
        search_.add(change, {file_, key.begin, key.end, key.line}, name);
    }

    Search& search_;
    const Index file_;
    PythonTree tree_;
};

class Hooks {
public:
    explicit Hooks(Search& search) : search_(search) {
        const auto& methods = search.facts().methods;
        for (Index row = Index(methods.size() - search.ours(methods).size()); row < methods.size(); ++row)
            if (methods[row].owner == no_row && !(methods[row].flags & method_nested) && search.counts(methods[row].at)) functions_[{search.world().module_of(methods[row].at), methods[row].name}].push_back(row);
    }

    // The function a hook's name means: defined at the top of a file of the module. Most stand beside the manifest.
    void operator()(const Change& change, Index module, std::string_view key, Name function) {
        const auto named = functions_.find({module, function});
        if (named == functions_.end()) return;
        for (const Index row : named->second) {
            const MethodRow& method = search_.facts().methods[row];
            if (change.match.params->found_in(search_.str(method.params))) continue;
            search_.add(change, method.at, search_.str(function), key);
            hooks_.emplace(&change, row);
        }
    }

    // What these hand their parameter to gets the wrong thing with them.
    void helpers() {
        const Facts& facts = search_.facts();
        std::set<std::pair<const Change*, Index>> seen = hooks_;
        HandedOn handed_on(search_.upgrade.current);
        for (const auto& [change, hook] : hooks_)
            for (const Index row : handed_on.helpers_of(hook)) {
                const MethodRow& method = facts.methods[row];
                if (!seen.emplace(change, row).second) continue;
                Match& match = search_.add(*change, method.at, {});
                match.helper = fmt::format("{}({})", search_.str(method.name), search_.str(method.params));
                match.handed_by = search_.str(facts.methods[hook].name);
            }
    }

private:
    Search& search_;
    std::map<std::pair<Index, Name>, std::vector<Index>> functions_;
    std::set<std::pair<const Change*, Index>> hooks_;
};

}  // namespace

void match_manifests(Search& search) {
    const auto keys = search.of_kind(MatchKind::manifest_key), bundles = search.of_kind(MatchKind::manifest_bundle), hooks = search.of_kind(MatchKind::hook_parameters);
    PythonParser parser;
    Hooks hook{search};
    const auto& modules = search.facts().modules;
    for (Index row = 0; row < modules.size(); ++row) {
        if (!search.counts(row)) continue;
        if (modules[row].at.file != no_row && (!keys.empty() || !bundles.empty()))
            if (const std::string& text = search.text(modules[row].at.file); mentions(text, keys) || mentions(text, bundles)) Manifest{search, modules[row], parser}(keys, bundles);
        const auto named = search.facts().items(modules[row].hooks);
        for (size_t i = 0; i + 1 < named.size(); i += 2)
            for (const Change* change : hooks)
                if (change->match.names_one(search.str(named[i]))) hook(*change, row, search.str(named[i]), named[i + 1]);
    }
    hook.helpers();
}

}  // namespace driftline::knowledge

#include "rules/upgrade/bodies.h"

#include <algorithm>
#include <set>
#include <string>

#include "base/text.h"
#include "rules/method_code.h"

namespace driftline {

namespace {

const MethodRow& method(const Program& program, const SymbolRef& symbol) { return program.world.facts.methods[symbol.row]; }

// From the nearest definition downwards, what a call of ours to super runs (or would run). The framework's own classes are left
// out below a model's: they are below every model.
std::vector<SymbolRef> reached(const Program& program, const Override& o) {
    std::vector<SymbolRef> found{o.core};
    const auto nearest = std::find_if(o.chain.begin(), o.chain.end(), [&](const SymbolRef& s) { return s.column == o.core.column && s.row == o.core.row; });
    for (auto next = nearest; next != o.chain.end() && method(program, found.back()).super != Super::none; ++next) {
        if (next == nearest || next->column != SymbolRef::Column::method || next->module == no_row || program.world.custom(next->module)) continue;
        if (program.world.in_closure(o.module, next->module) && model_defining(program, *next) != "base") found.push_back(*next);
    }
    return found;
}

}  // namespace

std::optional<BodyChange> changed_body(const Upgrade& upgrade, const Override& now, const Override& then) {
    if (now.core.column != SymbolRef::Column::method || then.core.column != SymbolRef::Column::method) return std::nullopt;
    const Program &current = upgrade.current, &target = upgrade.target;
    const bool guess = !depends_on_core(current, now) || !depends_on_core(target, then);
    if (guess && module_name(current, now.core.module) != module_name(target, then.core.module)) return std::nullopt;
    const std::vector<SymbolRef> before = reached(current, now);
    std::vector<SymbolRef> after = reached(target, then);
    const auto take = [&](auto same) -> SymbolRef {
        const auto found = std::find_if(after.begin(), after.end(), same);
        if (found == after.end()) return {};
        const SymbolRef symbol = *found;
        after.erase(found);
        return symbol;
    };
    std::optional<BodyChange> changed;
    std::vector<SymbolRef> unpaired;
    for (const SymbolRef& old : before) {
        const SymbolRef pair = take([&](const SymbolRef& s) {
            return module_name(target, s.module) == module_name(current, old.module) && model_defining(target, s) == model_defining(current, old);
        });
        if (!pair) unpaired.push_back(old);
        else if (!changed && method(current, old).body_digest != method(target, pair).body_digest) changed = BodyChange{old, pair};
    }
    for (const SymbolRef& old : unpaired) {
        const SymbolRef moved = take([&](const SymbolRef& s) { return method(target, s).body_digest == method(current, old).body_digest; });
        // What is compared with a definition of another model shows no change: it is gone from there.
        if (moved || changed) continue;
        const SymbolRef same_model = take([&](const SymbolRef& s) { return model_defining(target, s) == model_defining(current, old); });
        // The framework's own is still there, below what a module puts before it now.
        if (!same_model && old.module == no_row && !after.empty()) changed = BodyChange{{}, after.front()};
        else changed = BodyChange{old, same_model};
    }
    if (!changed && !after.empty()) changed = BodyChange{{}, after.front()};
    return changed;
}

std::set<std::string> asked_for(const Program& program, Index method) {
    static constexpr std::string_view common[] = {"append", "browse", "context", "create", "ensure_one", "env", "filtered", "format", "get", "id", "ids", "items", "join", "keys",
                                                  "len", "list", "map", "mapped", "search", "set", "sudo", "sum", "super", "tuple", "update", "values", "with_context", "write", "_"};
    std::set<std::string> words;
    MethodCode code;
    if (!code.read(program, method)) return words;
    const PythonTree& tree = code.tree();
    std::set<NodeId> written;
    for (NodeId id = 0; id < tree.nodes.size(); ++id) {
        if (tree[id].kind == Py::assignment) written.insert(tree.child(id, PyField::left));
        const NodeId named = tree[id].kind == Py::attribute && !written.contains(id) ? tree.child(id, PyField::attribute) : tree[id].kind == Py::call ? tree.child(id, PyField::function) : no_node;
        if (named != no_node && tree[named].kind == Py::identifier) words.emplace(tree.text(named));
        if (tree[id].kind == Py::string && tree.text(id).size() < 64) {
            std::string_view text = tree.text(id);
            while (!text.empty() && (text.front() == '"' || text.front() == '\'')) text.remove_prefix(1);
            while (!text.empty() && (text.back() == '"' || text.back() == '\'')) text.remove_suffix(1);
            if (!text.empty()) words.emplace(text);
        }
    }
    for (const std::string_view word : common) words.erase(std::string{word});
    return words;
}

bool is_of_its_own(const Upgrade& upgrade, const SymbolRef& ours, const BodyChange& change) {
    if (ours.column != SymbolRef::Column::method) return false;
    const std::set<std::string> mine = asked_for(upgrade.current, ours.row);
    if (upgrade.current.world.facts.source(upgrade.current.world.facts.methods[ours.row].body).empty()) return false;
    std::set<std::string> theirs;
    if (change.current) theirs.merge(asked_for(upgrade.current, change.current.row));
    if (change.target) theirs.merge(asked_for(upgrade.target, change.target.row));
    const auto shared = std::count_if(mine.begin(), mine.end(), [&](const std::string& word) { return theirs.contains(word); });
    return size_t(shared) * 3 < mine.size() || mine.empty();
}

size_t changed_lines(std::string_view diff) {
    size_t added = 0, removed = 0, at = 0;
    for (const std::string_view line : split(diff, '\n')) {
        if (++at <= 2) continue;   // labels
        added += line.starts_with('+');
        removed += line.starts_with('-');

    }
    return std::max(added, removed);
}

}  // namespace driftline

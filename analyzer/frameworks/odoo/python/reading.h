// One Python file while its facts are extracted: the tree, where facts go, and what the whole file tells at a glance.
#pragma once
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "facts/extract.h"

namespace driftline::odoo {

// A name the file imports, or a class or function of its own top level.
struct Imported {
    Name root{};              // dotted module
    std::string_view path;    // attribute chain on it; "" = the module itself
    bool foreign = false;     // part of Odoo outside the file's own module: what another version may lack
    bool guarded = false;
};

// hasattr(x, 'name'), 'name' in x._fields, 'model' in env: from then on the enclosing function knows it may be absent.
struct Probe {
    NodeId at = no_node;
    std::string_view name;
};

struct Reading {
    Reading(const FileContext& context, const PythonTree& tree, Facts& out);

    const FileContext& context;
    const PythonTree& tree;
    Facts& out;
    std::deque<std::string> storage;                                // text that is not a piece of the source
    std::unordered_map<std::string_view, Imported> imports;         // by local name
    std::unordered_map<std::string_view, NodeId> constants;         // top-level `name = value`: the value
    std::unordered_map<std::string_view, Index> classes;            // rows made so far, by the class's name
    std::vector<NodeId> comments, supers;                           // in document order; supers: identifiers `super`
    std::vector<NodeId> import_statements;
    std::vector<Probe> probes;
    // The file's functions by name, made when super_paths first looks for one, and whether they call what stands at a place of theirs.
    struct Helpers {
        bool known = false;
        std::unordered_map<std::string_view, std::vector<NodeId>> definitions;
        std::map<std::pair<NodeId, size_t>, bool> call_it;
    };
    mutable Helpers helpers;

    std::string_view keep(std::string text) { return storage.emplace_back(std::move(text)); }
    At at(NodeId id) const { return {0, tree[id].begin, tree[id].end, tree[id].line}; }
    At at(NodeId first, NodeId last) const { return {0, tree[first].begin, tree[last].end, tree[first].line}; }

    // A comment on the lines of the node, or standing alone on the line above.
    bool commented(NodeId from, NodeId to) const;
    // The text of a string literal (implicit concatenation joined, escapes decoded); nullopt for anything else, f-strings included.
    std::optional<std::string_view> string(NodeId id);
    // The same, also through a top-level constant of this file.
    std::optional<std::string_view> constant_string(NodeId id);
    // What a top-level name stands for, or the node itself.
    NodeId resolve_constant(NodeId id);
    // May this literal be read once more through a name? Bounds the work for a large one named again and again.
    bool afford(NodeId literal) {
        followed_ += tree[literal].end - tree[literal].begin;
        return followed_ <= 4 * tree.source.size() + (size_t(1) << 16);
    }
    // "a.b.c" as written, "" if it is not such a chain.
    std::string dotted(NodeId id) const;
    // The same with its first name replaced by what it was imported as.
    std::string resolved(NodeId id) const;
    const Imported* imported(std::string_view name) const {
        const auto found = imports.find(name);
        return found == imports.end() ? nullptr : &found->second;
    }
    std::string full_path(const Imported& imported) const;

private:
    size_t followed_ = 0;   // bytes read through names
};

// Children without comments.
template <class F>
void each_child(const PythonTree& tree, NodeId id, F&& f) {
    for (NodeId c = tree.first_child(id); c != no_node; c = tree.next_sibling(c))
        if (tree[c].kind != Py::comment && tree[c].kind != Py::line_continuation) f(c);
}
NodeId first_child(const PythonTree& tree, NodeId id);                         // without comments
NodeId unwrapped(const PythonTree& tree, NodeId id);                           // without redundant parentheses
NodeId positional(const PythonTree& tree, NodeId call, size_t index);          // argument of a call, or no_node
NodeId keyword(const PythonTree& tree, NodeId call, std::string_view name);    // value of a keyword argument, or no_node
bool is_sequence(Py kind);                                                     // list, tuple or set display
// The docstring's statement of a block, or no_node.
NodeId docstring(const PythonTree& tree, NodeId block);

}  // namespace driftline::odoo

// Replacing overrides that are copies: the core's body, a few lines changed, and from then on without its fixes.
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>

#include "base/parallel.h"
#include "base/text.h"
#include "frameworks/odoo/linker.h"
#include "frameworks/odoo/python/literal.h"
#include "frameworks/odoo/python/reading.h"

namespace driftline::odoo {
namespace {

constexpr uint32_t fewest_statements = 3;     // below, alike bodies are chance ...
constexpr size_t telling_parts = 8;           // ... unless they are long: a dictionary of values is one statement
constexpr size_t most_parts = 1500;           // the comparison is quadratic; longer bodies do not exist outside generated code
constexpr double worth_telling = 0.65;       // half the same is what two methods for one purpose have by nature

// A statement, the head of a compound one, or an entry of a long collection: what makes two bodies alike. `tokens` do not see
// layout, quotes or comments, so that a copy run through a formatter is still one.
struct Part {
    std::string tokens, shown;
    std::string within = {};   // the function inside the method that it stands in
};

class PartReader {
public:
    explicit PartReader(const PythonTree& tree) : tree_(tree) {}

    std::vector<Part> read() {
        for (NodeId id = 0; id < tree_.nodes.size(); ++id) {
            if (tree_[id].kind != Py::function_definition) continue;
            if (const NodeId body = tree_.child(id, PyField::body); body != no_node) block(body, docstring(tree_, body));
            break;
        }
        return std::move(parts_);
    }

private:
    static bool opens_block(Py kind) {
        switch (kind) {
            case Py::block: case Py::elif_clause: case Py::else_clause: case Py::except_clause: case Py::except_group_clause:
            case Py::finally_clause: case Py::case_clause: case Py::function_definition: case Py::class_definition: return true;
            default: return false;
        }
    }
    static bool collects(Py kind) {
        return kind == Py::dictionary || kind == Py::list || kind == Py::tuple || kind == Py::set || kind == Py::argument_list;
    }

    void block(NodeId id, NodeId skipped) {
        each_child(tree_, id, [&](NodeId c) {
            if (c != skipped) statement(c);
        });
    }

    // As deep as the tree, whose depth is bounded.
    void statement(NodeId id) {
        if (tree_[id].kind == Py::block) return block(id, no_node);
        NodeId first_block = no_node;
        each_child(tree_, id, [&](NodeId c) {
            if (first_block == no_node && opens_block(tree_[c].kind)) first_block = c;
        });
        if (first_block == no_node) return expression(id);
        Part head{std::string(1, char(tree_[id].kind)), shown(tree_[id].begin, tree_[first_block].begin), within_};
        each_child(tree_, id, [&](NodeId c) {
            if (!opens_block(tree_[c].kind)) append_tokens(tree_, c, head.tokens);
        });
        parts_.push_back(std::move(head));
        const std::string outside = within_;
        if (tree_[id].kind == Py::function_definition) within_ = tree_.text(tree_.child(id, PyField::name));
        each_child(tree_, id, [&](NodeId c) {
            if (opens_block(tree_[c].kind)) statement(c);
        });
        within_ = outside;
    }

    // A dictionary of forty values is forty parts: else one changed value would hide the other thirty-nine.
    void expression(NodeId id) {
        Part part{"", "", within_};
        const NodeId collection = outermost_collection(id);
        if (collection == no_node) {
            append_tokens(tree_, id, part.tokens);
            part.shown = shown(tree_[id].begin, tree_[id].end);
            parts_.push_back(std::move(part));
            return;
        }
        for (NodeId c = id; c < tree_[id].next; ++c) {   // what stands around it
            const bool whole = tree_[c].next == c + 1 || tree_[c].kind == Py::string || tree_[c].kind == Py::concatenated_string;
            if (c != collection && whole) append_tokens(tree_, c, part.tokens);
            if (c == collection || whole) c = tree_[c].next - 1;
        }
        part.shown = shown(tree_[id].begin, tree_[collection].begin + 1);
        parts_.push_back(std::move(part));
        each_child(tree_, collection, [&](NodeId c) { expression(c); });
    }
    NodeId outermost_collection(NodeId id) const {
        for (NodeId c = id; c < tree_[id].next; ++c) {
            if (!collects(tree_[c].kind)) continue;
            size_t entries = 0;
            each_child(tree_, c, [&](NodeId) { ++entries; });
            if (entries >= (tree_[c].kind == Py::dictionary ? 2u : 6u)) return c;   // a call with a few arguments is one thing
        }
        return no_node;
    }

    std::string shown(uint32_t begin, uint32_t end) const {
        constexpr size_t longest = 160;
        std::string text;
        for (const char c : trim(tree_.source.substr(begin, end - begin))) {
            const bool space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
            if (space && (text.empty() || text.back() == ' ')) continue;
            text += space ? ' ' : c;
        }
        return text.size() <= longest ? text : std::string(clipped(text, longest)) + "...";
    }

    const PythonTree& tree_;
    std::string within_;
    std::vector<Part> parts_;
};

// `text`: a whole def with its decorators. Its first line lost its indentation, the others have theirs.
std::vector<Part> parts_of(PythonParser& parser, const std::string& text) {
    std::string indent = " ";   // less than any body's
    for (size_t begin = 0; text.starts_with('@') && begin < text.size();) {
        const size_t code = text.find_first_not_of(" \t", begin), end = std::min(text.find('\n', begin), text.size());
        if (code < end && (std::string_view(text).substr(code).starts_with("def ") || std::string_view(text).substr(code).starts_with("async "))) {
            if (code > begin) indent = text.substr(begin, code - begin);
            break;
        }
        begin = end + 1;
    }
    const std::string source = "if 1:\n" + indent + text + "\n";
    PythonTree tree;
    parser.parse(source, tree);
    return PartReader(tree).read();
}

// Longest common subsequence; marks the parts of `ours` and `theirs` that belong to it.
size_t common(const std::vector<Part>& ours, const std::vector<Part>& theirs, std::vector<bool>& in_ours, std::vector<bool>& in_theirs) {
    const size_t n = ours.size(), m = theirs.size();
    std::vector<uint16_t> table((n + 1) * (m + 1), 0);
    const auto cell = [&](size_t i, size_t k) -> uint16_t& { return table[i * (m + 1) + k]; };
    for (size_t i = n; i-- > 0;)
        for (size_t k = m; k-- > 0;) cell(i, k) = ours[i].tokens == theirs[k].tokens ? uint16_t(cell(i + 1, k + 1) + 1) : std::max(cell(i + 1, k), cell(i, k + 1));
    for (size_t i = 0, k = 0; i < n && k < m;) {
        if (ours[i].tokens == theirs[k].tokens) in_ours[i++] = in_theirs[k++] = true;
        else if (cell(i + 1, k) >= cell(i, k + 1)) ++i;
        else ++k;
    }
    return cell(0, 0);
}

// A part of theirs that is gone, or one of ours that is new, in a function that both bodies have.
std::string changed_within(const std::vector<Part>& ours, const std::vector<Part>& theirs, const std::vector<bool>& in_ours, const std::vector<bool>& in_theirs) {
    std::set<std::string_view> known;
    for (size_t k = 0; k < theirs.size(); ++k) {
        if (theirs[k].within.empty()) continue;
        if (!in_theirs[k]) return theirs[k].within;
        known.insert(theirs[k].within);
    }
    for (size_t i = 0; i < ours.size(); ++i)
        if (!in_ours[i] && known.contains(ours[i].within)) return ours[i].within;
    return {};
}

std::optional<Fork> compare(const Program& program, Index index) {
    const Facts& facts = program.world.facts;
    const Override& o = program.overrides[index];
    const MethodRow& ours = facts.methods[o.custom.row];
    const MethodRow& theirs = facts.methods[o.core.row];
    PythonParser parser;
    const auto a = parts_of(parser, facts.source(ours.body)), b = parts_of(parser, facts.source(theirs.body));
    if (a.empty() || b.empty() || a.size() > most_parts || b.size() > most_parts) return std::nullopt;
    const bool few = std::min(theirs.statements, ours.statements) < fewest_statements;
    if (few && std::min(a.size(), b.size()) < telling_parts) return std::nullopt;
    std::vector<bool> in_a(a.size()), in_b(b.size());
    const size_t same = common(a, b, in_a, in_b);
    Fork fork;
    fork.override_ = index;
    fork.similarity = 2.0 * double(same) / double(a.size() + b.size());
    fork.statements = theirs.statements;
    if (fork.similarity < worth_telling) return std::nullopt;
    size_t i = 0, k = 0;
    while (i < a.size() || k < b.size()) {
        if (k < b.size() && !in_b[k]) fork.changed_lines.push_back("- " + b[k++].shown);
        else if (i < a.size() && !in_a[i]) fork.changed_lines.push_back("+ " + a[i++].shown);
        else ++i, ++k;
    }
    fork.changed_within = changed_within(a, b, in_a, in_b);
    return fork;
}

}  // namespace

void find_forks(Program& program, int jobs) {
    std::vector<Index> candidates;
    for (Index i = 0; i < program.overrides.size(); ++i) {
        const Override& o = program.overrides[i];
        const bool method = o.custom.column == SymbolRef::Column::method && o.core.column == SymbolRef::Column::method;
        if (method && o.behaviour != Behaviour::extends) candidates.push_back(i);
    }
    std::vector<std::optional<Fork>> forks(candidates.size());
    parallel_for(candidates.size(), jobs, [&](size_t i, int) { forks[i] = compare(program, candidates[i]); });
    for (auto& fork : forks)
        if (fork) program.forks.push_back(std::move(*fork));
}

}  // namespace driftline::odoo

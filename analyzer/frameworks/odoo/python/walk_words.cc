// Names asked of what nobody knows the type of. By themselves they say little; a name that a whole version of the core has lost
// says enough. So only names are stated that are hardly anything else's: two words, and not short.
#include <algorithm>

#include "base/text.h"
#include "frameworks/odoo/python/literal.h"
#include "frameworks/odoo/python/walker.h"

namespace driftline::odoo {
namespace {

constexpr size_t shortest_word = 8;

bool is_telling(std::string_view name) {
    if (name.size() < shortest_word || name.starts_with("__") || name.find('_') == std::string_view::npos) return false;
    return std::all_of(name.begin(), name.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

}  // namespace

void Walker::word(std::string_view name, NodeId at, uint16_t flags) {
    if (r_.context.words && is_telling(name)) use(UseKind::word, no_name, name, at, flags);
}

void Walker::words(std::string_view path, NodeId at, uint16_t flags) {
    if (!r_.context.words) return;
    for (const std::string_view step : split(path, '.')) word(step, at, flags);
}

// x.mapped('a.b'), vals.get('a')
void Walker::words_of_call(std::string_view method, NodeId id) {
    if (!r_.context.words) return;
    const bool named = method == "mapped" || method == "filtered" || method == "sorted" || method == "get" || method == "pop" || method == "setdefault";
    const NodeId first = named ? positional(tree_, id, 0) : no_node;
    if (first == no_node || tree_[first].kind != Py::string) return;
    if (const auto text = r_.string(first)) words(*text, first);
}

// ('a.b', '=', value) in a list that may turn out to be a domain
void Walker::words_of_leaf(NodeId id) {
    if (!r_.context.words) return;
    const NodeId field = first_child(tree_, id);
    if (field == no_node || tree_[field].kind != Py::string) return;
    const NodeId operation = tree_.next_sibling(field), value = operation == no_node ? no_node : tree_.next_sibling(operation);
    if (value == no_node || tree_[operation].kind != Py::string || tree_.next_sibling(value) != no_node) return;
    const auto path = r_.string(field), text = r_.string(operation);
    if (path && text && is_domain_operator(lower(*text))) words(*path, field, use_domain);
}

}  // namespace driftline::odoo

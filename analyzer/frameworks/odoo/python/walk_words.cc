// Names asked of what nobody knows the type of. By themselves they say little; a name that a whole version of the core has lost
// says enough. So only names are stated that are hardly anything else's (telling_name.h).
#include "base/text.h"
#include "frameworks/odoo/python/literal.h"
#include "frameworks/odoo/python/walker.h"
#include "frameworks/odoo/telling_name.h"

namespace driftline::odoo {
namespace {

constexpr size_t fewest_beside = 4, most_beside = 24;   // fewer say little; many are a table

// What is passed on from call to call, or comes with a request: its keys are no fields.
bool names_context(std::string_view receiver) {
    const size_t dot = receiver.rfind('.');
    if (dot != receiver.npos) receiver.remove_prefix(dot + 1);
    return receiver.ends_with("context") || receiver.ends_with("ctx") || receiver == "kw" || receiver == "kwargs" || receiver == "params" || receiver == "post";
}

}  // namespace

void Walker::word(std::string_view name, NodeId at, uint16_t flags, List beside) {
    if (!r_.context.words || !is_telling_name(name)) return;
    UseRow& row = use(UseKind::word, no_name, name, at, flags);
    row.keywords_begin = beside.begin;
    row.keyword_count = uint8_t(beside.count);
}

void Walker::words(std::string_view path, NodeId at, uint16_t flags, List beside) {
    if (!r_.context.words) return;
    const auto steps = split(path, '.');
    for (const std::string_view step : steps) word(step, at, flags, step.data() == steps.front().data() ? beside : List{});
}

List Walker::names_of_keys(NodeId dictionary) {
    std::vector<Name> names;
    each_child(tree_, dictionary, [&](NodeId pair) {
        const NodeId key = tree_[pair].kind == Py::pair ? tree_.child(pair, PyField::key) : no_node;
        if (key == no_node || tree_[key].kind != Py::string || names.size() > most_beside) return;
        if (const auto text = r_.string(key); text && is_plain_name(*text)) names.push_back(out_.name(*text));
    });
    return names.size() < fewest_beside || names.size() > most_beside ? List{} : out_.list(names);
}

List Walker::names_of_leaves(NodeId domain) {
    std::vector<Name> names;
    if (tree_[domain].kind != Py::list) return {};
    each_child(tree_, domain, [&](NodeId leaf) {
        const NodeId field = tree_[leaf].kind == Py::tuple ? first_child(tree_, leaf) : no_node;
        if (field == no_node || tree_[field].kind != Py::string || names.size() > most_beside) return;
        const auto text = r_.string(field);
        if (const std::string_view first = text ? text->substr(0, text->find('.')) : std::string_view{}; is_plain_name(first)) names.push_back(out_.name(first));
    });
    return names.size() < fewest_beside || names.size() > most_beside ? List{} : out_.list(names);
}

// x.mapped('a.b'), vals.get('a')
void Walker::words_of_call(std::string_view method, NodeId id) {
    if (!r_.context.words) return;
    const bool named = method == "mapped" || method == "filtered" || method == "sorted" || method == "get" || method == "pop" || method == "setdefault";
    const NodeId first = named ? positional(tree_, id, 0) : no_node;
    if (first == no_node || tree_[first].kind != Py::string) return;
    const NodeId called = tree_.child(id, PyField::function), receiver = called == no_node ? no_node : tree_.child(called, PyField::object);
    if (receiver != no_node && names_context(tree_.text(receiver))) return;
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
    if (!path || !text || !is_domain_operator(lower(*text))) return;
    if (domain_ != tree_[id].parent) {
        domain_ = tree_[id].parent;
        names_of_domain_ = names_of_leaves(domain_);
    }
    words(*path, field, use_domain, names_of_domain_);
}

}  // namespace driftline::odoo

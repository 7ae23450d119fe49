#include "frameworks/odoo/registry.h"

#include <algorithm>
#include <span>
#include <tuple>

#include "base/text.h"

namespace driftline::odoo {

// Nodes of the class graph: a registry class per model, a definition class per class row.
struct Registry::Builder {
    static constexpr uint64_t model_bit = uint64_t(1) << 40;
    using Node = uint64_t;               // class row, or model_bit | index into models_
    using Order = std::vector<Node>;

    Registry& registry;
    const PythonIndex& python;
    std::vector<Order> bases;            // of models_[i]: what its registry class inherits from
    std::vector<Order> orders;             // by slot; empty: not known yet
    std::vector<uint32_t> in_tail;         // by slot: of how many of the lists that are being merged
    Name base_name{};

    // LastOrderedSet: an element added again moves to the end.
    static void add_last(Order& set, Node node) {
        const auto known = std::find(set.begin(), set.end(), node);
        if (known != set.end()) set.erase(known);
        set.push_back(node);
    }

    void add(Index row) {
        const Facts& facts = registry.world_.facts;
        const ClassRow& definition = facts.classes[row];
        const auto inherits = facts.items(definition.inherits);
        std::vector<Name> parents;
        parents.reserve(inherits.size() + 2);
        parents.assign(inherits.begin(), inherits.end());
        if (definition.model != base_name && base_name != no_name) parents.push_back(base_name);
        const auto known = registry.by_name_.find(definition.model);
        // A computed _inherit of a model that is there names it, more likely than not; taking the model away would be a guess.
        if (definition.flags & class_inherit_dynamic && known != registry.by_name_.end()) parents.push_back(definition.model);
        const bool extends = std::find(parents.begin(), parents.end(), definition.model) != parents.end();
        // Odoo: "Model does not exist in registry". With a dependency unread it may well do: mixins named beside it are then overridden.
        const bool undefined = extends && known == registry.by_name_.end();
        if (undefined && registry.world_.modules[registry.world_.module_of(definition.at)].missing.empty()) return;
        size_t index = 0;
        if (known == registry.by_name_.end()) {
            index = registry.models_.size();
            registry.by_name_.emplace(definition.model, index);
            registry.models_.emplace_back().name = definition.model;
            registry.models_[index].world_ = &registry.world_;
            registry.models_[index].kind = definition.model_kind;
            registry.models_[index].extended_only = undefined;
            bases.emplace_back();
        } else {
            index = known->second;
            if (!extends) {
                registry.models_[index].shadowed_definition = true;
                registry.models_[index].parents.clear();
            }
        }
        Model& model = registry.models_[index];
        model.definitions.push_back(row);
        registry.model_of_class_[row] = definition.model;
        Order made;
        made.reserve(1 + bases[index].size() + parents.size());
        made.push_back(row);
        for (const Name parent : parents) {
            if (parent == definition.model) {
                if (made.size() == 1) made.insert(made.end(), bases[index].begin(), bases[index].end());   // the usual: none of them is there yet
                else
                    for (const Node node : bases[index]) add_last(made, node);
            } else if (const auto hit = registry.by_name_.find(parent); hit != registry.by_name_.end()) {
                add_last(made, model_bit | hit->second);
                if (std::find(model.parents.begin(), model.parents.end(), parent) == model.parents.end()) model.parents.push_back(parent);
            }
        }
        bases[index] = std::move(made);
        const auto delegates = facts.items(definition.delegates);
        for (size_t i = 0; i + 1 < delegates.size(); i += 2) model.delegates.emplace_back(delegates[i], delegates[i + 1]);
    }

    size_t slot(Node node) const { return node & model_bit ? size_t(node & ~model_bit) : registry.models_.size() + size_t(node); }

    // C3 (Python's own): false if there is no consistent order, then the lists are taken one after the other.
    bool merge(const std::vector<std::span<const Node>>& lists, Order& result) {
        std::vector<size_t> heads(lists.size(), 0);
        size_t first = 0;   // the lists before it are used up
        for (const auto& list : lists)
            for (size_t i = 1; i < list.size(); ++i) ++in_tail[slot(list[i])];
        for (;;) {
            bool any = false, found = false;
            while (first < lists.size() && heads[first] == lists[first].size()) ++first;
            for (size_t l = first; l < lists.size() && !found; ++l) {
                if (heads[l] == lists[l].size()) continue;
                any = true;
                const Node candidate = lists[l][heads[l]];
                if (in_tail[slot(candidate)] > 0) continue;
                found = true;
                result.push_back(candidate);
                for (size_t k = first; k < lists.size(); ++k) {
                    if (heads[k] == lists[k].size() || lists[k][heads[k]] != candidate) continue;
                    if (++heads[k] < lists[k].size()) --in_tail[slot(lists[k][heads[k]])];
                }
            }
            if (!any) return true;   // each has been a head by now: in_tail is as it was
            if (!found) {
                for (size_t l = 0; l < lists.size(); ++l) {
                    for (; heads[l] < lists[l].size(); ++heads[l])
                        if (std::find(result.begin(), result.end(), lists[l][heads[l]]) == result.end()) result.push_back(lists[l][heads[l]]);
                    for (const Node node : lists[l]) in_tail[slot(node)] = 0;
                }
                return false;
            }
        }
    }

    // REQUIRES: all models are known.
    const Order& order(Node node, bool& consistent, int depth) {
        Order& known = orders[slot(node)];
        if (!known.empty()) return known;
        static const Order nothing;
        if (depth > 200) return nothing;   // a cycle in hostile code
        Order parents;
        if (node & model_bit) parents = bases[node & ~model_bit];
        else
            for (const Index base : python.bases(Index(node))) parents.push_back(base);
        if (parents.empty()) return orders[slot(node)] = {node};
        std::vector<std::span<const Node>> lists;
        lists.reserve(parents.size() + 1);
        size_t nodes = 1;
        for (const Node parent : parents) nodes += lists.emplace_back(order(parent, consistent, depth + 1)).size();
        lists.emplace_back(parents);
        Order result;
        result.reserve(nodes);
        result.push_back(node);
        if (!merge(lists, result)) consistent = false;
        return orders[slot(node)] = std::move(result);
    }

    void linearize(size_t index) {
        Model& model = registry.models_[index];
        for (const Node node : order(model_bit | index, model.consistent, 0))
            if (!(node & model_bit)) model.mro.push_back(Index(node));
    }
};

const Model::Lazy& Model::gathered() const {
    std::call_once(lazy_->once, [&] {
        const Facts& facts = world_->facts;
        std::vector<Member> found;
        std::vector<uint64_t> order;   // name, then place in `found`
        for (uint32_t rank = 0; rank < mro.size(); ++rank) {
            const ClassRow& row = facts.classes[mro[rank]];
            const Index module = world_->module_of(row.at);
            const auto put = [&](SymbolRef::Column column, Index i, const auto& member) {
                order.push_back(uint64_t(member.name) << 32 | found.size());
                found.push_back({{column, i, module, member.at}, rank});
            };
            for (Index i = row.fields.begin; i < row.fields.begin + row.fields.count; ++i) put(SymbolRef::Column::field, i, facts.fields[i]);
            for (Index i = row.methods.begin; i < row.methods.begin + row.methods.count; ++i) put(SymbolRef::Column::method, i, facts.methods[i]);
            for (Index i = row.members.begin; i < row.members.begin + row.members.count; ++i) put(SymbolRef::Column::member, i, facts.members[i]);
        }
        std::sort(order.begin(), order.end());
        lazy_->names.reserve(order.size());
        lazy_->members.reserve(order.size());
        for (const uint64_t one : order) {
            lazy_->names.push_back(Name(one >> 32));
            lazy_->members.push_back(found[uint32_t(one)]);
        }
    });
    return *lazy_;
}

std::span<const Member> Model::members() const { return gathered().members; }

std::span<const Member> Model::find(Name wanted) const {
    const Lazy& all = gathered();
    const auto [first, last] = std::equal_range(all.names.begin(), all.names.end(), wanted);
    return std::span(all.members).subspan(size_t(first - all.names.begin()), size_t(last - first));
}

Registry::Registry(const World& world, const PythonIndex& python) : world_(world), model_of_class_(world.facts.classes.size(), no_name) {
    const Facts& facts = world.facts;
    Builder builder{*this, python, {}, {}, {}, facts.names.find("base").value_or(no_name)};
    // Class rows stand by file; files of a module are visited in import order, classes in the order of their text.
    using Rank = std::tuple<uint32_t, uint32_t, Index, uint32_t, Index>;
    std::vector<Rank> rows;
    for (Index c = 0; c < facts.classes.size(); ++c) {
        const ClassRow& row = facts.classes[c];
        const FileRow& file = facts.files[row.at.file];
        const bool usable = row.model_kind != ModelKind::none && row.model != no_name && !(row.flags & class_not_registered);
        if (usable && file.module != no_row && world.modules[file.module].linked && !(file.flags & file_not_loaded))
            rows.emplace_back(world.modules[file.module].load_order, file.load_order, row.at.file, row.at.begin, c);
    }
    std::sort(rows.begin(), rows.end());
    for (const Rank& rank : rows) builder.add(std::get<4>(rank));
    builder.orders.resize(models_.size() + facts.classes.size());
    builder.in_tail.resize(builder.orders.size());
    for (size_t i = 0; i < models_.size(); ++i) builder.linearize(i);
    for (size_t i = 0; i < models_.size(); ++i)
        if (!models_[i].extended_only) by_underscores_.emplace(replace_all(facts.str(models_[i].name), ".", "_"), i);
}

const Model* Registry::find(Name name) const {
    const auto hit = by_name_.find(name);
    return hit == by_name_.end() ? nullptr : &models_[hit->second];
}

const Model* Registry::of_class(Index class_row) const { return class_row == no_row || model_of_class_[class_row] == no_name ? nullptr : find(model_of_class_[class_row]); }

const Model* Registry::by_underscores(std::string_view underscored) const {
    const auto hit = by_underscores_.find(std::string(underscored));
    return hit == by_underscores_.end() ? nullptr : &models_[hit->second];
}

}  // namespace driftline::odoo

#include "model/upgrade.h"

#include <algorithm>

namespace driftline {
namespace {

template <class Row>
int64_t distance(const Column<Row>& current, const Column<Row>& target) {
    return int64_t(target.size()) - int64_t(current.size());
}

uint64_t key(const SymbolRef& symbol) { return uint64_t(symbol.column) << 32 | symbol.row; }
uint64_t key(const SpecLink& spec) { return uint64_t(spec.view) << 32 | spec.spec; }

}  // namespace

Upgrade::Upgrade(const Program& c, const Program& t, const Delta& d) : current(c), target(t), delta(d) {
    const Facts &a = c.world.facts, &b = t.world.facts;
    files_ = distance(a.files, b.files);
    modules_ = distance(a.modules, b.modules);
    classes_ = distance(a.classes, b.classes);
    fields_ = distance(a.fields, b.fields);
    methods_ = distance(a.methods, b.methods);
    records_ = distance(a.records, b.records);
    views_ = distance(a.views, b.views);
    client_templates_ = distance(a.client_templates, b.client_templates);
    sql_rows_ = distance(a.sql, b.sql);
    uses_ = distance(a.uses, b.uses);
    const auto [first, last] = std::minmax_element(t.links.begin(), t.links.end(), [](const Link& left, const Link& right) { return left.use < right.use; });
    if (first != t.links.end()) first_use_ = first->use, links_.assign(last->use - first->use + 1, no_row);
    for (Index i = 0; i < t.links.size(); ++i)
        if (Index& link = links_[t.links[i].use - first_use_]; link == no_row) link = i;
    for (Index i = 0; i < t.overrides.size(); ++i) overrides_[key(t.overrides[i].custom)].push_back(i);
    for (Index i = 0; i < t.sql.size(); ++i) sql_[t.sql[i].sql].push_back(i);
    for (Index i = 0; i < t.specs.size(); ++i) specs_.emplace(key(t.specs[i]), i);
    for (Index i = 0; i < t.client_specs.size(); ++i) client_specs_.emplace(key(t.client_specs[i]), i);
}

const Link* Upgrade::link(const Link& current_link) const {
    const Index at = use(current_link.use) - first_use_;   // wraps around below the first
    return at >= links_.size() || links_[at] == no_row ? nullptr : &target.links[links_[at]];
}

const Override* Upgrade::override_(const Override& current_override) const {
    SymbolRef ours = current_override.custom;
    switch (ours.column) {
        case SymbolRef::Column::class_: ours.row = class_(ours.row); break;
        case SymbolRef::Column::field: ours.row = field(ours.row); break;
        case SymbolRef::Column::method: ours.row = method(ours.row); break;
        case SymbolRef::Column::record: ours.row = record(ours.row); break;
        case SymbolRef::Column::view: ours.row = view(ours.row); break;
        case SymbolRef::Column::patch: ours.row = shift(ours.row, distance(current.world.facts.patches, target.world.facts.patches)); break;
        case SymbolRef::Column::sql: ours.row = shift(ours.row, sql_rows_); break;
        case SymbolRef::Column::route: ours.row = shift(ours.row, distance(current.world.facts.routes, target.world.facts.routes)); break;
        default: return nullptr;
    }
    const auto hit = overrides_.find(key(ours));
    if (hit == overrides_.end()) return nullptr;
    // One definition may override several: a class that extends two models, a view with many specs.
    for (const Index i : hit->second)
        if (target.overrides[i].kind == current_override.kind && target.overrides[i].symbol == current_override.symbol &&
            (current_override.spec == no_row || current.specs[current_override.spec].spec == target.specs[target.overrides[i].spec].spec))
            return &target.overrides[i];
    return nullptr;
}

const SqlLink* Upgrade::sql(const SqlLink& current_link) const {
    const auto hit = sql_.find(shift(current_link.sql, sql_rows_));
    if (hit == sql_.end()) return nullptr;
    for (const Index i : hit->second)
        if (target.world.str(target.sql[i].column) == current.world.str(current_link.column)) return &target.sql[i];
    return nullptr;
}

const SpecLink* Upgrade::spec(const SpecLink& current_spec) const {
    SpecLink wanted;
    wanted.view = view(current_spec.view);
    wanted.spec = current_spec.spec;
    const auto hit = specs_.find(key(wanted));
    return hit == specs_.end() ? nullptr : &target.specs[hit->second];
}

const SpecLink* Upgrade::client_spec(const SpecLink& current_spec) const {
    SpecLink wanted;
    wanted.view = shift(current_spec.view, client_templates_);
    wanted.spec = current_spec.spec;
    const auto hit = client_specs_.find(key(wanted));
    return hit == client_specs_.end() ? nullptr : &target.client_specs[hit->second];
}

}  // namespace driftline

#include <algorithm>
#include <numeric>
#include <set>
#include <span>
#include <tuple>

#include "base/text.h"
#include "frameworks/odoo/compare/reader.h"

namespace driftline::odoo {
namespace {

bool defines(const RecordRow& record) {
    return record.xmlid != no_name && record.tag != RecordTag::delete_ && record.tag != RecordTag::function && !(record.flags & record_dynamic_id);
}

}  // namespace

void SymbolReader::records() {
    for (Index v = 0; v < facts_.views.size(); ++v)
        if (facts_.views[v].record != no_row) out_.view_of[facts_.views[v].record] = v;
    // Nearly every id is given once: rows of an id lie together without being sorted.
    std::vector<Index> begin(facts_.names.size() + 1), defined;
    for (Index r = 0; r < facts_.records.size(); ++r) {
        const RecordRow& record = facts_.records[r];
        if (!defines(record) || side_.module_of(record.at) == no_row || !side_.loaded(record.at)) continue;
        defined.push_back(r);
        ++begin[size_t(record.xmlid) + 1];
    }
    std::partial_sum(begin.begin(), begin.end(), begin.begin());
    std::vector<Index> rows(defined.size()), next = begin;
    for (const Index r : defined) rows[next[size_t(facts_.records[r].xmlid)]++] = r;
    // Its own module's definition first, then in the order of loading.
    const auto rank = [&](Index r) {
        const RecordRow& record = facts_.records[r];
        const std::string_view id = side_.str(record.xmlid), name = side_.module_name(side_.module_of(record.at));
        const bool own = id.size() > name.size() && id.starts_with(name) && id[name.size()] == '.';
        return std::tuple(!own, side_.load_rank(record.at), r);
    };
    for (size_t id = 0; id + 1 < begin.size(); ++id) {
        const std::span<Index> some = std::span(rows).subspan(begin[id], begin[id + 1] - begin[id]);
        if (some.size() > 1) std::sort(some.begin(), some.end(), [&](Index a, Index b) { return rank(a) < rank(b); });
        if (!some.empty()) add_record(some);
    }
    constraints();
}

void SymbolReader::add_record(std::span<Index> rows) {
    const RecordRow& record = facts_.records[rows.front()];
    Symbol symbol = make(SymbolKind::record, no_word, side_.word(record.xmlid), SymbolRef::Column::record, rows.front(), record.at);
    symbol.model = side_.word(record.model);
    if (const Index view = out_.view_of[rows.front()]; view != no_row) symbol.shown = facts_.views[view].flags & view_template ? SymbolKind::template_ : SymbolKind::view;
    bool demo = true;
    for (const Index row : rows) demo = demo && (facts_.records[row].flags & record_demo);
    if (demo) symbol.flags |= change_demo;
    if (record.flags & record_noupdate) symbol.flags |= change_noupdate;
    const Definitions definitions = keep(rows);
    symbol.first = definitions.first;
    symbol.count = definitions.count;
    out_.all.push_back(symbol);
}

// <module>.constraint_<table>_<name>, in the module of the nearest class that states it (IrModelConstraint._reflect_model).
void SymbolReader::constraints() {
    for (const Model& model : side_.registry.models()) {
        if (model.kind == ModelKind::abstract || table_flags(model)) continue;
        const std::string table = table_of(side_, model);
        std::set<std::string_view> seen;
        for (const Index c : model.mro) {
            const ClassRow& row = facts_.classes[c];
            for (Index m = row.members.begin; m < row.members.begin + row.members.count; ++m) {
                const MemberRow& member = facts_.members[m];
                const std::string_view type = side_.str(member.type);
                if (type != "_sql_constraints" && type != "models.Constraint" && type != "models.UniqueIndex" && type != "models.Index") continue;
                std::string_view name = side_.str(member.name);
                if (type != "_sql_constraints" && name.starts_with('_')) name.remove_prefix(1);
                const Index module = side_.module_of(member.at);
                if (module == no_row || !seen.insert(name).second) continue;
                Symbol symbol = make(SymbolKind::record, no_word, no_word, SymbolRef::Column::member, m, member.at);
                symbol.flags = change_implicit;
                out_.unnamed_.push_back({symbol, std::string(side_.module_name(module)) + ".constraint_" + table + "_" + std::string(name)});
            }
        }
    }
}

std::string table_of(const Side& side, const Model& model) {
    for (const Index c : model.mro) {
        if (side.registry.of_class(c) != &model) continue;
        const auto attributes = side.facts.items(side.facts.classes[c].attributes);
        for (size_t i = 0; i + 1 < attributes.size(); i += 2)
            if (side.str(attributes[i]) == "_table") return replace_all(replace_all(side.str(attributes[i + 1]), "'", ""), "\"", "");
    }
    return replace_all(side.str(model.name), ".", "_");
}

// --- Python names and routes ---------------------------------------------------------------------------------------------------------------

void SymbolReader::python() {
    const auto path = [&](const At& at) { return side_.word(facts_.files[at.file].python_path); };
    const auto counts = [&](const At& at) { return side_.loaded(at) && facts_.files[at.file].kind == FileKind::python; };
    for (Index f = 0; f < facts_.files.size(); ++f) {
        At at;
        at.file = f;
        at.line = 1;
        if (counts(at)) out_.all.push_back(make(SymbolKind::python, path(at), no_word, SymbolRef::Column::file, f, at));
    }
    std::unordered_map<uint64_t, Index> functions;
    const auto key = [](const At& at, Name name) { return uint64_t(at.file) << 32 | uint32_t(name); };
    for (Index m = 0; m < facts_.methods.size(); ++m)
        if (facts_.methods[m].owner == no_row) functions.emplace(key(facts_.methods[m].at, facts_.methods[m].name), m);
    for (Index b = 0; b < facts_.bindings.size(); ++b) {
        const BindingRow& row = facts_.bindings[b];
        const bool defined = row.kind == BindingKind::class_ || row.kind == BindingKind::function || row.kind == BindingKind::assignment;
        if (!defined || row.name == no_name || !counts(row.at)) continue;
        const auto function = row.kind == BindingKind::function ? functions.find(key(row.at, row.name)) : functions.end();
        const bool body = function != functions.end();
        out_.all.push_back(make(SymbolKind::python, path(row.at), side_.word(row.name), body ? SymbolRef::Column::method : SymbolRef::Column::binding,
                                body ? function->second : b, row.at));
    }
    for (Index c = 0; c < facts_.classes.size(); ++c)
        if (counts(facts_.classes[c].at) && facts_.classes[c].model_kind == ModelKind::none && !orm_class_[c]) class_members(c);
}

// Methods of controllers, of the framework's own classes, of helpers: "Class.method" in its file.
void SymbolReader::class_members(Index class_row) {
    const ClassRow& row = facts_.classes[class_row];
    const std::string prefix = std::string(side_.str(row.name)) + ".";
    for (Index m = row.methods.begin; m < row.methods.begin + row.methods.count; ++m) {
        const MethodRow& method = facts_.methods[m];
        const Symbol symbol = make(SymbolKind::python, side_.word(facts_.files[row.at.file].python_path), no_word, SymbolRef::Column::method, m, method.at);
        out_.unnamed_.push_back({symbol, prefix + std::string(side_.str(method.name))});
    }
}

void SymbolReader::routes() {
    for (Index r = 0; r < facts_.routes.size(); ++r) {
        const RouteRow& row = facts_.routes[r];
        if (row.method == no_row || !side_.loaded(row.at)) continue;
        for (const Name path : facts_.items(row.paths))
            out_.all.push_back(make(SymbolKind::route, no_word, side_.word(path), SymbolRef::Column::route, r, row.at));
    }
}

}  // namespace driftline::odoo

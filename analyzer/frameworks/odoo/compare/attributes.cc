// What changed in a symbol that both cores have.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "frameworks/odoo/compare/emit.h"
#include "frameworks/odoo/said_words.h"

namespace driftline::odoo {
namespace {

void compare(Attributes& out, std::string_view what, std::string_view before, std::string_view after) {
    if (before != after) out.add(what, before, after);
}
std::string_view yes_no(bool value) { return value ? "yes" : "no"; }
void compare(Attributes& out, std::string_view what, bool before, bool after) { compare(out, what, yes_no(before), yes_no(after)); }

std::vector<std::string_view> without(const std::vector<std::string_view>& all, const std::vector<std::string_view>& known) {
    std::vector<std::string_view> rest;
    for (const std::string_view key : all)
        if (std::find(known.begin(), known.end(), key) == known.end() && std::find(rest.begin(), rest.end(), key) == rest.end()) rest.push_back(key);
    return rest;
}

void field(const Pairing& p, const Symbol& x, const Symbol& y, Attributes& out) {
    const auto rows_x = p.from.definitions(x), rows_y = p.to.definitions(y);
    const auto same = [&](Index i, Index k) { return p.a.facts.fields[i].digest == p.b.facts.fields[k].digest; };
    if (x.via == y.via && std::equal(rows_x.begin(), rows_x.end(), rows_y.begin(), rows_y.end(), same)) return;
    const EffectiveField before = p.a.fields.effective(rows_x, p.a.fields.options(rows_x)), after = p.b.fields.effective(rows_y, p.b.fields.options(rows_y));
    compare(out, "type", before.type, after.type);
    if (!before.comodel.empty() && !after.comodel.empty()) compare(out, "relation", before.comodel, after.comodel);
    compare(out, "inverse_field", before.inverse_field, after.inverse_field);
    compare(out, "required", before.required, after.required);
    compare(out, "readonly", before.readonly, after.readonly);
    compare(out, "stored", bool(x.flags & change_stored), bool(y.flags & change_stored));
    compare(out, "compute", before.compute, after.compute);
    compare(out, "inverse", before.inverse, after.inverse);
    compare(out, "search", before.search, after.search);
    compare(out, "related", before.related, after.related);
    compare(out, "groups", before.groups, after.groups);
    compare(out, "company_dependent", before.company_dependent, after.company_dependent);
    compare(out, "translate", before.translate, after.translate);
    if (before.selection_known && after.selection_known) {
        const auto keys = [](const Side& side, const EffectiveField& field) {
            std::vector<std::string_view> texts;
            for (const Name key : field.selection) texts.push_back(side.str(key));
            return texts;
        };
        const auto x_keys = keys(p.a, before), y_keys = keys(p.b, after);
        for (const std::string_view key : without(x_keys, y_keys)) out.add("selection", key, "");
        for (const std::string_view key : without(y_keys, x_keys)) out.add("selection", "", key);
    }
    compare(out, "via", text(x.via), text(y.via));
}

std::string decorators(const Facts& facts, const MethodRow& row) {
    std::string all;
    for (const Name decorator : facts.items(row.decorators)) all.append(all.empty() ? "" : ", ").append(facts.str(decorator));
    return all;
}

void method_row(const Pairing& p, const MethodRow& x, const MethodRow& y, std::string_view suffix, Attributes& out) {
    const Facts &a = p.a.facts, &b = p.b.facts;
    const auto what = [&](std::string_view name) { return suffix.empty() ? name : out.keep(std::string(name).append(suffix)); };
    const auto statements = [&](const MethodRow& row) { return out.keep(fmt::format("{} statements", row.statements)); };
    if (x.signature_digest != y.signature_digest) compare(out, what("signature"), a.str(x.params), b.str(y.params));
    if (x.decorators_digest != y.decorators_digest) compare(out, what("decorators"), out.keep(decorators(a, x)), out.keep(decorators(b, y)));
    if (x.super != y.super) compare(out, what("super"), text(x.super), text(y.super));
    if (x.body_digest != y.body_digest) out.add(what("body"), statements(x), statements(y));
}

// Nearly all methods that both cores have: defined by the same modules, in the same order and words.
bool same_methods(const Pairing& p, const Symbol& x, const Symbol& y) {
    const auto rows_x = p.from.definitions(x), rows_y = p.to.definitions(y);
    return std::equal(rows_x.begin(), rows_x.end(), rows_y.begin(), rows_y.end(), [&](Index i, Index k) {
        const MethodRow &before = p.a.facts.methods[i], &after = p.b.facts.methods[k];
        const Index module = p.a.module_of(before.at), now = p.b.module_of(after.at);
        return before.body_digest == after.body_digest && before.signature_digest == after.signature_digest && before.decorators_digest == after.decorators_digest &&
               before.super == after.super && (rows_x.size() == 1 || p.a.module_name(module) == p.b.module_name(now));
    });
}

// Per module that defines it: the one loaded first without, the others with their name.
void method(const Pairing& p, const Symbol& x, const Symbol& y, Attributes& out) {
    if (same_methods(p, x, y)) return;
    const auto by_module = [](const Symbols& symbols, const Symbol& symbol) {
        std::map<std::string_view, Index> rows;
        for (const Index row : symbols.definitions(symbol)) rows.emplace(symbols.side.module_name(symbols.side.module_of(symbols.side.facts.methods[row].at)), row);
        return rows;
    };
    const auto before = by_module(p.from, x), after = by_module(p.to, y);
    const std::string_view home = p.a.module_name(x.module);
    for (const auto& [module, row] : before) {
        const auto hit = after.find(module);
        if (hit == after.end()) continue;
        method_row(p, p.a.facts.methods[row], p.b.facts.methods[hit->second], module == home ? std::string_view() : out.keep(fmt::format("@{}", module)), out);
    }
}

// A record's values by field, in the order of words; of those that stand twice the last one.
struct FieldValue { Word field; Index row; };
std::vector<FieldValue> values_of(const Side& side, const RecordRow& record) {
    std::vector<FieldValue> values;
    values.reserve(record.values.count);
    for (Index v = record.values.begin; v < record.values.begin + record.values.count; ++v) values.push_back({side.word(side.facts.values[v].field), v});
    std::sort(values.begin(), values.end(), [](const FieldValue& x, const FieldValue& y) { return x.field != y.field ? x.field < y.field : x.row > y.row; });
    values.erase(std::unique(values.begin(), values.end(), [](const FieldValue& x, const FieldValue& y) { return x.field == y.field; }), values.end());
    return values;
}

// What the old record says first, then what only the new one says; both by name.
void values(const Pairing& p, const RecordRow& x, const RecordRow& y, Attributes& out) {
    const auto before = values_of(p.a, x), after = values_of(p.b, y);
    const auto value = [](const Side& side, const FieldValue& one) { return side.str(side.facts.values[one.row].value); };
    std::vector<Attribute> had, added;
    const auto compare = [](std::vector<Attribute>& some, std::string_view what, std::string_view old_value, std::string_view new_value) {
        if (old_value != new_value) some.push_back({what, old_value, new_value});
    };
    auto now = after.begin();
    const auto add_up_to = [&](Word field) {
        for (; now != after.end() && now->field < field; ++now) compare(added, p.words.text(now->field), "", value(p.b, *now));
    };
    for (const FieldValue& one : before) {
        add_up_to(one.field);
        const bool both = now != after.end() && now->field == one.field;
        compare(had, p.words.text(one.field), value(p.a, one), both ? value(p.b, *now) : std::string_view());
        now += both;
    }
    add_up_to(Word(-1));
    for (std::vector<Attribute>* some : {&had, &added}) {
        std::sort(some->begin(), some->end(), [](const Attribute& one, const Attribute& other) { return one.what < other.what; });
        for (const Attribute& one : *some) out.add(one.what, one.before, one.after);
    }
}

// Where a tag begins before which two archs are the same.
size_t same_words(std::string_view before, std::string_view after) {
    const size_t same = size_t(std::mismatch(before.begin(), before.end(), after.begin(), after.end()).first - before.begin());
    const size_t tag = before.substr(0, same).rfind('<'), comment = before.substr(0, same).rfind("<!--");
    if (tag == before.npos) return 0;
    return comment != before.npos && before.substr(0, tag).find("-->", comment) == before.npos ? comment : tag;
}

// Do two archs, cut off anywhere, differ for sure?
bool differ(std::string_view before, std::string_view after) {
    std::vector<std::string_view> words;
    scan_arch(before, [&](const Token& token) { words.push_back(token.text); });
    size_t i = 0;
    bool unlike = false, sure = false;   // the last word of either may be cut off
    scan_arch(after, [&](const Token& token) {
        if (unlike) sure = true;
        else if (i + 1 < words.size()) unlike = words[i++] != token.text;
    });
    return sure;
}

bool same_arch(const Pairing& p, const ViewRow& x, const ViewRow& y) {
    if (SaidBy::arch(p.a.facts, x.said).same_bytes(SaidBy::arch(p.b.facts, y.said))) return true;
    const std::string_view before = p.a.source(x.arch), after = p.b.source(y.arch);
    if (before == after) return true;
    // Nearly always the first words of what differs tell.
    constexpr size_t some = 400;   // bytes
    const size_t from = same_words(before, after);
    if (differ(before.substr(from, some), after.substr(from, some))) return false;
    const auto words = [](std::string_view text) {
        std::vector<std::pair<uint64_t, std::string_view>> made;
        scan_arch(text, [&](const Token& token) { made.emplace_back(token.hash, token.text); });
        return made;
    };
    return words(before) == words(after);
}

bool same_values(const Pairing& p, const RecordRow& x, const RecordRow& y) {
    if (x.values.count != y.values.count) return false;
    for (Index i = 0; i < x.values.count; ++i) {
        const ValueRow &v = p.a.facts.values[x.values.begin + i], &w = p.b.facts.values[y.values.begin + i];
        if (v.kind != w.kind || p.a.word(v.field) != p.b.word(w.field) || p.a.word(v.value) != p.b.word(w.value)) return false;
    }
    return true;
}

void record(const Pairing& p, const Symbol& x, const Symbol& y, Attributes& out) {
    compare(out, "noupdate", bool(x.flags & change_noupdate), bool(y.flags & change_noupdate));
    if (x.model != y.model) compare(out, "model", p.words.text(x.model), p.words.text(y.model));
    if (x.column == SymbolRef::Column::member && y.column == SymbolRef::Column::member)
        return compare(out, "definition", p.a.str(p.a.facts.members[x.row].value), p.b.str(p.b.facts.members[y.row].value));
    if (x.column != SymbolRef::Column::record || y.column != SymbolRef::Column::record) return;
    const Index i = p.from.view_of[x.row], k = p.to.view_of[y.row];
    if (i != no_row && k != no_row && !same_arch(p, p.a.facts.views[i], p.b.facts.views[k])) out.add("arch", "", "");
    const RecordRow &before = p.a.facts.records[x.row], &after = p.b.facts.records[y.row];
    if (!same_values(p, before, after)) values(p, before, after, out);
}

void model(const Pairing& p, const Symbol& x, const Symbol& y, Attributes& out) {
    compare(out, "kind", text(x.model_kind), text(y.model_kind));
    compare(out, "table", !(x.flags & change_table_query), !(y.flags & change_table_query));
    const auto parents = [](const Side& side, const Symbol& symbol) {
        std::vector<std::string_view> names;
        if (const Model* found = side.model(symbol.name))
            for (const Name parent : found->parents) names.push_back(side.str(parent));
        return names;
    };
    const auto before = parents(p.a, x), after = parents(p.b, y);
    for (const std::string_view parent : without(before, after)) out.add("inherit", parent, "");
    for (const std::string_view parent : without(after, before)) out.add("inherit", "", parent);
}

void module(const Pairing& p, const Symbol& x, const Symbol& y, Attributes& out) {
    const auto depends = [](const Side& side, const Symbol& symbol) {
        std::vector<std::string_view> names;
        for (const Name name : side.facts.items(side.facts.modules[symbol.row].depends)) names.push_back(side.str(name));
        return names;
    };
    const auto before = depends(p.a, x), after = depends(p.b, y);
    for (const std::string_view name : without(before, after)) out.add("depends", name, "");
    for (const std::string_view name : without(after, before)) out.add("depends", "", name);
    compare(out, "auto_install", bool(p.a.facts.modules[x.row].flags & module_auto_install), bool(p.b.facts.modules[y.row].flags & module_auto_install));
}

void python(const Pairing& p, const Symbol& x, const Symbol& y, Attributes& out) {
    if (x.column == SymbolRef::Column::method && y.column == SymbolRef::Column::method) return method_row(p, p.a.facts.methods[x.row], p.b.facts.methods[y.row], "", out);
}

void route(const Pairing& p, const Symbol& x, const Symbol& y, Attributes& out) {
    const RouteRow &before = p.a.facts.routes[x.row], &after = p.b.facts.routes[y.row];
    compare(out, "type", p.a.str(before.type), p.b.str(after.type));
    compare(out, "auth", p.a.str(before.auth), p.b.str(after.auth));
}

}  // namespace

void changed_attributes(const Pairing& pairing, const Symbol& x, const Symbol& y, Attributes& out) {
    switch (x.kind) {
        case SymbolKind::field: field(pairing, x, y, out); break;
        case SymbolKind::method: method(pairing, x, y, out); break;
        case SymbolKind::record: record(pairing, x, y, out); break;
        case SymbolKind::model: model(pairing, x, y, out); break;
        case SymbolKind::module: module(pairing, x, y, out); break;
        case SymbolKind::python: python(pairing, x, y, out); break;
        case SymbolKind::route: route(pairing, x, y, out); break;
        default: break;
    }
}

}  // namespace driftline::odoo

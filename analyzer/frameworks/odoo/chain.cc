// `driftline chain SYMBOL`: every definition and extension, in the order the registry or the view engine gives them.
#include <fmt/format.h>

#include "frameworks/odoo/linker.h"
#include "frameworks/odoo/odoo.h"
#include "frameworks/odoo/views/link_views.h"

namespace driftline::odoo {
namespace {

std::string kind_note(const Facts& facts, Index class_row, const Model& model) {
    const ClassRow& row = facts.classes[class_row];
    if (row.model == no_name) return "framework";
    return row.model == model.name ? "" : fmt::format("from {}", facts.str(row.model));
}

std::vector<ChainEntry> of_member(const Linked& linked, const Model& model, Name name) {
    const Facts& facts = linked.world.facts;
    std::vector<ChainEntry> chain;
    for (const Member& member : model.find(name)) {
        ChainEntry entry;
        entry.symbol = member.symbol;
        Index owner = no_row;
        if (member.symbol.column == SymbolRef::Column::method) {
            entry.what = "method";
            entry.calls_super = facts.methods[member.symbol.row].super;
            owner = facts.methods[member.symbol.row].owner;
        } else if (member.symbol.column == SymbolRef::Column::field) {
            entry.what = "field";
            owner = facts.fields[member.symbol.row].owner;
        } else {
            entry.what = "attribute";
            owner = facts.members[member.symbol.row].owner;
        }
        if (owner != no_row) entry.note = kind_note(facts, owner, model);
        chain.push_back(std::move(entry));
    }
    return chain;
}

std::vector<ChainEntry> of_model(const Linked& linked, const Model& model) {
    const Facts& facts = linked.world.facts;
    std::vector<ChainEntry> chain;
    for (const Index row : model.mro) {
        const At& at = facts.classes[row].at;
        chain.push_back({{SymbolRef::Column::class_, row, linked.world.module_of(at), at}, "model", Super::not_applicable,
                         fmt::format("{}{}{}", facts.str(facts.classes[row].name), kind_note(facts, row, model).empty() ? "" : ", ", kind_note(facts, row, model))});
    }
    return chain;
}

std::vector<ChainEntry> of_xmlid(const Linked& linked, const Families& families, Name xmlid) {
    const Facts& facts = linked.world.facts;
    std::vector<ChainEntry> chain;
    for (const Index row : view_chain(linked.world, families, xmlid)) {
        const ViewRow& view = facts.views[row];
        std::string note = fmt::format("priority {}", view.priority);
        if (view.flags & view_inactive) note += ", inactive";
        if (view.mode == ViewMode::primary && view.inherit != no_name) note += ", primary";
        if (view.flags & view_partial) note += ", record overwritten";
        chain.push_back({{SymbolRef::Column::view, row, linked.world.module_of(view.at), view.at}, std::string(facts.str(view.xmlid)), Super::not_applicable, note});
    }
    if (!chain.empty()) return chain;
    for (const Index row : linked.xmlids.rows(xmlid)) {
        const RecordRow& record = facts.records[row];
        chain.push_back({{SymbolRef::Column::record, row, linked.world.module_of(record.at), record.at}, "record", Super::not_applicable,
                         record.flags & record_noupdate ? "noupdate" : ""});
    }
    return chain;
}

std::vector<ChainEntry> of_symbol(const Linked& linked, const Families& families, std::string_view symbol) {
    const Facts& facts = linked.world.facts;
    if (const auto whole = facts.names.find(symbol)) {
        if (const Model* model = linked.registry.find(*whole)) return of_model(linked, *model);
        if (auto entries = of_xmlid(linked, families, *whole); !entries.empty()) return entries;
    }
    const size_t dot = symbol.rfind('.');
    if (dot == std::string_view::npos) return {};
    const auto owner = facts.names.find(symbol.substr(0, dot)), name = facts.names.find(symbol.substr(dot + 1));
    const Model* model = owner ? linked.registry.find(*owner) : nullptr;
    return model && name ? of_member(linked, *model, *name) : std::vector<ChainEntry>();
}

}  // namespace

std::vector<ChainEntry> chain(const Program& program, std::string_view symbol) { return of_symbol(Linked(program.world), Families(program.world), symbol); }

std::vector<std::vector<ChainEntry>> chains(const Program& program, std::span<const std::string> symbols) {
    const Linked linked(program.world);
    const Families families(program.world);
    std::vector<std::vector<ChainEntry>> made;
    for (const std::string& symbol : symbols) made.push_back(of_symbol(linked, families, symbol));
    return made;
}

}  // namespace driftline::odoo

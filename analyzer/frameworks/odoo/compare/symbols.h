// What one core defines, one row per symbol: what is effective, not what each file says.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "frameworks/odoo/compare/side.h"
#include "model/delta.h"

namespace driftline::odoo {

// Keys (kind, owner, name) are unique per side. Records, views and templates have one key space: kind `record`, no owner,
// and the qualified id as their name; `shown` says which of the three it is.
struct Symbol {
    SymbolKind kind = SymbolKind::field, shown = SymbolKind::field;
    Via via = Via::declared;
    ModelKind model_kind = ModelKind::none;
    uint8_t flags = 0;                // ChangeFlags
    Word owner = no_word, name = no_word;
    Word model = no_word;             // records: their model; views: the model of what they show
    Index module = no_row;            // that brings it; no_row: the framework itself
    SymbolRef::Column column = SymbolRef::Column::none;
    Index row = no_row;               // the definition that is loaded first
    At at;
    uint32_t first = 0, count = 0;    // in Symbols::rows: all definitions, the one asked first at the front
};

struct Symbols {
    explicit Symbols(const Side& side);
    // Gives names to the symbols whose ids stand in no file (not thread-safe), then sorts `all` by key. Once each.
    void name_unnamed(Words& growing);
    void sort();

    const Side& side;
    std::vector<Symbol> all;
    std::vector<Index> rows;          // of the column the symbol's kind implies
    std::vector<Index> view_of;       // by record row: its view row or no_row

    std::span<const Index> definitions(const Symbol& symbol) const { return {rows.data() + symbol.first, symbol.count}; }
    const Symbol* find(SymbolKind kind, Word owner, Word name) const;   // REQUIRES: sorted

private:
    struct Unnamed { Symbol symbol; std::string name; };
    std::vector<Unnamed> unnamed_;
    friend class SymbolReader;
};

std::string table_of(const Side& side, const Model& model);   // its table's name, whether or not it has one

inline bool key_less(const Symbol& a, const Symbol& b) {
    if (a.kind != b.kind) return a.kind < b.kind;
    return a.owner != b.owner ? a.owner < b.owner : a.name < b.name;
}

}  // namespace driftline::odoo

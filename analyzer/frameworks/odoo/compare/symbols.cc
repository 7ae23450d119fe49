#include "frameworks/odoo/compare/symbols.h"

#include <algorithm>

#include "base/text.h"
#include "frameworks/odoo/compare/reader.h"
#include "frameworks/odoo/compare/reader.h"

namespace driftline::odoo {

Symbols::Symbols(const Side& of) : side(of), view_of(of.facts.records.size(), no_row) {
    const Facts& facts = side.facts;   // more room than needed: what is never touched costs nothing, moving all symbols does
    all.reserve(facts.modules.size() + 2 * (facts.classes.size() + facts.fields.size() + facts.methods.size()) + facts.records.size() + facts.files.size() + facts.bindings.size());
    rows.reserve(all.capacity());
    SymbolReader reader(*this);
    reader.modules();
    reader.models();
    reader.methods();
    reader.records();
    reader.python();
    reader.routes();
}

void Symbols::name_unnamed(Words& growing) {
    for (Unnamed& one : unnamed_) {
        one.symbol.name = growing.make(one.name);
        if (one.symbol.flags & change_implicit) one.symbol.model = growing.make("ir.model.constraint");
        all.push_back(one.symbol);
    }
    unnamed_.clear();
}

void Symbols::sort() {
    std::stable_sort(all.begin(), all.end(), key_less);
    const auto same = [](const Symbol& a, const Symbol& b) { return !key_less(a, b); };
    all.erase(std::unique(all.begin(), all.end(), same), all.end());
}

const Symbol* Symbols::find(SymbolKind kind, Word owner, Word name) const {
    Symbol wanted;
    wanted.kind = kind;
    wanted.owner = owner;
    wanted.name = name;
    const auto hit = std::lower_bound(all.begin(), all.end(), wanted, key_less);
    return hit != all.end() && !key_less(wanted, *hit) ? &*hit : nullptr;
}

}  // namespace driftline::odoo

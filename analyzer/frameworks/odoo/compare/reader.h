// Fills a Symbols, one kind after the other. Internal to symbols*.cc.
#pragma once
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "frameworks/odoo/compare/symbols.h"

namespace driftline::odoo {

class SymbolReader {
public:
    explicit SymbolReader(Symbols& out) : out_(out), side_(out.side), facts_(out.side.facts) {}

    void modules();
    void models();
    void fields();        // effective ones, of mixins and through delegation too
    void methods();       // by the model that declares them; those of the framework's own base classes are of model `base`
    void records();
    void constraints();   // the ids that the framework gives to constraints in SQL
    void python();        // names at the top of files, members of plain classes
    void routes();

private:
    struct Definitions { uint32_t first, count; };
    Definitions keep(std::span<const Index> rows);
    Symbol make(SymbolKind kind, Word owner, Word name, SymbolRef::Column column, Index row, const At& at) const;
    void fields_of(size_t model, int depth);
    void own_fields(const Model& model, std::vector<Symbol>& fields);
    void delegated_fields(const Model& model, std::vector<Symbol>& fields, int depth);
    Index brought_by(const Model& model, Index home_class) const;
    void model_methods(Word owner, const std::vector<Index>& classes);
    void class_members(Index class_row);
    uint8_t table_flags(const Model& model) const;
    void add_record(std::span<Index> rows);

    Symbols& out_;
    const Side& side_;
    const Facts& facts_;
    std::vector<std::vector<Symbol>> fields_;   // by model, once asked for
    std::vector<uint8_t> asked_;
    std::vector<uint8_t> orm_class_;            // by class row: a base class of all models
};

}  // namespace driftline::odoo

// Dotted Python names -> definitions, over all files of the World: modules, their names, re-exports, star imports.
// Python's own rules (the import system, class attributes), nothing of the ORM. Immutable after construction.
#pragma once
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "model/program.h"

namespace driftline::odoo {

class PythonIndex {
public:
    explicit PythonIndex(const World& world);

    enum class Status : uint8_t { found, no_module /* no such file at all */, no_name /* the file is known and does not define it */, unknown /* star import or __getattr__ may */ };
    struct Found {
        Status status = Status::no_module;
        SymbolRef symbol;          // found: what it is in the end; no_name: the last file or class reached
        std::string_view rest;     // the part of the dotted name not resolved
    };
    // "x.addons.sale.models.sale_order.SaleOrder.action_confirm"
    Found resolve(std::string_view dotted) const;
    // A class by its dotted name; no_row if it is not one.
    Index find_class(std::string_view dotted) const;
    // Class rows that a Python class names as bases and that are known, in order.
    const std::vector<Index>& bases(Index class_row) const { return bases_[class_row]; }
    Index file(std::string_view dotted) const;   // of exactly that module; no_row if none
    // A method, field or member of the class itself or inherited from its Python bases.
    SymbolRef attribute(Index class_row, std::string_view name, int depth = 0) const;

private:
    void find_bases();
    // What one question has asked already: star imports form cycles and diamonds.
    struct Trail { int depth = 0; std::set<std::pair<Index, std::string>> asked; };
    Found resolve(std::string_view dotted, Trail& trail) const;
    Found in_file(Index file, std::string_view rest, Trail& trail) const;
    Found in_class(Index class_row, std::string_view rest) const;
    SymbolRef ref(SymbolRef::Column column, Index row, const At& at) const;

    const World& world_;
    const Facts& facts_;
    std::unordered_map<std::string_view, Index> files_;
    Index class_in(Index file, Name name) const;      // the last of that name in a file; no_row if there is none
    Index function_in(Index file, Name name) const;

    std::vector<Rows> bindings_of_file_;     // rows stand by file
    std::vector<std::vector<Index>> bases_;  // by class row
};

}  // namespace driftline::odoo

// What a program's core and libraries define, by name. Each table is made when first asked for. Safe to ask from any thread.
#pragma once
#include <mutex>
#include <span>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "model/upgrade.h"

namespace driftline {

class TargetNames {
public:
    explicit TargetNames(const Program& program);

    bool model(std::string_view name) const { return bool(model_definition(name)); }   // defined, not only extended
    SymbolRef model_definition(std::string_view name) const;   // its class, the first in the order of files; none if there is none
    bool member(std::string_view name) const;   // a field, method or attribute of any class, or a function
    bool file(std::string_view dotted) const;   // a Python file, or a package that files lie in
    bool binds(std::string_view file, std::string_view name) const;   // at its top level, in so many words
    // Does a class of that module ("": of any), for that model, have a field or method of that name?
    bool defines(std::string_view module, std::string_view model, std::string_view name) const;
    // All of them, in the order of files.
    std::vector<SymbolRef> definitions(std::string_view model, std::string_view name) const;
    // Models that have a field of that name, each once.
    std::vector<std::string_view> models_with(std::string_view field) const;
    // Has the model such a field or method, whichever module brings it?
    bool has(std::string_view model, std::string_view member) const { return defines({}, model, member); }
    // A Python file, or a name at the top level of one: "odoo.tools.misc", "odoo.tools.misc.formatLang".
    bool python(std::string_view dotted) const;

private:
    template <class T>
    struct Table {
        mutable std::once_flag once;
        mutable T rows;
        template <class Make> const T& get(Make&& make) const {
            std::call_once(once, [&] { rows = make(); });
            return rows;
        }
    };
    using NameSet = std::vector<bool>;   // by Name
    struct Definition { SymbolRef symbol; Name model; };
    struct Definitions {
        std::vector<uint32_t> begin;     // by Name, and one past the last
        std::vector<Definition> rows;
    };
    bool takes_part(const At& at) const { return at.file != no_row && taking_part_[at.file]; }
    bool holds(const NameSet& names, std::string_view name) const;
    Definitions read_definitions() const;
    std::span<const Definition> named(std::string_view name) const;

    const Program& program_;
    const std::vector<bool> taking_part_;   // by file
    Table<NameSet> members_;
    Table<std::unordered_map<Name, Index>> models_;   // rows of classes
    Table<std::unordered_set<std::string_view>> files_;
    Table<std::unordered_set<uint64_t>> bindings_;   // file's import path and name
    Table<Definitions> definitions_;                 // by the member's name
};

// Of the core of today, and of the target: made once for all rules.
const TargetNames& names_now(const Upgrade& upgrade);
const TargetNames& names_then(const Upgrade& upgrade);

}  // namespace driftline

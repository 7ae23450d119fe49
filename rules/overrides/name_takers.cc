#include "rules/overrides/name_takers.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <string>

#include "model/nearby_text.h"

namespace driftline {

namespace {

// `globals()[name]` may read any name; `'x' in globals()` reads none.
bool looks_names_up(std::string_view body) {
    for (size_t at = body.find("globals()"); at != body.npos; at = body.find("globals()", at + 1))
        if (!body.substr(0, at).ends_with(" in ")) return true;
    return body.find("sys.modules[__name__") != body.npos;
}

class Search {
public:
    Search(const Program& program, const PatchRow& patch, const SymbolRef& core)
        : world_(program.world), facts_(world_.facts), core_(core), name_(facts_.str(patch.attribute)), module_(facts_.str(patch.target)), dotted_(std::string(module_) + "." + std::string(name_)) {}

    std::optional<NameTakers> run() {
        if (facts_.str(facts_.files[core_.at.file].python_path) != module_ || read_in_its_file()) return std::nullopt;
        find_takers();
        if (read_elsewhere()) return std::nullopt;
        NameTakers takers;
        std::copy_if(takers_.begin(), takers_.end(), std::back_inserter(takers.took), [&](const BindingRow* row) { return !is_patched(*row); });
        if (takers.took.empty() && !takers_.empty()) return std::nullopt;
        return takers;
    }

private:
    bool of_core(Index file) const {
        const FileRow& row = facts_.files[file];
        if (row.flags & file_not_loaded) return false;
        return row.module == no_row || (world_.modules[row.module].linked && (world_.modules[row.module].origin == Origin::core || world_.modules[row.module].origin == Origin::core_copy));
    }

    // By code that runs later than the import: a body, a callable of a field. What looks names up by itself may read any.
    bool read_in_its_file() const {
        if (facts_.files[core_.at.file].python_path == no_name) return true;
        return bodies_say(core_.at.file, true) || columns_say(facts_.members, [&](const MemberRow& row) { return names_word(facts_.str(row.value), name_); }) ||
               columns_say(facts_.fields, [&](const FieldRow& row) {
                   const auto options = facts_.items(row.options);
                   return std::any_of(options.begin(), options.end(), [&](Name option) { return names_word(facts_.str(option), name_); });
               });
    }

    template <class Row, class Says>
    bool columns_say(const Column<Row>& column, const Says& says) const {
        return std::any_of(column.begin(), column.end(), [&](const Row& row) { return row.at.file == core_.at.file && says(row); });
    }

    bool bodies_say(Index file, bool lookups) const {
        const auto first = std::partition_point(facts_.methods.begin(), facts_.methods.end(), [&](const MethodRow& row) { return row.at.file < file; });   // rows stand by file
        for (Index m = Index(first - facts_.methods.begin()); m < facts_.methods.size() && facts_.methods[m].at.file == file; ++m) {
            const MethodRow& method = facts_.methods[m];
            const std::string body = facts_.source(method.body);
            if (body.empty()) return true;
            if (lookups && looks_names_up(body)) return true;
            const bool itself = core_.column == SymbolRef::Column::method && core_.row == m;
            if (!itself && code_names_word(body, name_)) return true;
        }
        return false;
    }

    void find_takers() {
        for (const BindingRow& row : facts_.bindings)
            if (row.kind == BindingKind::import && row.guarded != 2 && facts_.str(row.target) == dotted_ && of_core(row.at.file)) {
                takers_.push_back(&row);
                taker_files_.insert(row.at.file);
            }
    }

    bool is_statement(const At& at) const {
        return std::any_of(takers_.begin(), takers_.end(), [&](const BindingRow* row) { return row->at.file == at.file && row->at.begin == at.begin; });
    }

    // `module.name` in other files; an import inside a function reads when that runs.
    bool read_elsewhere() const {
        for (const UseRow& use : facts_.uses) {
            if (use.kind != UseKind::import || use.path == no_name || !of_core(use.at.file)) continue;
            const std::string_view root = facts_.str(use.root);
            if (!dotted_.starts_with(root)) continue;
            const std::string asked = std::string(root) + "." + std::string(facts_.str(use.path));
            if (asked != dotted_ && !asked.starts_with(dotted_ + ".")) continue;
            const bool of_own_name = root == module_ && asked != dotted_ && taker_files_.contains(use.at.file);
            if (!of_own_name && !is_statement(use.at)) return true;
        }
        return read_by_siblings();
    }

    // What a package's files ask of each other is no reference to another's.
    bool read_by_siblings() const {
        std::set<Index> files;
        for (const BindingRow& row : facts_.bindings) {
            const std::string_view target = facts_.str(row.target);
            const bool reaches = row.kind == BindingKind::import && !target.empty() && (module_ == target || (module_.starts_with(target) && module_[target.size()] == '.'));
            if (reaches && row.at.file != core_.at.file && facts_.files[row.at.file].module == facts_.files[core_.at.file].module && of_core(row.at.file)) files.insert(row.at.file);
        }
        return std::any_of(files.begin(), files.end(), [&](Index file) { return !taker_files_.contains(file) && bodies_say(file, false); });
    }

    bool is_patched(const BindingRow& row) const {
        const std::string_view file = facts_.str(facts_.files[row.at.file].python_path);
        return std::any_of(facts_.patches.begin(), facts_.patches.end(), [&](const PatchRow& patch) { return patch.attribute == row.name && facts_.str(patch.target) == file; });
    }

    const World& world_;
    const Facts& facts_;
    const SymbolRef& core_;
    const std::string_view name_, module_;
    const std::string dotted_;
    std::vector<const BindingRow*> takers_;
    std::set<Index> taker_files_;
};

}  // namespace

std::optional<NameTakers> only_taken_by_name(const Program& program, const Override& o) {
    const bool definition = o.core.column == SymbolRef::Column::class_ || (o.core.column == SymbolRef::Column::method && program.world.facts.methods[o.core.row].owner == no_row);
    if (!definition || o.of_library || o.custom.column != SymbolRef::Column::patch) return std::nullopt;
    return Search(program, program.world.facts.patches[o.custom.row], o.core).run();
}

}  // namespace driftline

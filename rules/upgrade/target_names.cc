#include "rules/upgrade/target_names.h"

#include <algorithm>
#include <memory>

#include "rules/support.h"

namespace driftline {
namespace {

struct Both {
    std::shared_ptr<const TargetNames> now, then;
};

const Both& both(const Upgrade& upgrade) {
    return upgrade.memo.get<Both>([&] { return Both{std::make_shared<TargetNames>(upgrade.current), std::make_shared<TargetNames>(upgrade.target)}; });
}

uint64_t pair_of(Name a, Name b) { return uint64_t(a) << 32 | uint64_t(b); }

std::vector<bool> files_taking_part(const Program& program) {
    const World& world = program.world;
    std::vector<bool> made(world.facts.files.size());
    for (Index file = 0; file < made.size(); ++file) {
        const Index module = world.facts.files[file].module;
        if (world.custom(module) || !loaded(program, At{file, 0, 0, 1})) continue;
        // What only modules for the core's own tests have, which no database of anybody's has, is gone.
        made[file] = module == no_row || (world.modules[module].linked && !world.str(world.facts.modules[module].name).starts_with("test_"));
    }
    return made;
}

}  // namespace

TargetNames::TargetNames(const Program& program) : program_(program), taking_part_(files_taking_part(program)) {}

const TargetNames& names_now(const Upgrade& upgrade) { return *both(upgrade).now; }
const TargetNames& names_then(const Upgrade& upgrade) { return *both(upgrade).then; }

bool TargetNames::holds(const NameSet& names, std::string_view name) const {
    const auto known = program_.world.facts.names.find(name);
    return known && names[size_t(*known)];
}

SymbolRef TargetNames::model_definition(std::string_view name) const {
    const Facts& facts = program_.world.facts;
    const auto& models = models_.get([&] {
        std::unordered_map<Name, Index> rows;
        for (Index i = 0; i < facts.classes.size(); ++i) {
            const ClassRow& row = facts.classes[i];
            if (row.model_kind == ModelKind::none || row.model == no_name || !takes_part(row.at)) continue;
            const auto inherits = facts.items(row.inherits);   // a class may name the model that it extends
            if (std::find(inherits.begin(), inherits.end(), row.model) == inherits.end()) rows.try_emplace(row.model, i);
        }
        return rows;
    });
    const auto known = facts.names.find(name);
    const auto row = known ? models.find(*known) : models.end();
    if (row == models.end()) return {};
    const At& at = facts.classes[row->second].at;
    return {SymbolRef::Column::class_, row->second, program_.world.module_of(at), at};
}

bool TargetNames::member(std::string_view name) const {
    return holds(members_.get([&] {
        const Facts& facts = program_.world.facts;
        NameSet names(facts.names.size());
        const auto add = [&](const auto& row) {
            if (takes_part(row.at)) names[size_t(row.name)] = true;
        };
        for (const FieldRow& row : facts.fields) add(row);
        for (const MethodRow& row : facts.methods) add(row);
        for (const MemberRow& row : facts.members) add(row);
        return names;
    }), name);
}

bool TargetNames::file(std::string_view dotted) const {
    return files_.get([&] {
        const Facts& facts = program_.world.facts;
        std::unordered_set<std::string_view> files;
        for (const FileRow& row : facts.files) {
            if (row.python_path == no_name || program_.world.custom(row.module)) continue;
            for (std::string_view path = facts.str(row.python_path); !path.empty() && files.insert(path).second;)
                path = path.substr(0, path.rfind('.') == path.npos ? 0 : path.rfind('.'));
        }
        return files;
    }).contains(dotted);
}

bool TargetNames::binds(std::string_view file, std::string_view name) const {
    const Facts& facts = program_.world.facts;
    const auto& bindings = bindings_.get([&] {
        std::unordered_set<uint64_t> pairs;
        pairs.reserve(facts.bindings.size());
        for (const BindingRow& row : facts.bindings)
            if (row.name != no_name && takes_part(row.at)) pairs.insert(pair_of(facts.files[row.at.file].python_path, row.name));
        return pairs;
    });
    const auto path = facts.names.find(file), bound = facts.names.find(name);
    return path && bound && bindings.contains(pair_of(*path, *bound));
}

TargetNames::Definitions TargetNames::read_definitions() const {
    const Facts& facts = program_.world.facts;
    Definitions made;
    made.begin.resize(facts.names.size() + 1);
    const auto each = [&](auto&& f) {
        for (const FieldRow& row : facts.fields)
            if (row.owner != no_row && takes_part(row.at)) f(SymbolRef::Column::field, row, Index(&row - facts.fields.data()));
        for (const MethodRow& row : facts.methods)
            if (row.owner != no_row && takes_part(row.at)) f(SymbolRef::Column::method, row, Index(&row - facts.methods.data()));
    };
    each([&](SymbolRef::Column, const auto& row, Index) { ++made.begin[size_t(row.name) + 1]; });
    for (size_t i = 1; i < made.begin.size(); ++i) made.begin[i] += made.begin[i - 1];
    made.rows.resize(made.begin.back());
    std::vector<uint32_t> next = made.begin;
    each([&](SymbolRef::Column column, const auto& row, Index at) {
        made.rows[next[size_t(row.name)]++] = {{column, at, program_.world.module_of(row.at), row.at}, facts.classes[row.owner].model};
    });
    return made;
}

std::span<const TargetNames::Definition> TargetNames::named(std::string_view name) const {
    const Definitions& all = definitions_.get([&] { return read_definitions(); });
    const auto known = program_.world.facts.names.find(name);
    if (!known) return {};
    return std::span{all.rows}.subspan(all.begin[size_t(*known)], all.begin[size_t(*known) + 1] - all.begin[size_t(*known)]);
}

bool TargetNames::defines(std::string_view module, std::string_view model, std::string_view name) const {
    const auto all = named(name);
    return std::any_of(all.begin(), all.end(), [&](const Definition& d) {
        return program_.world.facts.str(d.model) == model && (module.empty() || module_name(program_, d.symbol.module) == module);
    });
}

std::vector<std::string_view> TargetNames::models_with(std::string_view field) const {
    std::vector<std::string_view> models;
    for (const Definition& d : named(field))
        if (d.symbol.column == SymbolRef::Column::field && d.model != no_name) models.push_back(program_.world.facts.str(d.model));
    std::sort(models.begin(), models.end());
    models.erase(std::unique(models.begin(), models.end()), models.end());
    return models;
}

std::vector<SymbolRef> TargetNames::definitions(std::string_view model, std::string_view name) const {
    std::vector<SymbolRef> found;
    for (const Definition& d : named(name))
        if (program_.world.facts.str(d.model) == model) found.push_back(d.symbol);
    std::sort(found.begin(), found.end(), [](const SymbolRef& a, const SymbolRef& b) { return std::pair{a.at.file, a.at.begin} < std::pair{b.at.file, b.at.begin}; });
    return found;
}

bool TargetNames::python(std::string_view dotted) const {
    const size_t dot = std::min(dotted.rfind('.'), dotted.size());
    return file(dotted) || binds(dotted.substr(0, dot), dotted.substr(std::min(dot + 1, dotted.size())));
}

}  // namespace driftline

#include "rules/upgrade/target_names.h"

#include <algorithm>

#include "rules/support.h"

namespace driftline {

bool TargetNames::takes_part(const At& at) const {
    const World& world = program_.world;
    const Index module = world.module_of(at);
    return !world.custom(module) && loaded(program_, at) && (module == no_row || world.modules[module].linked);
}

bool TargetNames::model(std::string_view name) const {
    if (!models_) {
        const Facts& facts = program_.world.facts;
        models_.emplace();
        for (const ClassRow& row : facts.classes) {
            if (row.model_kind == ModelKind::none || row.model == no_name || !takes_part(row.at)) continue;
            const auto inherits = facts.items(row.inherits);
            if (std::find(inherits.begin(), inherits.end(), row.model) == inherits.end()) models_->insert(facts.str(row.model));
        }
    }
    return models_->contains(name);
}

bool TargetNames::member(std::string_view name) const {
    if (!members_) {
        const Facts& facts = program_.world.facts;
        members_.emplace();
        const auto add = [&](const auto& row) {
            if (takes_part(row.at)) members_->insert(facts.str(row.name));
        };
        for (const FieldRow& row : facts.fields) add(row);
        for (const MethodRow& row : facts.methods) add(row);
        for (const MemberRow& row : facts.members) add(row);
    }
    return members_->contains(name);
}

bool TargetNames::file(std::string_view dotted) const {
    if (!files_) {
        const Facts& facts = program_.world.facts;
        files_.emplace();
        for (const FileRow& row : facts.files) {
            if (row.python_path == no_name || program_.world.custom(row.module)) continue;
            for (std::string_view path = facts.str(row.python_path); !path.empty() && files_->insert(path).second;)
                path = path.substr(0, path.rfind('.') == path.npos ? 0 : path.rfind('.'));
        }
    }
    return files_->contains(dotted);
}

bool TargetNames::binds(std::string_view file, std::string_view name) const {
    if (!bindings_) {
        const Facts& facts = program_.world.facts;
        bindings_.emplace();
        for (const BindingRow& row : facts.bindings)
            if (row.name != no_name && takes_part(row.at)) (*bindings_)[facts.str(facts.files[row.at.file].python_path)].insert(facts.str(row.name));
    }
    const auto found = bindings_->find(file);
    return found != bindings_->end() && found->second.contains(name);
}

bool TargetNames::defines(std::string_view module, std::string_view model, std::string_view name) const {
    const Facts& facts = program_.world.facts;
    if (!definitions_) {
        definitions_.emplace();
        const auto add = [&](const auto& row) {
            if (row.owner != no_row && takes_part(row.at)) (*definitions_)[row.name].push_back({program_.world.module_of(row.at), facts.classes[row.owner].model});
        };
        for (const FieldRow& row : facts.fields) add(row);
        for (const MethodRow& row : facts.methods) add(row);
    }
    const auto known = facts.names.find(name);
    const auto found = known ? definitions_->find(*known) : definitions_->end();
    return found != definitions_->end() && std::any_of(found->second.begin(), found->second.end(), [&](const Definition& d) {
        return facts.str(d.model) == model && (module.empty() || module_name(program_, d.module) == module);
    });
}

bool TargetNames::python(std::string_view dotted) const {
    const size_t dot = std::min(dotted.rfind('.'), dotted.size());
    return file(dotted) || binds(dotted.substr(0, dot), dotted.substr(std::min(dot + 1, dotted.size())));
}

}  // namespace driftline

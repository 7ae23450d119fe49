#include "rules/upgrade/target_names.h"

namespace driftline {

bool TargetNames::has_member(std::string_view name) const {
    if (!members_) {
        const Facts& facts = target_.world.facts;
        members_.emplace();
        const auto add = [&](const auto& row) {
            if (row.owner != no_row && !target_.world.custom(target_.world.module_of(row.at))) members_->insert(facts.str(row.name));
        };
        for (const FieldRow& row : facts.fields) add(row);
        for (const MethodRow& row : facts.methods) add(row);
    }
    return members_->contains(name);
}

bool TargetNames::has_python(std::string_view dotted) const {
    if (!python_) {
        const Facts& facts = target_.world.facts;
        python_.emplace();
        for (const FileRow& file : facts.files) {
            if (file.kind != FileKind::python) continue;
            for (std::string_view path = facts.str(file.python_path); !path.empty() && python_->insert(path).second;) {
                const size_t dot = path.rfind('.');
                path = dot == path.npos ? std::string_view{} : path.substr(0, dot);
            }
        }
    }
    return python_->contains(dotted);
}

bool TargetNames::binds(std::string_view file, std::string_view name) const {
    if (!bindings_) {
        const Facts& facts = target_.world.facts;
        bindings_.emplace();
        for (const BindingRow& binding : facts.bindings)
            if (binding.name != no_name) bindings_->insert(std::string{facts.str(facts.files[binding.at.file].python_path)} + "." + std::string{facts.str(binding.name)});
    }
    return bindings_->contains(std::string{file} + "." + std::string{name});
}

}  // namespace driftline

#include "rules/models.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace driftline {

bool takes_part(const Program& program, const At& at) {
    if (!loaded(program, at)) return false;
    const Index module = program.world.module_of(at);
    return module == no_row || program.world.modules[module].linked;
}

bool ours(const Program& program, const At& at) { return takes_part(program, at) && program.world.custom(program.world.module_of(at)); }

std::string_view local_id(std::string_view xmlid) { return xmlid.substr(xmlid.find('.') + 1); }

const ValueRow* value_of(const Facts& facts, const RecordRow& record, std::string_view field) {
    for (Index v = record.values.begin; v < record.values.begin + record.values.count; ++v)
        if (facts.str(facts.values[v].field) == field) return &facts.values[v];
    return nullptr;
}

std::vector<std::string> references_in(const Program& program, const RecordRow& record, std::string_view expression) {
    std::vector<std::string> ids;
    for (size_t at = expression.find("ref("); at != expression.npos; at = expression.find("ref(", at + 1)) {
        size_t begin = at + 4;
        while (begin < expression.size() && expression[begin] == ' ') ++begin;
        if (begin >= expression.size() || (expression[begin] != '\'' && expression[begin] != '"')) continue;
        const size_t end = expression.find(expression[begin], begin + 1);
        if (end == expression.npos) break;
        const std::string_view id = expression.substr(begin + 1, end - begin - 1);
        ids.push_back(id.find('.') != id.npos ? std::string(id) : fmt::format("{}.{}", module_name(program, program.world.module_of(record.at)), id));
    }
    return ids;
}

bool unrelated(const Program& program, Index a, Index b) { return a != b && !program.world.in_closure(a, b) && !program.world.in_closure(b, a); }

Models::Models(const Program& program) {
    const Facts& facts = program.world.facts;
    for (Index c = 0; c < facts.classes.size(); ++c) {
        const ClassRow& row = facts.classes[c];
        if (row.model_kind == ModelKind::none || row.model == no_name || (row.flags & (class_not_registered | class_name_dynamic)) || !takes_part(program, row.at)) continue;
        ModelFacts& model = models_[facts.str(row.model)];
        const auto inherits = facts.items(row.inherits);
        const bool extends = std::find(inherits.begin(), inherits.end(), row.model) != inherits.end();
        if (extends || model.definition != no_row) {
            if (model.kind == ModelKind::none) model.kind = row.model_kind;
            continue;
        }
        model.kind = row.model_kind;
        model.definition = c;
        model.custom = program.world.custom(program.world.module_of(row.at));
    }
    for (const auto& [name, model] : models_) by_underscores_.emplace(replace_all(name, ".", "_"), name);
}

const ModelFacts* Models::find(std::string_view name) const {
    const auto found = models_.find(name);
    return found == models_.end() ? nullptr : &found->second;
}

bool Models::upstream(std::string_view name) const {
    const ModelFacts* model = find(name);
    return model != nullptr && model->definition != no_row && !model->custom;
}

std::string_view Models::by_underscores(std::string_view underscored) const {
    const auto found = by_underscores_.find(underscored);
    return found == by_underscores_.end() ? std::string_view{} : found->second;
}

std::string_view Models::of_xmlid(std::string_view xmlid) const {
    const std::string_view local = local_id(xmlid);
    return local.starts_with("model_") ? by_underscores(local.substr(6)) : std::string_view{};
}

}  // namespace driftline

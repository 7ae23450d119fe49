#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "rules/judged_rows.h"
#include "rules/security/access.h"

namespace driftline {

namespace {

unsigned series(const Program& program) {
    unsigned major = 0;
    const std::string& version = program.world.version;
    std::from_chars(version.data(), version.data() + version.size(), major);
    return major;
}

// Models whose views, actions or menus somebody sees.
class Shown {
public:
    explicit Shown(const Program& program) {
        const Facts& facts = program.world.facts;
        for (const ViewRow& view : facts.views)
            if (takes_part(program, view.at)) add(facts.str(view.model), view.at);
        for (const RecordRow& record : facts.records) {
            const std::string_view model = facts.str(record.model);
            if ((!model.starts_with("ir.actions.") && record.tag != RecordTag::action) || !takes_part(program, record.at)) continue;
            if (const ValueRow* value = value_of(facts, record, "res_model"); value != nullptr) add(facts.str(value->value), value->at);
        }
    }
    const At* find(std::string_view model) const {
        const auto found = places_.find(model);
        return found == places_.end() ? nullptr : &found->second;
    }

private:
    void add(std::string_view model, const At& at) {
        if (!model.empty()) places_.emplace(model, at);
    }
    std::map<std::string_view, At> places_;
};

// Modules whose code makes access rights itself.
std::vector<Index> granting_modules(const Program& program) {
    const Facts& facts = program.world.facts;
    std::set<Index> modules;
    const auto name = facts.names.find("ir.model.access");
    if (!name) return {};
    for (const UseRow& use : facts.uses)
        if (use.root == *name && !use.is_data() && ours(program, use.at)) modules.insert(program.world.module_of(use.at));
    return {modules.begin(), modules.end()};
}

struct Granted {
    std::set<std::string_view> models;
    std::vector<std::string_view> unread;   // texts of model_id
};

Granted granted(const Program& program, const Models& models) {
    Granted all;
    const Facts& facts = program.world.facts;
    for (const Index row : records_of(program, "ir.model.access")) {
        const Access access = read_access(program, models, row);
        if (!access.model.empty()) all.models.insert(access.model);
        else if (const ValueRow* value = value_of(facts, facts.records[row], "model_id"); value != nullptr) all.unread.push_back(facts.str(value->value));
    }
    return all;
}

void check(const Program& program, const CheckOptions&, std::vector<Finding>& findings) {
    const Facts& facts = program.world.facts;
    if (!any_judged(program.world, facts.classes, [](const ClassRow& row) { return row.model_kind != ModelKind::none; })) return;
    const Models models{program};
    const Granted rights = granted(program, models);
    const bool transient_too = series(program) >= 14;   // odoo/models.py: wizards answer to access rights since 14
    std::vector<std::pair<std::string_view, const ModelFacts*>> closed;
    for (const auto& [name, model] : models.all())
        if (model.custom && model.kind != ModelKind::abstract && (model.kind != ModelKind::transient || transient_too) && !rights.models.contains(name)) closed.emplace_back(name, &model);
    if (closed.empty()) return;   // what follows reads every view and use
    const Shown shown{program};
    const std::vector<Index> granting = granting_modules(program);
    for (const auto& [name, closed_model] : closed) {
        const ModelFacts& model = *closed_model;
        const ClassRow& row = facts.classes[model.definition];
        const Index module = program.world.module_of(row.at);
        if (std::any_of(rights.unread.begin(), rights.unread.end(), [&](std::string_view text) { return text.find(name) != text.npos; })) continue;
        if (std::any_of(granting.begin(), granting.end(), [&](Index grants) { return program.world.in_closure(grants, module); })) continue;
        Finding finding = begin_finding(module, SymbolKind::model, std::string(name), row.at);
        const At* place = shown.find(name);
        const char* kind = model.kind == ModelKind::transient ? "the wizard" : "the model";
        finding.severity = place != nullptr ? Severity::warning : Severity::info;
        finding.effect = place != nullptr ? Effect::crash_run : Effect::none;
        if (place != nullptr) {
            finding.message = fmt::format("{} {} has a view or an action and no access right in any module that was read: whoever opens it gets an access error, administrators included", kind, name);
            finding.related.push_back(related_to(program, {SymbolRef::Column::file, place->file, program.world.module_of(*place), *place}, "is shown here"));
        } else {
            finding.message = fmt::format("{} {} has no access right in any module that was read: only code that runs as superuser reaches it", kind, name);
        }
        finding.fix = fmt::format("Add a line to security/ir.model.access.csv for each group that uses {}; where only superuser code may, say so in a comment.", name);
        findings.push_back(std::move(finding));
    }
}

}  // namespace

DRIFTLINE_RULE(model_without_access_rules) = {
    "DL401", "model-without-access-rules", Severity::warning,
    "A model of ours that no access right opens to anybody",
    "Without a line in ir.model.access nobody but the superuser may read, write or create its records, administrators included; since 14.0 that is true of wizards, too. "
    "Where a view or an action shows the model it is a warning; else information, since code that runs as superuser may be all that uses it. Looked for in all modules that were "
    "read: a right that another module gives counts. Abstract models have no records, and modules whose code makes access rights itself are not judged.",
    "Give each group that uses the model its rights in security/ir.model.access.csv.",
    "```csv\nid,name,model_id:id,group_id:id,perm_read,perm_write,perm_create,perm_unlink\naccess_acme_log,acme.log,model_acme_log,base.group_user,1,0,0,0\n```\n",
    check};

}  // namespace driftline

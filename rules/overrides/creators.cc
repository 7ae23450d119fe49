#include "rules/overrides/creators.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/text.h"
#include "model/nearby_text.h"
#include "rules/models.h"
#include "rules/overrides/core_calls.h"

namespace driftline {

// What is asked of each field: rows by the model that they speak of, in the order of the rows.
class CreatorTables {
public:
    explicit CreatorTables(const Program& program) : models(program), calls(program, calls_not_ours(program), {"create"}) {
        const Facts& facts = program.world.facts;
        for (const ClassRow& cls : facts.classes) {
            const auto delegates = facts.items(cls.delegates);
            for (size_t i = 0; i + 1 < delegates.size(); i += 2)
                if (cls.model != no_name) delegating[facts.str(delegates[i])].insert(facts.str(cls.model));
        }
        for (const FieldRow& row : facts.fields)
            if (row.comodel != no_name && row.owner != no_row && (facts.str(row.type) == "One2many" || facts.str(row.type) == "Many2many"))
                parents[facts.str(row.comodel)].emplace(facts.str(facts.classes[row.owner].model), facts.str(row.name));
        for (Index r = 0; r < facts.records.size(); ++r)
            if (facts.records[r].tag == RecordTag::record) records[facts.str(facts.records[r].model)].push_back(r);
        for (Index m = 0; m < facts.methods.size(); ++m) {
            const std::string_view name = facts.str(facts.methods[m].name);
            if ((name == "create" || name == "default_get") && facts.methods[m].owner != no_row) makers[facts.str(facts.classes[facts.methods[m].owner].model)].push_back(m);
        }
        for (Index v = 0; v < facts.views.size(); ++v) views[facts.str(facts.views[v].model)].push_back(v);
        for (Index u = 0; u < facts.uses.size(); ++u) {
            const UseRow& use = facts.uses[u];
            if (use.kind == UseKind::field_path && use.flags & use_key && !use.is_data() && use.scope != no_row) keys[facts.str(use.root)].push_back(u);
            if (use.kind == UseKind::arch_field && use.owner != no_row) shown[facts.str(facts.views[use.owner].model)].push_back(u);
        }
    }

    using Rows = std::unordered_map<std::string_view, std::vector<Index>>;
    Models models;
    CoreCalls calls;
    std::unordered_map<std::string_view, std::set<std::string_view>> delegating;   // a record of one of these makes one of the model
    std::unordered_map<std::string_view, std::set<std::pair<std::string_view, std::string_view>>> parents;   // by comodel: model and field
    Rows records, makers, views;
    Rows keys, shown;   // uses: what values are written for, fields in archs
};

namespace {

class Search {
public:
    Search(const Program& program, const CreatorTables& tables, std::string_view model, std::string_view field)
        : program_{program}, facts_{program.world.facts}, tables_{tables}, field_{field} {
        models_.insert(model);
        if (const auto found = tables.delegating.find(model); found != tables.delegating.end()) models_.insert(found->second.begin(), found->second.end());
        for (const std::string_view one : models_)
            if (const auto found = tables.parents.find(one); found != tables.parents.end()) parents_.insert(found->second.begin(), found->second.end());
        for (const auto& [parent, lines] : parents_)
            if (!models_.contains(parent)) parent_models_.insert(parent);
    }

    Creator run() const {
        for (const auto look : {&Search::in_data, &Search::in_code, &Search::in_forms})
            if (const Creator found = (this->*look)(); found.how != CreatesBy::nobody) return filled_in() ? Creator{} : found;
        return {};
    }

private:
    // Of all these models, in the order of the rows.
    static std::vector<Index> rows(const CreatorTables::Rows& table, const std::set<std::string_view>& models) {
        std::vector<Index> all;
        for (const std::string_view model : models)
            if (const auto found = table.find(model); found != table.end()) all.insert(all.end(), found->second.begin(), found->second.end());
        std::sort(all.begin(), all.end());
        return all;
    }
    std::set<std::string_view> with_parents() const {
        std::set<std::string_view> all = models_;
        all.insert(parent_models_.begin(), parent_models_.end());
        return all;
    }

    bool theirs(const At& at) const { return takes_part(program_, at) && !program_.world.custom(program_.world.module_of(at)); }
    std::string place(const At& at) const { return where(program_, {SymbolRef::Column::record, no_row, program_.world.module_of(at), at}); }

    // The field that a path asks of a record of the model: "name" of "line_ids.name", "" of any other path.
    std::string_view asked(std::string_view root, std::string_view path) const {
        if (models_.contains(root)) return path.substr(0, path.find_first_of("./"));
        const size_t dot = path.find_first_of("./");
        if (dot == path.npos || !parents_.contains({root, path.substr(0, dot)})) return {};
        path.remove_prefix(dot + 1);
        return path.substr(0, path.find_first_of("./"));
    }

    Creator in_data() const {
        std::map<std::string_view, At> without;   // by id: one record may be written in several places
        std::set<std::string_view> given;
        for (const Index row : rows(tables_.records, models_)) {
            const RecordRow& record = facts_.records[row];
            if (!theirs(record.at) || in_demo(program_, record.at)) continue;
            const std::string_view xmlid = facts_.str(record.xmlid);   // under another module's prefix it changes what is there
            if (!xmlid.empty() && xmlid.substr(0, xmlid.find('.')) != module_name(program_, program_.world.module_of(record.at))) continue;
            const bool gives = value_of(facts_, record, field_);
            if (xmlid.empty() && !gives) return {CreatesBy::written, place(record.at)};
            if (gives) given.insert(xmlid);
            else without.try_emplace(xmlid, record.at);
        }
        for (const auto& [xmlid, at] : without)
            if (!given.contains(xmlid)) return {CreatesBy::written, place(at)};
        return {};
    }

    // What a call of create() is given, where that is written out whole: a dictionary, or a list of them; "" where it is not.
    std::string literal_values(const UseRow& call) const {
        if (call.scope == no_row) return {};
        const MethodRow& method = facts_.methods[call.scope];
        const std::string body = facts_.source(method.body);   // ends where the place of the method ends
        if (body.size() > method.at.end || call.at.begin < method.at.end - body.size()) return {};
        const std::string_view all = std::string_view(body).substr(std::min<size_t>(call.at.begin - (method.at.end - body.size()), body.size()));
        const size_t open = all.find('(');
        if (open == all.npos) return {};
        size_t depth = 0, end = open;
        for (; end < all.size(); ++end) {
            depth += all[end] == '(' || all[end] == '[' || all[end] == '{';
            if ((all[end] == ')' || all[end] == ']' || all[end] == '}') && --depth == 0) break;
        }
        const std::string_view values = trim(all.substr(open + 1, end - open - 1)), inner = values.starts_with('[') ? trim(values.substr(1)) : values;
        const bool whole = inner.starts_with('{') && (values.ends_with('}') || values.ends_with(']')) && values.find("**") == values.npos && values.find(" for ") == values.npos;
        return whole ? std::string(values) : std::string();
    }

    Creator in_code() const {
        std::map<Index, At> commands;   // methods that write out values of the model in commands of a parent: they may only change what is there
        for (const Index row : rows(tables_.keys, parent_models_)) {
            const UseRow& use = facts_.uses[row];
            if (!asked(facts_.str(use.root), facts_.str(use.path)).empty() && theirs(use.at)) commands.try_emplace(use.scope, use.at);
        }
        Creator unknown;
        for (const std::string_view model : models_)
            for (const Index call : tables_.calls.of(model, "create")) {
                const UseRow& use = facts_.uses[call];
                const std::string values = literal_values(use);
                if (!values.empty() && names_word(values, field_)) continue;
                if (!values.empty()) return {CreatesBy::written, place(use.at)};
                if (unknown.how == CreatesBy::nobody) unknown = {CreatesBy::unknown, place(use.at)};
            }
        for (const auto& [scope, at] : commands)
            if (!names_word(facts_.source(facts_.methods[scope].body), field_) && unknown.how == CreatesBy::nobody) unknown = {CreatesBy::unknown, place(at)};
        return unknown;
    }

    // create() or default_get() of the model names the field: whoever calls it need not give it.
    bool filled_in() const {
        const std::vector<Index> makers = rows(tables_.makers, models_);
        return std::any_of(makers.begin(), makers.end(), [&](Index row) {
            const MethodRow& method = facts_.methods[row];
            return takes_part(program_, method.at) && names_word(facts_.source(method.body), field_);
        });
    }

    Creator in_forms() const {
        std::set<Index> shows, lists;   // views that show the field; views of a parent that list the records
        for (const Index row : rows(tables_.shown, with_parents())) {
            const UseRow& use = facts_.uses[row];
            const ViewRow& view = facts_.views[use.owner];
            const std::string_view name = asked(facts_.str(view.model), facts_.str(use.path));
            if (name == field_ && program_.world.custom(program_.world.module_of(view.at))) return {};   // ours puts it there
            if (name == field_) shows.insert(use.owner);
            else if (!name.empty()) lists.insert(use.owner);
        }
        std::set<Name> extended;   // views to which an extension adds it
        for (const Index v : shows) extended.insert(facts_.views[v].inherit);
        Creator unknown;
        for (const Index v : rows(tables_.views, with_parents())) {
            const ViewRow& view = facts_.views[v];
            if (shows.contains(v) || (view.xmlid != no_name && extended.contains(view.xmlid)) || !theirs(view.at)) continue;
            if (!models_.contains(facts_.str(view.model))) {
                if (lists.contains(v) && unknown.how == CreatesBy::nobody) unknown = {CreatesBy::unknown, {}};
            } else if (view.inherit == no_name && facts_.str(view.type) == "form" && !bars_creation(view)) {
                return {CreatesBy::form, place(view.at)};
            }
        }
        return unknown;
    }

    bool bars_creation(const ViewRow& view) const {
        const std::string arch = facts_.source(view.arch);
        const std::string_view root = std::string_view(arch).substr(0, arch.find('>'));
        return root.find("create=\"0\"") != root.npos || root.find("create=\"false\"") != root.npos;
    }

    const Program& program_;
    const Facts& facts_;
    const CreatorTables& tables_;
    std::string_view field_;
    std::set<std::string_view> models_, parent_models_;
    std::set<std::pair<std::string_view, std::string_view>> parents_;   // model and field whose values are records of the model
};

}  // namespace

Creators::Creators(const Program& program) : program_(program) {}
Creators::~Creators() = default;

Creator Creators::without(std::string_view model, std::string_view field) {
    if (!tables_) tables_ = std::make_unique<const CreatorTables>(program_);
    const ModelFacts* known = tables_->models.find(model);
    if (!known || known->kind == ModelKind::abstract) return {CreatesBy::unknown, {}};
    return Search(program_, *tables_, model, field).run();
}

}  // namespace driftline

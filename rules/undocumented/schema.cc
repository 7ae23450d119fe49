#include "rules/undocumented/schema.h"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <set>

#include <fmt/format.h>

#include "base/text.h"
#include "rules/support.h"
#include "rules/undocumented/filled.h"
#include "rules/undocumented/renamed_field.h"

namespace driftline {

namespace {

// The wanted module that a place belongs to; no_row if it is another's, or never loaded.
Index module_of(const Program& program, const At& at, const std::set<Index>& wanted) {
    const Index module = program.world.module_of(at);
    return module != no_row && wanted.contains(module) && !(program.world.facts.files[at.file].flags & (file_not_loaded | file_demo)) ? module : no_row;
}

// No column: a many-to-one's other side, what is computed or related and not stored.
bool has_column(const Facts& facts, const FieldRow& row) {
    const std::string_view type = facts.str(row.type);
    if (type.empty() || type == "One2many" || row.store == Tri::no || row.store == Tri::dynamic) return false;
    const bool derived = !facts.str(row.compute).empty() || !facts.str(row.related).empty();
    return !derived || row.store == Tri::yes;
}

std::string table_of(std::string_view model) { return replace_all(model, ".", "_"); }

// Types whose columns hold one another's values (odoo/fields.py, column_cast_from).
bool compatible(std::string_view before, std::string_view after) {
    const auto in = [](std::string_view type, std::initializer_list<std::string_view> set) { return std::find(set.begin(), set.end(), type) != set.end(); };
    if (before == after) return true;
    if (in(before, {"Char", "Text", "Html", "Selection", "Reference"}) && in(after, {"Char", "Text", "Html", "Selection", "Reference"})) return true;
    if (in(before, {"Integer", "Float", "Monetary"}) && in(after, {"Float", "Monetary"})) return true;
    if (in(before, {"Many2one", "Many2oneReference", "Integer"}) && in(after, {"Integer", "Many2oneReference"})) return true;
    if (in(before, {"Binary", "Image"}) && in(after, {"Binary", "Image"})) return true;
    return before == "Date" && after == "Datetime";
}

// Records the framework deletes by itself when their id is gone, which is all that anybody wants of them.
bool is_technical(std::string_view model) {
    return model.starts_with("ir.") || model.starts_with("report.") || model.empty() || model == "res.groups.privilege" || model == "mail.template" || model == "web_tour.tour";
}

std::string_view unquoted(std::string_view text) {
    const bool quoted = text.size() >= 2 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front();
    return quoted ? text.substr(1, text.size() - 2) : text;
}

// Options that tell one field from another; required, index, tracking and their like are on every third.
bool is_telling(std::string_view option) {
    static constexpr std::string_view options[] = {"column1", "column2", "compute", "context", "domain", "inverse", "related", "relation", "search", "selection", "selection_add"};
    return std::find(std::begin(options), std::end(options), option) != std::end(options);
}

// `translate=html_translate` is a way to do it.
Tri is_on(std::string_view value) {
    if (value == "False" || value == "None") return Tri::no;
    return value == "True" || value.ends_with("html_translate") || value.ends_with("xml_translate") ? Tri::yes : Tri::dynamic;
}

StoredField stored_field(const Facts& facts, const FieldRow& row) {
    StoredField field;
    field.type = facts.str(row.type);
    field.comodel = facts.str(row.comodel);
    const auto options = facts.items(row.options);
    for (size_t i = 0; i + 1 < options.size(); i += 2) {
        const std::string_view option = facts.str(options[i]), value = facts.str(options[i + 1]);
        if (option == "relation") field.relation = unquoted(value), field.relation_literal = field.relation.size() != value.size();
        if (option == "column1") field.column1 = unquoted(value), field.columns_literal = field.columns_literal && field.column1.size() != value.size();
        if (option == "column2") field.column2 = unquoted(value), field.columns_literal = field.columns_literal && field.column2.size() != value.size();
        if (option == "attachment") field.attachment = is_on(value);
        if (option == "translate") field.translate = is_on(value);
        if (option == "company_dependent") field.company_dependent = is_on(value);
        if (option == "default" && is_constant(value)) field.constant = value;
        if (option == "help") field.help = value;
        if (is_telling(option)) field.telling += fmt::format("{}={},", option, value);
    }
    if (row.flags & field_options_dynamic) {
        field.relation_literal = field.columns_literal = false;
        field.attachment = field.translate = field.company_dependent = Tri::dynamic;
        field.constant.clear();
    }
    field.label = facts.str(row.label);
    field.required = row.required == Tri::yes;
    field.has_default = (row.flags & (field_has_default | field_options_dynamic)) || !facts.str(row.compute).empty() || !facts.str(row.related).empty();
    field.derived = !facts.str(row.related).empty() || (!facts.str(row.compute).empty() && facts.str(row.inverse).empty() && row.readonly != Tri::no && row.readonly != Tri::dynamic);
    field.selection_known = (row.flags & (field_has_selection | field_selection_add)) && !(row.flags & field_selection_dynamic);
    for (const Name key : facts.items(row.selection)) field.selection.emplace_back(facts.str(key));
    std::sort(field.selection.begin(), field.selection.end());
    field.at = row.at;
    return field;
}

// What a side defines anywhere, core included: made only when something is missing in its own module.
class Elsewhere {
public:
    explicit Elsewhere(const Program& program) : program_(program) {}

    // The model's own, or of one that it inherits: a column all the same.
    bool has_field(const std::pair<std::string, std::string>& key) {
        std::set<std::string> seen{key.first};
        for (std::vector<std::string> open{key.first}; !open.empty();) {
            const std::string model = std::move(open.back());
            open.pop_back();
            if (gathered().fields_.contains({model, key.second})) return true;
            const auto [first, last] = parents_.equal_range(model);
            for (auto at = first; at != last; ++at)
                if (seen.insert(at->second).second) open.push_back(at->second);
        }
        return false;
    }
    // The core's, or another module's: redefined here, it is nobody's new name.
    bool has_field_outside(const std::pair<std::string, std::string>& key, std::string_view module) {
        const auto hit = gathered().fields_.find(key);
        return hit != fields_.end() && std::any_of(hit->second.begin(), hit->second.end(), [&](Index other) { return module_name(program_, other) != module; });
    }
    // The table of a Many2many's pairs (odoo/fields.py, Many2many.setup_nonrelated): the one it names, else both models' in text order.
    // "" where another definition of the field may name it, or a module that has one is not at hand.
    std::string relation_table(const std::pair<std::string, std::string>& key, const StoredField& field, Index module) {
        if (!field.relation_literal) return {};
        if (!field.relation.empty()) return field.relation;
        if (field.comodel.empty() || !is_own(key, module)) return {};
        const std::string mine = table(key.first), theirs = table(field.comodel);
        return mine == theirs ? std::string() : fmt::format("{}_{}_rel", std::min(mine, theirs), std::max(mine, theirs));
    }
    // Its columns: of this model's ids and of the other's.
    std::pair<std::string, std::string> relation_columns(const std::pair<std::string, std::string>& key, const StoredField& field) {
        return {field.column1.empty() ? table(key.first) + "_id" : field.column1, field.column2.empty() ? table(field.comodel) + "_id" : field.column2};
    }
    // Nobody else has a say in what the field is: all its modules were read, and none defines it, too, on the model or on one that it inherits.
    bool is_own(const std::pair<std::string, std::string>& key, Index module) {
        if (!program_.world.modules[module].missing.empty() || has_field_outside(key, module_name(program_, module))) return false;
        const auto [first, last] = gathered().parents_.equal_range(key.first);
        return std::none_of(first, last, [&](const auto& parent) { return parent.second != key.first && has_field({parent.second, key.second}); });
    }
    // A class that gives the model its name was read.
    bool has_definition(const std::string& model) { return gathered().defined_.contains(model); }
    bool has_model(const std::string& model) { return gathered().models_.contains(model); }
    // A class that gives the name to a model of another kind; null if there is none.
    const ClassRow* without_table(const std::string& model) {
        const auto hit = gathered().others_.find(model);
        return hit == others_.end() ? nullptr : hit->second;
    }
    bool has_id(const std::string& local_id) { return gathered().ids_.contains(local_id); }

private:
    std::string table(const std::string& model) {
        const auto named = gathered().tables_.find(model);
        return named == tables_.end() ? table_of(model) : named->second;
    }
    bool linked(const At& at) const {
        const Index module = program_.world.module_of(at);
        return module != no_row && program_.world.modules[module].linked && !(program_.world.facts.files[at.file].flags & file_not_loaded);
    }
    Elsewhere& gathered() {
        if (done_) return *this;
        done_ = true;
        const Facts& facts = program_.world.facts;
        for (const FieldRow& row : facts.fields)
            if (row.owner != no_row && linked(row.at)) fields_[{std::string(facts.str(facts.classes[row.owner].model)), std::string(facts.str(row.name))}].insert(program_.world.module_of(row.at));
        for (const ClassRow& row : facts.classes) {
            if (row.model_kind == ModelKind::none || !linked(row.at)) continue;
            const auto attributes = facts.items(row.attributes);
            for (size_t i = 0; i + 1 < attributes.size(); i += 2)
                if (facts.str(attributes[i]) == "_table") tables_.insert_or_assign(std::string(facts.str(row.model)), std::string(unquoted(facts.str(attributes[i + 1]))));
            if (row.flags & class_has_name) defined_.emplace(facts.str(row.model));
            for (const Name parent : facts.items(row.inherits)) parents_.emplace(facts.str(row.model), facts.str(parent));
            if (row.model_kind == ModelKind::persistent) models_.emplace(facts.str(row.model));
            else if (row.flags & class_has_name) others_.emplace(facts.str(row.model), &row);
        }
        for (const RecordRow& row : facts.records)
            if (const std::string_view id = facts.str(row.xmlid); linked(row.at)) ids_.emplace(id.substr(id.find('.') + 1));
        return *this;
    }

    const Program& program_;
    std::map<std::pair<std::string, std::string>, std::set<Index>> fields_;   // with the modules that define them
    std::set<std::string> models_, defined_, ids_;
    std::multimap<std::string, std::string> parents_;   // what a model inherits, itself included
    std::map<std::string, const ClassRow*> others_;
    std::map<std::string, std::string> tables_;   // of models that name theirs
    bool done_ = false;
};

// The same file at both sides.
class Files {
public:
    explicit Files(const Revisions& revisions) : revisions_(revisions) {}

    // The module's Python speaks of `fresh` where it spoke of `gone`.
    bool use_renamed(Index base_module, std::string_view gone, std::string_view fresh) const {
        const Facts& facts = revisions_.base.world.facts;
        for (const FileRow& row : facts.files) {
            const std::string_view path = facts.str(row.path);
            if (row.module != base_module || !path.ends_with(".py") || revisions_.head_source.find(path) == nullptr) continue;
            const auto before = revisions_.base_source.read(path), now = revisions_.head_source.read(path);
            if (before && now && *before != *now && driftline::use_renamed(*before, *now, gone, fresh)) return true;
        }
        return false;
    }

    // Where head has what is left of the file that `base` lies in: the model's class, else the file's first line.
    At place(const At& base, std::string_view model) const {
        const Facts& facts = revisions_.head.world.facts;
        const std::string_view path = base.file == no_row ? std::string_view() : revisions_.base.world.facts.str(revisions_.base.world.facts.files[base.file].path);
        for (Index file = 0; file < facts.files.size() && !path.empty(); ++file) {
            if (facts.str(facts.files[file].path) != path || revisions_.head.world.libraries[revisions_.head.world.modules[facts.files[file].module].library].role != "custom") continue;
            for (const ClassRow& row : facts.classes)
                if (row.at.file == file && facts.str(row.model) == model) return row.at;
            At first;
            first.file = file;
            first.line = 1;
            return first;
        }
        return {};
    }

private:
    const Revisions& revisions_;
};

class Comparison {
public:
    Comparison(const Revisions& revisions, const Revisions::Pair& pair, const Schema& before, const Schema& after, Elsewhere& was, Elsewhere& elsewhere)
        : revisions_(revisions), module_(module_name(revisions.base, pair.base)), base_module_(pair.base), head_module_(pair.head), before_(before), after_(after), was_(was), elsewhere_(elsewhere),
          files_(revisions) {}

    std::vector<SchemaChange> run() {
        for (const auto& [key, field] : after_.fields) {
            const auto old = before_.fields.find(key);
            if (old == before_.fields.end()) add(SchemaChange::Kind::field_added, name(key), field.type, key.second, field.at);
            else changed(key, old->second, field);
        }
        for (const auto& [key, field] : before_.fields)
            if (!after_.fields.contains(key)) removed(key, field);
        for (const auto& [model, at] : after_.models)
            if (!before_.models.contains(model)) add(SchemaChange::Kind::model_added, model, "", table_of(model), at);
        for (const auto& [model, at] : before_.models)
            if (!after_.models.contains(model) && !elsewhere_.has_model(model)) model_removed(model, at);
        for (const auto& [id, record] : before_.records)
            if (!after_.records.contains(id) && !is_technical(record.model) && !record.noupdate && !elsewhere_.has_id(id))
                add(SchemaChange::Kind::record_removed, fmt::format("{}.{}", module_, id), record.model, id, files_.place(record.at, ""), true);
        std::stable_sort(changes_.begin(), changes_.end(), [](const SchemaChange& a, const SchemaChange& b) { return std::tie(a.symbol, a.kind) < std::tie(b.symbol, b.kind); });
        return std::move(changes_);
    }

private:
    static std::string name(const std::pair<std::string, std::string>& key) { return key.first + "." + key.second; }

    SchemaChange& add(SchemaChange::Kind kind, std::string symbol, std::string what, std::string needle, const At& at, bool loses_data = false) {
        SchemaChange change;
        change.kind = kind;
        change.symbol = std::move(symbol);
        change.what = std::move(what);
        change.needle = std::move(needle);
        change.at = at;
        change.loses_data = loses_data;
        changes_.push_back(std::move(change));
        return changes_.back();
    }

    void model_removed(const std::string& model, const At& at) {
        const ClassRow* now = elsewhere_.without_table(model);
        if (now == nullptr) add(SchemaChange::Kind::model_removed, model, "", table_of(model), files_.place(at, model), true);
        else if (now->model_kind == ModelKind::transient) add(SchemaChange::Kind::model_transient, model, "", table_of(model), now->at, true);
        else add(SchemaChange::Kind::model_abstract, model, "", table_of(model), now->at).unfilled = !makes_records(revisions_.base, model) && !makes_records(revisions_.head, model);
    }

    void changed(const std::pair<std::string, std::string>& key, const StoredField& old, const StoredField& now) {
        if (old.type != now.type && !compatible(old.type, now.type)) add(SchemaChange::Kind::field_retyped, name(key), fmt::format("{} -> {}", old.type, now.type), key.second, now.at, true).values = {old.type, now.type};
        else if (!old.comodel.empty() && !now.comodel.empty() && old.comodel != now.comodel)
            add(SchemaChange::Kind::comodel_changed, name(key), fmt::format("{} -> {}", old.comodel, now.comodel), key.second, now.at, true);
        else if (old.type == "Many2many" && now.type == "Many2many") relation_moved(key, old, now);
        else kept_elsewhere(key, old, now);
        if (!old.required && now.required && !now.has_default) add(SchemaChange::Kind::made_required, name(key), "", key.second, now.at);
        if (!old.selection_known || !now.selection_known) return;
        std::vector<std::string> gone;
        std::set_difference(old.selection.begin(), old.selection.end(), now.selection.begin(), now.selection.end(), std::back_inserter(gone));
        if (!gone.empty()) add(SchemaChange::Kind::values_removed, name(key), "", name(key), now.at).values = std::move(gone);
    }

    // Where both sides name no table, it is the models' and the same.
    void relation_moved(const std::pair<std::string, std::string>& key, const StoredField& old, const StoredField& now) {
        if (old.derived) return;
        if (old.relation == now.relation) return columns_moved(key, old, now);
        const std::string before = was_.relation_table(key, old, base_module_), after = elsewhere_.relation_table(key, now, head_module_);
        if (before.empty() || after.empty()) return;
        if (before == after) return columns_moved(key, old, now);
        for (const auto& [other, field] : before_.fields)   // not empty, then
            if (field.type == "Many2many" && was_.relation_table(other, field, base_module_) == after) return;
        SchemaChange& change = add(SchemaChange::Kind::relation_moved, name(key), fmt::format("{} -> {}", before, after), key.second, now.at, true);
        change.table = before;
        change.values = {after};
    }

    // The table is the same and its columns are called otherwise.
    void columns_moved(const std::pair<std::string, std::string>& key, const StoredField& old, const StoredField& now) {
        if (!old.columns_literal || !now.columns_literal || (old.column1 == now.column1 && old.column2 == now.column2) || !is_own(key)) return;
        const std::string table = elsewhere_.relation_table(key, now, head_module_);
        const auto before = was_.relation_columns(key, old), after = elsewhere_.relation_columns(key, now);
        if (table.empty() || before == after) return;
        std::vector<std::string> moved;
        if (before.first != after.first) moved.push_back(fmt::format("{} -> {}", before.first, after.first));
        if (before.second != after.second) moved.push_back(fmt::format("{} -> {}", before.second, after.second));
        SchemaChange& change = add(SchemaChange::Kind::columns_moved, name(key), join(moved, " and "), key.second, now.at, true);
        change.table = table;
        change.on = before.first == after.second && before.second == after.first;
        change.values = {now.comodel};
    }

    // A column of another kind, or no column: the type is the same.
    void kept_elsewhere(const std::pair<std::string, std::string>& key, const StoredField& old, const StoredField& now) {
        const auto is = [](Tri option, bool unless_said) { return option == Tri::unset ? unless_said : option == Tri::yes; };
        const auto changed = [&](Tri before, Tri after, bool unless_said) { return before != Tri::dynamic && after != Tri::dynamic && is(before, unless_said) != is(after, unless_said); };
        const bool file = now.type == "Binary" || now.type == "Image";
        const bool files = file && changed(old.attachment, now.attachment, true), company = !file && changed(old.company_dependent, now.company_dependent, false);
        const bool untranslated = !file && changed(old.translate, now.translate, false) && is(old.translate, false);
        if ((!files && !company && !untranslated) || old.derived || now.derived || !is_own(key)) return;
        const auto kind = files ? SchemaChange::Kind::files_moved : company ? SchemaChange::Kind::company_moved : SchemaChange::Kind::untranslated;
        SchemaChange& change = add(kind, name(key), "", key.second, now.at);
        change.values = {now.type};
        change.on = files ? is(now.attachment, true) : company && is(now.company_dependent, false);
    }
    bool is_own(const std::pair<std::string, std::string>& key) { return was_.is_own(key, base_module_) && elsewhere_.is_own(key, head_module_); }

    void removed(const std::pair<std::string, std::string>& key, const StoredField& old) {
        // The table went as a whole, or another class has the field now (another module, a mixin, the core).
        if (before_.models.contains(key.first) && !elsewhere_.has_model(key.first)) return;
        if (elsewhere_.has_field(key)) return;
        // What defines the model was not read, and may have the field itself: then this only redefined it.
        if (!before_.models.contains(key.first) && !was_.has_definition(key.first) && !elsewhere_.has_definition(key.first)) return;
        SchemaChange& change = add(SchemaChange::Kind::field_removed, name(key), old.type, key.second, files_.place(old.at, key.first), !old.derived);
        change.derived = old.derived;
        change.table = old.relation;
        int most = 0;
        for (const auto& [other, field] : after_.fields) {
            if (other.first != key.first || before_.fields.contains(other) || field.type != old.type || field.comodel != old.comodel || elsewhere_.has_field_outside(other, module_)) continue;
            int evidence = rename_evidence(key.second, old, other.second, field);
            if (evidence == 0) evidence = files_.use_renamed(base_module_, key.second, other.second);
            if (evidence <= most) continue;
            most = evidence;
            change.renamed_to = other.second;
            change.at = field.at;
        }
        const bool flag = old.type == "Boolean" && (!old.has_default || !old.constant.empty());
        if (!change.renamed_to.empty() || (old.constant.empty() && !flag) || old.type == "Many2many") return;
        const Program &base = revisions_.base, &head = revisions_.head;
        if (!has_form(base, base_module_, key.first) && !has_form(head, head_module_, key.first)) return;
        if (names_field(head, revisions_.head_source, head_module_, key.second, nullptr)) return;
        if (!old.constant.empty() && !names_field(base, revisions_.base_source, base_module_, key.second, &old.at)) {
            change.unfilled = true;
            change.what = old.constant;
        } else if (flag && names_field(base, revisions_.base_source, base_module_, key.second, &old.at) && !names_field_of_module(head, revisions_.head_source, head_module_, key.second) && !names_field(base, revisions_.base_source, base_module_, key.second, nullptr) &&
                   !is_entered(base, revisions_.base_source, base_module_, key.second) && !is_asked_for(base, revisions_.base_source, base_module_, key.second, old.at)) {
            change.unfilled = change.on = true;
        }
    }

    const Revisions& revisions_;
    const std::string module_;
    const Index base_module_, head_module_;
    const Schema &before_, &after_;
    Elsewhere &was_, &elsewhere_;
    const Files files_;
    std::vector<SchemaChange> changes_;
};

// "16.0.1.2.0" and "1.2.0" are one version.
std::vector<int> numbers(std::string_view version) {
    std::vector<int> parts;
    for (const std::string_view part : split(version, '.')) parts.push_back(std::atoi(std::string(part.substr(0, 9)).c_str()));
    return parts;
}
std::vector<int> full_version(std::string_view version, std::string_view series) {
    std::vector<int> parts = numbers(version);
    if (parts.size() <= 3 && !series.empty()) {
        std::vector<int> all = numbers(series);
        all.insert(all.end(), parts.begin(), parts.end());
        return all;
    }
    return parts;
}

}  // namespace

std::map<Index, Schema> schemas_of(const Program& program, const std::set<Index>& wanted) {
    const Facts& facts = program.world.facts;
    std::map<Index, Schema> schemas;
    for (const Index module : wanted) schemas[module];
    for (const FieldRow& row : facts.fields) {
        const Index module = row.owner == no_row ? no_row : module_of(program, row.at, wanted);
        if (module == no_row) continue;
        const ClassRow& owner = facts.classes[row.owner];
        if (owner.model_kind != ModelKind::persistent || owner.flags & (class_no_table | class_table_query) || facts.str(owner.model).empty() || !has_column(facts, row)) continue;
        StoredField& field = schemas[module].fields[{std::string(facts.str(owner.model)), std::string(facts.str(row.name))}];
        const bool again = !field.type.empty();
        field = stored_field(facts, row);
        if (!again) continue;   // two classes of one module: either may name the table
        field.relation_literal = field.columns_literal = false;
        field.attachment = field.translate = field.company_dependent = Tri::dynamic;
    }
    for (const ClassRow& row : facts.classes) {
        const Index module = module_of(program, row.at, wanted);
        if (module == no_row || row.model_kind != ModelKind::persistent || row.flags & (class_no_table | class_table_query)) continue;
        const auto parents = facts.items(row.inherits);
        const bool extends = std::any_of(parents.begin(), parents.end(), [&](Name parent) { return facts.str(parent) == facts.str(row.model); });
        if (!facts.str(row.model).empty() && !extends) schemas[module].models.emplace(facts.str(row.model), row.at);
    }
    for (const RecordRow& row : facts.records) {
        const Index module = module_of(program, row.at, wanted);
        if (module == no_row || row.tag == RecordTag::function || row.tag == RecordTag::delete_) continue;
        const std::string_view id = facts.str(row.xmlid), name = module_name(program, module);
        if (id.size() > name.size() && id.starts_with(name) && id[name.size()] == '.')
            schemas[module].records.emplace(id.substr(name.size() + 1), Schema::Record{std::string(facts.str(row.model)), (row.flags & record_noupdate) != 0, row.at});
    }
    return schemas;
}

std::map<Index, std::vector<SchemaChange>> schema_changes(const Revisions& revisions) {
    std::set<Index> before, after;
    const std::vector<Revisions::Pair> pairs = revisions.modules();
    for (const Revisions::Pair& pair : pairs)
        if (pair.base != no_row) before.insert(pair.base), after.insert(pair.head);   // born in between: nothing of it is in any database
    const auto old = schemas_of(revisions.base, before), now = schemas_of(revisions.head, after);
    Elsewhere was(revisions.base), elsewhere(revisions.head);
    std::map<Index, std::vector<SchemaChange>> changes;
    for (const Revisions::Pair& pair : pairs) {
        if (pair.base == no_row) continue;
        std::vector<SchemaChange> found = Comparison(revisions, pair, old.at(pair.base), now.at(pair.head), was, elsewhere).run();
        if (!found.empty()) changes.emplace(pair.head, std::move(found));
    }
    return changes;
}

namespace {

// openupgrade.load_data(cr, "module", "migrations/16.0.1.1.0/noupdate.xml"), convert_file(...): what such a file writes the script writes. Paths are
// the module's.
std::string loaded_by(std::string_view script, const SourceSet& source, std::string_view folder) {
    constexpr size_t most_bytes = 4 << 20;
    std::string all;
    std::set<std::string_view> taken;
    if (script.find("load_data") == script.npos && script.find("convert_file") == script.npos && script.find("convert_xml_import") == script.npos) return all;
    for (size_t at = script.find('.'); at != script.npos; at = script.find('.', at + 1)) {
        const std::string_view ending = script.substr(at, 4);
        const char quote = at + 4 < script.size() ? script[at + 4] : ' ';
        if ((ending != ".xml" && ending != ".csv") || (quote != '"' && quote != '\'')) continue;
        const size_t begin = script.find_last_of("\"'\n", at) + 1;   // npos + 1 = 0
        const std::string_view path = script.substr(begin, at + 4 - begin);
        if (all.size() > most_bytes || !taken.insert(path).second) continue;
        if (const Result<std::string> bytes = source.read(folder.empty() ? std::string(path) : fmt::format("{}/{}", folder, path))) all += "\n" + *bytes;
    }
    return all;
}

}  // namespace

std::map<Index, std::vector<Script>> scripts_of(const Revisions& revisions) {
    const World& head = revisions.head.world;
    const auto version = [](const Program& program, Index module) { return full_version(program.world.str(program.world.facts.modules[module].version), program.world.version); };
    std::map<std::string_view, Revisions::Pair> folders;
    for (const Revisions::Pair& pair : revisions.modules())
        if (pair.base != no_row) folders.emplace(head.str(head.facts.modules[pair.head].path), pair);
    std::map<Index, std::vector<Script>> scripts;
    for (const SourceFile& file : revisions.head_source.files()) {
        if (!file.path.ends_with(".py")) continue;
        // MODULE/migrations/VERSION/pre-migration.py
        std::vector<std::string_view> parts = split(file.path, '/');
        if (parts.size() < 3 || (parts[parts.size() - 3] != "migrations" && parts[parts.size() - 3] != "upgrades")) continue;
        const size_t inside = parts[parts.size() - 3].size() + parts[parts.size() - 2].size() + parts.back().size() + 2;
        const auto owner = folders.find(inside == file.path.size() ? std::string_view() : std::string_view(file.path).substr(0, file.path.size() - inside - 1));
        if (owner == folders.end()) continue;
        const std::vector<int> from = version(revisions.base, owner->second.base), to = version(revisions.head, owner->second.head);
        Script script{file.path, std::string(parts[parts.size() - 2]), ""};
        if (Result<std::string> text = revisions.head_source.read(file)) script.text = *text + loaded_by(*text, revisions.head_source, owner->first);
        // 0.0.0 runs at every change of the version (odoo/modules/migration.py).
        const std::vector<int> at = full_version(script.version, head.version);
        script.runs = script.version == "0.0.0" ? from != to : from < at && at <= to;
        script.fresh = revisions.base_source.find(file.path) == nullptr;
        script.waits = script.fresh && to < at;
        scripts[owner->second.head].push_back(std::move(script));
    }
    return scripts;
}

}  // namespace driftline

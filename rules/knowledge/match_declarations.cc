// Rows about what Python declares: fields, classes, methods, routes, and the SQL it writes. From facts; places inside a
// declaration are found in its text.
#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "base/text.h"
#include "rules/knowledge/search.h"
#include "rules/knowledge/search_method.h"
#include "syntax/python_tree.h"

namespace driftline::knowledge {
namespace {

bool holds(const std::vector<std::string>& names, std::string_view name) { return std::find(names.begin(), names.end(), name) != names.end(); }

bool any_line(std::string_view text, const Pattern& pattern) {
    if (!pattern.may_be_in(text)) return false;
    for (const std::string_view line : split(text, '\n'))
        if (pattern.found_in(line)) return true;
    return false;
}

class DeclarationMatcher {
public:
    explicit DeclarationMatcher(Search& search) : search_(search), facts_(search.facts()) {}

    void operator()() {
        const auto options = search_.of_kind(MatchKind::field_option), attributes = search_.of_kind(MatchKind::class_attribute);
        if (!options.empty())
            for (const FieldRow& field : search_.ours(facts_.fields))
                if (search_.counts(field.at)) field_options(options, field);
        if (!attributes.empty())
            for (const ClassRow& row : search_.ours(facts_.classes))
                if (row.model_kind != ModelKind::none && search_.counts(row.at)) class_attributes(attributes, row);
        methods();
        routes();
        sql();
    }

private:
    void field_options(const std::vector<const Change*>& changes, const FieldRow& field) {
        const auto options = facts_.items(field.options);
        for (size_t i = 0; i + 1 < options.size(); i += 2) {
            const std::string_view name = search_.str(options[i]);
            for (const Change* change : changes) {
                const Matcher& match = change->match;
                if (match.names_one(name) && (match.types.empty() || holds(match.types, search_.str(field.type)))) search_.add(*change, option(field, name), name);
            }
        }
    }
    // Where the keyword stands: in the outermost call of the assignment.
    At option(const FieldRow& field, std::string_view name) {
        const std::string& text = search_.text(field.at.file);
        if (field.at.begin >= text.size()) return field.at;
        const std::string_view declaration = std::string_view(text).substr(field.at.begin, field.at.end - field.at.begin);
        parser_.parse(declaration, tree_);
        for (NodeId id = 0; id < tree_.nodes.size(); ++id) {
            if (tree_[id].kind != Py::keyword_argument) continue;
            const NodeId key = tree_.child(id, PyField::name);
            if (key != no_node && tree_.text(key) == name)
                return {field.at.file, field.at.begin + tree_[id].begin, field.at.begin + tree_[id].end, field.at.line + tree_[id].line - 1};
        }
        return field.at;
    }

    void class_attributes(const std::vector<const Change*>& changes, const ClassRow& row) {
        const auto names = facts_.items(row.attributes);
        for (const Change* change : changes) {
            bool shown = false;
            for (Index i = row.members.begin; i < row.members.begin + row.members.count; ++i) {
                const MemberRow& member = facts_.members[i];
                const std::string_view type = search_.str(member.type);   // what a list of settings is taken apart into
                const std::string_view name = change->match.names_one(type) ? type : search_.str(member.name);
                if (!change->match.names_one(name)) continue;
                search_.add(*change, member.at, name);
                shown = true;
            }
            for (size_t i = 0; i + 1 < names.size() && !shown; i += 2)
                if (change->match.names_one(search_.str(names[i]))) search_.add(*change, row.at, search_.str(names[i]));
        }
    }

    void methods() {
        const auto defined = search_.of_kind(MatchKind::method), by_body = search_.of_kind(MatchKind::method_body), searches = search_.of_kind(MatchKind::search_method);
        std::optional<SearchMethods> searched;
        if (!searches.empty()) searched.emplace(search_);
        const std::vector<Named> named = named_methods(search_.of_kind(MatchKind::option_method));
        for (const MethodRow& method : search_.ours(facts_.methods)) {
            if (method.owner == no_row || (method.flags & method_nested) || !search_.counts(method.at)) continue;
            const ClassRow& owner = facts_.classes[method.owner];
            if (owner.model_kind == ModelKind::none) continue;
            const std::string_view name = search_.str(method.name);
            for (const Change* change : defined)
                if (change->match.names_one(name) && decorated(*change, method)) add(*change, method, owner, method.at);
            for (const Change* change : by_body)
                if (change->match.names_one(name) && decorated(*change, method) && (body_fits(*change, facts_.source(method.body)) || returns_what_fits(*change, method))) add(*change, method, owner, method.at);
            for (const Named& one : named)
                if (one.methods.contains({search_.str(owner.model), name}) && !one.change->match.params->found_in(search_.str(method.params))) add(*one.change, method, owner, method.at);
            if (searched) search_method(searches, *searched, method, owner);
        }
        patches(defined);
    }
    void add(const Change& change, const MethodRow& method, const ClassRow& owner, const At& at) {
        Match& made = search_.add(change, at, search_.str(method.name));
        made.symbol = std::string(search_.str(owner.model)) + "." + made.name;
    }
    bool decorated(const Change& change, const MethodRow& method) const {
        if (!change.match.with_decorator) return true;
        const auto decorators = facts_.items(method.decorators);
        return std::any_of(decorators.begin(), decorators.end(), [&](Name d) { return change.match.with_decorator->found_in(search_.str(d)); });
    }
    static bool body_fits(const Change& change, const std::string& body) {
        return any_line(body, *change.match.body) && !(change.match.without_body && any_line(body, *change.match.without_body));
    }
    // It answers with what a method of its model says: `return self._get_domains()`. Asked of what a decorator finds, whose callers read the answer.
    bool returns_what_fits(const Change& change, const MethodRow& method) {
        if (!change.match.with_decorator) return false;
        const std::string body = facts_.source(method.body);
        const std::string_view model = search_.str(facts_.classes[method.owner].model);
        constexpr std::string_view answer = "return self.";
        for (size_t at = body.find(answer); at != body.npos; at = body.find(answer, at + 1)) {
            const size_t begin = at + answer.size(), end = body.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_", begin);
            if (end == body.npos || body[end] != '(') continue;
            const auto [first, last] = own_methods().equal_range({model, std::string_view(body).substr(begin, end - begin)});
            if (std::any_of(first, last, [&](const auto& entry) { return body_fits(change, facts_.source(entry.second->body)); })) return true;
        }
        return false;
    }
    using ByName = std::multimap<std::pair<std::string_view, std::string_view>, const MethodRow*>;
    const ByName& own_methods() {
        if (by_name_) return *by_name_;
        by_name_.emplace();
        for (const MethodRow& method : search_.ours(facts_.methods))
            if (method.owner != no_row && !(method.flags & method_nested)) by_name_->emplace(std::pair{search_.str(facts_.classes[method.owner].model), search_.str(method.name)}, &method);
        return *by_name_;
    }
    void search_method(const std::vector<const Change*>& changes, const SearchMethods& known, const MethodRow& method, const ClassRow& owner) {
        const auto& types = known.types(search_.str(owner.model), method.name);
        if (types.empty()) return;
        const std::string said = known.said(method);
        for (const Change* change : changes) {
            const auto& wanted = change->match.types;
            const bool fits = wanted.empty() || std::all_of(types.begin(), types.end(), [&](std::string_view type) { return holds(wanted, type); });
            if (fits && body_fits(*change, said)) add(*change, method, owner, method.at);
        }
    }
    // What fields name with an option, by name or as the function itself: the model and the method.
    struct Named {
        const Change* change;
        std::set<std::pair<std::string_view, std::string_view>> methods;
    };
    std::vector<Named> named_methods(const std::vector<const Change*>& changes) const {
        std::vector<Named> made;
        for (const Change* change : changes) made.push_back({change, {}});
        if (made.empty()) return made;
        for (const FieldRow& field : search_.ours(facts_.fields)) {
            if (field.owner == no_row || !search_.counts(field.at)) continue;
            const auto options = facts_.items(field.options);
            for (size_t i = 0; i + 1 < options.size(); i += 2)
                for (Named& one : made)
                    if (one.change->match.names_one(search_.str(options[i]))) one.methods.emplace(search_.str(facts_.classes[field.owner].model), unquoted(search_.str(options[i + 1])));
        }
        return made;
    }
    static std::string_view unquoted(std::string_view text) {
        const bool literal = text.size() > 1 && (text[0] == '\'' || text[0] == '"') && text.back() == text[0];
        return literal ? text.substr(1, text.size() - 2) : text;
    }
    // A hook that is put in place at run time is as dead as one that is defined.
    void patches(const std::vector<const Change*>& changes) {
        for (const PatchRow& patch : search_.ours(facts_.patches)) {
            const std::string_view name = search_.str(patch.attribute);
            for (const Change* change : changes)
                if (!change->match.with_decorator && change->match.names_one(name) && search_.counts(patch.at))
                    search_.add(*change, patch.at, name).symbol = std::string(search_.str(patch.target)) + "." + std::string(name);
        }
    }

    void routes() {
        for (const Change* change : search_.of_kind(MatchKind::route_option))
            for (const RouteRow& route : search_.ours(facts_.routes))
                if (route.type != no_name && change->match.value && change->match.value->found_in(search_.str(route.type)) && search_.counts(route.at))
                    search_.add(*change, route.at, search_.str(route.type));
    }

    // Tables follow from the names of models.
    void sql() {
        const auto changes = search_.of_kind(MatchKind::sql_translated);
        if (changes.empty() || facts_.sql.empty()) return;
        std::set<std::pair<std::string, std::string_view>> translated;
        for (const FieldRow& field : search_.upgrade.target.world.facts.fields) {
            if (!(field.flags & field_translate) || field.owner == no_row) continue;
            const Facts& facts = search_.upgrade.target.world.facts;
            translated.emplace(replace_all(facts.str(facts.classes[field.owner].model), ".", "_"), facts.str(field.name));
        }
        for (const SqlRow& row : search_.ours(facts_.sql)) {
            if (!search_.counts(row.at)) continue;
            for (const Name column : facts_.items(row.columns))
                if (translated.contains({std::string(search_.str(row.table)), search_.str(column)}))
                    for (const Change* change : changes) search_.add(*change, row.at, std::string(search_.str(row.table)) + "." + std::string(search_.str(column)));
        }
    }

    Search& search_;
    const Facts& facts_;
    std::optional<ByName> by_name_;   // methods of ours
    PythonParser parser_;
    PythonTree tree_;
};

}  // namespace

void match_declarations(Search& search) { DeclarationMatcher{search}(); }

}  // namespace driftline::knowledge

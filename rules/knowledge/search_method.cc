#include "rules/knowledge/search_method.h"

#include <algorithm>
#include <cctype>
#include <set>

#include "base/text.h"

namespace driftline::knowledge {
namespace {

using Renames = std::vector<std::pair<std::string, std::string>>;   // from, to

bool in_word(char c) { return c == '_' || std::isalnum(static_cast<unsigned char>(c)); }

// Statements on one line each, without comments and long strings, names exchanged.
std::string plain(std::string_view text, const Renames& names) {
    std::string made;
    int depth = 0;
    for (size_t at = 0; at < text.size();) {
        const char c = text[at];
        if (c == '#') {
            at = std::min(text.find('\n', at), text.size());
        } else if (c == '"' || c == '\'') {
            const size_t end = behind_string(text, at);
            const std::string_view literal = text.substr(at, end - at);
            made += literal.find('\n') == literal.npos ? literal : std::string_view("''");
            at = end;
        } else if (in_word(c)) {
            size_t end = at;
            while (end < text.size() && in_word(text[end])) ++end;
            const std::string_view word = text.substr(at, end - at);
            const auto known = std::find_if(names.begin(), names.end(), [&](const auto& name) { return name.first == word; });
            made += known == names.end() || (at > 0 && text[at - 1] == '.') ? word : std::string_view(known->second);
            at = end;
        } else {
            depth += c == '(' || c == '[' || c == '{' ? 1 : c == ')' || c == ']' || c == '}' ? -1 : 0;
            const bool joined = c == '\\' && at + 1 < text.size() && text[at + 1] == '\n';
            made += (c == '\n' && depth > 0) || joined ? ' ' : c;
            at += joined ? 2 : 1;
        }
    }
    return made;
}

std::vector<std::string> parameters(std::string_view params) {
    std::vector<std::string> made;
    for (std::string_view one : split(params, ',')) {
        one = trim(one);
        made.emplace_back(one.substr(0, one.find('=')));
    }
    return made;
}

// The arguments of the first call of self.name(...) in a line, as far as they hold no brackets.
struct Call { std::string_view name; std::vector<std::string> arguments; };
std::vector<Call> own_calls(std::string_view text) {
    std::vector<Call> made;
    constexpr std::string_view self = "self.";
    for (size_t at = text.find(self); at != text.npos; at = text.find(self, at + 1)) {
        size_t end = at + self.size();
        while (end < text.size() && in_word(text[end])) ++end;
        const size_t close = text.find_first_of("()", end + 1);
        if (end < text.size() && text[end] == '(' && close != text.npos && text[close] == ')')
            made.push_back({text.substr(at + self.size(), end - at - self.size()), parameters(text.substr(end + 1, close - end - 1))});
    }
    return made;
}

}  // namespace

size_t behind_string(std::string_view text, size_t at) {
    const char quote = text[at];
    const std::string three(3, quote);
    const bool is_long = text.substr(at).starts_with(three);
    for (at += is_long ? 3 : 1; at < text.size(); ++at) {
        if (text[at] == '\\') ++at;
        else if (is_long ? text.substr(at).starts_with(three) : text[at] == quote || text[at] == '\n') return std::min(at + (is_long ? 3 : 1), text.size());
    }
    return text.size();
}

SearchMethods::SearchMethods(const Search& search) : search_(search) {
    const Facts& facts = search.facts();
    std::set<std::string_view> models;
    for (const FieldRow& field : search.ours(facts.fields)) {
        if (field.search == no_name || field.owner == no_row || !search.counts(field.at)) continue;
        const std::string_view model = search.str(facts.classes[field.owner].model);
        types_[{model, field.search}].push_back(search.str(field.type));
        models.insert(model);
    }
    if (models.empty()) return;
    const auto methods = search.ours(facts.methods);
    for (const MethodRow& method : methods)
        if (method.owner != no_row && !(method.flags & method_nested) && models.contains(search.str(facts.classes[method.owner].model)))
            methods_[{search.str(facts.classes[method.owner].model), search.str(method.name)}].push_back(Index(&method - facts.methods.data()));
}

const std::vector<std::string_view>& SearchMethods::types(std::string_view model, Name method) const {
    static const std::vector<std::string_view> none;
    const auto known = types_.find({model, method});
    return known == types_.end() ? none : known->second;
}

std::string SearchMethods::code(const MethodRow& method, const Renames& names) const { return plain(search_.facts().source(method.body), names); }

std::string SearchMethods::said(const MethodRow& method) const {
    const Facts& facts = search_.facts();
    const std::vector<std::string> params = parameters(search_.str(method.params));
    if (params.size() < 3) return {};
    const std::string own = code(method, {{params[1], "operator"}, {params[2], "value"}});
    std::string made = own;
    for (const Call& call : own_calls(own)) {
        const auto& given = call.arguments;
        if (std::find(given.begin(), given.end(), "operator") == given.end()) continue;
        const auto helpers = methods_.find({search_.str(facts.classes[method.owner].model), call.name});
        if (helpers == methods_.end()) continue;
        for (const Index row : helpers->second) {
            const std::vector<std::string> taken = parameters(search_.str(facts.methods[row].params));
            Renames names;
            for (size_t i = 0; i < given.size() && i + 1 < taken.size(); ++i)
                if (given[i] == "operator" || given[i] == "value") names.emplace_back(taken[i + 1], given[i]);
            made += '\n' + code(facts.methods[row], names);
        }
    }
    return made;
}

}  // namespace driftline::knowledge

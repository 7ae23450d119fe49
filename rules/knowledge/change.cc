#include "rules/knowledge/change.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <mutex>

#include "base/regex.h"

namespace driftline::knowledge {
namespace {

constexpr size_t longest_line = 1000;

struct KindName { std::string_view name; MatchKind kind; };
constexpr KindName kinds[] = {
    {"arch-attribute", MatchKind::arch_attribute}, {"arch-tag", MatchKind::arch_tag}, {"arch-class", MatchKind::arch_class},
    {"arch-xpath", MatchKind::arch_xpath}, {"locator-tag", MatchKind::locator_tag}, {"locator-attribute", MatchKind::locator_attribute}, {"template-inherit", MatchKind::template_inherit},
    {"record-field", MatchKind::record_field}, {"record-body", MatchKind::record_body}, {"data-tag", MatchKind::data_tag},
    {"manifest-key", MatchKind::manifest_key}, {"manifest-bundle", MatchKind::manifest_bundle}, {"hook-parameters", MatchKind::hook_parameters},
    {"field-option", MatchKind::field_option}, {"class-attribute", MatchKind::class_attribute}, {"method", MatchKind::method},
    {"method-body", MatchKind::method_body}, {"search-method", MatchKind::search_method}, {"option-method", MatchKind::option_method}, {"call", MatchKind::call}, {"import", MatchKind::import},
    {"route-option", MatchKind::route_option}, {"code", MatchKind::code}, {"code-string", MatchKind::code_string},
    {"sql-translated", MatchKind::sql_translated}, {"script", MatchKind::script},
};

bool number(std::string_view text, int& value) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size();
}

bool is_special(char c) { return std::string_view("[](){}?*+.^$|").find(c) != std::string_view::npos; }
bool may_be_none(char quantifier) { return quantifier == '?' || quantifier == '*' || quantifier == '{'; }

// Of each alternative of an expression the longest run of plain characters outside groups: one of them is in whatever is found.
// None where an alternative has none.
std::vector<std::string> needed_texts(std::string_view expression) {
    std::vector<std::string> needed;
    std::string run, longest;
    int depth = 0;
    const auto end_run = [&] {
        if (run.size() > longest.size()) longest = run;
        run.clear();
    };
    for (size_t i = 0; i < expression.size(); ++i) {
        const char c = expression[i];
        const bool escape = c == '\\' && i + 1 < expression.size();
        if (escape ? !std::isalnum(static_cast<unsigned char>(expression[++i])) : !is_special(c)) {
            if (depth == 0) run += expression[i];
            continue;
        }
        if (may_be_none(c) && !run.empty()) run.pop_back();
        end_run();
        if (escape) continue;
        if (c == '(') ++depth;
        if (c == ')') --depth;
        if (c == '{') i = std::min(expression.find('}', i), expression.size());
        if (c == '[')
            for (++i; i < expression.size() && expression[i] != ']'; ++i)
                if (expression[i] == '\\') ++i;
        if (c != '|' || depth > 0) continue;
        if (longest.empty()) return {};
        needed.push_back(std::exchange(longest, {}));
    }
    end_run();
    if (longest.empty()) return {};
    needed.push_back(longest);
    return needed;
}

}  // namespace

std::optional<Series> series(std::string_view text) {
    if (const size_t tilde = text.find('~'); tilde != text.npos) text.remove_prefix(tilde + 1);
    const size_t dot = text.find('.');
    Series made;
    if (dot == text.npos || !number(text.substr(0, dot), made.major)) return std::nullopt;
    text.remove_prefix(dot + 1);
    const size_t end = text.find_first_not_of("0123456789");   // "17.0rc1", "14.0+e"
    if (!number(text.substr(0, end), made.minor)) return std::nullopt;
    return made;
}

struct Pattern::State {
    std::string expression;
    std::vector<std::string> needed;   // one of these is in whatever is found; empty: not known
    std::once_flag once;
    std::optional<Regex> regex;

    const Regex& compiled() {
        std::call_once(once, [&] { regex.emplace(expression); });
        return *regex;
    }
};

Pattern::Pattern(std::string_view expression) : state_(std::make_shared<State>()) {
    state_->expression = expression;
    state_->needed = needed_texts(expression);
}

Result<Pattern> Pattern::compile(std::string_view expression) {
    const Result<Regex> made = Regex::compile(expression);
    if (!made) return Error{std::string(expression) + ": " + made.error().message};
    return Pattern(expression);
}

bool Pattern::may_be_in(std::string_view text) const {
    const auto& needed = state_->needed;
    return needed.empty() || std::any_of(needed.begin(), needed.end(), [&](const std::string& one) { return text.find(one) != text.npos; });
}

bool Pattern::found_in(std::string_view line) const { return find(line).has_value(); }

std::optional<std::pair<size_t, size_t>> Pattern::find(std::string_view line) const { return find_from(line, line.npos); }

std::optional<std::pair<size_t, size_t>> Pattern::find_from(std::string_view text, size_t last) const {
    text = text.substr(0, longest_line);
    return may_be_in(text) ? state_->compiled().find(text, 0, last) : std::nullopt;
}

std::optional<MatchKind> match_kind(std::string_view name) {
    for (const KindName& known : kinds)
        if (known.name == name) return known.kind;
    return std::nullopt;
}

bool Matcher::names_one(std::string_view name) const {
    return std::any_of(names.begin(), names.end(), [&](const std::string& n) { return n == name || n == "*"; });
}

const std::string& Change::fix_at(Series target) const {
    const std::string* valid = &fix;
    for (const auto& [since, text] : later)
        if (since <= target) valid = &text;
    return *valid;
}

}  // namespace driftline::knowledge

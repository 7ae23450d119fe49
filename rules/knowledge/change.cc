#include "rules/knowledge/change.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <mutex>
#include <regex>

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

bool is_word(char c) { return c == '_' || std::isalnum(static_cast<unsigned char>(c)); }
bool is_special(char c) { return std::string_view("[](){}?*+.^$|").find(c) != std::string_view::npos; }
bool may_be_none(char quantifier) { return quantifier == '?' || quantifier == '*' || quantifier == '{'; }

// The plain characters that an expression of one alternative begins with, behind a boundary of words.
std::string lead_of(std::string_view expression) {
    std::string lead;
    for (size_t i = expression.starts_with("\\b") ? 2 : 0; i < expression.size(); ++i) {
        const bool escape = expression[i] == '\\' && i + 1 < expression.size();
        if (escape ? std::isalnum(static_cast<unsigned char>(expression[i + 1])) : is_special(expression[i])) {
            if (may_be_none(expression[i]) && !lead.empty()) lead.pop_back();
            break;
        }
        lead += expression[escape ? ++i : i];
    }
    return lead;
}

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
    std::string lead;                  // what is found begins so; empty: not known
    bool boundary = false;             // and stands at a boundary of words
    std::once_flag once;
    std::regex regex;

    const std::regex& compiled() {
        std::call_once(once, [&] { regex.assign(expression, std::regex::ECMAScript | std::regex::optimize); });
        return regex;
    }
};

Pattern::Pattern(std::string_view expression) : state_(std::make_shared<State>()) {
    state_->expression = expression;
    state_->needed = needed_texts(expression);
    if (state_->needed.size() != 1) return;   // several alternatives
    state_->lead = lead_of(expression);
    state_->boundary = expression.starts_with("\\b");
}

Result<Pattern> Pattern::compile(std::string_view expression) {
    Pattern made(expression);
    try {
        made.state_->compiled();
    } catch (const std::regex_error& error) {
        return Error{std::string(expression) + ": " + error.what()};
    }
    return made;
}

bool Pattern::may_be_in(std::string_view text) const {
    const auto& needed = state_->needed;
    return needed.empty() || std::any_of(needed.begin(), needed.end(), [&](const std::string& one) { return text.find(one) != text.npos; });
}

bool Pattern::found_in(std::string_view line) const { return find(line).has_value(); }

std::optional<std::pair<size_t, size_t>> Pattern::find(std::string_view line) const {
    line = line.substr(0, longest_line);
    std::cmatch match;
    if (!may_be_in(line) || !std::regex_search(line.data(), line.data() + line.size(), match, state_->compiled())) return std::nullopt;
    return std::pair{size_t(match.position()), size_t(match.length())};
}

std::optional<std::pair<size_t, size_t>> Pattern::find_from(std::string_view text, size_t last) const {
    text = text.substr(0, longest_line);
    if (!may_be_in(text)) return std::nullopt;
    std::cmatch match;
    for (size_t at = 0; at <= std::min(last, text.size()); ++at) {
        if (!state_->lead.empty() && (at = text.find(state_->lead, at)) > last) break;
        if (state_->boundary && at > 0 && at < text.size() && is_word(text[at - 1]) == is_word(text[at])) continue;
        const auto flags = std::regex_constants::match_continuous | (at > 0 ? std::regex_constants::match_prev_avail : std::regex_constants::match_default);
        if (std::regex_search(text.data() + at, text.data() + text.size(), match, state_->compiled(), flags)) return std::pair{at, size_t(match.length())};
    }
    return std::nullopt;
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

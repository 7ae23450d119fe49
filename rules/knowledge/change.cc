#include "rules/knowledge/change.h"

#include <algorithm>
#include <charconv>

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

Result<Pattern> Pattern::compile(std::string_view expression) {
    Pattern made;
    try {
        made.regex_ = std::make_shared<const std::regex>(expression.begin(), expression.end(), std::regex::ECMAScript | std::regex::optimize);
    } catch (const std::regex_error& error) {
        return Error{std::string(expression) + ": " + error.what()};
    }
    return made;
}

bool Pattern::found_in(std::string_view line) const { return find(line).has_value(); }

std::optional<std::pair<size_t, size_t>> Pattern::find(std::string_view line) const {
    line = line.substr(0, longest_line);
    std::cmatch match;
    if (!std::regex_search(line.data(), line.data() + line.size(), match, *regex_)) return std::nullopt;
    return std::pair{size_t(match.position()), size_t(match.length())};
}

std::optional<std::pair<size_t, size_t>> Pattern::find_from(std::string_view text, size_t last) const {
    text = text.substr(0, longest_line);
    std::cmatch match;
    for (size_t at = 0; at <= std::min(last, text.size()); ++at) {
        const auto flags = std::regex_constants::match_continuous | (at > 0 ? std::regex_constants::match_prev_avail : std::regex_constants::match_default);
        if (std::regex_search(text.data() + at, text.data() + text.size(), match, *regex_, flags)) return std::pair{at, size_t(match.length())};
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

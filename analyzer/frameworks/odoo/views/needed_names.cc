#include "frameworks/odoo/views/needed_names.h"

#include <algorithm>
#include <cctype>
#include <string_view>

namespace driftline::odoo {
namespace {

// Without what XML may write otherwise, and without numbers that may stand for an external id.
bool is_plain(std::string_view value) {
    const auto plain = [](char c) { return std::isalpha(static_cast<unsigned char>(c)) || c == '_'; };
    return !value.empty() && std::all_of(value.begin(), value.end(), [&](char c) { return plain(c) || c == '.' || c == '-' || std::isdigit(static_cast<unsigned char>(c)); }) &&
           std::any_of(value.begin(), value.end(), plain);
}

bool names(std::string_view attribute) { return attribute == "name" || attribute == "id"; }

// Nothing but conditions that have to hold together: no function, no union, no `or`.
bool is_conjunction(std::string_view expression) {
    std::string bare;
    char quote = 0;
    for (const char c : expression) {
        if (quote) { if (c == quote) quote = 0; }
        else if (c == '\'' || c == '"') quote = c, bare += ' ';
        else bare += std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-' || c == '(' || c == '|' ? c : ' ';
    }
    return !quote && bare.find('(') == bare.npos && bare.find('|') == bare.npos && (" " + bare + " ").find(" or ") == std::string::npos;
}

std::vector<std::string> in_expression(std::string_view expression) {
    std::vector<std::string> found;
    if (!is_conjunction(expression)) return found;
    for (size_t at = expression.find('@'); at != expression.npos; at = expression.find('@', at + 1)) {
        const size_t end = expression.find_first_of("= !<>]", at);
        const size_t equals = end == expression.npos ? end : expression.find_first_not_of(' ', end);
        if (equals == expression.npos || expression[equals] != '=' || !names(expression.substr(at + 1, end - at - 1))) continue;
        const size_t open = expression.find_first_not_of(' ', equals + 1);
        if (open == expression.npos || (expression[open] != '\'' && expression[open] != '"')) continue;
        const size_t close = expression.find(expression[open], open + 1);
        if (close == expression.npos) return {};
        if (const std::string_view value = expression.substr(open + 1, close - open - 1); is_plain(value)) found.emplace_back(value);
        at = close;
    }
    return found;
}

}  // namespace

std::vector<std::string> needed_names(ArchNode spec) {
    if (spec.name() == "xpath") return in_expression(spec.value("expr"));
    std::vector<std::string> found;
    for (const auto& [name, value] : spec.attributes())
        if (names(name) && is_plain(value)) found.emplace_back(value);
    return found;
}

}  // namespace driftline::odoo

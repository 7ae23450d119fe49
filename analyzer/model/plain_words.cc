#include "model/plain_words.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>

#include "base/text.h"

namespace driftline {
namespace {

constexpr size_t sentence_words = 5;

// In every other name, of code and of views.
constexpr std::array common_parts = {
    "get", "set", "compute", "check", "prepare", "action", "button", "onchange", "change", "changed", "inverse", "search", "default", "has", "run", "create", "make", "update", "ids", "view", "views",
    "form", "tree", "list", "kanban", "inherit", "template", "report", "document", "data", "vals", "values", "value", "name", "names", "line", "lines", "order", "orders", "move", "moves", "state",
    "date", "type", "read", "write", "unlink", "copy", "model", "field", "fields", "domain", "context", "new", "all", "from", "for", "and", "the", "with", "init", "start", "stop", "call", "function",
    "method", "product", "products", "partner", "partners", "company", "user", "users", "sale", "purchase", "account", "stock", "invoice", "other", "information", "info", "page", "group", "groups", "div", "span",
    "class", "table", "header", "footer", "body", "main", "content", "true", "false", "none", "item", "items", "res", "ref", "show", "hide", "display", "visible", "invisible", "doc", "docs", "active", "base",
    "amount", "total", "description", "title", "text", "link", "row", "col", "column", "left", "right", "center", "section", "sheet", "oe", "btn", "primary", "tax", "not", "self", "env"};

bool word_byte(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || uint8_t(c) >= 0x80; }

}  // namespace

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    for (size_t i = 0; i < text.size();) {
        if (!word_byte(text[i])) {
            ++i;
            continue;
        }
        size_t end = i;
        while (end < text.size() && word_byte(text[end])) ++end;
        words.push_back(lower(text.substr(i, end - i)));
        i = end;
    }
    return words;
}

std::string stem(std::string word) {
    for (const std::string_view ending : {"ization", "ations", "ation", "ments", "ment", "ings", "ing", "ers", "er", "ies", "ed", "es", "s", "e", "y"})
        if (word.size() > ending.size() + 2 && word.ends_with(ending)) return word.substr(0, word.size() - ending.size());
    return word;
}

std::set<std::string> telling_stems(std::string_view name, std::string_view model) {
    std::set<std::string> known;
    for (std::string& word : words_of(model)) known.insert(stem(std::move(word)));
    std::set<std::string> telling;
    for (std::string& word : words_of(name)) {
        if (word.size() < 3 || std::find(common_parts.begin(), common_parts.end(), word) != common_parts.end()) continue;
        if (std::string root = stem(std::move(word)); !known.contains(root)) telling.insert(std::move(root));
    }
    return telling;
}

std::vector<std::set<std::string>> paragraphs_of(std::string_view text) {
    std::vector<std::set<std::string>> paragraphs;
    std::vector<std::string> words;
    const auto end = [&] {
        std::set<std::string> stems;
        for (std::string& word : words) stems.insert(stem(std::move(word)));
        if (words.size() >= sentence_words) paragraphs.push_back(std::move(stems));
        words.clear();
    };
    for (const std::string_view line : split(text, '\n')) {
        if (trim(line).empty()) end();
        for (const std::string_view token : split(line, ' '))   // `action_confirm_all` is a name, not the words it is made of
            if (token.find('_') == token.npos)
                for (std::string& word : words_of(token)) words.push_back(std::move(word));
    }
    end();
    return paragraphs;
}

std::set<std::string> identifiers_in(std::string_view text) {
    const auto in_name = [&](size_t i) { return i < text.size() && (std::isalnum(uint8_t(text[i])) || text[i] == '_'); };
    std::set<std::string> names;
    for (size_t i = 0; i < text.size();) {
        size_t end = i;
        while (in_name(end)) ++end;
        if (end > i) names.emplace(text.substr(i, end - i));
        i = std::max(end, i + 1);
    }
    return names;
}

}  // namespace driftline

#include "syntax/script_code.h"

#include <algorithm>

#include "base/text.h"
#include "syntax/script_chars.h"

namespace driftline {
namespace {

bool is_statement(std::string_view word) {
    return word == "if" || word == "for" || word == "while" || word == "switch" || word == "catch" || word == "function" || word == "return" || word == "super";
}

// Whether a member may begin behind what ends there: `{`, `,`, `;`, `}` or `*`, or one of the words that stand before a name.
bool begins_member(std::string_view text, size_t at) {
    const size_t end = end_before(text, at);
    if (end == 0) return false;
    if (std::string_view("{},;*").find(text[end - 1]) != std::string_view::npos) return true;
    const std::string_view word = word_before(text, end);
    return word == "async" || word == "get" || word == "set" || word == "static";
}

// `: function`, `: async function`, `: async (`: the value of the key is a function.
bool is_function_value(std::string_view text, size_t colon) {
    const std::string_view word = word_at(text, skip_blanks(text, colon + 1));
    return word == "function" || word == "async";
}

}  // namespace

std::string without_comments(std::string_view script) {
    std::string text(script);
    char quote = 0;
    for (size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quote != 0) {
            if (c == '\\') ++i;
            else if (c == quote || (c == '\n' && quote != '`')) quote = 0;
        } else if (c == '"' || c == '\'' || c == '`') {
            quote = c;
        } else if (c == '/' && i + 1 < text.size() && (text[i + 1] == '/' || text[i + 1] == '*')) {
            const bool line = text[i + 1] == '/';
            size_t end = line ? text.find('\n', i) : text.find("*/", i + 2);
            end = end == std::string::npos ? text.size() : end + (line ? 0 : 2);
            for (; i < end; ++i)
                if (text[i] != '\n') text[i] = ' ';
            --i;
        }
    }
    return text;
}

std::string without_strings(std::string_view script) {
    std::string text(script);
    char quote = 0;
    for (size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quote == 0) {
            if (c == '"' || c == '\'' || c == '`') quote = c;
        } else if (c == quote || (c == '\n' && quote != '`')) {
            quote = 0;
        } else {
            if (c != '\n') text[i] = ' ';
            if (c == '\\' && i + 1 < text.size() && text[++i] != '\n') text[i] = ' ';
        }
    }
    return text;
}

std::vector<ScriptMember> script_methods(std::string_view code, size_t brace) {
    std::vector<ScriptMember> found;
    size_t depth = 0;      // of all brackets
    size_t open = 0;       // members of `found` that have their whole body
    for (size_t at = brace; at < code.size(); ++at) {
        const char c = code[at];
        if (c == '{' || c == '(' || c == '[') {
            ++depth;
        } else if (c == '}' || c == ')' || c == ']') {
            if (depth == 0 || --depth == 0) break;
            if (c == '}' && depth == 1)
                for (; open < found.size(); ++open) found[open].end = at + 1;
        } else if (depth == 1 && in_word(c) && (at == 0 || !in_word(code[at - 1]))) {
            const std::string_view word = word_at(code, at);
            const size_t next = skip_blanks(code, at + word.size());
            const bool method = next < code.size() && (code[next] == '(' || (code[next] == ':' && is_function_value(code, next)));
            if (method && !is_statement(word) && begins_member(code, at)) found.push_back({word, at, at + word.size()});
            at += word.size() - 1;
        }
    }
    found.resize(open);   // the last body was never closed
    return found;
}

ScriptClass script_class(std::string_view code, std::string_view name) {
    ScriptClass found;
    for (size_t at = code.find("class"); at != code.npos; at = code.find("class", at + 5)) {
        if ((at > 0 && in_word(code[at - 1])) || at + 5 >= code.size() || !is_blank(code[at + 5])) continue;
        size_t next = skip_blanks(code, at + 5);
        if (word_at(code, next) != name) continue;
        ScriptClass made;
        next = skip_blanks(code, next + name.size());
        if (word_at(code, next) == "extends") {
            next = skip_blanks(code, next + 7);
            made.parent = word_at(code, next);
            next = skip_blanks(code, next + made.parent.size());
            made.computed = next >= code.size() || code[next] != '{';
            next = made.computed ? code.find('{', next) : next;
        }
        if (next == code.npos || next >= code.size() || code[next] != '{') continue;
        if (found.brace != 0) return {};
        made.brace = next;
        found = made;
    }
    return found;
}

std::string script_path(std::string_view own, std::string_view path) {
    if (!path.starts_with('.')) return std::string(path);
    std::vector<std::string_view> parts = split(own, '/');
    parts.pop_back();
    for (const std::string_view part : split(path, '/')) {
        if (part == "..") {
            if (parts.empty()) return {};
            parts.pop_back();
        } else if (part != ".") {
            parts.push_back(part);
        }
    }
    std::string whole;
    for (const std::string_view part : parts) whole += (whole.empty() ? "" : "/") + std::string(part);
    return whole;
}

}  // namespace driftline

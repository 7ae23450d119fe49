#include "frameworks/odoo/compare/lex.h"

#include <algorithm>
#include <array>

namespace driftline::odoo {
namespace {

constexpr size_t most_tokens = 200000;

enum Class : uint8_t { space, word, digit, quote, hash, other };
constexpr std::array<Class, 256> classes = [] {
    std::array<Class, 256> table{};
    for (auto& c : table) c = other;
    for (const char c : {' ', '\t', '\n', '\r', '\f', '\\'}) table[static_cast<unsigned char>(c)] = space;
    for (int c = 'a'; c <= 'z'; ++c) table[c] = word;
    for (int c = 'A'; c <= 'Z'; ++c) table[c] = word;
    for (int c = '0'; c <= '9'; ++c) table[c] = digit;
    for (int c = 128; c < 256; ++c) table[c] = word;
    table['_'] = word;
    table['\''] = table['"'] = quote;
    table['#'] = hash;
    return table;
}();
Class class_of(char c) { return classes[static_cast<unsigned char>(c)]; }

bool is_prefix(std::string_view text) {
    return text.size() <= 2 && std::all_of(text.begin(), text.end(), [](char c) { return std::string_view("rbfuRBFU").find(c) != std::string_view::npos; });
}

// The end of a string that begins at `i`, and where its content lies.
size_t string_end(std::string_view text, size_t i, std::string_view& content) {
    const char q = text[i];
    const bool triple = i + 2 < text.size() && text[i + 1] == q && text[i + 2] == q;
    const size_t begin = i + (triple ? 3 : 1);
    for (size_t k = begin; k < text.size(); ++k) {
        if (text[k] == '\\') { ++k; continue; }
        if (!triple && (text[k] == q || text[k] == '\n')) { content = text.substr(begin, k - begin); return k + 1; }
        if (triple && text[k] == q && k + 2 < text.size() && text[k + 1] == q && text[k + 2] == q) { content = text.substr(begin, k - begin); return k + 3; }
    }
    content = text.substr(std::min(begin, text.size()));
    return text.size();
}

}  // namespace

void lex_python(std::string_view text, std::vector<Token>& tokens) {
    tokens.clear();
    for (size_t i = 0; i < text.size() && tokens.size() < most_tokens;) {
        const size_t begin = i;
        switch (class_of(text[i])) {
            case space: ++i; break;
            case hash: i = std::min(text.find('\n', i), text.size()); break;
            case quote: {
                std::string_view content;
                i = string_end(text, i, content);
                tokens.push_back({Token::string, hash_text(content) * 31, content});
                break;
            }
            case word:
            case digit: {
                while (i < text.size() && (class_of(text[i]) == word || class_of(text[i]) == digit)) ++i;
                const std::string_view name = text.substr(begin, i - begin);
                if (i < text.size() && class_of(text[i]) == quote && is_prefix(name)) break;   // r'...': the prefix says nothing
                tokens.push_back({class_of(name[0]) == digit ? Token::number : Token::name, hash_text(name), name});
                break;
            }
            case other:
                ++i;
                tokens.push_back({Token::op, uint64_t(static_cast<unsigned char>(text[begin])) * 0x1000193, text.substr(begin, 1)});
                break;
        }
    }
}

void lex_arch(std::string_view text, std::vector<Token>& tokens) {
    tokens.clear();
    bool in_tag = false;
    for (size_t i = 0; i < text.size() && tokens.size() < most_tokens;) {
        const char c = text[i];
        const size_t begin = i;
        if (class_of(c) == space || c == '/' || c == '=') { ++i; continue; }
        if (text.substr(i, 4) == "<!--") { i = std::min(text.find("-->", i), text.size() - 3) + 3; continue; }
        if (c == '<') { in_tag = true; ++i; continue; }
        if (c == '>') { in_tag = false; ++i; continue; }
        if (in_tag && (c == '"' || c == '\'')) {
            i = std::min(text.find(c, i + 1), text.size());
            const std::string_view value = text.substr(begin + 1, i - begin - 1);
            tokens.push_back({Token::string, hash_text(value) * 31, value});
            ++i;
            continue;
        }
        while (i < text.size() && class_of(text[i]) != space && text[i] != '<' && text[i] != '>' && text[i] != '=' && (!in_tag || (text[i] != '/' && text[i] != '"'))) ++i;
        const std::string_view name = text.substr(begin, i - begin);
        tokens.push_back({Token::name, hash_text(name), name});
        if (i == begin) ++i;
    }
}

BodyStart body_start(const std::vector<Token>& tokens) {
    BodyStart start;
    int depth = 0;
    bool header = false;
    for (size_t i = 0; i < tokens.size(); ++i) {
        const Token& token = tokens[i];
        if (!header && token.kind == Token::name && token.text == "def" && depth == 0 && i + 1 < tokens.size()) {
            header = true;
            start.name = i + 1;
            continue;
        }
        if (token.kind != Token::op) continue;
        const char c = token.text[0];
        depth += c == '(' || c == '[' || c == '{' ? 1 : c == ')' || c == ']' || c == '}' ? -1 : 0;
        if (!header || c != ':' || depth != 0) continue;
        start.body = i + 1;
        if (start.body < tokens.size() && tokens[start.body].kind == Token::string) start.docstring = tokens[start.body++].text;
        return start;
    }
    return start;
}

}  // namespace driftline::odoo

#include "model/nearby_text.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace driftline {
namespace {

size_t line_begin(std::string_view text, size_t at) {
    const size_t newline = at == 0 ? text.npos : text.rfind('\n', at - 1);
    return newline == text.npos ? 0 : newline + 1;
}

// Past a string literal that begins at `at` (a quote); its content in `content`.
size_t skip_string(std::string_view text, size_t at, std::string_view& content) {
    const char quote = text[at];
    const bool triple = text.substr(at, 3) == std::string(3, quote);
    const std::string closing(triple ? 3 : 1, quote);
    const size_t begin = at + closing.size();
    for (size_t i = begin; i < text.size(); ++i) {
        if (text[i] == '\\') ++i;
        else if (text.substr(i, closing.size()) == closing) {
            content = text.substr(begin, i - begin);
            return i + closing.size();
        } else if (text[i] == '\n' && !triple) break;
    }
    content = text.substr(begin);
    return text.size();
}

size_t skip_comment(std::string_view text, size_t at) { return std::min(text.find('\n', at), text.size()); }

// Behind the colon that ends the head of a def or class.
size_t head_end(std::string_view text) {
    size_t at = 0;
    while (at < text.size()) {   // decorators first
        const std::string_view line = trim(text.substr(at, text.find('\n', at) - at));
        if (line.starts_with("def ") || line.starts_with("class ") || line.starts_with("async ")) break;
        at = std::min(text.find('\n', at), text.size() - 1) + 1;
    }
    int depth = 0;
    for (size_t i = at; i < text.size(); ++i) {
        const char c = text[i];
        std::string_view ignored;
        if (c == '"' || c == '\'') i = skip_string(text, i, ignored) - 1;
        else if (c == '#') i = skip_comment(text, i);
        else if (c == '(' || c == '[' || c == '{') ++depth;
        else if (c == ')' || c == ']' || c == '}') --depth;
        else if (c == ':' && depth <= 0) return i + 1;
    }
    return text.size();
}

}  // namespace

namespace {

// Where the docstring begins and ends, both at the body's first statement without one.
std::pair<size_t, size_t> docstring_at(std::string_view definition, std::string_view& content) {
    size_t at = head_end(definition);
    for (;;) {
        at = definition.find_first_not_of(" \t\r\n\\", at);
        if (at == definition.npos) return {definition.size(), definition.size()};
        if (definition[at] != '#') break;
        at = skip_comment(definition, at);
    }
    const size_t begin = at;
    while (at < definition.size() && (definition[at] == 'r' || definition[at] == 'u' || definition[at] == 'R' || definition[at] == 'U')) ++at;
    if (at >= definition.size() || (definition[at] != '"' && definition[at] != '\'')) return {begin, begin};
    return {begin, skip_string(definition, at, content)};
}

}  // namespace

std::string docstring(std::string_view definition) {
    std::string_view content;
    docstring_at(definition, content);
    return std::string(content);
}

uint32_t code_lines(std::string_view definition) {
    std::string_view content;
    uint32_t count = 0;
    for (std::string_view line : split(definition.substr(docstring_at(definition, content).second), '\n')) {
        line = trim(line);
        count += !line.empty() && !line.starts_with('#');
    }
    return count;
}

std::string comments_beside(std::string_view file, size_t begin, size_t end) {
    if (begin > file.size() || end > file.size()) return {};
    std::string text;
    for (size_t at = line_begin(file, begin); at > 0;) {
        const size_t above = line_begin(file, at - 1);
        const std::string_view line = trim(file.substr(above, at - above));
        if (!line.starts_with('#')) break;
        text = std::string(line) + "\n" + text;
        at = above;
    }
    const std::string_view rest = file.substr(end, file.find('\n', end) - end);
    if (const size_t hash = rest.find('#'); hash != rest.npos && trim(rest.substr(0, hash)).find_first_not_of(",)]}\"'") == rest.npos) text += rest.substr(hash);
    return text;
}

std::string comments_inside(std::string_view definition) {
    std::string text;
    for (const std::string_view raw : split(definition, '\n'))
        if (const std::string_view line = trim(raw); line.starts_with('#')) text.append(line).append("\n");
    return text;
}

std::string comments_at_head(std::string_view definition) {
    std::string text;
    bool documented = false;
    size_t begin = definition.find_first_not_of(" \t", head_end(definition));
    if (begin < definition.size() && definition[begin] == '#') begin = skip_comment(definition, begin);   // on the head's own line: often for tools
    for (size_t at = definition.find_first_not_of(" \t\r\n", begin); at != definition.npos; at = definition.find_first_not_of(" \t\r\n", at)) {
        if (definition[at] == '#') {
            const size_t end = skip_comment(definition, at);
            text.append(trim(definition.substr(at, end - at))).append("\n");
            at = end;
        } else if ((definition[at] == '"' || definition[at] == '\'') && !std::exchange(documented, true)) {
            std::string_view content;
            at = skip_string(definition, at, content);
        } else {
            break;
        }
    }
    return text;
}

namespace {

size_t indentation(std::string_view line) { return std::min(line.find_first_not_of(" \t"), line.size()); }

std::string_view line_at(std::string_view file, size_t begin) { return file.substr(begin, file.find('\n', begin) - begin); }

// Where the line begins that says "def name" around byte `at`; npos if `at` is no name of a definition.
size_t heads_at(std::string_view file, size_t at, size_t size) {
    const size_t begin = line_begin(file, at);
    const std::string_view head = trim(file.substr(begin, at - begin));
    if (head != "def" && head != "async def" && head != "class") return file.npos;
    const std::string_view rest = file.substr(at + size);
    return rest.starts_with('(') || rest.starts_with(':') || rest.starts_with('[') || rest.starts_with(' ') ? begin : file.npos;
}

}  // namespace

std::pair<size_t, size_t> definition_of(std::string_view file, std::string_view name, size_t at) {
    size_t found = file.npos;
    for (size_t hit = name.empty() ? file.npos : file.find(name); hit != file.npos; hit = file.find(name, hit + name.size())) {
        if (hit > at && found != file.npos) break;
        if (const size_t begin = heads_at(file, hit, name.size()); begin != file.npos) found = begin;
    }
    if (found == file.npos) return {0, 0};
    const size_t depth = indentation(line_at(file, found));
    size_t end = found + head_end(file.substr(found));
    for (size_t next = file.find('\n', end); next != file.npos; next = file.find('\n', next + 1)) {
        const std::string_view line = line_at(file, next + 1);
        if (trim(line).empty()) continue;
        if (indentation(line) <= depth) break;
        end = next + 1 + line.size();
    }
    while (found > 0) {
        const size_t above = line_begin(file, found - 1);
        const std::string_view line = line_at(file, above);
        if (!trim(line).starts_with('@') || indentation(line) != depth) break;
        found = above;
    }
    return {found, std::min(end, file.size())};
}

std::string xml_comment_above(std::string_view file, size_t begin) {
    if (begin > file.size()) return {};
    const std::string_view before = file.substr(0, begin);
    const std::string_view shown = before.substr(0, before.find_last_not_of(" \t\r\n") + 1);
    if (!shown.ends_with("-->")) return {};
    const size_t opening = shown.rfind("<!--");
    return opening == shown.npos ? std::string() : std::string(shown.substr(opening));
}

std::string xml_comments_inside(std::string_view file, size_t begin, size_t end) {
    std::string text;
    const std::string_view region = begin < file.size() ? file.substr(begin, end - begin) : std::string_view();
    for (size_t at = region.find("<!--"); at != region.npos;) {
        const size_t close = region.find("-->", at);
        text.append(region.substr(at, close == region.npos ? close : close + 3 - at)).append("\n");
        at = close == region.npos ? close : region.find("<!--", close);
    }
    return text;
}

bool names_word(std::string_view text, std::string_view word) {
    if (word.empty()) return false;
    const auto joins = [&](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    for (size_t at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
        const size_t end = at + word.size();
        const bool begins = at == 0 || !joins(text[at - 1]), ends = end == text.size() || !joins(text[end]);
        // "sale.order" is not named by "sale.order.line", but the end of a sentence is no dot of a name.
        const bool longer = end + 1 < text.size() && text[end] == '.' && joins(text[end + 1]) && word.find('.') != word.npos;
        const bool inner = at > 1 && text[at - 1] == '.' && joins(text[at - 2]) && word.find('.') != word.npos;
        if (begins && ends && !longer && !inner) return true;
    }
    return false;
}

bool code_names_word(std::string_view code, std::string_view word) {
    if (code.find(word) == code.npos) return false;
    std::string kept;
    for (size_t at = 0; at < code.size();) {
        if (code[at] == '#') {
            at = skip_comment(code, at);
        } else if (code[at] == '"' || code[at] == '\'') {
            std::string_view content;
            const bool formatted = at > 0 && (code.substr(at < 2 ? 0 : at - 2, 2).find_first_of("fF") != code.npos);
            at = skip_string(code, at, content);
            kept.append(" ").append(formatted ? content : std::string_view()).append(" ");
        } else {
            kept += code[at++];
        }
    }
    return names_word(kept, word);
}

}  // namespace driftline

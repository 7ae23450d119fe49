#include "model/nearby_text.h"

#include <algorithm>
#include <cctype>
#include <iterator>
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
        } else if (text[i] == '\n' && !triple) {
            content = text.substr(begin, i - begin);
            return i;
        }
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
    const size_t here = line_begin(file, begin);
    size_t top = here;
    while (top > 0) {
        const size_t above = line_begin(file, top - 1);
        if (!trim(file.substr(above, top - above)).starts_with('#')) break;
        top = above;
    }
    std::string text = comments_inside(file.substr(top, here - top));
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

// Behind the line break that ends the statement at `at`: not one in brackets, in a string or behind a backslash.
size_t skip_statement(std::string_view file, size_t at) {
    int depth = 0;
    std::string_view ignored;
    while (at < file.size()) {
        const char c = file[at];
        if (c == '"' || c == '\'') {
            at = skip_string(file, at, ignored);
            continue;
        }
        if (c == '#') {
            at = skip_comment(file, at);
            continue;
        }
        if (c == '\\') ++at;
        else if (c == '(' || c == '[' || c == '{') ++depth;
        else if (c == ')' || c == ']' || c == '}') --depth;
        else if (c == '\n' && depth <= 0) return at + 1;
        ++at;
    }
    return file.size();
}

// The name that a statement defines; "" if it is no def or class.
std::string_view defined_name(std::string_view statement) {
    const auto after = [&](std::string_view keyword) {
        const bool is = statement.starts_with(keyword) && statement.size() > keyword.size() && (statement[keyword.size()] == ' ' || statement[keyword.size()] == '\t');
        if (is) statement.remove_prefix(std::min(statement.find_first_not_of(" \t", keyword.size()), statement.size()));
        return is;
    };
    after("async");
    if (!after("def") && !after("class")) return {};
    const std::string_view name = statement.substr(0, statement.find_first_of(" \t([:\\\r\n"));
    return name.size() < statement.size() ? name : std::string_view();
}

}  // namespace

TextDefinitions::TextDefinitions(std::string_view file) {
    struct Open { size_t depth; std::vector<Definition>* list; size_t place; };
    std::vector<Open> open;
    std::vector<std::pair<size_t, size_t>> comments;   // below the last statement: indentation and end, each less deep than the one before
    size_t shown = 0, decorated = file.npos;           // where the last statement ends; where the decorators above begin
    const auto close = [&](size_t depth) {
        for (; !open.empty() && open.back().depth >= depth; open.pop_back()) {
            const auto outside = std::partition_point(comments.begin(), comments.end(), [&](const auto& comment) { return comment.first > open.back().depth; });
            (*open.back().list)[open.back().place].end = outside == comments.begin() ? shown : std::prev(outside)->second;
        }
    };
    for (size_t begin = 0, end = 0; begin < file.size(); begin = end) {
        const size_t at = std::min(file.find_first_not_of(" \t\r\f", begin), file.size()), depth = at - begin;
        end = std::min(at + 1, file.size());
        if (at == file.size() || file[at] == '\n') continue;
        if (file[at] == '#') {
            while (!comments.empty() && comments.back().first <= depth) comments.pop_back();
            comments.emplace_back(depth, skip_comment(file, at));
            end = comments.back().second;
            end += end < file.size();
            continue;
        }
        close(depth);
        comments.clear();
        end = skip_statement(file, at);
        shown = end - (file[end - 1] == '\n');
        if (file[at] == '@') {
            if (decorated == file.npos) decorated = begin;
            continue;
        }
        if (const std::string_view name = defined_name(file.substr(at)); !name.empty()) {
            std::vector<Definition>& list = by_name_[name];
            open.push_back({depth, &list, list.size()});
            list.push_back({size_t(name.data() - file.data()), std::min(begin, decorated), 0});
        }
        decorated = file.npos;
    }
    close(0);
}

std::pair<size_t, size_t> TextDefinitions::find(std::string_view name, size_t at) const {
    const auto list = by_name_.find(name);
    if (list == by_name_.end()) return {0, 0};
    auto one = std::partition_point(list->second.begin(), list->second.end(), [&](const Definition& definition) { return definition.name <= at; });
    if (one != list->second.begin()) --one;
    return {one->begin, one->end};
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

namespace {

// The quote at `at` begins an f-string.
bool is_formatted(std::string_view code, size_t at) {
    size_t begin = at;
    while (begin > 0 && std::isalpha(uint8_t(code[begin - 1]))) --begin;
    if (begin > 0 && (code[begin - 1] == '_' || std::isdigit(uint8_t(code[begin - 1])) || uint8_t(code[begin - 1]) >= 0x80)) return false;
    const std::string prefix = lower(code.substr(begin, std::min(at - begin, size_t(3))));
    return prefix == "f" || prefix == "rf" || prefix == "fr";
}

void add_code(std::string_view code, std::string& kept);

// What an f-string puts in: the expressions in its braces, those of a format's width, too.
void add_put_in(std::string_view content, std::string& kept) {
    for (size_t at = content.find('{'); at < content.size(); at = content.find('{', at)) {
        if (content.substr(at).starts_with("{{")) {
            at += 2;
            continue;
        }
        int depth = 0;
        size_t end = at + 1;
        for (std::string_view ignored; end < content.size(); ++end) {
            const char c = content[end];
            if (c == '"' || c == '\'') end = skip_string(content, end, ignored) - 1;
            else if (depth == 0 && (c == ':' || c == '}')) break;
            else if (c == '(' || c == '[' || c == '{') ++depth;
            else if (c == ')' || c == ']' || c == '}') --depth;
        }
        add_code(content.substr(at + 1, end - at - 1), kept);
        kept += ' ';
        at = end;
    }
}

void add_code(std::string_view code, std::string& kept) {
    for (size_t at = 0; at < code.size();) {
        if (code[at] == '#') {
            at = skip_comment(code, at);
        } else if (code[at] == '"' || code[at] == '\'') {
            const bool formatted = is_formatted(code, at);
            std::string_view content;
            at = skip_string(code, at, content);
            kept += ' ';
            if (formatted) add_put_in(content, kept);
        } else {
            kept += code[at++];
        }
    }
}

}  // namespace

bool code_names_word(std::string_view code, std::string_view word) {
    if (code.find(word) == code.npos) return false;
    std::string kept;
    add_code(code, kept);
    return names_word(kept, word);
}

}  // namespace driftline

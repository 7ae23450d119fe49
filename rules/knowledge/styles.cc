#include "rules/knowledge/styles.h"

#include <algorithm>
#include <cctype>
#include <vector>

#include "base/text.h"

namespace driftline::knowledge {
namespace {

constexpr size_t most_names = 64, longest_name = 100, most_frames = 64;   // of `&-a, &-b { &-a, &-b { ...` each level doubles the names

bool in_name(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-'; }
bool begins_name(char c) { return in_name(c) && !std::isdigit(static_cast<unsigned char>(c)); }

// The same bytes with comments, strings, interpolations and what stands in parentheses blanked.
std::string plain_of(std::string_view text) {
    std::string plain(text);
    const auto blank = [&](size_t from, size_t to) { std::fill(plain.begin() + std::ptrdiff_t(from), plain.begin() + std::ptrdiff_t(std::min(to, plain.size())), ' '); };
    const auto behind = [&](std::string_view end, size_t from) {
        const size_t at = text.find(end, from);
        return at == text.npos ? text.size() : at + end.size();
    };
    for (size_t at = 0; at < text.size();) {
        size_t end = at + 1;
        const char c = text[at];
        if (text.substr(at).starts_with("/*")) end = behind("*/", at + 2);
        else if (text.substr(at).starts_with("//")) end = std::min(text.find('\n', at), text.size());
        else if (text.substr(at).starts_with("#{")) end = behind("}", at);
        else if (text.substr(at).starts_with("url(")) end = behind(")", at);   // http://
        else if (c == '"' || c == '\'') {
            while (end < text.size() && text[end] != c && text[end] != '\n') end += text[end] == '\\' ? 2 : 1;
            ++end;
        }
        if (end > at + 1) blank(at, end);
        at = end;
    }
    size_t depth = 0;
    for (char& c : plain) {
        if (c == '{' || c == '}' || c == ';') depth = 0;
        const bool closes = c == ')';
        if (c == '(') ++depth;
        if (depth > 0) {
            if (closes) --depth;
            c = ' ';
        }
    }
    return plain;
}

class StyleReader {
public:
    explicit StyleReader(std::set<std::string, std::less<>>& classes) : classes_(classes) {}

    void read(std::string_view text) {
        const std::string plain = plain_of(text);
        size_t begin = 0, too_deep = 0;
        for (size_t at = 0; at < plain.size(); ++at) {
            const char c = plain[at];
            if (c != '{' && c != '}' && c != ';') continue;
            if (c == '{') {
                if (too_deep > 0 || frames_.size() == most_frames) ++too_deep;
                else open(std::string_view(plain).substr(begin, at - begin));
            }
            if (c == '}') {
                if (too_deep > 0) --too_deep;
                else if (!frames_.empty()) frames_.pop_back();
            }
            begin = at + 1;
        }
    }

private:
    using Names = std::vector<std::string>;   // what `&` ends with

    void open(std::string_view head) {
        head = trim(head);
        const Names outer = frames_.empty() ? Names{} : frames_.back();
        if (head.starts_with('@')) return frames_.push_back(outer);
        Names& own = frames_.emplace_back();
        for (const std::string_view selector : split(head, ',')) element(last_element(trim(selector)), outer, own);
        if (own.size() > most_names) own.resize(most_names);
    }
    static std::string_view last_element(std::string_view selector) {
        const size_t before = selector.find_last_of(" \t\r\n>+~");
        return before == selector.npos ? selector : selector.substr(before + 1);
    }
    void element(std::string_view text, const Names& outer, Names& own) {
        std::string last;
        if (text.starts_with('&')) {
            size_t end = 1;
            while (end < text.size() && in_name(text[end])) ++end;
            for (const std::string& name : outer) {
                if (own.size() >= most_names || name.size() + end > longest_name) break;
                own.push_back(name + std::string(text.substr(1, end - 1)));
                if (end > 1) classes_.insert(own.back());
            }
        }
        for (size_t at = text.find('.'); at != text.npos; at = text.find('.', at + 1)) {
            size_t end = at + 1;
            if (end >= text.size() || !begins_name(text[end])) continue;
            while (end < text.size() && in_name(text[end])) ++end;
            last = text.substr(at + 1, end - at - 1);
            classes_.insert(last);
        }
        if (!last.empty()) own.push_back(std::move(last));
    }

    std::set<std::string, std::less<>>& classes_;
    std::vector<Names> frames_;
};

}  // namespace

void add_styled_classes(std::string_view stylesheet, std::set<std::string, std::less<>>& classes) { StyleReader{classes}.read(stylesheet); }

}  // namespace driftline::knowledge

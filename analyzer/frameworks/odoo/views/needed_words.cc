#include "frameworks/odoo/views/needed_words.h"

#include <algorithm>
#include <cctype>

#include "base/text.h"

namespace driftline::odoo {
namespace {

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) || c == '_'; }
bool is_word(char c) { return is_letter(c) || std::isdigit(static_cast<unsigned char>(c)) || c == '-' || c == '.'; }
bool names(std::string_view attribute) { return attribute == "name" || attribute == "id" || attribute.starts_with("data-"); }

// Without what XML may write otherwise, and without numbers that may stand for an external id.
bool is_plain(std::string_view value) { return std::all_of(value.begin(), value.end(), is_word) && std::any_of(value.begin(), value.end(), is_letter); }

size_t occurrences(std::string_view text, std::string_view word) {
    size_t count = 0;
    for (size_t at = text.find(word); at != text.npos; at = text.find(word, at + word.size())) ++count;
    return count;
}

// Whether an attribute at the end of the text is of such an element, or of <attribute>, which may write it there.
bool in_element(std::string_view text, std::string_view tag) {
    const size_t begin = text.rfind('<');
    if (begin == text.npos) return true;
    const std::string_view name = text.substr(begin + 1, size_t(std::find_if_not(text.begin() + std::ptrdiff_t(begin) + 1, text.end(), is_word) - text.begin()) - begin - 1);
    return name == tag || name == "attribute";
}

class Expression {
public:
    explicit Expression(std::string_view text) : text_(text) {}

    std::vector<NeededWord> words() {
        for (size_t at = 0; at < text_.size();) {
            if (text_[at] == '(' || text_[at] == '|' || text_[at] == '{' || text_[at] == '$') return {};   // a function may ask for the contrary, a union for something else
            if (text_[at] == '\'' || text_[at] == '"') at = std::min(text_.find(text_[at], at + 1), text_.size() - 1) + 1;
            else if (text_[at] == '@') at = attribute(at + 1);
            else if (is_letter(text_[at])) at = step(at);
            else at = sign(at);
            if (alternatives_) return {};
        }
        for (NeededWord& word : words_)
            if (!word.text.starts_with('<') && word.tag.empty()) word.own = word.count_in(text_);   // else <xpath> is another element
        return std::move(words_);
    }

private:
    size_t end_of(size_t at) const { return size_t(std::find_if_not(text_.begin() + std::ptrdiff_t(at), text_.end(), is_word) - text_.begin()); }
    size_t behind_spaces(size_t at) const { return std::min(text_.find_first_not_of(" \t\n", at), text_.size()); }

    size_t sign(size_t at) {
        const char c = text_[at];
        if (c == '[') tags_.emplace_back();
        if (c == ']' && tags_.size() > 1) tags_.pop_back();
        if (c == '*' || c == '.') tags_.back() = {};
        return at + 1 + size_t(text_.substr(at, 2) == "::");
    }
    // The element that a condition at this place is of; "" if that is not plain.
    std::string_view owner(size_t at) const {
        const bool of_step = tags_.size() > 1 && at >= 2 && text_[at - 2] != '/';
        return of_step ? tags_[tags_.size() - 2] : std::string_view{};
    }

    size_t step(size_t at) {
        const size_t end = end_of(at), next = behind_spaces(end);
        const std::string_view name = text_.substr(at, end - at);
        if (name == "or") alternatives_ = true;
        const bool axis = text_.substr(next).starts_with("::"), called = text_.substr(next).starts_with("("), prefix = !axis && text_.substr(end).starts_with(":");
        if (name == "hasclass" && called) return has_class(next);
        if (prefix || (axis && name == "attribute")) alternatives_ = true;   // of a namespace
        tags_.back() = axis || called ? std::string_view{} : name;
        if (!axis && !called && name != "and" && name != "data") words_.push_back({"<" + std::string(name), false, 0});   // <data> may be made around the arch
        return end;
    }
    size_t has_class(size_t open) {
        const size_t close = text_.find(')', open);
        alternatives_ = alternatives_ || close == text_.npos;
        if (alternatives_) return text_.size();
        constexpr std::string_view quotes = "'\"";
        for (size_t at = text_.find_first_of(quotes, open), end; at < close; at = text_.find_first_of(quotes, end + 1)) {
            end = std::min(text_.find(text_[at], at + 1), close);
            if (const std::string_view name = text_.substr(at + 1, end - at - 1); is_plain(name)) words_.push_back({std::string(name), false, 0});
        }
        return close + 1;
    }
    size_t attribute(size_t at) {
        const size_t end = end_of(at), equals = behind_spaces(end);
        const std::string_view name = text_.substr(at, end - at);
        if (text_.substr(end).starts_with(":")) alternatives_ = true;
        if (name.empty()) return at;
        words_.push_back({std::string(name), false, 0});
        const size_t open = equals < text_.size() && text_[equals] == '=' ? behind_spaces(equals + 1) : text_.size();
        if (open == text_.size() || (text_[open] != '\'' && text_[open] != '"')) return end;
        const size_t close = text_.find(text_[open], open + 1);
        if (close == text_.npos) return text_.size();
        if (const std::string_view value = text_.substr(open + 1, close - open - 1); names(name) && is_plain(value)) words_.push_back({std::string(value), true, 0, std::string(owner(at))});
        return close + 1;
    }

    const std::string_view text_;
    std::vector<NeededWord> words_;
    std::vector<std::string_view> tags_{1};   // of the last step, by depth of brackets
    bool alternatives_ = false;   // or what else is not read here
};

}  // namespace

size_t NeededWord::count_in(std::string_view arch) const {
    if (!value) return occurrences(arch, text);
    size_t count = 0;
    for (size_t at = arch.find(text); at != arch.npos; at = arch.find(text, at + text.size())) {
        const size_t before = at == 0 ? at : arch.find_last_not_of(" \t\r\n", at - 1), after = arch.find_first_not_of(" \t\r\n", at + text.size());
        if (before == arch.npos || after == arch.npos || at == 0) continue;
        const char open = arch[before], close = arch[after];
        if (open == '>' && close == '<') ++count;   // what <attribute> writes
        else if (open == close && (open == '"' || open == '\'')) count += tag.empty() || in_element(arch.substr(0, at), tag);
    }
    return count;
}

std::vector<NeededWord> needed_words(ArchNode spec) {
    if (spec.name() == "xpath") return Expression(spec.value("expr")).words();
    std::vector<NeededWord> words{{"<" + std::string(spec.name()), false, 1}};
    for (const auto& [name, value] : spec.attributes()) {
        if (name == "position" || name == "version" || (spec.name() == "field" && name != "name")) continue;
        words.push_back({name, false, 1});
        if (names(name) && is_plain(value)) words.push_back({std::string(value), true, 1, std::string(spec.name())});
    }
    return words;
}

}  // namespace driftline::odoo

// What a script is to others: its names, and what it exports.
#include <algorithm>
#include <charconv>
#include <set>

#include "base/text.h"
#include "frameworks/odoo/scripts/script_text.h"
#include "syntax/script_chars.h"
#include "syntax/script_code.h"

namespace driftline::odoo {
namespace {

constexpr std::string_view folder = "static/src/";
constexpr size_t longest_list = 20'000;   // bytes between braces

// ODOO_MODULE_RE of js_transpiler.py: the first comment of the file says it.
struct Header {
    bool module = false, ignored = false;
    std::string_view alias;
};
Header header_of(std::string_view bytes) {
    Header header;
    const size_t start = bytes.find_first_not_of(" \t\r\n");
    if (start == bytes.npos || !(bytes.substr(start).starts_with("/*") || bytes.substr(start).starts_with("//"))) return header;
    constexpr std::string_view mark = "@odoo-module";
    // It stands on the first line of the comment, or at the beginning of the next.
    size_t end = std::min(bytes.find('\n', start), bytes.size());
    size_t at = bytes.substr(0, end).find(mark, start);
    if (at == bytes.npos) {
        at = bytes.find_first_not_of(" \t\r\n", end);
        if (at == bytes.npos || !bytes.substr(at).starts_with(mark)) return header;
        end = std::min(bytes.find('\n', at), bytes.size());
    }
    header.module = true;
    for (const std::string_view word : split(bytes.substr(at + mark.size(), end - at - mark.size()), ' ')) {
        if (word == "ignore") header.ignored = true;
        if (word.starts_with("alias=")) header.alias = word.substr(6, word.find_first_of("*\r") - 6);
    }
    return header;
}

class Exports {
public:
    explicit Exports(std::string_view bytes) : bytes_(bytes) {}

    std::set<std::string_view> all() {
        constexpr std::string_view word = "export";
        for (size_t at = bytes_.find(word); at != bytes_.npos; at = bytes_.find(word, at + word.size())) {
            if (at > 0 && bytes_[at - 1] != '\n' && !stands_first(bytes_, at)) continue;
            read(at + word.size());
        }
        return std::move(names_);
    }

private:
    void read(size_t at) {
        at = skip_blanks(bytes_, at);
        if (at >= bytes_.size()) return;
        if (bytes_[at] == '*') return read_star(at + 1);
        if (bytes_[at] == '{') return read_list(at + 1);
        std::string_view word = word_at(bytes_, at);
        if (word == "default") return add("default");
        if (word == "async") word = word_at(bytes_, at = skip_blanks(bytes_, at + word.size()));
        const bool value = word == "const" || word == "let" || word == "var";
        if (!value && word != "function" && word != "class") return;
        at = skip_blanks(bytes_, at + word.size());
        if (at < bytes_.size() && bytes_[at] == '*') at = skip_blanks(bytes_, at + 1);
        if (value && at < bytes_.size() && (bytes_[at] == '{' || bytes_[at] == '[')) return read_pattern(at + 1);
        add(word_at(bytes_, at));
    }
    // `export * from`: names of another file; `export * as name from`.
    void read_star(size_t at) {
        at = skip_blanks(bytes_, at);
        if (word_at(bytes_, at) != "as") return add("*");
        add(word_at(bytes_, skip_blanks(bytes_, at + 2)));
    }
    // "a, b as c }"
    void read_list(size_t at) {
        const size_t end = at + std::min(bytes_.substr(at, longest_list).find('}'), bytes_.substr(at, longest_list).size());
        for (const std::string_view item : split(bytes_.substr(at, end - at), ',')) {
            std::string_view name = trim(item);
            if (const size_t as = name.rfind(" as "); as != name.npos) name = trim(name.substr(as + 4));
            if (const size_t line = name.rfind('\n'); line != name.npos) name = trim(name.substr(line));   // a comment stands before it
            if (is_word(name)) add(name);
        }
    }
    // "{ a, b: c } =": what the names are bound to.
    void read_pattern(size_t at) {
        const size_t end = at + std::min(bytes_.substr(at, longest_list).find_first_of("}]"), bytes_.substr(at, longest_list).size());
        for (const std::string_view item : split(bytes_.substr(at, end - at), ',')) {
            std::string_view name = trim(item);
            name = trim(name.substr(0, name.find('=')));
            if (const size_t colon = name.rfind(':'); colon != name.npos) name = trim(name.substr(colon + 1));
            if (is_word(name)) add(name);
        }
    }
    void add(std::string_view name) {
        if (!name.empty()) names_.insert(name);
    }

    std::string_view bytes_;
    std::set<std::string_view> names_;
};

}  // namespace

std::optional<std::string> script_module(std::string_view module, std::string_view path) {
    if (!path.starts_with(folder) || !path.ends_with(".js") || path.find("/lib/") != path.npos) return std::nullopt;
    std::string_view name = path.substr(folder.size(), path.size() - folder.size() - 3);
    if (name.ends_with("/index")) name.remove_suffix(6);
    return "@" + std::string(module) + "/" + std::string(name);
}

std::vector<std::string> provided(std::string_view module, std::string_view path, std::string_view bytes, std::string_view series) {
    std::vector<std::string> entries;
    const auto own = script_module(module, path);
    if (!own) return entries;
    const Header header = header_of(bytes);
    int number = 0;
    std::from_chars(series.data(), series.data() + series.size(), number);
    if (header.ignored ? false : header.module || number >= 18) {
        std::string entry = *own;
        for (const std::string_view name : Exports(bytes).all()) entry += " " + std::string(name);
        entries.push_back(std::move(entry));
        if (!header.alias.empty()) entries.push_back(std::string(header.alias) + " *");
    }
    if (!header.ignored && bytes.find("category") != bytes.npos)
        for (const std::string& service : added_services(without_comments(bytes))) entries.push_back("service:" + service + " " + *own);
    constexpr std::string_view define = "odoo.define(";
    for (size_t at = bytes.find(define); at != bytes.npos; at = bytes.find(define, at + define.size())) {
        const std::string_view name = quoted_at(bytes, skip_blanks(bytes, at + define.size()));
        if (!name.empty() && name.size() < 200 && name.find_first_of(" \n$") == name.npos) entries.push_back(std::string(name) + " *");
    }
    return entries;
}

}  // namespace driftline::odoo

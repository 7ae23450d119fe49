// Which globals and members of the environment a script uses, and which methods its patches define.
#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"
#include "frameworks/odoo/scripts/script_text.h"
#include "syntax/script_chars.h"
#include "syntax/script_code.h"

namespace driftline::odoo {
namespace {

constexpr size_t longest_pattern = 300;   // bytes of what `= owl` takes apart, and of a statement at the left margin

struct Global {
    std::string_view name;
    bool called;                                    // besides its members
    std::array<std::string_view, 2> loaded_by;      // in lower case, in a string: the script loads or imports it itself
};
constexpr std::array globals{
    Global{"_", false, {"underscore", "lodash"}},
    Global{"$", true, {"jquery", "jquery"}},
    Global{"jQuery", true, {"jquery", "jquery"}},
    Global{"moment", true, {"moment.", "/moment"}},
};

class SaidReader {
public:
    explicit SaidReader(std::string_view text) : text_(text), plain_(without_strings(text)), code_(plain_) {}

    std::vector<ScriptSaid> read() {
        for (const Global& global : globals) read_global(global);
        each_word(code_, "owl", [&](size_t at) { read_owl(at); });
        each_word(code_, "env", [&](size_t at) { read_env(at); });
        if (text_.find("@web/core/assets") != text_.npos) each_word(code_, "loadBundle", [&](size_t at) { read_load(at); });
        std::vector<ScriptSaid> made;
        for (auto& [name, said] : said_) made.push_back(std::move(said));
        return made;
    }

private:
    size_t blanks(size_t at) const { return skip_blanks(code_, at); }
    bool has(size_t at, char c) const { return at < code_.size() && code_[at] == c; }
    size_t before(size_t at) const { return end_before(code_, at); }
    std::string_view word_before(size_t end) const { return driftline::word_before(code_, end); }
    bool is_member(size_t at) const {
        const size_t end = before(at);
        return end > 0 && code_[end - 1] == '.' && !(end > 2 && code_.substr(end - 3, 3) == "...");
    }
    // `=`, and not `==` or `=>`.
    bool is_set(size_t at) const { return has(at, '=') && !has(at + 1, '=') && !has(at + 1, '>'); }

    void add(std::string name, size_t begin, size_t end) {
        const bool loads = name.back() != '=' && name.back() != '+' && at_load(begin);
        const auto [known, fresh] = said_.try_emplace(name, ScriptSaid{name, loads, begin, end});
        if (!fresh && loads && !known->second.at_load) known->second = {name, loads, begin, end};
    }
    // In a statement at the left margin, or a declaration in what odoo.define() runs, before any function of it.
    bool at_load(size_t at) {
        if (is_late(at)) return false;
        size_t line = at;
        for (const size_t from = at > longest_pattern ? at - longest_pattern : 0;; --line) {
            if (line == 0 || code_[line - 1] == '\n') {
                if (in_word(code_[line])) break;
                const std::string_view first = word_at(code_, blanks(line));
                if (first == "const" || first == "let" || first == "var") break;
            }
            if (line <= from) return false;
        }
        const std::string_view first = word_at(code_, line), rest = code_.substr(line, at - line);
        const bool other = first == "function" || first == "class" || first == "export" || first == "async" || first == "if" || first == "for" || first == "while";
        return !other && rest.find("=>") == rest.npos && rest.find("function") == rest.npos && rest.find(';') == rest.npos;
    }
    // Between braces that do not belong to an object or to what odoo.define() runs.
    bool is_late(size_t at) {
        if (depths_.empty()) find_depths();
        const auto next = std::upper_bound(depths_.begin(), depths_.end(), at, [](size_t place, const auto& depth) { return place < depth.first; });
        return std::prev(next)->second > 0;
    }
    void find_depths() {
        depths_.emplace_back(0, 0);
        std::vector<bool> late;   // of the brackets that are open
        size_t depth = 0;
        bool defines = false;     // the outermost is that of odoo.define()
        for (size_t at = 0; at < code_.size(); ++at) {
            const char c = code_[at];
            if (c == '{' || c == '(' || c == '[') {
                const size_t end = before(at);
                if (late.empty()) defines = c == '(' && word_before(end) == "define";
                const char previous = end > 0 ? code_[end - 1] : ';';
                const bool object = c != '{' || std::string_view("(,=:[?").find(previous) != std::string_view::npos || word_before(end) == "const" || word_before(end) == "let" || word_before(end) == "var";
                late.push_back(!object && !(defines && late.size() == 1));
                depth += late.back();
            } else if ((c == '}' || c == ')' || c == ']') && !late.empty()) {
                depth -= late.back();
                late.pop_back();
            } else {
                continue;
            }
            if (depth != depths_.back().second) depths_.emplace_back(at + 1, depth);
        }
    }

    // `$(...)`, `$.ajax`, `_.each`. Where the name stands in any other way, the script may bind it: nothing is known then.
    void read_global(const Global& global) {
        size_t first = code_.npos;
        bool bound = false, loads = false;
        std::vector<size_t> used;
        each_word(code_, global.name, [&](size_t at) {
            const size_t next = blanks(at + global.name.size());
            if (is_member(at)) {
                const std::string_view owner = word_before(before(before(at) - 1));
                if ((owner == "window" || owner == "globalThis") && is_set(next)) add(std::string(global.name) + "=", at, at + global.name.size());
                if (owner == "window" || owner == "globalThis") bound = true;   // it is asked for with care
                return;
            }
            const bool in_regex = (at > 0 && code_[at - 1] == '\\') || (global.name == "$" && at + 1 < code_.size() && code_[at + 1] == '/');
            if (in_regex) return;
            const bool use = (has(next, '.') && next + 1 < code_.size() && in_word(code_[next + 1])) || (global.called && has(next, '('));
            const std::string_view word = word_before(before(at));
            if (!use || word == "function" || word == "typeof") bound = true;
            else used.push_back(at), first = std::min(first, at);
        });
        if (used.empty()) return;
        const std::string lower = to_lower(text_);
        for (const std::string_view library : global.loaded_by)
            for (size_t at = lower.find(library); at != lower.npos && !loads; at = lower.find(library, at + 1)) loads = code_[at] == ' ';   // in a string
        if (loads) return add(std::string(global.name) + "+", first, first + global.name.size());
        if (bound) return;
        for (const size_t at : used) add(std::string(global.name), at, at + global.name.size());
    }
    static std::string to_lower(std::string_view text) {
        std::string made(text);
        std::transform(made.begin(), made.end(), made.begin(), [](unsigned char c) { return char(std::tolower(c)); });
        return made;
    }

    // `owl.hooks`, `const { hooks } = owl`.
    void read_owl(size_t at) {
        if (is_member(at)) return;
        const std::string_view word = word_before(before(at));
        if (word == "import" || word == "as" || word == "const" || word == "let" || word == "var") owl_bound_ = true;
        if (owl_bound_) return;
        const size_t next = blanks(at + 3);
        if (has(next, '.')) {
            const std::string_view member = word_at(code_, blanks(next + 1));
            if (!member.empty()) add("owl." + std::string(member), at, blanks(next + 1) + member.size());
            return;
        }
        size_t end = before(at);
        if (end == 0 || code_[end - 1] != '=') return;
        end = before(end - 1);
        if (end == 0 || code_[end - 1] != '}') return;
        const size_t open = code_.substr(0, end).rfind('{');
        if (open == code_.npos || end - open > longest_pattern) return;
        for (const std::string_view item : split(code_.substr(open + 1, end - open - 2), ',')) {
            const std::string_view member = word_at(item, skip_blanks(item, 0));
            if (!member.empty()) add("owl." + std::string(member), at, at + 3);
        }
    }

    // `env._t(`, `this.env._t(`.
    void read_env(size_t at) {
        const size_t dot = blanks(at + 3);
        if (!has(dot, '.')) return;
        const size_t begin = blanks(dot + 1);
        const std::string_view member = word_at(code_, begin);
        if (member != "_t") return;
        const size_t next = blanks(begin + member.size());
        const std::string name = "env." + std::string(member);
        if (is_set(next)) add(name + "=", at, begin + member.size());
        else if (has(next, '(')) add(name, at, begin + member.size());
    }

    void read_load(size_t at) {
        const size_t open = blanks(at + 10);
        if (!is_member(at) && has(open, '(') && has(blanks(open + 1), '{')) add("loadBundle({", at, at + 10);
    }

    std::string_view text_;
    const std::string plain_;
    std::string_view code_;   // strings blanked, too
    bool owl_bound_ = false;
    std::vector<std::pair<size_t, size_t>> depths_;   // of brackets that run later: from which byte on, how many
    std::map<std::string, ScriptSaid> said_;   // by name: the first, or the first that runs while the file loads
};

}  // namespace

std::vector<ScriptSaid> read_said(std::string_view text) { return SaidReader(text).read(); }

std::vector<PatchedMethod> read_patched(std::string_view text) {
    std::vector<PatchedMethod> made;
    const std::string plain = without_strings(text);
    const std::string_view code = plain;
    constexpr std::string_view prototype = ".prototype";
    each_word(code, "patch", [&](size_t at) {
        const size_t open = skip_blanks(code, at + 5);
        if ((at > 0 && code[at - 1] == '.') || open >= code.size() || code[open] != '(') return;
        const size_t begin = skip_blanks(code, open + 1);
        const std::string_view target = word_at(code, begin);
        size_t next = begin + target.size();
        if (target.empty() || !code.substr(next).starts_with(prototype)) return;
        next = skip_blanks(code, next + prototype.size());
        if (next >= code.size() || code[next] != ',') return;
        next = skip_blanks(code, next + 1);
        if (next < code.size() && (code[next] == '"' || code[next] == '\'' || code[next] == '`')) {   // the patch's name
            const size_t close = code.find(code[next], next + 1);
            next = close == code.npos ? code.size() : skip_blanks(code, close + 1);
            if (next >= code.size() || code[next] != ',') return;
            next = skip_blanks(code, next + 1);
        }
        if (next >= code.size() || code[next] != '{') return;
        for (const ScriptMember& method : script_methods(code, next)) {
            const std::string_view body = code.substr(method.begin, method.end - method.begin);
            const bool super = body.find("_super") != body.npos || body.find("super.") != body.npos;
            made.push_back({std::string(target), std::string(method.name), super, method.begin, method.begin + method.name.size()});
        }
    });
    return made;
}

}  // namespace driftline::odoo

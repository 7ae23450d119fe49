// What a script asks of others.
#include <algorithm>
#include <set>

#include "base/text.h"
#include "frameworks/odoo/scripts/script_text.h"
#include "syntax/script_chars.h"
#include "syntax/script_code.h"

namespace driftline::odoo {

namespace {

constexpr size_t longest_clause = 20'000;   // bytes; longer ones are hostile

constexpr size_t longest_target = 200;      // of a patch

class ScriptReader {
public:
    ScriptReader(std::string_view own, std::string_view bytes) : own_(own), plain_(without_comments(bytes)), text_(plain_) {}

    ScriptText read() {
        at_load_ = needed_at_load();
        each("import", [&](size_t at) { if (stands_first(text_, at)) read_import(at + 6); });
        each("export", [&](size_t at) { if (stands_first(text_, at)) read_export(at + 6); });
        each("require", [&](size_t at) { read_require(at); });
        each("define", [&](size_t at) { read_define(at); });
        each("patch", [&](size_t at) { read_patch(at); });
        made_.services = read_services(text_);
        made_.said = read_said(text_);
        made_.patched = read_patched(text_);
        std::stable_sort(made_.imports.begin(), made_.imports.end(), [](const auto& a, const auto& b) { return a.begin < b.begin; });
        return std::move(made_);
    }

private:
    template <class F> void each(std::string_view word, F&& f) { each_word(text_, word, f); }
    size_t blanks(size_t at) const { return skip_blanks(text_, at); }

    // `import "x"`, `import a, {b, c as d} from "x"`, `import * as n from "x"`.
    void read_import(size_t at) {
        at = blanks(at);
        if (const std::string_view module = quoted_at(text_, at); !module.empty()) return add(module, {}, {}, at + 1, module.size());
        const size_t from = find_from(at);
        if (from == text_.npos) return;
        const size_t quote = blanks(from + 4);
        const std::string_view module = quoted_at(text_, quote);
        if (module.empty()) return;
        add(module, {}, {}, quote + 1, module.size());
        const size_t brace = text_.find('{', at);
        if (brace < from) add_names(module, brace + 1, std::min(text_.find('}', brace), from));
        const std::string_view first = word_at(text_, at);
        if (!first.empty()) add(module, "default", first, at, first.size());
    }
    // The `from` that ends an import's clause, which holds words, commas, braces and a star only.
    size_t find_from(size_t at) const {
        for (const size_t end = std::min(at + longest_clause, text_.size()); at < end; ++at) {
            const std::string_view word = word_at(text_, at);
            if (word == "from" && blanks(at + 4) < text_.size() && !quoted_at(text_, blanks(at + 4)).empty()) return at;
            if (!word.empty()) at += word.size() - 1;
            else if (std::string_view("{},* \t\r\n").find(text_[at]) == std::string_view::npos) return text_.npos;
        }
        return text_.npos;
    }
    void add_names(std::string_view module, size_t at, size_t end) {
        while (at < end) {
            at = blanks(at);
            const std::string_view name = word_at(text_, at);
            if (name.empty()) {
                ++at;
                continue;
            }
            const size_t begin = at;
            std::string_view local = name;
            at = blanks(at + name.size());
            if (word_at(text_, at) == "as") {
                at = blanks(at + 2);
                local = word_at(text_, at);
                at += local.size();
            }
            if (begin < end) add(module, name, local, begin, name.size());
        }
    }
    void read_export(size_t at) {
        at = blanks(at);
        if (at >= text_.size() || (text_[at] != '{' && text_[at] != '*')) return;
        const size_t from = find_from(at);
        if (from == text_.npos) return;
        const size_t quote = blanks(from + 4);
        const std::string_view module = quoted_at(text_, quote);
        add(module, {}, {}, quote + 1, module.size());
        if (text_[at] == '{') add_names(module, at + 1, std::min(text_.find('}', at), from));
    }
    void read_require(size_t at) {
        if (at > 0 && text_[at - 1] == '.') return;
        const size_t open = blanks(at + 7);
        if (open >= text_.size() || text_[open] != '(') return;
        const size_t quote = blanks(open + 1);
        const std::string_view module = quoted_at(text_, quote);
        if (module.empty()) return;
        const size_t close = blanks(quote + module.size() + 2);
        if (close < text_.size() && text_[close] == ')') add(module, {}, {}, quote + 1, module.size());
    }
    // odoo.define("name", function ...), odoo.define("name", async (require) => ...), odoo.define(function ...).
    void read_define(size_t at) {
        if (at < 5 || text_.substr(at - 5, 5) != "odoo.") return;
        size_t next = blanks(at + 6);
        if (next >= text_.size() || text_[next] != '(') return;
        next = blanks(next + 1);
        const std::string_view name = quoted_at(text_, next);
        if (!name.empty()) {
            next = blanks(next + name.size() + 2);
            if (next >= text_.size() || text_[next] != ',') return;
            next = blanks(next + 1);
        }
        const std::string_view word = word_at(text_, next);
        if (word == "function" || word == "async" || word == "require" || (next < text_.size() && text_[next] == '(')) made_.defines.push_back({std::string(name), at - 5, at + 6});
    }

    void read_patch(size_t at) {
        if (at > 0 && text_[at - 1] == '.') return;
        const size_t open = blanks(at + 5);
        if (open >= text_.size() || text_[open] != '(') return;
        const std::string_view target = text_.substr(open + 1, std::min(text_.substr(open + 1, longest_target).find_first_of(",(){}"), longest_target));
        const size_t comma = open + 1 + target.size();
        if (comma < text_.size() && text_[comma] == ',' && !quoted_at(text_, blanks(comma + 1)).empty()) made_.named_patches.push_back({std::string(trim(target)), at, at + 5});
    }

    // What must be there while the file loads: a class extends it, it is patched, or at the left margin it is called or one of its members set.
    std::set<std::string_view> needed_at_load() {
        std::set<std::string_view> names;
        each("extends", [&](size_t at) { names.insert(word_at(text_, blanks(at + 7))); });
        each("patch", [&](size_t at) {
            const size_t open = blanks(at + 5);
            if (stands_first(text_, at) && open < text_.size() && text_[open] == '(') names.insert(word_at(text_, blanks(open + 1)));
        });
        for (size_t line = 0; line < text_.size(); line = std::min(text_.find('\n', line), text_.size()) + 1) {
            const std::string_view word = word_at(text_, line);
            const char next = line + word.size() < text_.size() ? text_[line + word.size()] : '\0';
            if (!word.empty() && (next == '.' || next == '(')) names.insert(word);
        }
        return names;
    }
    void add(std::string_view module, std::string_view name, std::string_view local, size_t begin, size_t size) {
        std::string whole = script_path(own_, module);
        if (whole.starts_with('@')) {   // a path; other names are what odoo.define() says
            if (whole.ends_with(".js")) whole.resize(whole.size() - 3);
            if (whole.ends_with("/index")) whole.resize(whole.size() - 6);
        }
        made_.imports.push_back({std::move(whole), std::string(name), !local.empty() && at_load_.contains(local), begin, begin + size, std::string(local)});
    }

    std::string_view own_;
    const std::string plain_;
    std::string_view text_;
    std::set<std::string_view> at_load_;
    ScriptText made_;
};

}  // namespace

ScriptText read_script(std::string_view own, std::string_view bytes) { return ScriptReader(own, bytes).read(); }

}  // namespace driftline::odoo

// Which client services a script adds, and which it asks for.
#include <algorithm>
#include <set>

#include "frameworks/odoo/scripts/script_text.h"
#include "syntax/script_chars.h"

namespace driftline::odoo {
namespace {

constexpr size_t longest_name = 100;            // bytes; longer ones are hostile
constexpr size_t longest_dependencies = 2'000;   // bytes between brackets

bool is_name(std::string_view text) {
    return !text.empty() && text.size() <= longest_name && std::all_of(text.begin(), text.end(), [](char c) { return in_word(c) || c == '.' || c == '-' || c == '/'; }) && text.find('$') == text.npos;
}

class ServiceReader {
public:
    explicit ServiceReader(std::string_view text) : text_(text) {}

    ScriptServices read() {
        read_added();
        each_word(text_, "useService", [&](size_t at) { read_use(at); });
        each_word(text_, "services", [&](size_t at) { read_environment(at); });
        std::erase_if(made_.asked, [&](const ServiceUse& use) { return use.in_env && guarded_.contains(use.name); });
        if (!made_.added.empty()) each_word(text_, "dependencies", [&](size_t at) { read_dependencies(at + 12); });
        return std::move(made_);
    }
    std::vector<std::string> added() {
        read_added();
        return std::move(made_.added);
    }

private:
    void read_added() {
        each_word(text_, "category", [&](size_t at) { read_category(at); });
        if (!registries_.empty()) each_word(text_, "add", [&](size_t at) {
            const size_t dot = before(at);
            if (dot > 0 && text_[dot - 1] == '.' && registries_.contains(word_before(before(dot - 1)))) read_add(at + 3);
        });
    }
    size_t blanks(size_t at) const { return skip_blanks(text_, at); }
    bool has(size_t at, char c) const { return at < text_.size() && text_[at] == c; }
    size_t before(size_t at) const { return end_before(text_, at); }
    std::string_view word_before(size_t end) const { return driftline::word_before(text_, end); }

    // `registry.category("services").add("x", ...)`, `const services = registry.category("services")`.
    void read_category(size_t at) {
        const size_t open = blanks(at + 8);
        if (!has(open, '(')) return;
        const size_t quote = blanks(open + 1);
        const std::string_view category = quoted_at(text_, quote);
        if (category != "services") return;
        const size_t close = blanks(quote + category.size() + 2);
        if (!has(close, ')')) return;
        const size_t next = blanks(close + 1);
        if (has(next, '.')) {
            const size_t called = blanks(next + 1);
            if (word_at(text_, called) == "add") read_add(called + 3);
            return;
        }
        size_t end = before(at);
        if (end == 0 || text_[end - 1] != '.') return;
        end = before(end - 1);
        end = before(end - word_before(end).size());
        if (end == 0 || text_[end - 1] != '=') return;
        const std::string_view variable = word_before(before(end - 1));
        if (!variable.empty()) registries_.insert(variable);
    }
    void read_add(size_t at) {
        const size_t open = blanks(at);
        if (!has(open, '(')) return;
        const std::string_view name = quoted_at(text_, blanks(open + 1));
        made_.added.push_back(is_name(name) ? std::string(name) : "*");
    }
    void read_use(size_t at) {
        if (at > 0 && text_[at - 1] == '.') return;
        const size_t open = blanks(at + 10);
        if (!has(open, '(')) return;
        const size_t quote = blanks(open + 1);
        const std::string_view name = quoted_at(text_, quote);
        if (is_name(name) && has(blanks(quote + name.size() + 2), ')')) made_.asked.push_back({std::string(name), false, quote + 1, quote + 1 + name.size()});
    }
    // `env.services.name.call()`, `env.services["name"](...)`. Where a script only asks whether it is there, it knows that it may not be.
    void read_environment(size_t at) {
        const size_t dot = before(at);
        if (dot == 0 || text_[dot - 1] != '.' || word_before(before(dot - 1)) != "env") return;
        size_t next = blanks(at + 8);
        std::string_view name;
        size_t begin = 0;
        if (has(next, '.')) {
            name = word_at(text_, begin = blanks(next + 1));
            next = blanks(begin + name.size());
        } else if (has(next, '[')) {
            const size_t quote = blanks(next + 1);
            name = quoted_at(text_, quote);
            begin = quote + 1;
            next = blanks(quote + name.size() + 2);
            if (!has(next, ']')) return;
            next = blanks(next + 1);
        }
        if (!is_name(name)) return;
        if (has(next, '.') || has(next, '(') || has(next, '[')) made_.asked.push_back({std::string(name), false, begin, begin + name.size(), true});
        else guarded_.insert(std::string(name));
    }
    // `: ["a", "b"]`
    void read_dependencies(size_t at) {
        at = blanks(at);
        if (!has(at, ':') || !has(at = blanks(at + 1), '[')) return;
        const size_t end = std::min(at + longest_dependencies, text_.size());
        do {
            const size_t quote = blanks(at + 1);
            const std::string_view name = quoted_at(text_, quote);
            if (!is_name(name)) return;
            made_.asked.push_back({std::string(name), true, quote + 1, quote + 1 + name.size()});
            at = blanks(quote + name.size() + 2);
        } while (at < end && text_[at] == ',');
    }

    std::string_view text_;
    std::set<std::string_view> registries_;   // variables that hold the category
    std::set<std::string> guarded_;
    ScriptServices made_;
};

}  // namespace

ScriptServices read_services(std::string_view text) { return ServiceReader(text).read(); }

std::vector<std::string> added_services(std::string_view text) { return ServiceReader(text).added(); }

}  // namespace driftline::odoo

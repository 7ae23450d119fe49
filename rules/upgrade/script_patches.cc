#include "rules/upgrade/script_patches.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include "base/text.h"
#include "model/judged.h"
#include "rules/support.h"
#include "rules/upgrade/scripts_then.h"
#include "rules/upgrade/sides.h"
#include "syntax/script_chars.h"
#include "syntax/script_code.h"

namespace driftline {
namespace {

constexpr std::string_view patched_prefix = "patched:";   // frameworks/odoo/scripts/extract_script.h
constexpr int most_parents = 20;

enum class Has : uint8_t { no, yes, unknown };

// Classes of one side's core, in the files that define them.
class Classes {
public:
    Classes(const Program& program, const std::function<std::string(std::string_view)>& read) : world_(program.world), read_(read) {}

    // The class or one it extends defines the method.
    Has defines(const std::string& script, std::string_view name, std::string_view method) {
        return ask(script, std::string(name), of_owl(method), [&](const Text&, const Class& found) { return found.methods.contains(method); });
    }
    // Its file or that of one it extends says the word, outside comments.
    Has mentions(const std::string& script, std::string_view name, std::string_view method) {
        return ask(script, std::string(name), of_owl(method), [&](const Text& text, const Class&) { return has_word(text.plain, method); });
    }

private:
    struct Text { std::string plain, code; };   // without comments; without strings, too
    struct Class : ScriptClass { std::set<std::string_view> methods; };

    template <class F> Has ask(std::string script, std::string name, bool says_owl, F&& says) {
        for (int i = 0; i < most_parents; ++i) {
            const Text& text = read(script);
            const Class& found = class_in(text, name);
            if (found.brace == 0) return Has::unknown;
            if (says(text, found)) return Has::yes;
            if (found.computed) return Has::unknown;
            if (found.parent.empty()) return Has::no;
            const std::string parent(found.parent);
            if (class_in(text, parent).brace != 0) {
                name = parent;
                continue;
            }
            const auto [from, exported] = import_of(text, parent);
            if (from == "@odoo/owl" || is_owl(text, parent)) return says_owl ? Has::yes : Has::no;
            if (from.empty() || exported == "default") return Has::unknown;
            script = script_path(script, from);
            name = exported;
        }
        return Has::unknown;
    }
    const Class& class_in(const Text& text, const std::string& name) {
        const auto [known, fresh] = classes_.try_emplace({&text, name});
        if (!fresh) return known->second;
        static_cast<ScriptClass&>(known->second) = script_class(text.code, name);
        if (known->second.brace != 0)
            for (const ScriptMember& member : script_methods(text.code, known->second.brace)) known->second.methods.insert(member.name);
        return known->second;
    }
    // What every component has (Component of web/static/lib/owl/owl.js, 15.0 to 19.0).
    static bool of_owl(std::string_view method) { return method == "setup" || method == "render"; }
    // `const { Component } = owl;` of 15.0 and 16.0.
    static bool is_owl(const Text& text, std::string_view name) {
        for (size_t at = text.code.find("= owl;"); at != text.code.npos; at = text.code.find("= owl;", at + 1)) {
            const size_t open = text.code.rfind('{', at);
            if (open != text.code.npos && has_word(std::string_view(text.code).substr(open, at - open), name)) return true;
        }
        return false;
    }
    // The module that a name is imported from, and what that calls it.
    static std::pair<std::string, std::string> import_of(const Text& text, std::string_view name) {
        const std::string_view plain = text.plain;
        for (size_t at = plain.find("import"); at != plain.npos; at = plain.find("import", at + 6)) {
            if (at > 0 && plain[at - 1] != '\n') continue;
            const size_t end = plain.find(';', at);
            const std::string_view clause = plain.substr(at, end == plain.npos ? end : end - at);
            const size_t from = clause.rfind(" from ");
            if (from == clause.npos || !has_word(clause.substr(0, from), name)) continue;
            const size_t open = clause.find_first_of("\"'", from), close = open == clause.npos ? open : clause.find(clause[open], open + 1);
            if (close == clause.npos) return {};
            const std::string module(clause.substr(open + 1, close - open - 1));
            const size_t brace = clause.find('{');
            if (brace == clause.npos || brace > from) return {module, "default"};
            for (std::string_view item : split(clause.substr(brace + 1, clause.find('}', brace) - brace - 1), ',')) {
                item = trim(item);
                const size_t as = item.find(" as ");
                const std::string_view local = as == item.npos ? item : trim(item.substr(as + 4));
                if (local == name) return {module, std::string(trim(item.substr(0, as)))};
            }
            return {module, "default"};
        }
        return {};
    }
    const Text& read(const std::string& script) {
        const auto [known, fresh] = texts_.try_emplace(script);
        if (!fresh || !read_ || !script.starts_with('@')) return known->second;
        const size_t slash = script.find('/');
        const auto module = world_.module_by_name.find(script.substr(1, slash - 1));
        if (slash == script.npos || module == world_.module_by_name.end() || world_.modules[module->second].origin != Origin::core) return known->second;
        const std::string base = fmt::format("{}/static/src{}", world_.str(world_.facts.modules[module->second].path), script.substr(slash));
        std::string bytes = read_(base + ".js");
        if (bytes.empty()) bytes = read_(base + "/index.js");
        known->second.plain = without_comments(bytes);
        known->second.code = without_strings(known->second.plain);
        return known->second;
    }

    const World& world_;
    const std::function<std::string(std::string_view)>& read_;
    std::map<std::string, Text> texts_;
    std::map<std::pair<const Text*, std::string>, Class> classes_;
};

// The script of the same module that is new to the class; "" if there is none.
std::string moved_to(const Upgrade& upgrade, std::string_view script, std::string_view name) {
    const std::string_view found = exported_by(scripts_today(upgrade), scripts_then(upgrade), script, name);
    const std::vector<std::string_view>& before = scripts_today(upgrade).exporting(name);
    const bool fresh = std::find(before.begin(), before.end(), found) == before.end();
    return fresh && found.substr(0, found.find('/')) == script.substr(0, script.find('/')) ? std::string(found) : std::string();
}

}  // namespace

void tell_lost_methods(const Upgrade& upgrade, std::vector<Finding>& findings) {
    if (!upgrade.read_current || !upgrade.read_target) return;
    const Facts& facts = upgrade.current.world.facts;
    Classes now(upgrade.current, upgrade.read_current), later(upgrade.target, upgrade.read_target);
    std::map<std::pair<Index, std::string_view>, std::vector<const UseRow*>> lost;   // by file, and class
    std::map<std::string_view, std::string> stands;
    for (Index row = first_judged(upgrade.current.world, facts.uses); row < facts.uses.size(); ++row) {
        const UseRow& use = facts.uses[row];
        if (use.kind != UseKind::script || !facts.str(use.root).starts_with(patched_prefix)) continue;
        const Index module = upgrade.current.world.module_of(use.at);
        if (module == no_row || !upgrade.current.world.modules[module].reported || !upgrade.current.world.modules[module].linked || !in_both(upgrade, module) || use.flags & use_unlisted) continue;
        const std::string_view whole = facts.str(use.root).substr(patched_prefix.size()), method = facts.str(use.path);
        const std::string script(whole.substr(0, whole.rfind(':')));
        const std::string_view name = whole.substr(whole.rfind(':') + 1);
        if (name == "default" || method == "constructor") continue;   // no patch's constructor is ever called
        const ScriptNames::Script* same = scripts_then(upgrade).find(script);
        const bool exports = same != nullptr && std::find(same->exports.begin(), same->exports.end(), name) != same->exports.end();
        const std::string there = exports ? script : moved_to(upgrade, script, name);
        if (there.empty() || now.defines(script, name, method) != Has::yes || later.mentions(there, name, method) != Has::no) continue;
        lost[{use.at.file, whole}].push_back(&use);
        stands.try_emplace(whole, there);
    }
    for (const auto& [cause, uses] : lost) {
        const std::string_view whole = cause.second, name = whole.substr(whole.rfind(':') + 1);
        std::vector<std::string> methods;
        for (const UseRow* use : uses)
            if (const std::string method(facts.str(use->path)); std::find(methods.begin(), methods.end(), method) == methods.end()) methods.push_back(method);
        const bool super = std::any_of(uses.begin(), uses.end(), [](const UseRow* use) { return !(use->flags & use_optional); });
        Finding finding = begin_finding(upgrade.current.world.module_of(uses.front()->at), SymbolKind::js_export, fmt::format("{}.{}", whole, methods.front()), uses.front()->at);
        finding.places.clear();
        for (const UseRow* use : uses) finding.places.emplace_back().at = use->at;
        finding.severity = Severity::warning;   // another script of the core may put it back by a patch of its own
        finding.certainty = Certainty::likely;
        finding.effect = Effect::silent;
        finding.message = fmt::format("{} of {} has no {} in {} any more: nothing calls {}, so what {} never happens{}", name, stands.at(whole), listed(methods, 4), then(upgrade),
                                      methods.size() == 1 ? "it" : "them", methods.size() == 1 ? "this does" : "these do", super ? "; where something of ours does, what it overrides is no function" : "");
        finding.fix = fmt::format("Look for what does that in {}, and patch it there.", then(upgrade));
        findings.push_back(std::move(finding));
    }
}

}  // namespace driftline

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>

#include "check/fingerprint.h"
#include "rules/overrides/protected_symbol.h"
#include "rules/overrides/protected_words.h"
#include "rules/support.h"

namespace driftline {

namespace {

constexpr size_t named = 4;

bool severe(const Facts& facts, const Override& o, const CheckOptions& options) {
    return (o.behaviour != Behaviour::extends && !fills_in(facts, o)) || worth_a_reason(o, options);
}

// What a view takes out and what takes its place: where it stands, and whether the same node comes back.
struct Replacement {
    At at;
    bool put_back = true;
};

// `text`: of the view. Another attribute, another place: who looks for the node finds it.
bool holds_node(std::string_view text, std::string_view node) {
    const size_t space = node.find(' ');
    if (space == node.npos) return false;
    const std::string tag = fmt::format("<{}", node.substr(0, space)), name = fmt::format("name=\"{}\"", node.substr(space + 1));
    for (size_t begin = text.find(tag); begin != text.npos; begin = text.find(tag, begin + 1)) {
        const std::string_view start = text.substr(begin, text.find('>', begin) - begin);
        if (start.find(name) != start.npos && start.find("position=") == start.npos) return true;
    }
    return false;
}

// nullopt: the override is no view, or takes nothing out.
std::optional<Replacement> replacement(const Program& program, const Override& o, const TextOf& text_of) {
    if (o.custom.column != SymbolRef::Column::view || o.behaviour == Behaviour::extends) return std::nullopt;
    std::optional<Replacement> found;
    std::string text;
    for (size_t i = o.spec; i < program.specs.size() && program.specs[i].view == o.custom.row; ++i) {
        const SpecLink& spec = program.specs[i];
        if (spec.position != SpecPosition::replace || spec.keeps_original) continue;
        if (text.empty() && text_of) {
            text = text_of(o.custom.at.file);
            text = text.substr(std::min<size_t>(o.custom.at.begin, text.size()), o.custom.at.end - o.custom.at.begin);
        }
        if (holds_node(text, spec.target_node)) continue;
        if (!found) found = Replacement{spec.at, false};
    }
    return found ? found : Replacement{o.custom.at, true};
}

// What is guarded stays guarded where super is called: that the module's texts speak of it in their readers' words is reason enough.
bool is_spoken_of(const Override& o, const CheckOptions& options) {
    if (o.behaviour != Behaviour::extends) return false;
    const std::string_view what = protects(o.symbol, options);
    const auto& documents = options.evidence->documents_of(o.module);
    return !what.empty() && std::any_of(documents.begin(), documents.end(), [&](const Evidence::Document& document) { return speaks_of_guarded(document.bytes, what); });
}

std::string_view verb(const Override& o) {
    switch (o.behaviour) {
        case Behaviour::replaces: return o.kind == SymbolKind::view || o.kind == SymbolKind::template_ ? "replaces a part of" : "replaces";
        case Behaviour::bypasses: return "bypasses";
        case Behaviour::patches: return "patches";
        case Behaviour::extends: break;
    }
    return "extends";
}

// What nobody looked up is not missing: a redefinition that changes nothing needs no reason.
bool asks_for_reason(const Override& o) { return !o.silent_same && o.custom.at.file != no_row; }

std::string remedy(const std::string& symbol) {
    return fmt::format("Say why in a comment beside it, or in CUSTOMIZATIONS.toml: driftline register add {}", symbol);
}

void check(const Program& program, const CheckOptions& options, std::vector<Finding>& findings) {
    if (options.evidence == nullptr) return;
    struct Sum { size_t all = 0; std::vector<std::string> severe, others; Finding finding; };
    std::map<Index, Sum> modules;
    for (size_t i = 0; i < program.overrides.size(); ++i) {
        const Override& o = program.overrides[i];
        if (!asks_for_reason(o)) continue;
        Sum& sum = modules[o.module];
        ++sum.all;
        if (options.evidence->of(i).why()) continue;
        std::vector<std::string>& names = severe(program.world.facts, o, options) ? sum.severe : sum.others;
        if (std::find(names.begin(), names.end(), o.symbol) == names.end()) names.push_back(o.symbol);
        sum.finding.places.push_back({});
        sum.finding.places.back().at = o.custom.at;
    }
    for (auto& [module, sum] : modules) {
        Finding& finding = sum.finding;
        if (finding.places.empty()) continue;
        const std::string name(module_name(program, module));
        std::vector<std::string> worst_first = sum.severe;
        worst_first.insert(worst_first.end(), sum.others.begin(), sum.others.end());
        finding.module = module;
        finding.kind = SymbolKind::module;
        finding.symbol = name;
        finding.severity = Severity::info;
        finding.message = fmt::format("{}: {} of {} {} no written reason that names {}: {}", name, finding.places.size(), count_of(sum.all, "override"), finding.places.size() == 1 ? "has" : "have",
                                      finding.places.size() == 1 ? "it" : "them", listed(worst_first, named));
        if (!sum.severe.empty()) finding.message += fmt::format("; {} of them {} what is protected", sum.severe.size(), sum.severe.size() == 1 ? "replaces, patches or touches" : "replace, patch or touch");
        finding.fix = remedy(worst_first.front());
        findings.push_back(std::move(finding));
    }
}

// The gate: one of each override that is new without a reason, or has lost its own; what replaces, patches or is protected wants a look.
void change(const Revisions& revisions, const CheckOptions& options, std::vector<Finding>& findings) {
    if (options.evidence == nullptr) return;
    std::set<std::tuple<SymbolKind, std::string_view, std::string_view>> before;
    for (const Override& o : revisions.base.overrides) {
        // A module that is gone was renamed, more likely than not: what it overrode is no news under its new name.
        const std::string_view module = module_name(revisions.base, o.module);
        before.emplace(o.kind, o.symbol, revisions.head.world.module_by_name.contains(module) ? module : std::string_view());
    }
    for (size_t i = 0; i < revisions.head.overrides.size(); ++i) {
        const Override& o = revisions.head.overrides[i];
        const std::string_view module = module_name(revisions.head, o.module);
        if (!asks_for_reason(o) || options.evidence->of(i).why()) continue;
        const bool lost = std::binary_search(revisions.unexplained.begin(), revisions.unexplained.end(), i);
        const bool known = before.contains({o.kind, o.symbol, module}) || (!revisions.base.world.module_by_name.contains(module) && before.contains({o.kind, o.symbol, std::string_view()}));
        if (known && !lost) continue;
        Finding finding = begin_finding(revisions.head, o);
        const auto replaced = replacement(revisions.head, o, options.text_of);
        const bool asked = severe(revisions.head.world.facts, o, options) && !(replaced && replaced->put_back) && (lost || !is_spoken_of(o, options));
        finding.severity = asked ? Severity::warning : Severity::info;
        if (replaced) finding.places.front().at = replaced->at;
        finding.message = fmt::format("{} {} {} ({}), and {}", module_name(revisions.head, o.module), verb(o), o.symbol, where(revisions.head, o.core), lost ? "what said why is gone" : "nothing that names it says why");
        finding.fix = lost ? fmt::format("Keep the reason, or write it anew. {}", remedy(o.symbol)) : remedy(o.symbol);
        findings.push_back(std::move(finding));
    }
}

}  // namespace

DRIFTLINE_RULE(override_without_reason) = {
    "DL201", "override-without-reason", Severity::info,
    "An override whose reason nobody can find",
    "Whoever upgrades, audits or takes over this code has to decide for each override whether it may go, and cannot: why it exists stands neither in the register, nor in "
    "a docstring or comment beside it, nor in the module's documentation, nor in the commit that made it. A docstring that says the name in other words, or \"override\", "
    "gives no reason. One finding per module; in a pull request one per override that is new or whose reason the change takes away, a warning where it replaces, patches or touches what is protected.",
    "Say in a comment what would go wrong without the override; where the same reason covers several, write one entry of CUSTOMIZATIONS.toml "
    "(`driftline register add SYMBOL`).",
    "```python\ndef action_confirm(self):\n    \"\"\"Confirm the order.\"\"\"          # says no more than the name\n"
    "    # Carriers bill us for slots nobody reserved.   # says why\n    self._reserve_slot()\n    return super().action_confirm()\n```\n",
    check, nullptr, change};

}  // namespace driftline

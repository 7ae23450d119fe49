#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>

#include "rules/knowledge/report.h"
#include "rules/knowledge/table.h"
#include "rules/upgrade/gone.h"
#include "rules/upgrade/install_hooks.h"

namespace driftline {

namespace {

// The dotted path of the target's file below `package` in which a class or function of that name stands; "" if there is none, or several.
std::string defined_in(const Program& target, std::string_view package, std::string_view name) {
    const Facts& facts = target.world.facts;
    const auto wanted = facts.names.find(name);
    std::string found;
    if (!wanted || name.empty()) return found;
    for (const BindingRow& binding : facts.bindings) {
        if (binding.name != *wanted || (binding.kind != BindingKind::class_ && binding.kind != BindingKind::function)) continue;
        const std::string_view path = facts.str(facts.files[binding.at.file].python_path);
        if (!path.starts_with(package) || path.substr(package.size()).find('.') != 0 || path.find(".tests") != path.npos) continue;
        if (!found.empty() && found != path) return {};
        found = path;
    }
    return found;
}

// "odoo.exceptions" and "Warning" of "odoo" and "exceptions.Warning": the file there is, and what it lacks.
struct Missing { std::string_view file, name; };
Missing missing_in(const TargetNames& names, std::string_view dotted) {
    std::string_view file = dotted;
    while (!file.empty() && !names.file(file)) {
        const size_t dot = file.rfind('.');
        file = dot == file.npos ? std::string_view{} : file.substr(0, dot);
    }
    return {file, dotted.substr(std::min(file.size() + 1, dotted.size()))};
}

// "odoo.addons.sale" of "odoo.addons.sale.models.sale_order"; "odoo" of the framework's own.
std::string_view package_of(std::string_view dotted) {
    size_t end = dotted.find('.');
    if (end != dotted.npos && dotted.substr(end).starts_with(".addons.")) end = dotted.find('.', end + 8);
    return dotted.substr(0, end);
}

// In a function's body; decorators and defaults are evaluated when the file is imported.
bool runs_later(const Facts& facts, const UseRow& use) { return use.scope != no_row && use.at.line > facts.methods[use.scope].at.line; }

// Names that one place needs of one Python module: the first that is gone stops it, so they are one finding. Its places bear the names.
void tell_together(const Upgrade& upgrade, std::vector<Finding>& findings) {
    const auto parts = [](const Finding& finding) {
        const size_t dot = finding.symbol.rfind('.');
        return std::pair{std::string_view{finding.symbol}.substr(0, dot), std::string_view{finding.symbol}.substr(dot + 1)};
    };
    struct Key {
        Index module, file, scope;
        std::string owner, fix;
        auto operator<=>(const Key&) const = default;
    };
    std::map<Key, std::vector<size_t>> groups;
    const Facts& facts = upgrade.current.world.facts;
    std::map<std::pair<Index, uint32_t>, Index> scopes;   // of places
    for (const Gone& gone : all_gone(upgrade, Cause::python)) scopes[{gone.use->at.file, gone.use->at.begin}] = runs_later(facts, *gone.use) ? gone.use->scope : no_row;
    for (size_t i = 0; i < findings.size(); ++i) {
        const At& at = findings[i].places.front().at;
        if (findings[i].symbol.find('.') != std::string::npos && !names_now(upgrade).file(findings[i].symbol))   // not a whole file
            groups[{findings[i].module, at.file, scopes[{at.file, at.begin}], std::string{parts(findings[i]).first}, findings[i].fix}].push_back(i);
    }
    std::vector<bool> folded(findings.size());
    for (const auto& [key, members] : groups) {
        std::vector<std::string> names;
        for (const size_t i : members)
            if (const std::string name{parts(findings[i]).second}; std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
        if (names.size() < 2) continue;
        Finding& first = findings[members.front()];
        const std::string own = fmt::format(" has no {} in ", names.front());
        if (const size_t at = first.message.find(own); at != first.message.npos) first.message.replace(at, own.size(), fmt::format(" has none of {} in ", listed(names, 6)));
        for (Place& place : first.places) place.symbol = first.symbol;
        for (const size_t i : members) {
            if (findings[i].symbol == first.symbol) continue;
            for (Place& place : findings[i].places) {
                place.symbol = findings[i].symbol;
                first.places.push_back(place);
            }
            folded[i] = true;
        }
    }
    size_t kept = 0;
    for (size_t i = 0; i < findings.size(); ++i)
        if (!folded[i]) {
            if (kept != i) findings[kept] = std::move(findings[i]);
            ++kept;
        }
    findings.resize(kept);
}

// What the engine's table says of calls of that name.
std::string advice_on_call(const Upgrade& upgrade, std::string_view name) {
    for (const knowledge::Change* change : knowledge::chosen(upgrade, false))
        if (change->match.kind == knowledge::MatchKind::call && change->match.names_one(name)) {
            std::string fix = knowledge::filled(change->fix_at(*knowledge::series(upgrade.target.world.version)), {});
            if (!fix.empty() && fix[0] >= 'a' && fix[0] <= 'z') fix[0] = char(fix[0] - 'a' + 'A');
            return fix;
        }
    return {};
}

void compare(const Upgrade& upgrade, const CheckOptions&, std::vector<Finding>& findings) {
    const TargetNames &before_names = names_now(upgrade), &after_names = names_then(upgrade);
    // What is asked of a name whose own import fails says nothing new.
    std::map<std::pair<Index, std::string>, std::pair<size_t, std::vector<Finding>>> shortest;   // file and symbol -> length of the name
    for (const Gone& gone : all_gone(upgrade, Cause::python)) {
        Finding finding = tell(upgrade, gone);
        const std::string dotted = gone.name.empty() ? gone.owner : gone.owner + "." + gone.name;
        // The longest part that was a file: it is gone as a whole, with everything in it.
        const Missing before = missing_in(before_names, dotted), after = missing_in(after_names, dotted);
        const bool whole = before.file.size() > after.file.size();
        const std::string_view rest = whole ? before.name : after.name, first = rest.substr(0, rest.find('.'));
        std::string owner{after.file};
        std::string_view name = first;
        if (!whole && first.size() < rest.size() && after_names.binds(after.file, first)) {   // the class is there, what is asked of it is not
            owner += "." + std::string{first};
            name = rest.substr(first.size() + 1);
            name = name.substr(0, name.find('.'));
        }
        finding.symbol = whole ? std::string{before.file} : fmt::format("{}.{}", owner, name);
        std::string moved = name == first ? defined_in(upgrade.target, package_of(dotted), name) : std::string{};
        if (moved == after.file) moved.clear();
        const std::string what = whole ? fmt::format("the Python module {} is gone in {}", before.file, then(upgrade))
                                       : fmt::format("{} has no {} in {}", owner, name, then(upgrade));
        const bool read = runs_later(upgrade.current.world.facts, *gone.use);
        const FailingHook hook = failing_hook(upgrade, read ? gone.use->scope : no_row, gone.use->at);
        finding.effect = hook.effect != Effect::none ? hook.effect : read ? Effect::crash_run : Effect::crash_install;
        finding.message = fmt::format("{}{}{}: {}", what, had_it(upgrade, gone.was), moved.empty() ? "" : fmt::format(", {} now stands in {}", name, moved),
                                      hook.effect != Effect::none ? hook.consequence : read ? "it fails when it is used" : "the module cannot be loaded");
        finding.remark.clear();
        const std::string_view advice = knowledge::advice_about(upgrade.target.world.framework, finding.symbol);
        const bool of_class = !whole && name != first;   // nothing is imported, and a method makes no sense elsewhere
        const std::string by_engine = advice.empty() ? advice_on_call(upgrade, name) : std::string{};   // DL319 leaves the place to this rule
        finding.fix = !advice.empty()  ? std::string{advice}
                      : !by_engine.empty() ? by_engine
                      : !moved.empty() ? fmt::format("Import {} from {}.", name, moved)
                      : of_class       ? fmt::format("Use what {} has in its place in {}.", first, then(upgrade))
                                       : fmt::format("Import what took its place in {}, or copy the few lines that are needed.", then(upgrade));
        auto& [length, kept] = shortest[{gone.use->at.file, finding.symbol}];
        if (!kept.empty() && dotted.size() > length) continue;
        if (dotted.size() < length) kept.clear();
        length = dotted.size();
        kept.push_back(std::move(finding));
    }
    for (auto& [key, of_file] : shortest) std::move(of_file.second.begin(), of_file.second.end(), std::back_inserter(findings));
    tell_together(upgrade, findings);
}

}  // namespace

DRIFTLINE_RULE(python_import_removed) = {
    "DL315", "python-import-removed", Severity::error,
    "A Python name of the core is imported that is gone in the target",
    "An import at the top of a file stops the whole module from loading. Guarded imports (except ImportError) are left out.",
    "Import it from where it now stands; if it is gone for good, copy the few lines you need.",
    "```python\nfrom odoo.addons.purchase.models.purchase import PurchaseOrder     # 17.0: ...models.purchase_order\n```\n",
    nullptr, compare};

}  // namespace driftline

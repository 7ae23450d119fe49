#include <fmt/format.h>

#include <set>

#include "rules/upgrade/gone.h"

namespace driftline {

namespace {

// Where the target's files bind a name at their top level.
class Elsewhere {
public:
    explicit Elsewhere(const Upgrade& upgrade) : upgrade_{upgrade} {
        for (const FileRow& file : upgrade.target.world.facts.files)
            if (file.kind == FileKind::python) files_.insert(upgrade.target.world.str(file.python_path));
    }
    bool has_file(std::string_view dotted) const { return files_.contains(dotted); }
    // The dotted path of the file in which the class or function of that name now stands; "" if there is none, or several.
    std::string find(std::string_view package, std::string_view name) const {
        const Facts& facts = upgrade_.target.world.facts;
        const auto wanted = facts.names.find(name);
        if (!wanted) return {};
        std::string found;
        for (const BindingRow& binding : facts.bindings) {
            if (binding.name != *wanted || (binding.kind != BindingKind::class_ && binding.kind != BindingKind::function)) continue;
            const std::string_view path = facts.str(facts.files[binding.at.file].python_path);
            if (!path.starts_with(package) || path.find(".tests") != path.npos) continue;
            if (!found.empty() && found != path) return {};
            found = path;
        }
        return found;
    }

private:
    const Upgrade& upgrade_;
    std::set<std::string_view> files_;
};

// "odoo.addons.sale" of "odoo.addons.sale.models.sale_order"; "odoo" of the framework's own.
std::string_view package_of(std::string_view dotted) {
    size_t end = dotted.find('.');
    if (end != dotted.npos && dotted.substr(end).starts_with(".addons.")) end = dotted.find('.', end + 8);
    return dotted.substr(0, end);
}

void compare(const Upgrade& upgrade, const CheckOptions&, std::vector<Finding>& findings) {
    const auto all = all_gone(upgrade, Cause::python);
    if (all.empty()) return;
    const Elsewhere elsewhere{upgrade};
    for (const Gone& gone : all) {
        Finding finding = tell(upgrade, gone);
        const bool file = !elsewhere.has_file(gone.owner);
        const std::string_view name = std::string_view{gone.name}.substr(0, gone.name.find('.'));
        finding.symbol = file ? gone.owner : gone.symbol;
        const std::string now = name.empty() ? std::string{} : elsewhere.find(package_of(gone.owner), name);
        const std::string what = file ? fmt::format("the Python module {} is gone in {}", gone.owner, target_label(upgrade))
                                      : fmt::format("{} has no {} in {}", gone.owner, gone.name, target_label(upgrade));
        const bool read = gone.use->scope != no_row;
        finding.effect = read ? Effect::crash_run : Effect::crash_install;
        finding.message = fmt::format("{}{}{}: {}", what, had_it(upgrade, gone.was), now.empty() ? "" : fmt::format(", {} now stands in {}", name, now),
                                      read ? "it fails when it is used" : "the module cannot be loaded");
        finding.fix = now.empty() ? fmt::format("Import what took its place in {}, or copy the few lines that are needed.", target_label(upgrade))
                                  : fmt::format("Import {} from {}.", name, now);
        findings.push_back(std::move(finding));
    }
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

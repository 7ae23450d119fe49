#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "rules/overrides/context_asked.h"
#include "rules/overrides/installed_asked.h"
#include "rules/overrides/unbound.h"

namespace driftline {

namespace {

Severity usual(const UseRow& use) {
    switch (use.kind) {
        case UseKind::model: return use.flags & use_inherit ? Severity::error : Severity::warning;
        case UseKind::attribute:
        case UseKind::call:
        case UseKind::super_call:
        case UseKind::method:
        case UseKind::value:
        case UseKind::client_template:   // which bundle loads it is not read: it may be that module's own
        case UseKind::arch_value: return Severity::info;
        // Who has a group that is not there? Nobody, which is the answer that code asks for.
        case UseKind::xmlid: return use.flags & use_group && use.flags & use_unseen && !use.is_data() ? Severity::info : Severity::warning;
        default: return Severity::warning;
    }
}

// A line of rights names its model and its group: with the dependencies as declared it cannot be loaded, and nobody who has the module gets it otherwise.
bool of_rights(const Program& program, const UseRow& use) {
    if (!use.is_data() || use.owner == no_row) return false;
    const std::string_view model = program.world.str(program.world.facts.records[use.owner].model);
    return model == "ir.model.access" || model == "ir.rule";
}

using Controllers = std::multimap<Index, Index>;   // by file: classes of the reported modules that answer routes

Controllers controllers_of(const Program& program) {
    const Facts& facts = program.world.facts;
    std::set<std::pair<Index, Index>> found;
    for (const auto& route : facts.routes) {
        const Index owner = route.method == no_row ? no_row : facts.methods[route.method].owner;
        if (owner != no_row && program.world.custom(program.world.module_of(facts.classes[owner].at))) found.emplace(facts.classes[owner].at.file, owner);
    }
    return Controllers(found.begin(), found.end());
}

// The controller of the same file that inherits what is imported; no_row without one.
Index controller_from(const Program& program, const Controllers& controllers, const At& import, std::string_view imported) {
    const Facts& facts = program.world.facts;
    for (auto [row, end] = controllers.equal_range(import.file); row != end; ++row)
        for (const Name base : facts.items(facts.classes[row->second].bases)) {
            const std::string_view path = facts.str(base);
            if (path.starts_with(imported) && (path.size() == imported.size() || path[imported.size()] == '.')) return row->second;
        }
    return no_row;
}

// Python finds a module's files whether or not a database has it installed (odoo/modules/module.py, initialize_sys_path), and its models
// are built in no database without it (odoo/modules/registry.py, load): the import alone breaks nothing where the files are deployed.
// A controller counts only where the module of the class it goes back to is installed (odoo/http.py, _generate_routing_rules).
void tell_import(const Program& program, const Controllers& controllers, const Link& link, std::string_view provider, Finding& finding) {
    const Facts& facts = program.world.facts;
    const UseRow& use = facts.uses[link.use];
    if (program.world.modules[link.target.module].origin == Origin::core) {
        finding.effect = Effect::none;
        finding.severity = Severity::info;
        finding.message += fmt::format(": the import works, but does not make sure that {} is installed", provider);
    } else {
        finding.message += fmt::format(": the import fails where {} is not deployed, and does not make sure that it is installed", provider);
    }
    if (const Index controller = controller_from(program, controllers, use.at, finding.symbol); controller != no_row) {
        if (finding.effect == Effect::none) finding.effect = Effect::silent, finding.severity = Severity::warning;
        finding.message += fmt::format("; where it is not, Odoo serves no route of {}", facts.str(facts.classes[controller].name));
    }
    finding.fix = fmt::format("Add '{}' to depends; if it is optional, catch ImportError or move the code to a bridge module.", provider);
}

// `import a.b` and `a.b.c` below it are one cause; the import comes first in the code.
class Imported {
public:
    bool told(Index file, const std::string& symbol) {
        std::set<std::string>& known = files_[file];
        for (size_t dot = symbol.rfind('.'); dot != std::string::npos && dot > 0; dot = symbol.rfind('.', dot - 1))
            if (known.contains(symbol.substr(0, dot))) return true;
        known.insert(symbol);
        return false;
    }

private:
    std::map<Index, std::set<std::string>> files_;
};

// Fields that code looks for before it goes on, and that a module out of reach brings: by method and name, that module.
using Sought = std::multimap<std::pair<Index, std::string_view>, Index>;

Sought sought_in(const Program& program) {
    Sought sought;
    for (const Link& link : program.links) {
        const UseRow& use = program.world.facts.uses[link.use];
        if (link.outcome != Outcome::guarded || link.reason != Reason::outside_closure || use.is_data() || use.scope == no_row || link.target.module == no_row) continue;
        const std::string_view path = program.world.str(use.path);
        sought.emplace(std::pair(use.scope, path.substr(path.rfind('.') + 1)), link.target.module);
    }
    return sought;
}

// The code around the use runs only where a field is there that comes with the provider, or with what depends on it.
std::string sought_around(const Program& program, const Sought& sought, const UseRow& use, Index provider, MethodCode& code) {
    if (sought.empty() || !runs_when_called(use)) return {};
    std::string name = name_asked(program, use, code);
    if (name.empty()) return {};
    const auto [first, last] = sought.equal_range({use.scope, std::string_view(name)});
    return std::any_of(first, last, [&](const auto& entry) { return program.world.in_closure(entry.second, provider); }) ? name : std::string();
}

void check(const Program& program, const CheckOptions&, std::vector<Finding>& findings) {
    const Controllers controllers = controllers_of(program);
    const InstalledAsked asked(program);
    const Sought sought = sought_in(program);
    Imported imported;
    MethodCode code;
    for (const Link* unbound : unbound_by_method(program, Reason::outside_closure)) {
        const Link& link = *unbound;
        const UseRow& use = program.world.facts.uses[link.use];
        if (use.kind == UseKind::xmlid && use.flags & use_inherit) continue;   // DL114
        Finding finding = begin_finding(link.module, link.kind, symbol_of(program, link), use.at);
        if (use.kind == UseKind::import && imported.told(use.at.file, finding.symbol)) continue;
        const std::string_view provider = module_name(program, link.target.module);
        finding.certainty = link.certainty;
        finding.severity = link.certainty == Certainty::exact ? usual(use) : std::min(usual(use), Severity::warning);
        if (runs_when_called(use) && asked.about(link.module, provider)) finding.severity = Severity::info;
        finding.effect = effect_of(program, use);
        finding.message = fmt::format("the {} {} comes from {} ({}), which {} does not depend on", noun(link.kind), finding.symbol, provider, where(program, link.target),
                                      module_name(program, link.module));
        if (use.kind == UseKind::import) {
            tell_import(program, controllers, link, provider, finding);
        } else {
            const bool demo = finding.effect == Effect::crash_install && in_demo(program, use.at);
            if (demo) finding.effect = Effect::silent, finding.severity = Severity::info;
            else if (finding.effect == Effect::crash_install && finding.certainty == Certainty::exact && of_rights(program, use)) finding.severity = Severity::error;
            finding.message += fmt::format(": where {} is not installed, {}", provider, demo ? demo_fails : consequence(finding.effect));
            finding.fix = fmt::format("Add '{}' to depends; if it is optional, test for it first or move the code to a bridge module.", provider);
            const std::string key = runs_when_called(use) ? context_asked(program, use, program.world.str(use.root), provider, code) : std::string();
            if (!key.empty()) {
                finding.severity = Severity::info;
                finding.cause = key;
                finding.message += fmt::format("; the context must have {} first, which by its name comes from there, too", key);
                finding.fix = fmt::format("See that nothing but {} sets {}; else add '{}' to depends or move the code to a bridge module.", provider, key, provider);
            }
        }
        if (const std::string name = use.kind == UseKind::import ? std::string() : sought_around(program, sought, use, link.target.module, code); !name.empty()) {
            finding.severity = Severity::info;
            finding.cause = name;
            finding.message += fmt::format("; the code asks for {} first, which is there only with {}", name, provider);
            finding.fix = "Nothing: it is asked for first.";
        }
        finding.related.push_back(related_to(program, link.target, "defined here"));
        findings.push_back(std::move(finding));
    }
}

}  // namespace

DRIFTLINE_RULE(symbol_from_missing_dependency) = {
    "DL115", "symbol-from-missing-dependency", Severity::error,
    "A model, field, xmlid or import of a module that is not a dependency is used",
    "The name exists, but only where that other module is installed. An _inherit then stops the whole module from loading; a field or method fails when it is used. "
    "An import is a warning: Python finds the other module's files where they are deployed, installed or not. Attribute reads are information, since code often knows more than its manifest.",
    "Add the module to depends, guard the use, or move it to a bridge module.",
    "```python\nclass Picking(models.Model):\n    _inherit = 'stock.picking'     # 'stock' is not in depends\n```\n",
    check};

}  // namespace driftline

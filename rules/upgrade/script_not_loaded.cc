#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "rules/knowledge/table.h"
#include "rules/overrides/unbound.h"
#include "rules/upgrade/asset_orders.h"
#include "rules/upgrade/client_bundles.h"
#include "rules/upgrade/script_patches.h"
#include "rules/upgrade/scripts_then.h"
#include "rules/upgrade/sides.h"

namespace driftline {

namespace {

constexpr std::string_view named_patch = "patch";   // see legacy_define
constexpr std::string_view service_prefix = "service:";

// One script of ours: what it asks for that was there and is there no more, and how much it asks for that is.
struct Script {
    std::vector<const Link*> gone;
    size_t found = 0;   // modules
};

class Reader {
public:
    Reader(const Upgrade& upgrade, std::vector<Finding>& findings)
        : upgrade_(upgrade), facts_(upgrade.current.world.facts), series_(series(upgrade.target)), today_(scripts_today(upgrade)), then_(scripts_then(upgrade)), findings_(findings) {}

    void run() {
        const size_t before = findings_.size();
        std::map<Index, Script> scripts;
        for (const Link& link : upgrade_.current.links) {
            const UseRow& use = facts_.uses[link.use];
            if (use.kind != UseKind::script || !in_both(upgrade_, link.module)) continue;
            const Link* there = upgrade_.link(link);
            if (there == nullptr) continue;
            const bool was = link.outcome == Outcome::bound;
            Script& script = scripts[use.at.file];
            if (is_service(link)) {
                const bool elsewhere = there->reason == Reason::outside_closure || there->reason == Reason::missing_module;
                if (was && there->outcome == Outcome::unresolved && (elsewhere || there->reason == Reason::nowhere)) script.gone.push_back(&link);
                continue;
            }
            if (there->outcome == Outcome::bound && use.path == no_name) ++script.found;
            if (was && there->outcome == Outcome::unresolved && there->reason == Reason::nowhere) script.gone.push_back(&link);
        }
        for (const auto& [file, script] : scripts)
            if (!script.gone.empty() && is_served(*script.gone.front())) read(script);
        for (const auto& [module, links] : by_name_) tell_named(links);
        for (const auto& [service, links] : services_) tell_service(links);
        for (size_t i = before; i < findings_.size(); ++i) wait_for_bundle(findings_[i]);
    }

private:
    // Where the target loads no bundle that lists the file, nothing fails until it is listed anew.
    void wait_for_bundle(Finding& finding) {
        const At& at = finding.places.front().at;
        const auto [known, fresh] = waits_.try_emplace(at.file, false);
        if (fresh) known->second = loading_of(upgrade_, upgrade_.at(at)) == Loading::unread;
        if (!known->second) return;
        finding.severity = std::min(finding.severity, Severity::warning);
        finding.effect = Effect::silent;
        finding.message += waits_for_bundle;
    }
    // A bundle of the manifest has it; or a template of the module names it, as they had to up to 14.0.
    bool is_served(const Link& link) {
        const UseRow& use = facts_.uses[link.use];
        if (!(use.flags & use_unlisted)) return true;
        if (archs_.empty()) read_archs();
        return archs_[link.module].find(fmt::format("/{}/{}", module_name(upgrade_.current, link.module), path_in_module(upgrade_.current, use.at.file))) != std::string::npos;
    }
    void read_archs() {
        for (const Link& link : upgrade_.current.links)
            if (const UseRow& use = facts_.uses[link.use]; use.kind == UseKind::script && use.flags & use_unlisted) archs_[link.module];
        for (const ViewRow& view : facts_.views)
            if (const auto wanted = archs_.find(upgrade_.current.world.module_of(view.at)); wanted != archs_.end()) wanted->second += facts_.source(view.arch);
    }

    void read(const Script& script) {
        const auto define = std::find_if(script.gone.begin(), script.gone.end(), [&](const Link* link) { return root(*link) == legacy_define; });
        if (define != script.gone.end()) return tell_define(**define, facts_.uses[(*define)->use].arguments > script.found);   // all it requires has to be written anew with it
        for (const Link* link : script.gone) {
            if (is_service(*link)) services_[{link->module, root(*link)}].push_back(link);
            else if (root(*link) == named_patch) tell_patch(*link);
            else if (then_.find(root(*link)) != nullptr) tell_name(*link);
            else if (series_ >= 17 && !root(*link).starts_with('@')) by_name_[link->module].push_back(link);
            else if (facts_.uses[link->use].path == no_name) tell_module(*link, script);
        }
    }

    std::string_view root(const Link& link) const { return facts_.str(facts_.uses[link.use].root); }

    bool is_service(const Link& link) const { return root(link).starts_with(service_prefix); }

    Finding& add(const Link& link, SymbolKind kind, std::string symbol, Effect effect) {
        Finding& finding = findings_.emplace_back(begin_finding(link.module, kind, std::move(symbol), facts_.uses[link.use].at));
        finding.severity = Severity::error;
        finding.effect = effect;
        return finding;
    }

    // What throws while a bundle runs ends the bundle, which is one script (base/models/assetsbundle.py, js()); the one of the web client
    // ends with its start (web/__manifest__.py, 'web.assets_web').
    static constexpr std::string_view bundle_ends = "the bundle stops there, and what stands behind it never runs; in the backend's that is the start of the web client, so nobody can use it";

    void tell_define(const Link& link, bool waits) {
        // From 18.0 on each file of static/src is wrapped as a module that needs what it requires (js_transpiler.py): it is never run where that is missing.
        const bool silent = series_ >= 18 && waits;
        Finding& finding = add(link, SymbolKind::js_module, std::string(legacy_define), silent ? Effect::silent : Effect::crash_run);
        finding.message = fmt::format("odoo.define() with a function and no list of what it needs is not taken from 17.0 on: {}",
                                      silent ? "the file waits for modules that are gone and is never run, with a line in the browser's console only" : fmt::format("it throws, {}", bundle_ends));
        finding.fix = "Write the file anew as a module, with import and export, on what the target has in place of the widgets; or leave it out of the bundle.";
    }

    void tell_patch(const Link& link) {
        Finding& finding = add(link, SymbolKind::js_export, std::string(named_patch), Effect::crash_run);
        finding.message = fmt::format("patch() takes no name as its second argument from 17.0 on, and throws as soon as the file is run: {}", bundle_ends);
        finding.fix = fmt::format("Write patch({}, {{...}}), and super.method(...) for this._super(...).", facts_.str(facts_.uses[link.use].path));
    }

    // "web/static/src/core/utils/hooks.js"; "" of names in the old form.
    static std::string file_of(std::string_view script) {
        if (!script.starts_with('@')) return {};
        const size_t slash = script.find('/');
        return fmt::format("{}/static/src{}.js", script.substr(1, slash - 1), script.substr(slash));
    }
    std::string had_it(std::string_view script) const {
        const std::string file = file_of(script);
        return file.empty() ? "" : fmt::format(" ({}: {})", today(upgrade_), file);
    }
    // "; that needs 'mail' in depends", where a script of the target's is out of our reach.
    std::string needs(const Link& link, std::string_view script) const {
        const ScriptNames::Script* known = then_.find(script);
        if (known == nullptr || upgrade_.target.world.surely_installed(upgrade_.module(link.module), known->module)) return {};
        return fmt::format("; that needs '{}' in depends", module_name(upgrade_.target, known->module));
    }

    // A whole module is gone.
    void tell_module(const Link& link, const Script& script) {
        const std::string name(root(link));
        std::vector<std::string> moved, fixes;
        for (const Link* other : script.gone) {
            const std::string_view taken = facts_.str(facts_.uses[other->use].path);
            const std::string_view now = root(*other) == name ? exported_by(today_, then_, name, taken) : std::string_view{};
            if (now.empty() || std::any_of(moved.begin(), moved.end(), [&](const std::string& told) { return told.starts_with(fmt::format("{} ", taken)); })) continue;
            moved.push_back(fmt::format("{} now stands in {}", taken, now));
            fixes.push_back(fmt::format("{} from \"{}\"{}", taken, now, needs(link, now)));
        }
        Finding& finding = add(link, SymbolKind::js_module, name, series_ == 17 ? Effect::crash_run : Effect::silent);
        finding.message = fmt::format("{} has no script {} any more{}{}{}: {}", then(upgrade_), name, had_it(name), moved.empty() ? "" : "; ", listed(moved, 3), left_out());
        const std::string_view advice = knowledge::advice_about(upgrade_.target.world.framework, name);
        finding.fix = !advice.empty() ? std::string(advice)
                      : !fixes.empty() ? fmt::format("Import {}.", listed(fixes, 3))
                                       : fmt::format("Look for what took its place in {}, or drop what was built on it.", then(upgrade_));
    }
    // What was defined by a name of its own went with the loader that knew such names, all at once.
    void tell_named(const std::vector<const Link*>& links) {
        std::vector<std::string> names, fixes;
        for (const Link* link : links) {
            const std::string name(root(*link));
            if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
            const std::string_view taken = facts_.str(facts_.uses[link->use].path), now = exported_by(today_, then_, name, taken);
            const std::string fix = now.empty() ? "" : fmt::format("{} from \"{}\"{}", taken, now, needs(*link, now));
            if (!fix.empty() && std::find(fixes.begin(), fixes.end(), fix) == fixes.end()) fixes.push_back(fix);
        }
        for (const Link* link : links) {
            if (facts_.uses[link->use].path != no_name) continue;   // a place for each import, not for each name it takes
            Finding& finding = add(*link, SymbolKind::js_module, "legacy modules", series_ == 17 ? Effect::crash_run : Effect::silent);
            finding.message = fmt::format("{} has no modules of the old form any more, such as {}: {}", then(upgrade_), listed(names, 3), left_out());
            finding.fix = fmt::format("Build on what the client has in their place{}{}.", fixes.empty() ? "" : ": ", listed(fixes, 4));
        }
    }
    std::string_view left_out() const {
        if (series_ == 17) return "the loader shows its list of errors in place of the page, so nobody can use the client";   // module_loader.js, checkAndReportErrors
        return "the loader leaves this file out, and all that needs it, with a line in the browser's console only";   // boot.js to 16.0; module_loader.js, reportErrors, from 18.0
    }

    // The module is there, a name it exported is not.
    void tell_name(const Link& link) {
        const UseRow& use = facts_.uses[link.use];
        const std::string_view script = root(link), name = facts_.str(use.path), now = exported_by(today_, then_, script, name);
        Finding& finding = add(link, SymbolKind::js_export, fmt::format("{}:{}", script, name), Effect::crash_run);
        const std::string what = name == "default" ? fmt::format("{} has no default export in {}", script, then(upgrade_)) : fmt::format("{} exports no {} in {}", script, name, then(upgrade_));
        finding.message = fmt::format("{}{}{}: {}", what, had_it(script), now.empty() ? "" : fmt::format(", {} now stands in {}", name, now), undefined(use));
        const std::string_view advice = knowledge::advice_about(upgrade_.target.world.framework, finding.symbol);
        finding.fix = !advice.empty() ? std::string(advice)
                      : !now.empty() ? fmt::format("Import {} from \"{}\"{}.", name, now, needs(link, now))
                                     : fmt::format("Use what {} has in its place.", then(upgrade_));
    }
    std::string undefined(const UseRow& use) const {
        if (use.flags & use_late) return "it is undefined, and fails where it is used";
        if (series_ < 17) return "it is undefined where the file extends, changes or calls it, so the file fails to load";
        return fmt::format("it is undefined where the file extends, changes or calls it, which throws: {}", bundle_ends);
    }

    // "@web/core/user_service", of the core's module that the link found it in.
    std::string_view adding_today(const Link& link) const {
        if (link.target.module == no_row) return {};
        for (const Name script : facts_.items(facts_.modules[link.target.module].scripts)) {
            const std::vector<std::string_view> words = split(facts_.str(script), ' ');
            if (words.front() == root(link)) return words.back();
        }
        return {};
    }
    // Services: useService() of web/static/src/core/utils/hooks.js throws on one that is not there; startServices() of web/static/src/env.js
    // throws once all others are started, before anything is shown.
    void tell_service(const std::vector<const Link*>& links) {
        const Link& first = *links.front();
        const std::string_view name = root(first).substr(service_prefix.size());
        const bool at_start = std::any_of(links.begin(), links.end(), [&](const Link* link) { return !(facts_.uses[link->use].flags & use_late); });
        const bool in_env = std::any_of(links.begin(), links.end(), [&](const Link* link) { return facts_.uses[link->use].path != no_name; });
        const bool in_setup = std::any_of(links.begin(), links.end(), [&](const Link* link) { return facts_.uses[link->use].path == no_name; });
        const std::string_view now = exported_by(today_, then_, name, name);
        const Link& there = *upgrade_.link(first);
        const bool sure = there.reason == Reason::nowhere;
        const std::string where = there.reason == Reason::outside_closure ? fmt::format("; only {} adds one, which this module does not depend on", module_name(upgrade_.target, there.target.module)) : "";
        for (const Link* link : links) {
            Finding& finding = add(*link, SymbolKind::js_export, std::string(root(first)), Effect::crash_run);
            if (!sure) finding.severity = Severity::warning, finding.certainty = Certainty::likely;
            finding.message = fmt::format("{} has no client service {} any more{}{}: {}", then(upgrade_), name, had_it(adding_today(first)), where,
                                          at_start ? fmt::format("a service that depends on it is never started, and the start ends with \"Missing dependencies: {}\", so nobody can use the client", name)
                                          : in_setup ? fmt::format("useService(\"{0}\") throws \"Service {0} is not available\" when the component is set up{1}", name, in_env ? ", and env.services has none" : "")
                                                     : fmt::format("env.services.{} is undefined, and what asks it for something throws", name));
            finding.fix = now.empty() ? fmt::format("Look for what took its place in {}, or drop what was built on it.", then(upgrade_))
                                      : fmt::format("Import {} from \"{}\"{}, in place of the service{}.", name, now, needs(first, now), at_start ? ", and take it out of the dependencies" : "");
        }
    }

    const Upgrade& upgrade_;
    const Facts& facts_;
    const int series_;
    const ScriptNames &today_, &then_;
    std::vector<Finding>& findings_;
    std::map<Index, std::vector<const Link*>> by_name_;   // by module of ours: imports of modules with names of their own, from 17.0 on
    std::map<std::pair<Index, std::string_view>, std::vector<const Link*>> services_;   // by module of ours and root
    std::map<Index, bool> waits_;          // by file: nothing loads it
    std::map<Index, std::string> archs_;   // of modules whose manifests have no bundles
};

void compare(const Upgrade& upgrade, const CheckOptions& options, std::vector<Finding>& findings) {
    Reader(upgrade, findings).run();
    tell_lost_methods(upgrade, findings);
    tell_lost_orders(upgrade, options, findings);
}

}  // namespace

DRIFTLINE_RULE(script_not_loaded) = {
    "DL326", "script-not-loaded", Severity::error,
    "A client script of ours asks for what the target's scripts have no more",
    "Imports are looked up in the browser, so nothing fails on the server. Up to 16.0 and from 18.0 on a script whose import is missing is left out, and what it added is just not there; "
    "17.0 shows a list of errors in place of the page. Definitions in the old form and patches with a name throw from 17.0 on, and what stands behind them in the bundle never runs. "
    "A client service that is gone throws where a component asks for it; as another service's dependency it keeps the client from starting. "
    "A bundle is never made, and its pages are an error, where an order of a manifest (\"after\", \"replace\" ...) looks for a file that is gone. A method that a patch "
    "puts into a class is never called where the class lost it. "
    "Only scripts that a bundle has are looked at, and only what they take from the core's scripts.",
    "Import it from where it now stands; write scripts in the old form anew as modules.",
    "```js\nimport { Chatter } from \"@mail/core/web/chatter\";     // 18.0: @mail/chatter/web_portal/chatter\n```\n",
    nullptr, compare};

}  // namespace driftline

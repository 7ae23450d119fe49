#include "harness/run_suite.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "check/core_edit_findings.h"
#include "check/idle_suppressions.h"
#include "check/run.h"
#include "check/suppressions.h"
#include "harness/fixture.h"
#include "load_evidence.h"
#include "model/edited_core.h"
#include "model/framework.h"

namespace driftline::test {

namespace {

Result<Library> library_of(const Files& files, const char* role, const Framework& framework) {
    const auto source = memory_source(files);
    auto library = build_library(*source, framework, {});
    if (library) library->info.role = role, library->info.name = role;
    return library;
}

std::string place_of(const Program& program, const At& at) {
    return at.file == no_row ? std::string{"?"} : fmt::format("{}:{}", program.world.str(program.world.facts.files[at.file].path), at.line);
}

std::string describe(const Program& program, const Override& o) {
    return fmt::format("{} {} {} {} {} {}", program.world.str(program.world.facts.modules[o.module].name), place_of(program, o.custom.at), text(o.kind), o.symbol,
                       text(o.behaviour), text(o.calls_super));
}

// What an expectation may quote: the message, else the fix, else a place of a core, "target sale/models/sale_order.py:12".
std::string told(const Finding& finding) {
    std::string said = finding.message + "\n" + finding.fix;
    for (const Related& other : finding.related)
        said += fmt::format("\n{} {}{}{}:{} {}", other.role == Related::Role::target ? "target" : other.role == Related::Role::current ? "current" : "other", other.module,
                            other.module.empty() ? "" : "/", other.path, other.line, other.text);
    return said;
}

class CaseRun {
public:
    CaseRun(const Suite& suite, const Case& one, std::vector<std::string>& failures) : suite_{suite}, case_{one}, failures_{failures} {}

    void operator()() {
        const auto made = link(case_);
        if (!made) return fail(made.error().message);
        const auto& linked = *made;
        const Program* program = &linked->program;
        const TextOf text_of = [&](Index file) {
            const auto found = case_.custom.find(std::string{program->world.str(program->world.facts.files[file].path)});
            return found == case_.custom.end() ? std::string{} : found->second;
        };
        const auto custom = memory_source(case_.custom);
        auto sources = evidence_sources(custom.get(), text_of, case_.commits.empty() ? std::vector<Regex>() : std::vector<Regex>{Regex(R"(ACME-\d+)")});
        if (!sources) return fail(sources.error().message);
        const Evidence evidence(*program, std::move(*sources));
        CheckOptions options;
        options.evidence = &evidence;
        options.today = "2026-01-01";
        options.text_of = text_of;
        options.styles_of = [&](Index module) { return stylesheets_below(*custom, program->world.str(program->world.facts.modules[module].path)); };
        const auto read_target = [&](std::string_view path) {
            for (const Files* files : {&case_.target, &case_.core})
                if (const auto found = files->find(std::string{path}); found != files->end()) return found->second;
            return std::string{};
        };
        if (linked->upgrade) {
            linked->upgrade->read_target = read_target;
            linked->upgrade->read_current = [&](std::string_view path) {
                const auto found = case_.core.find(std::string{path});
                return found == case_.core.end() ? std::string{} : found->second;
            };
        }
        auto findings = run_rules(*program, linked->upgrade.get(), options, {}, 1);
        if (!case_.base.empty() || !case_.commits.empty()) add_changes(*program, *custom, options, findings);
        finish_findings(*program, text_of, findings);
        const Suppressed suppressed = apply_suppressions(*program, {}, "2026-01-01", text_of, findings);
        add_idle_suppressions(*program, suppressed, {}, {}, {"driftline.toml", linked->upgrade != nullptr}, text_of, findings);
        if (!case_.fork.empty()) add_core_edits(findings);
        compare(findings);
        if (case_.overrides) compare_overrides(*program);
        if (!failed_) return;
        for (const auto& notice : program->notices) fail("notice: " + notice);
    }

private:
    void fail(std::string_view what) {
        failed_ = true;
        failures_.push_back(fmt::format("{}: {}: {}", case_.line, case_.name, what));
    }

    void add_core_edits(std::vector<Finding>& findings) {
        const auto overlaid = [&](const Files& files) {
            Files all = case_.core;
            for (const auto& [path, bytes] : files) {
                if (bytes.empty()) all.erase(path);
                else all[path] = bytes;
            }
            return memory_source(std::move(all));
        };
        const auto pristine = overlaid({}), fork = overlaid(case_.fork), target = overlaid(case_.target);
        EditedCoreOptions options;
        options.target = case_.target.empty() ? nullptr : target.get();
        options.wants = all_frameworks().front()->wants;
        const auto area = [](const std::string& path) { return path.starts_with("addons/") ? path.substr(7, path.find('/', 7) - 7) : std::string(); };
        for (Finding& finding : core_edit_findings(compare_cores_text(*fork, *pristine, options), {}, area)) findings.push_back(std::move(finding));
    }

    // What rules say of the change from the case's base to its custom tree.
    void add_changes(const Program& head, const SourceSet& files, const CheckOptions& options, std::vector<Finding>& findings) {
        Case before = case_;
        before.target.clear();
        before.library_to.clear();
        for (const auto& [path, bytes] : case_.base) {
            if (bytes.empty()) before.custom.erase(path);
            else before.custom[path] = bytes;
        }
        const auto linked = link(before);
        if (!linked) return fail(linked.error().message);
        const auto base_files = memory_source(before.custom);
        Revisions revisions{(*linked)->program, head, *base_files, files, options.evidence};
        for (const std::string& message : case_.commits) {
            revisions.commits.push_back({{}, "README.md"});
            revisions.commits.back().commit.message = message;
        }
        for (Finding& finding : run_change_rules(revisions, options, {}, 1)) findings.push_back(std::move(finding));
    }

    void compare(const std::vector<Finding>& findings) {
        auto open = case_.expected;
        for (const auto& finding : findings)
            for (const auto& place : finding.places) {
                const auto met = std::find_if(open.begin(), open.end(), [&](const Expectation& e) {
                    return e.path == place.path && e.line == place.line && e.slug == finding.rule->slug && e.severity == text(finding.severity) &&
                           told(finding).find(e.text) != std::string::npos;
                });
                if (met != open.end()) open.erase(met);
                else if (finding.severity != Severity::info || finding.rule->slug == suite_.slug)
                    fail(fmt::format("not expected: {}:{}: {}: [{}] {}: {}", place.path, place.line, text(finding.severity), finding.rule->slug, finding.symbol, finding.message));
            }
        for (const auto& e : open) fail(fmt::format("missing: {}:{}: {}: [{}] \"{}\"", e.path, e.line, e.severity, e.slug, e.text));
    }

    void compare_overrides(const Program& program) {
        auto open = *case_.overrides;
        for (const auto& o : program.overrides) {
            const std::string line = describe(program, o);
            const auto met = std::find(open.begin(), open.end(), line);
            if (met != open.end()) open.erase(met);
            else fail("override not expected: " + line);
        }
        for (const auto& line : open) fail("override missing: " + line);
    }

    const Suite& suite_;
    const Case& case_;
    std::vector<std::string>& failures_;
    bool failed_ = false;
};

bool fires(const Suite& suite, const Case& one) {
    return std::any_of(one.expected.begin(), one.expected.end(), [&](const Expectation& e) { return e.slug == suite.slug; });
}

}  // namespace

Result<std::unique_ptr<LinkedCase>> link(const Case& one) {
    const Framework& framework = *all_frameworks().front();
    Files core = one.core, library = one.library, custom = one.custom;
    Files target = one.core, library_to = one.library_to;
    for (const auto& [path, bytes] : one.target) {
        if (bytes.empty()) target.erase(path);
        else target[path] = bytes;
    }
    target.emplace("odoo/release.py", "version_info = (17, 0, 0, 'final', 0, '')\n");
    for (Files* files : {&core, &target}) {
        add_mini_core(*files);
        complete_modules(*files, {"base"});
    }
    auto depends = module_names(core);
    complete_modules(library, depends);
    complete_modules(library_to, module_names(target));
    for (auto& name : module_names(library)) depends.push_back(std::move(name));
    complete_modules(custom, depends);

    std::vector<Library> today, then, shared;
    const std::tuple<const Files*, const char*, std::vector<Library>*> sides[] = {
        {&core, "core", &today}, {&target, "core", &then}, {&library_to, "library", &then}, {&library, "library", &shared}, {&custom, "custom", &shared}};
    const bool two = !one.target.empty() || !one.library_to.empty();
    for (const auto& [files, role, libraries] : sides) {
        if (files->empty() || (libraries == &then && !two)) continue;
        auto built = library_of(*files, role, framework);
        if (!built) return built.error();
        libraries->push_back(std::move(*built));
    }
    auto made = std::make_unique<LinkedCase>();
    LinkedCase& linked = *made;
    if (two) linked.delta = std::make_unique<Delta>(compare_cores(today.front(), then.front(), framework, 1));
    linked.program = make_program(std::move(today), shared, framework, {});
    if (!two) return made;
    linked.target = std::make_unique<Program>(make_program(std::move(then), shared, framework, target_options(linked.program, *linked.delta, {})));
    linked.upgrade = std::make_unique<Upgrade>(linked.program, *linked.target, *linked.delta);
    return made;
}

std::vector<std::string> run_suite(const Suite& suite) {
    std::vector<std::string> failures = suite.faults;
    for (const auto& one : suite.cases) CaseRun{suite, one, failures}();
    const bool firing = std::any_of(suite.cases.begin(), suite.cases.end(), [&](const Case& c) { return fires(suite, c); });
    const bool silent = std::any_of(suite.cases.begin(), suite.cases.end(), [&](const Case& c) { return !fires(suite, c); });
    if (!firing) failures.push_back("1: no case in which the rule fires");
    if (!silent) failures.push_back("1: no case in which the rule is silent");
    if (!find_rule(suite.slug)) failures.push_back(fmt::format("1: there is no rule {}", suite.slug));
    return failures;
}

}  // namespace driftline::test

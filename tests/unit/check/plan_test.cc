#include "check/plan.h"

#include <algorithm>
#include <memory>

#include "check/rule.h"
#include "harness/catch.h"

using namespace driftline;

namespace {

void compares(const Upgrade&, const CheckOptions&, std::vector<Finding>&) {}

const Rule field_removed{"DL305", "field-removed", Severity::error, "", "", "", "", nullptr, compares};
const Rule engine_change{"DL319", "engine-change", Severity::error, "", "", "", "", nullptr, compares};
const Rule model_removed{"DL308", "model-removed", Severity::error, "", "", "", "", nullptr, compares};
const Rule method_changed{"DL303", "overridden-method-changed", Severity::info, "", "", "", "", nullptr, compares};
const Rule anchor_moved{"DL314", "view-anchor-moved", Severity::warning, "", "", "", "", nullptr, compares};
const Rule redundant{"DL324", "redundant-customization", Severity::info, "", "", "", "", nullptr, compares};
const Rule today{"DL116", "unresolved-today", Severity::error, "", "", "", "", nullptr};

Effort figures() {
    Effort effort;
    effort.base["module"] = {10, 20};
    effort.places = {{"mechanical", {1, 1}}, {"other", {5, 10}}};
    effort.most_places = 3;
    effort.effect = {{"silent", {30, 60}}, {"crash-install", {20, 40}}, {"crash-run", {20, 50}}};
    effort.mechanical = {{"silent", {2, 4}}, {"crash-install", {1, 2}}, {"crash-run", {1, 3}}};
    effort.redesign["cause"] = {100, 400};
    effort.state = {{"take-upstream", {7, 9}}, {"take-upstream-edit", {2, 3}}, {"no-known-blocker", {0, 5}}, {"drop", {1, 1}}, {"ask-vendor", {3, 6}}};
    effort.work["DL305"] = {Work::mechanical, Work::review};
    effort.work["DL308"] = {Work::review, Work::redesign};
    return effort;
}

// One custom tree in two worlds; a core module "sale" in both, and in the target's a library.
class Made {
public:
    explicit Made(std::string target_version = "17.0") {
        for (Program* program : {&current, &target}) {
            program->world.libraries = {{"core", "core", "/core", "", "", "", false}, {"library", "../library", "/library", "", "", "", false}, {"custom", "acme", "/acme", "", "", "", false}};
            add(*program, "sale", 0, Origin::core, "");
        }
        current.world.version = "16.0";
        target.world.version = std::move(target_version);
    }

    // The same module in both worlds; its row is the same in both, since nothing else was added to one alone.
    Index module(std::string name, std::vector<std::string> depends = {}, Origin now = Origin::own, Origin then = Origin::own) {
        const Index row = add(current, name, 2, now, "16.0.1.0.0", depends);
        add(target, name, 2, then, "16.0.1.0.0", depends);
        return row;
    }
    static Index add(Program& program, const std::string& name, Index library, Origin origin, const std::string& version, const std::vector<std::string>& depends = {}) {
        Facts& facts = program.world.facts;
        ModuleRow row;
        row.name = facts.name(name);
        row.path = facts.name(name);
        row.version = facts.name(version);
        row.flags = module_installable;
        std::vector<Name> names;
        for (const std::string& one : depends) names.push_back(facts.name(one));
        row.depends = facts.list(names);
        facts.modules.push_back(row);
        FileRow file;
        file.path = facts.name(name + "/models.py");
        file.module = Index(facts.modules.size() - 1);
        facts.files.push_back(file);
        ModuleInfo info;
        info.library = library;
        info.origin = origin;
        info.linked = origin != Origin::foreign_series && origin != Origin::not_installable && origin != Origin::core_copy;
        info.reported = library == 2 && info.linked;
        program.world.modules.push_back(info);
        if (info.linked) program.world.module_by_name[name] = Index(facts.modules.size() - 1);
        return Index(facts.modules.size() - 1);
    }
    Finding& found(const Rule& rule, Index module, Effect effect, size_t places = 1, Severity severity = Severity::error) {
        Finding finding;
        finding.rule = &rule;
        finding.severity = severity;
        finding.effect = effect;
        finding.module = module;
        finding.symbol = "sale.order.note";
        for (size_t i = 0; i < places; ++i) {
            finding.places.emplace_back();
            finding.places.back().at = {module, uint32_t(10 * i), uint32_t(10 * i + 5), uint32_t(i + 1)};
        }
        findings.push_back(std::move(finding));
        return findings.back();
    }
    static void settle(Finding& finding) { finding.related.push_back({Related::Role::target, "sale", "models/sale.py", "", 12}); }

    Plan plan(const Plan* base = nullptr) {
        const Upgrade upgrade(current, target, delta);
        return make_plan(upgrade, findings, {effort, only, copies, base, base == nullptr ? "" : "REV"});
    }

    Program current, target;
    Delta delta;
    Effort effort = figures();
    std::vector<Finding> findings;
    std::vector<std::string> only;
    std::map<Index, UpstreamCopy> copies;
};

const PlanModule& of(const Plan& plan, std::string_view name) {
    const auto found = std::find_if(plan.modules.begin(), plan.modules.end(), [&](const PlanModule& m) { return m.name == name; });
    REQUIRE(found != plan.modules.end());
    return *found;
}

std::vector<std::string> order(const Plan& plan) {
    std::vector<std::string> names;
    for (const PlanModule& module : plan.modules) names.push_back(module.name);
    return names;
}

Name missing(Program& program, std::string_view name) { return program.world.facts.name(name); }

}  // namespace

TEST_CASE("a module that was judged and has no cause has no known blocker; infos and what is broken today do not count") {
    Made made;
    const Index acme = made.module("acme");
    made.found(method_changed, acme, Effect::none, 3, Severity::info);
    made.found(today, acme, Effect::crash_run);
    const Plan plan = made.plan();
    CHECK(of(plan, "acme").state == PlanState::no_known_blocker);
    CHECK(of(plan, "acme").minutes == Minutes{10, 25});
    CHECK(of(plan, "acme").causes.all() == 0);
    CHECK(plan.broken_today == 1);
    CHECK(plan.modules.size() == 1);   // the core's modules are nobody's work
}

TEST_CASE("the worst cause decides: a certain, named successor is mechanical, an open one a review, a gone subject a redesign") {
    Made made;
    const Index a = made.module("a"), b = made.module("b"), c = made.module("c"), d = made.module("d");
    Made::settle(made.found(field_removed, a, Effect::crash_run));
    made.found(field_removed, b, Effect::crash_run);
    Finding& likely = made.found(field_removed, b, Effect::silent);
    Made::settle(likely);
    likely.certainty = Certainty::likely;
    made.found(model_removed, c, Effect::crash_install);
    made.found(engine_change, c, Effect::crash_install).mechanical = true;
    made.found(engine_change, d, Effect::crash_install, 2).mechanical = true;
    const Plan plan = made.plan();
    CHECK(of(plan, "a").state == PlanState::mechanical);
    CHECK(of(plan, "b").state == PlanState::review);
    CHECK(of(plan, "c").state == PlanState::redesign);
    CHECK(of(plan, "d").state == PlanState::mechanical);
    CHECK(of(plan, "b").causes.run == 1);
    CHECK(of(plan, "b").causes.silent == 1);
    CHECK(of(plan, "c").causes.install == 2);
}

TEST_CASE("hours are a range: the base, each cause once, its further places, and no more of them than somebody does by hand") {
    Made made;
    const Index a = made.module("a"), b = made.module("b"), c = made.module("c");
    made.found(engine_change, a, Effect::crash_install, 3).mechanical = true;   // 10-20, 1-2, twice 1-1
    made.found(field_removed, b, Effect::silent, 100);                          // 10-20, 30-60, three times 5-10
    made.found(model_removed, c, Effect::crash_run);                            // 10-20, 100-400
    const Plan plan = made.plan();
    CHECK(of(plan, "a").minutes == Minutes{13, 24});
    CHECK(of(plan, "b").minutes == Minutes{55, 110});
    CHECK(of(plan, "c").minutes == Minutes{110, 420});
    CHECK(plan.minutes == Minutes{178, 554});
    CHECK(plan.totals[size_t(PlanState::mechanical)].minutes == Minutes{13, 24});
}

TEST_CASE("what was not read is not judged, names are given, and its hours are not in the total") {
    Made made;
    const Index acme = made.module("acme"), web = made.module("web"), hard = made.module("hard");
    made.current.world.modules[acme].missing = {missing(made.current, "helpdesk")};
    made.target.world.modules[acme].missing = {missing(made.target, "helpdesk"), missing(made.target, "date_range")};
    made.current.world.facts.modules[web].script_files = 2;
    made.target.world.modules[hard].missing = {missing(made.target, "helpdesk")};
    made.found(field_removed, hard, Effect::crash_run);
    const Plan plan = made.plan();
    CHECK(of(plan, "acme").state == PlanState::not_judged);
    CHECK(of(plan, "acme").missing == std::vector<std::string>{"date_range", "helpdesk"});
    CHECK(of(plan, "acme").reasons == std::vector<std::string>{"needs date_range, helpdesk"});
    CHECK(of(plan, "web").state == PlanState::not_judged);   // scripts are not analyzed
    CHECK(of(plan, "web").reasons == std::vector<std::string>{"2 script and asset files"});
    CHECK(of(plan, "hard").state == PlanState::review);      // worse than not judged is known already
    CHECK(of(plan, "hard").reasons.size() == 1);
    CHECK(plan.minutes == of(plan, "hard").minutes);
    CHECK(plan.script_files == 2);
}

TEST_CASE("a dependency that the target's core has not any more is a cause, no gap in what was read") {
    Made made;
    const Index acme = made.module("acme");
    made.target.world.modules[acme].missing = {missing(made.target, "sale")};
    CHECK(of(made.plan(), "acme").state == PlanState::no_known_blocker);
}

TEST_CASE("vendors, copies of the core and modules that are not installable are nobody's port") {
    Made made;
    made.module("sold", {}, Origin::app_store);
    made.module("rented", {}, Origin::enterprise);
    made.module("fork", {}, Origin::core_copy, Origin::core_copy);
    made.module("absorbed", {}, Origin::own, Origin::core_copy);
    made.module("archived", {}, Origin::not_installable, Origin::not_installable);
    const Plan plan = made.plan();
    CHECK(of(plan, "sold").state == PlanState::ask_vendor);
    CHECK(of(plan, "rented").state == PlanState::ask_vendor);
    CHECK(of(plan, "fork").state == PlanState::drop);
    CHECK(of(plan, "absorbed").state == PlanState::drop);
    CHECK(of(plan, "archived").state == PlanState::drop);
}

TEST_CASE("a module whose every definition the target has itself can be dropped") {
    for (const bool all : {true, false}) {
        Made made;
        const Index acme = made.module("acme");
        for (Program* program : {&made.current, &made.target})
            for (uint32_t i = 0; i < 2; ++i) {
                FieldRow field;
                field.at = {acme, 10 * i, 10 * i + 8, i + 1};
                program->world.facts.fields.push_back(field);
            }
        made.found(redundant, acme, Effect::none, all ? 2 : 1, Severity::info);
        CHECK(of(made.plan(), "acme").state == (all ? PlanState::drop : PlanState::no_known_blocker));
    }
}

TEST_CASE("the community's own version is taken, with the local edits as patches") {
    Made made;
    const Index theirs = Made::add(made.target, "queue", 1, Origin::library, "17.0.1.0.0");   // before ours, as make_program() does
    const Index copy = made.module("queue", {}, Origin::community, Origin::community);
    made.target.world.module_by_name["queue"] = theirs;
    {
        const Upgrade upgrade(made.current, made.target, made.delta);
        const auto found = takeable_modules(upgrade);
        REQUIRE(found.size() == 1);
        CHECK(found[0].module == copy);
        CHECK(found[0].target == theirs);
        CHECK(found[0].current == no_row);
    }
    made.copies[copy] = {"../library", "17.0.1.0.0", "../library", "16.0.1.0.0", false, {{LocalEdit::Kind::changed, "models.py", "--- a"}}};
    const Plan plan = made.plan();
    CHECK(of(plan, "queue").state == PlanState::take_upstream);
    CHECK(of(plan, "queue").minutes == Minutes{9, 12});
    CHECK(of(plan, "queue").upstream->edits.size() == 1);
    made.copies[copy].compared_with_target = true;   // the differences are the port: nothing to carry
    CHECK(of(made.plan(), "queue").minutes == Minutes{7, 9});
}

TEST_CASE("what others need comes first, cycles included") {
    Made made;
    made.module("z_base");
    made.module("sale_ext", {"sale", "z_base", "not_here"});
    made.module("a_top", {"sale_ext", "z_base"});
    made.module("loop_a", {"loop_b"});
    made.module("loop_b", {"loop_a"});
    const Plan plan = made.plan();
    const auto names = order(plan);
    const auto at = [&](std::string_view name) { return std::find(names.begin(), names.end(), name) - names.begin(); };
    CHECK(at("z_base") < at("sale_ext"));
    CHECK(at("sale_ext") < at("a_top"));
    CHECK(of(plan, "sale_ext").needs == std::vector<std::string>{"z_base"});
    CHECK(of(plan, "z_base").needed_by == std::vector<std::string>{"a_top", "sale_ext"});
    CHECK(names.size() == 5);
}

TEST_CASE("--module limits the plan") {
    Made made;
    made.module("a");
    made.module("b");
    made.only = {"b"};
    CHECK(order(made.plan()) == std::vector<std::string>{"b"});
}

TEST_CASE("a half-ported tree: what is at the target is done, and what builds on it says how to judge it") {
    Made made;
    made.module("ported", {}, Origin::foreign_series, Origin::own);
    const Index on_it = made.module("on_it", {"ported"});
    made.module("waits", {}, Origin::not_installable, Origin::not_installable);
    made.module("ancient", {}, Origin::foreign_series, Origin::foreign_series);
    made.current.world.modules[on_it].missing = {missing(made.current, "ported")};
    const Plan plan = made.plan();
    CHECK(of(plan, "ported").state == PlanState::done);
    CHECK(of(plan, "ported").minutes == Minutes{});
    CHECK(of(plan, "on_it").state == PlanState::not_judged);
    CHECK(of(plan, "on_it").missing.empty());
    CHECK(of(plan, "on_it").reasons.at(0).find("--base") != std::string::npos);
    CHECK(of(plan, "waits").state == PlanState::not_judged);
    CHECK(of(plan, "ancient").state == PlanState::not_judged);
}

TEST_CASE("--base: what is done since, what is gone, what is new, and waiting modules as they were") {
    Made before;
    before.module("a");
    const Index b = before.module("b");
    before.module("c");
    before.module("left");
    before.found(field_removed, b, Effect::silent);
    const Plan base = before.plan();

    Made now;
    now.module("a", {}, Origin::foreign_series, Origin::own);
    now.module("b", {}, Origin::not_installable, Origin::not_installable);
    now.module("left");
    now.module("fresh");
    const Plan plan = now.plan(&base);
    REQUIRE(plan.progress);
    CHECK(plan.progress->done == std::vector<std::string>{"a"});
    CHECK(plan.progress->gone == std::vector<std::string>{"c"});
    CHECK(plan.progress->added == std::vector<std::string>{"fresh"});
    CHECK(plan.progress->then[size_t(PlanState::no_known_blocker)].modules == 3);
    CHECK(of(plan, "b").state == PlanState::review);
    CHECK(of(plan, "b").minutes == of(base, "b").minutes);
    CHECK(of(plan, "b").reasons.at(0).find("REV") != std::string::npos);
    CHECK(plan.totals[size_t(PlanState::done)].modules == 1);
}

TEST_CASE("two states of one series: no states and no hours, but what the bump does") {
    Made made("16.0");
    const Index acme = made.module("acme");
    Override replaces;
    replaces.module = acme;
    replaces.behaviour = Behaviour::replaces;
    replaces.custom = {SymbolRef::Column::method, 0, acme, {acme, 0, 5, 1}};
    made.current.overrides.push_back(replaces);
    made.found(method_changed, acme, Effect::none, 3, Severity::info);
    made.found(method_changed, acme, Effect::none, 1, Severity::warning);   // the same method once more: counted once
    made.found(anchor_moved, acme, Effect::silent, 2, Severity::warning);
    made.found(field_removed, acme, Effect::crash_run);
    const Plan plan = made.plan();
    REQUIRE(plan.bump);
    CHECK(plan.bump->changed == 3);
    CHECK(plan.bump->replaced == 1);
    CHECK(plan.bump->anchors_moved == 2);
    CHECK(plan.bump->others == 1);
    CHECK(plan.minutes == Minutes{});
    CHECK(plan.totals[size_t(PlanState::review)].modules == 0);
    CHECK(of(plan, "acme").causes.all() == 3);
}

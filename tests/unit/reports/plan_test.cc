#include <memory>

#include "harness/catch.h"
#include "sample.h"

using namespace driftline;
using test::Sample;

namespace {

void compares(const Upgrade&, const CheckOptions&, std::vector<Finding>&) {}
const Rule silent_rule{"DL321", "hook-not-called", Severity::error, "", "", "", "", nullptr, compares};
const Rule gone_rule{"DL305", "field-removed", Severity::error, "", "", "", "", nullptr, compares};
const Rule noted_rule{"DL324", "redundant-customization", Severity::info, "", "", "", "", nullptr, compares};

// The sample, with a target and a plan.
class Planned : public Sample {
public:
    Planned() {
        target.world.version = "17.0";
        target.world.libraries = program.world.libraries;
        for (size_t i = 0; i < program.world.modules.size(); ++i) {
            target.world.facts.modules.push_back({});
            target.world.modules.push_back({});
        }
        target.world.modules[1].reported = true;
        target.world.modules[1].missing = {target.world.facts.names.intern("helpdesk")};
        target.ledger.missing_modules["helpdesk"] = 4;
        target.ledger.by_kind["model"] = {4, 1, 1, 0, {{Reason::missing_module, 2}}};
        PlanModule base = named("acme_base"), sale = named("acme_sale"), copy = named("queue"), shop = named("acme_shop");
        base.state = PlanState::no_known_blocker;
        base.minutes = {30, 60};
        base.needed_by = {"acme_sale"};
        sale.state = PlanState::review;
        sale.needs = {"acme_base"};
        sale.causes = {1, 0, 1, 0};
        sale.minutes = {300, 750};
        copy.state = PlanState::take_upstream;
        copy.origin = Origin::community;
        copy.minutes = {20, 90};
        copy.upstream = {"../oca", "17.0.1.0.0", "../oca16", "16.0.1.0.0", false, {{LocalEdit::Kind::changed, "models/job.py", "--- a/queue/models/job.py\n"}}};
        shop.state = PlanState::not_judged;
        shop.missing = {"helpdesk"};
        shop.reasons = {"needs helpdesk"};
        shop.minutes = {60, 120};
        plan.modules = {base, copy, shop, sale};
        for (const PlanModule& module : plan.modules) {
            ++plan.totals[size_t(module.state)].modules;
            plan.totals[size_t(module.state)].minutes += module.minutes;
            if (module.state != PlanState::not_judged) plan.minutes += module.minutes;
        }
        plan.script_files = 4;
        plan.broken_today = 3;
        upgrade = std::make_unique<Upgrade>(program, target, delta);
    }

    static PlanModule named(std::string name) {
        PlanModule made;
        made.path = "custom/" + name;
        made.name = std::move(name);
        return made;
    }
    Finding cause(const Rule& rule, Effect effect, uint32_t line, std::string message) const {
        Finding made = finding(rule, rule.severity, line, std::move(message));
        made.effect = effect;
        made.fix = "override _compute_display_name";
        return made;
    }
    Report report() const {
        Report made = Sample::report();
        made.upgrade = upgrade.get();
        made.target = {"17.0", "7d11e03c0ffee", "/opt/core17"};
        made.plan = &plan;
        made.exit_code = 1;
        return made;
    }

    Program target;
    Delta delta;
    Plan plan;
    std::unique_ptr<Upgrade> upgrade;
};

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("the plan in a terminal: states, silent causes first, order, total and what is not in it, what to type next") {
    Planned sample;
    sample.findings = {sample.cause(gone_rule, Effect::crash_run, 60, "sale.order.note is gone in 17.0"), sample.cause(silent_rule, Effect::silent, 31, "name_get is no longer called"),
                       sample.finding(test::replaced, Severity::error, 90, "said without --to"), sample.cause(noted_rule, Effect::none, 12, "the target has it")};
    sample.findings[1].places.push_back(sample.findings[1].places[0]);
    const std::string text = write_text(sample.report(), {});
    const std::string start =
        "acme@3f2c9e1   ERP 16.0@91ab02c -> 17.0@7d11e03\n"
        "4 modules: 3 own, 1 community\n"
        "\n"
        "TAKE UPSTREAM      1  ../oca has it: queue; edited here, patches in the JSON: queue (1 file)\n"
        "NO KNOWN BLOCKER   1  acme_base\n"
        "TO PORT            1  1 review\n"
        "NOT JUDGED         1  need helpdesk: add them with --library and --library-to\n"
        "\n"
        "SILENT: nothing will crash, 1 cause\n"
        "  custom/acme_sale/models/order.py:31 +1  name_get is no longer called [16.0: sale/models/sale_order.py:1012]  DL321\n"
        "      -> override _compute_display_name\n"
        "\n"
        "CRASH IN USE: 1 cause\n"
        "  custom/acme_sale/models/order.py:60     sale.order.note is gone in 17.0 [16.0: sale/models/sale_order.py:1012]  DL305\n"
        "      -> override _compute_display_name\n"
        "\n"
        "ORDER  module     depends on  needed by  state             silent/install/use/look at    hours\n"
        "    1  acme_base  -                   1  no-known-blocker  0/0/0/0                       0.5-1\n"
        "    2  queue      -                   -  take-upstream     0/0/0/0                     0.3-1.5\n"
        "    3  acme_shop  -                   -  not-judged        0/0/0/0                         1-2\n"
        "    4  acme_sale  acme_base           -  review            1/0/1/0                        5-12\n"
        "\n"
        "TOTAL  5.8-15 h for 3 of 4 modules: take-upstream 0.3-1.5, no-known-blocker 0.5-1, review 5-12\n"
        "       not in it: 1 module not judged (1-2 h of them are known), 4 JavaScript and asset files, data migration, user tests, training\n"
        "       3 things are broken today, whatever the core's version: --select DL116\n"
        "\n"
        "inventory    1 redundant-customization (DL324): --output-format json\n"
        "today        3 overrides of the core; 1 error, 0 warnings that no upgrade is to blame for: scan without --to lists them\n"
        "at 17.0      1 module is not judged in full; not readable: helpdesk (4); add them with --library-to PATH\n"
        "ledger 16.0  7 references and overrides = 5 bound + 1 own + 1 unresolved + 0 guarded\n"
        "             unresolved: 1 missing module\n"
        "ledger 17.0  4 references and overrides = 1 bound + 1 own + 2 unresolved + 0 guarded\n"
        "             unresolved: 2 missing module\n"
        "exit 1 (2 causes)   next: driftline explain DL321 | --module acme_sale | --output-format markdown\n";
    CHECK(text.substr(text.find("acme@")) == start);
}

TEST_CASE("long lists are cut, --plan shows all of them, and no line is endless") {
    Planned sample;
    for (uint32_t i = 0; i < 30; ++i) {
        sample.findings.push_back(sample.cause(silent_rule, Effect::silent, 100 + i, "what happens, and why it matters, in so many words that it does not fit into one line of a terminal of usual width"));
        sample.findings.back().symbol = "symbol " + std::to_string(i);
        sample.findings.back().message += sample.findings.back().symbol;
    }
    sample.findings.push_back(sample.findings.back());   // the same words of another symbol
    sample.findings.back().symbol = "symbol 30";
    const std::string cut = write_text(sample.report(), {}), whole = write_text(sample.report(), {false, false, true});
    CHECK(has(cut, "  ... 10 more (--plan)\n"));
    CHECK_FALSE(has(whole, "(--plan)"));
    CHECK(has(whole, "order.py:129 +1"));
    size_t begin = 0;
    for (size_t end = cut.find('\n'); end != std::string::npos; begin = end + 1, end = cut.find('\n', begin)) CHECK(end - begin < 160);
}

TEST_CASE("a cause that several modules share is one line") {
    Planned sample;
    sample.findings = {sample.cause(gone_rule, Effect::crash_install, 31, "gone"), sample.cause(gone_rule, Effect::crash_install, 44, "gone"), sample.cause(gone_rule, Effect::crash_install, 45, "another")};
    sample.findings[1].module = 2;
    sample.findings[2].cause = "a node of its own";
    const std::string text = write_text(sample.report(), {});
    CAPTURE(text);
    CHECK(has(text, "CRASH AT INSTALL: 2 causes in 2 modules\n"));
    CHECK(has(text, "order.py:31 +1 in 2 modules  gone"));
}

TEST_CASE("progress since a revision, and a bump of one series") {
    Planned sample;
    sample.plan.progress = Progress{"16.0-start", {}, {"acme_crm", "acme_hr"}, {"acme_old"}, {}};
    sample.plan.progress->then[size_t(PlanState::review)] = {5, {600, 1500}};
    CHECK(has(write_text(sample.report(), {}), "PROGRESS           2  since 16.0-start: 2 modules done, 1 gone, 4 left: 1 take-upstream, 1 no-known-blocker, 1 review, 1 not-judged; 6.8-17 h"));
    sample.plan.progress.reset();
    sample.plan.bump = Bump{7, 2, 0, 1, 0, 0, 0};
    const std::string text = write_text(sample.report(), {});
    CAPTURE(text);
    CHECK(has(text, "this bump changes 7 core methods you override, 2 of which you replace; moves 1 anchor\n"));
    CHECK_FALSE(has(text, "TOTAL"));
    CHECK_FALSE(has(text, "ORDER"));
}

TEST_CASE("the plan in Markdown can be pasted, and obeys nobody's markup") {
    Planned sample;
    sample.findings = {sample.cause(silent_rule, Effect::silent, 31, "calls @everyone <img src=x> [x](http://y)")};
    const std::string text = write_markdown(sample.report(), {});
    CAPTURE(text);
    CHECK(has(text, "| take upstream | 1 | "));
    CHECK(has(text, "### Silent: 1 cause\n\n- [ ] `custom/acme_sale/models/order.py:31` calls "));
    CHECK(has(text, "| 4 | `acme_sale` | `acme_base` | 0 | review | 1 | 0 | 1 | 0 | 5-12 |\n"));
    CHECK_FALSE(has(text, "@everyone"));
    CHECK_FALSE(has(text, "<img"));
}

TEST_CASE("the plan in JSON, and SARIF tells pairs of cores apart") {
    Planned sample;
    sample.findings = {sample.cause(silent_rule, Effect::silent, 31, "dead"), sample.cause(noted_rule, Effect::none, 12, "the target has it")};
    const std::string json = write_json(sample.report(), {});
    CHECK(has(json, "\"not_judged\": [\n     \"acme_shop\"\n    ]"));
    CHECK(has(json, "\"ledger_target\""));
    CHECK(has(json, "\"patch\": \"--- a/queue/models/job.py\\n\""));
    const std::string sarif = write_sarif(sample.report(), {});
    CHECK(has(sarif, "driftline/erp-16.0-to-17.0/"));
    CHECK(has(sarif, "DL321"));
    CHECK_FALSE(has(sarif, "DL324"));
}

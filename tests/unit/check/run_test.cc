#include "check/run.h"

#include <algorithm>
#include <set>

#include "check/fingerprint.h"
#include "check/suppressions.h"
#include "harness/catch.h"

using namespace driftline;

namespace {

// A rule of the test that reports what it is given.
std::vector<Finding>& reported() {
    static std::vector<Finding> findings;
    return findings;
}

void check(const Program&, const CheckOptions&, std::vector<Finding>& findings) { findings = reported(); }

DRIFTLINE_RULE(test_rule) = {"DL998", "test-rule", Severity::warning, "summary", "why", "fix", "", check};
DRIFTLINE_RULE(other_rule) = {"DL997", "other-rule", Severity::warning, "summary", "why", "fix", "", [](const Program&, const CheckOptions&, std::vector<Finding>&) {}};

const std::string text_a =
    "class Order(models.Model):\n"                       // 1
    "    # driftline: allow[test-rule] agreed\n"         // 2
    "    @api.depends(\n"                                // 3
    "        'name')\n"                                  // 4
    "    def compute(self):\n"                           // 5
    "        self.x = 'ä'; self.y = 2\n"                 // 6
    "\n"
    "    def other(self):\n"                             // 8
    "        self.z = 3  # driftline: allow[DL998]\n";   // 9

// One module "acme" with a.py (above) and b.csv.
struct Fixture {
    Program program;
    Fixture() {
        Facts& facts = program.world.facts;
        facts.modules.push_back({});
        facts.modules[0].name = facts.name("acme");
        ModuleInfo info;
        info.reported = info.linked = true;
        program.world.modules.push_back(info);
        program.world.libraries.emplace_back().role = "custom";
        for (const char* path : {"acme/a.py", "acme/b.csv"}) {
            FileRow row;
            row.path = facts.name(path);
            row.module = 0;
            facts.files.push_back(row);
        }
        ClassRow cls;
        cls.name = facts.name("Order");
        cls.at = at("class Order", text_a.size());
        facts.classes.push_back(cls);
        add_method("compute", "def compute", text_a.find("\n\n"));
        add_method("other", "def other", text_a.size());
    }
    static At at(const std::string& needle, size_t end = 0) {
        const size_t begin = text_a.find(needle);
        return {0, uint32_t(begin), uint32_t(end ? end : begin + needle.size()), uint32_t(1 + std::count(text_a.begin(), text_a.begin() + std::ptrdiff_t(begin), '\n'))};
    }
    void add_method(const char* name, const std::string& needle, size_t end) {
        MethodRow row;
        row.name = program.world.facts.name(name);
        row.owner = 0;
        row.at = at(needle, end);
        program.world.facts.methods.push_back(row);
    }
    void remark(const std::string& needle, const char* slug, const char* reason, bool whole_line) {
        RemarkRow row;
        row.slug = program.world.facts.name(slug);
        row.reason = program.world.facts.name(reason);
        row.whole_line = whole_line;
        row.at = at(needle);
        program.world.facts.remarks.push_back(row);
    }
    std::vector<Finding> findings(int jobs = 1) const {
        auto found = run_rules(program, nullptr, {}, {}, jobs);
        finish_findings(program, text_of, found);
        return found;
    }
    static std::string text_of(Index file) { return file == 0 ? text_a : "id,name\nx,y\n"; }
};

Finding finding(const char* symbol, const At& at, Severity severity = Severity::warning) {
    Finding made;
    made.module = 0;
    made.symbol = symbol;
    made.severity = severity;
    made.message = "message";
    made.places.push_back({});
    made.places.back().at = at;
    return made;
}

}  // namespace

TEST_CASE("findings that share rule, symbol and module are one finding with many places, in the order of the code") {
    const Fixture world;
    reported() = {finding("a", Fixture::at("self.z")), finding("a", Fixture::at("self.x")), finding("a", Fixture::at("self.x")), finding("b", Fixture::at("self.y"))};
    const auto found = world.findings();
    REQUIRE(found.size() == 2);
    CHECK(found[0].symbol == "a");
    REQUIRE(found[0].places.size() == 2);
    CHECK(found[0].places[0].line == 6);
    CHECK(found[0].places[1].line == 9);
    CHECK(found[1].symbol == "b");
}

TEST_CASE("what is said of a finding is true of all its places: another severity or cause is another finding") {
    const Fixture world;
    auto other = finding("a", Fixture::at("self.y"));
    other.cause = "another node";
    reported() = {finding("a", Fixture::at("self.x")), finding("a", Fixture::at("self.z"), Severity::info), other};
    CHECK(world.findings().size() == 3);
}

TEST_CASE("the worst effect speaks for a finding") {
    const Fixture world;
    auto mild = finding("a", Fixture::at("self.x")), bad = finding("a", Fixture::at("self.y"));
    mild.effect = Effect::silent;
    bad.effect = Effect::crash_install;
    bad.message = "bad";
    reported() = {mild, bad};
    const auto found = world.findings();
    REQUIRE(found.size() == 1);
    CHECK(found[0].message == "bad");
    CHECK(found[0].effect == Effect::crash_install);
}

TEST_CASE("columns count characters, and a place ends with its first line") {
    const Fixture world;
    reported() = {finding("a", Fixture::at("self.y")), finding("b", Fixture::at("def compute", text_a.find("\n\n")))};
    const auto found = world.findings();
    REQUIRE(found.size() == 2);
    CHECK(found[0].symbol == "b");
    CHECK(found[0].places[0].column == 5);
    CHECK(found[0].places[0].end_line == 5);
    CHECK(found[0].places[0].end_column == 23);
    CHECK(found[1].places[0].column == 23);   // one character for the two bytes of ä
    CHECK(found[1].places[0].scope == "Order.compute");
}

TEST_CASE("a fingerprint survives moved lines, and differs by symbol, scope and ordinal") {
    Fixture world;
    reported() = {finding("a", Fixture::at("self.x")), finding("a", Fixture::at("self.y")), finding("a", Fixture::at("self.z")), finding("b", Fixture::at("self.x"))};
    const auto before = world.findings();
    std::set<std::string> all;
    for (const auto& one : before)
        for (const auto& place : one.places) all.insert(place.fingerprint);
    CHECK(all.size() == 4);
    for (auto& one : reported()) one.places[0].at.line += 7;
    const auto after = world.findings();
    CHECK(after[0].places[0].fingerprint == before[0].places[0].fingerprint);
    CHECK(after[0].places[2].fingerprint == before[0].places[2].fingerprint);
}

TEST_CASE("a place past the end of its file has a line and no column") {
    const Fixture world;
    reported() = {finding("a", {0, 0xFFFFFFFE, 0xFFFFFFFE, 12})};
    const auto found = world.findings();
    CHECK(found[0].places[0].line == 12);
    CHECK(found[0].places[0].column == 1);
}

TEST_CASE("one thread and many give the same findings") {
    const Fixture world;
    reported() = {finding("b", Fixture::at("self.x")), finding("a", Fixture::at("self.x")), finding("a", Fixture::at("self.z"))};
    const auto one = world.findings(1), many = world.findings(8);
    REQUIRE(one.size() == many.size());
    for (size_t i = 0; i < one.size(); ++i) CHECK(one[i].places[0].fingerprint == many[i].places[0].fingerprint);
}

TEST_CASE("a comment above a decorated def allows all of the def") {
    Fixture world;
    world.remark("# driftline: allow[test-rule] agreed", "test-rule", "agreed", true);
    reported() = {finding("a", Fixture::at("self.x")), finding("a", Fixture::at("self.z")), finding("b", Fixture::at("def compute"))};
    auto found = world.findings();
    const auto result = apply_suppressions(world.program, {}, "2026-11-23", Fixture::text_of, found);
    CHECK(result.places == 2);
    REQUIRE(found.size() == 1);
    CHECK(found[0].places[0].line == 9);
}

TEST_CASE("a comment without a reason suppresses nothing") {
    Fixture world;
    world.remark("# driftline: allow[DL998]", "DL998", "", false);
    reported() = {finding("a", Fixture::at("self.z"))};
    auto found = world.findings();
    const auto result = apply_suppressions(world.program, {}, "2026-11-23", Fixture::text_of, found);
    CHECK(result.places == 0);
    CHECK(found.size() == 1);
    CHECK(result.idle_comments.empty());   // DL210 speaks of it
}

TEST_CASE("a comment of another rule suppresses nothing") {
    Fixture world;
    world.remark("# driftline: allow[DL998]", "other-rule", "agreed", false);
    reported() = {finding("a", Fixture::at("self.z"))};
    auto found = world.findings();
    const auto result = apply_suppressions(world.program, {}, "2026-11-23", Fixture::text_of, found);
    CHECK(result.places == 0);
    CHECK(result.idle_comments.size() == 1);
}

TEST_CASE("the config allows by path, slug and symbol until a day") {
    const Fixture world;
    const auto left = [&](const AllowEntry& entry) {
        reported() = {finding("sale.order.name", {1, 8, 9, 2})};
        auto found = world.findings();
        apply_suppressions(world.program, {entry}, "2026-11-23", Fixture::text_of, found);
        return found.size();
    };
    CHECK(left({"acme/*.csv", "test-rule", "sale.order.*", "agreed", ""}) == 0);
    CHECK(left({"", "DL998", "", "agreed", "2026-11-23"}) == 0);
    CHECK(left({"acme/*.csv", "test-rule", "", "agreed", "2026-11-22"}) == 1);
    CHECK(left({"acme/*.py", "test-rule", "", "agreed", ""}) == 1);
    CHECK(left({"", "other-rule", "", "agreed", ""}) == 1);
    auto found = world.findings();
    const auto result = apply_suppressions(world.program, {{"", "DL998, tset-rule", "", "agreed", ""}}, "2026-11-23", Fixture::text_of, found);
    CHECK(found.empty());
    CHECK(result.notices == std::vector<std::string>{"[[allow]]: no rule is called tset-rule; `driftline rules` lists them"});
    CHECK(left({"", "test-rule", "stock.*", "agreed", ""}) == 1);
    CHECK(left({"", "test-rule", "", "", ""}) == 1);
    found = world.findings();
    const auto idle = apply_suppressions(world.program, {{"", "test-rule", "stock.*", "agreed", ""}, {"", "test-rule", "", "agreed", "2026-11-22"}}, "2026-11-23", Fixture::text_of, found);
    CHECK(idle.idle_entries == std::vector<size_t>{0});
    CHECK(idle.expired_entries == std::vector<size_t>{1});
}

TEST_CASE("of a select and an ignore the longer one wins") {
    const auto chosen = [](std::vector<std::string> select, std::vector<std::string> ignore) { return Selection{std::move(select), std::move(ignore)}.chooses(test_rule); };
    CHECK(chosen({}, {}));
    CHECK(chosen({"DL998"}, {"DL9"}));
    CHECK(chosen({"test-rule"}, {"DL9"}));
    CHECK(chosen({"ALL"}, {"other-rule"}));
    CHECK_FALSE(chosen({"DL1"}, {}));
    CHECK_FALSE(chosen({"DL9"}, {"DL998"}));
    CHECK_FALSE(chosen({}, {"test-rule"}));
    CHECK(Selection{{"DL998", "nonsense"}, {"DL0"}}.unknown() == std::vector<std::string>{"nonsense", "DL0"});
}

TEST_CASE("findings in modules that are not reported are left out") {
    Fixture world;
    world.program.world.modules[0].reported = false;
    reported() = {finding("a", Fixture::at("self.x"))};
    CHECK(world.findings().empty());
    CheckOptions show_all;
    show_all.hide_modules_not_reported = false;
    CHECK(run_rules(world.program, nullptr, show_all, {}, 1).size() == 1);
}

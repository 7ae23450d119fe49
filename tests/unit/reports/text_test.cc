#include "harness/catch.h"
#include "sample.h"

using namespace driftline;
using test::Sample;

namespace {
bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }
}  // namespace

TEST_CASE("the first lines of the text report hold the verdict") {
    const Sample sample;
    const std::string text = write_text(sample.report(), {});
    CAPTURE(text);
    CHECK(has(text.substr(0, text.find('\n')), "acme@3f2c9e1   ERP 16.0@91ab02c"));
    CHECK(has(text, "2 modules: 1 own, 1 community; 3 overrides, 1 extend, 2 replace the core: here\n"));
}

TEST_CASE("a finding is one line with a clickable place, then the core's place") {
    Sample sample;
    sample.findings = {sample.finding(test::replaced, Severity::warning, 31, "sale.order.action_confirm is replaced: super() is never called")};
    sample.findings[0].places.push_back(sample.findings[0].places[0]);
    const std::string text = write_text(sample.report(), {});
    CAPTURE(text);
    CHECK(has(text, "  custom/acme_sale/models/order.py:31:9 +1  warning  sale.order.action_confirm is replaced: super() is never called  DL101\n"
                    "      core sale/models/sale_order.py:1012\n"));
}

TEST_CASE("a replacing override without a finding is listed all the same, and one with a finding only once") {
    Sample sample;
    sample.findings = {sample.finding(test::replaced, Severity::warning, 31, "replaced")};
    const std::string text = write_text(sample.report(), {});
    CAPTURE(text);
    CHECK(has(text, "custom/acme_sale/models/order.py:77  replaces  method sale.order._prepare_invoice\n      core sale/models/sale_order.py:1500\n"));
    CHECK_FALSE(has(text, "order.py:31  replaces"));
    CHECK_FALSE(has(text, "order.py:90"));
}

TEST_CASE("info findings are only a count in the text report") {
    Sample sample;
    sample.findings = {sample.finding(test::forked, Severity::info, 200, "a copy")};
    const std::string text = write_text(sample.report(), {});
    CAPTURE(text);
    CHECK_FALSE(has(text, "a copy"));
    CHECK(has(text, "0 errors, 0 warnings, 1 info "));
}

TEST_CASE("what is broken today stands apart and has its own summary line") {
    Sample sample;
    sample.findings = {sample.finding(test::broken, Severity::error, 50, "sale.order.no_such is not defined")};
    const std::string text = write_text(sample.report(), {});
    CAPTURE(text);
    CHECK(has(text, "Broken today"));
    CHECK(has(text, "DL116        1 reference is broken today"));
    CHECK(has(text, "0 errors"));
}

TEST_CASE("the summary says what was not judged and not analyzed") {
    Sample sample;
    Names& names = sample.program.world.facts.names;
    sample.program.world.modules[1].missing = {names.intern("helpdesk")};
    const std::string text = write_text(sample.report(), {});
    CAPTURE(text);
    CHECK(has(text, "1 module is not judged in full; not readable: helpdesk (1); add them with --library PATH"));
    CHECK(has(text, "JavaScript   only what it imports and defines is read (5 files"));
    CHECK(has(text, "7 references and overrides = 5 bound + 1 own + 1 unresolved + 0 guarded"));
    CHECK(has(text, "2 files: 2 tests"));
}

TEST_CASE("without a core the text report names the command to type and claims no overrides") {
    Sample sample;
    sample.program.overrides.clear();
    Report report = sample.report();
    report.has_core = false;
    report.core_command = "driftline core fetch erp 16.0";
    const std::string text = write_text(report, {});
    CAPTURE(text);
    CHECK(has(text, "No core was found, so overrides cannot be told. Type: driftline core fetch erp 16.0\n"));
    CHECK_FALSE(has(text, "0 overrides"));
}

TEST_CASE("colours appear only when asked for") {
    Sample sample;
    sample.findings = {sample.finding(test::replaced, Severity::error, 31, "replaced")};
    CHECK_FALSE(has(write_text(sample.report(), {}), "\x1b["));
    CHECK(has(write_text(sample.report(), {true, false}), "\x1b[31merror\x1b[0m"));
}

TEST_CASE("bytes that are no text cannot reach the terminal") {
    Sample sample;
    sample.findings = {sample.finding(test::replaced, Severity::error, 31, "bad \xff\x1b[2J and\nnewline")};
    const std::string text = write_text(sample.report(), {});
    CAPTURE(text);
    CHECK_FALSE(has(text, "\x1b"));
    CHECK_FALSE(has(text, "\xff"));
    CHECK_FALSE(has(text, "and\nnewline"));
}

TEST_CASE("statistics count findings per rule instead of listing them") {
    Sample sample;
    sample.findings = {sample.finding(test::replaced, Severity::error, 31, "first message"), sample.finding(test::replaced, Severity::warning, 32, "second message")};
    const std::string text = write_text(sample.report(), {false, true});
    CAPTURE(text);
    CHECK_FALSE(has(text, "first message"));
    CHECK(has(text, "DL101  method-replaced                       1         1       0\n"));
}

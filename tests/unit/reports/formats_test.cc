#include "harness/catch.h"
#include "sample.h"

#include "base/text.h"

using namespace driftline;
using test::Sample;

namespace {
const std::string hostile = "bad \x1b[2J ::error::x\r\n%0A a,b:c <script>`x` ]]> \xff &amp; \xef\xbf\xbf";

Report hostile_report(Sample& sample) {
    Finding finding = sample.finding(test::broken, Severity::error, 31, hostile);
    finding.places[0].path = "a b/" + hostile;
    finding.fix = hostile;
    finding.related[0].path = hostile;
    sample.findings = {sample.finding(test::replaced, Severity::warning, 5, "replaced"), finding, sample.finding(test::forked, Severity::info, 9, "copy")};
    return sample.report();
}
}  // namespace

TEST_CASE("GitHub annotations: errors first, no info, one line each, nothing gets out of its field") {
    Sample sample;
    const std::string text = write_github(hostile_report(sample), {});
    const auto lines = split(trim(text), '\n');
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].starts_with("::error file="));
    CHECK(lines[1].starts_with("::warning file=custom/acme_sale/models/order.py,line=5,endLine=5,col=9,title=DL101 method-replaced::replaced%0A"));
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(text.find('\r') == std::string::npos);
    CHECK(is_valid_utf8(text));
    CHECK(lines[0].find("%250A") != std::string::npos);
    const std::string_view properties = lines[0].substr(2, lines[0].find("::", 2) - 2);
    CHECK(std::count(properties.begin(), properties.end(), ',') == 4);
}

TEST_CASE("JUnit holds hostile text as text") {
    Sample sample;
    const std::string text = write_junit(hostile_report(sample), {});
    CHECK(text.find("<script>") == std::string::npos);
    CHECK(text.find("]]>") == std::string::npos);
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(text.find("\xef\xbf\xbf") == std::string::npos);
    CHECK(is_valid_utf8(text));
    CHECK(text.find("tests=\"2\" failures=\"2\"") != std::string::npos);
}

TEST_CASE("JUnit: one failure a case, whose text says everything, since readers show no other") {
    Sample sample;
    sample.findings = {sample.finding(test::replaced, Severity::warning, 5, "first"), sample.finding(test::replaced, Severity::error, 9, "second")};
    const std::string text = write_junit(sample.report(), {});
    CHECK(text.find("<testsuite name=\"acme_sale\" tests=\"1\" failures=\"1\"") != std::string::npos);
    const size_t at = text.find("<failure");
    CHECK(text.find("<failure", at + 1) == std::string::npos);
    CHECK(text.find("<failure type=\"error\" message=\"second (and 1 more)\">DL101 error: second&#10;custom/acme_sale/models/order.py:9:9&#10;core: sale/models/sale_order.py:1012 (def action_confirm(self):)"
                    "&#10;Call super().&#10;&#10;DL101 warning: first&#10;") == at);
}

TEST_CASE("one finding of several rules names them all") {
    Sample sample;
    sample.findings = {sample.finding(test::replaced, Severity::warning, 5, "replaced"), sample.finding(test::broken, Severity::warning, 9, "broken")};
    sample.findings[0].also = "DL113 DL201";
    CHECK(write_github(sample.report(), {}).find("title=DL101 DL113 DL201 method-replaced::replaced") != std::string::npos);
    const std::string junit = write_junit(sample.report(), {});
    CHECK(junit.find(">DL101 DL113 DL201 warning: replaced") != std::string::npos);
    CHECK(junit.find("classname=\"DL101 method-replaced\"") != std::string::npos);   // a case is one rule's, so that it is the same in the next run
    const std::string gitlab = write_gitlab(sample.report(), {});
    CHECK(gitlab.find("\"description\": \"replaced (DL101 DL113 DL201)") != std::string::npos);
    CHECK(gitlab.find("\"description\": \"broken (") == std::string::npos);
    const std::string sarif = write_sarif(sample.report(), {});
    const size_t also = sarif.find("\"also\": \"DL113 DL201\"");
    CHECK(also != std::string::npos);
    CHECK(sarif.find("\"also\"", also + 1) == std::string::npos);
}

TEST_CASE("Code Quality: an entry a place, worst first, severities by certainty and effect") {
    Sample sample;
    Finding likely = sample.finding(test::broken, Severity::error, 31, "x");
    likely.certainty = Certainty::likely;
    likely.places.push_back(likely.places[0]);
    likely.places[1].fingerprint = "other";
    Finding install = sample.finding(test::broken, Severity::error, 32, "x");
    install.effect = Effect::crash_install;
    sample.findings = {sample.finding(test::replaced, Severity::warning, 5, "replaced"), likely, install};
    const std::string text = write_gitlab(sample.report(), {});
    size_t count = 0, last = 0;
    for (const char* severity : {"\"major\"", "\"major\"", "\"blocker\"", "\"minor\""}) {
        const size_t at = text.find(severity, last);
        REQUIRE(at != std::string::npos);
        last = at + 1;
        ++count;
    }
    CHECK(count == 4);
}

#include "base/text.h"

#include "harness/catch.h"

using namespace driftline;

TEST_CASE("Printable text is valid UTF-8 without control characters") {
    CHECK(printable("caf\xC3\xA9") == "caf\xC3\xA9");
    CHECK(printable("caf\xE9") == "caf\xEF\xBF\xBD");
    CHECK(printable("a\x1b[31mb") == "a\\x1b[31mb");
    CHECK(printable(std::string_view("a\0b", 3)) == "a\\x00b");
    CHECK(is_valid_utf8(printable("\xF0\x9F\xED\xA0\x80\xC0\x80")));
}

TEST_CASE("A star stays in its path segment, two stars cross") {
    CHECK(glob_match("addons/*/models", "addons/sale/models"));
    CHECK_FALSE(glob_match("addons/*", "addons/sale/models"));
    CHECK(glob_match("addons/**", "addons/sale/models/x.py"));
    CHECK(glob_match("**/x.py", "x.py"));
    CHECK(glob_match("sale.?rder", "sale.order"));
    CHECK_FALSE(glob_match("sale", "sales"));
}

TEST_CASE("Splitting keeps empty parts, trimming drops outer space only") {
    CHECK(split("a..b", '.') == std::vector<std::string_view>{"a", "", "b"});
    CHECK(split("", '.').size() == 1);
    CHECK(trim(" \ta b\r\n") == "a b");
    CHECK(replace_all("a.b.c", ".", "__") == "a__b__c");
}

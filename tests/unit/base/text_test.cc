#include "base/text.h"

#include "harness/catch.h"

using namespace driftline;

TEST_CASE("Printable text is valid UTF-8 without control characters") {
    CHECK(printable("caf\xC3\xA9") == "caf\xC3\xA9");
    CHECK(printable("caf\xE9") == "caf\xEF\xBF\xBD");
    CHECK(printable("a\x1b[31mb") == "a\\x1b[31mb");
    CHECK(printable(std::string_view("a\0b", 3)) == "a\\x00b");
    CHECK(is_valid_utf8(printable("\xF0\x9F\xED\xA0\x80\xC0\x80")));
    CHECK(printable("a\u009bb\u202ec\u2066\u200f\u061c\u2028d\u00a0\u200b") == "a\\x9bb\\u202ec\\u2066\\u200f\\u061c\\u2028d\u00a0\u200b");
    CHECK(one_line("a\u2029b\nc") == "a\\u2029b c");
    CHECK(printable("## [a] ##[error]x ##vso[y]") == "## [a] \\x23#[error]x \\x23#vso[y]");
    CHECK(one_line("\n::error::x ::y") == " \\x3a:error::x \\x3a:y");
    CHECK(one_line("::x") == "\\x3a:x");
}

TEST_CASE("JSON with what steers a terminal escaped holds the same values") {
    CHECK(escaped_json("{\"a\": \"\u00e9\u202e\u009b\x7f\u2028\U0001F600\"}\n") == "{\"a\": \"\u00e9\\u202e\\u009b\\u007f\\u2028\U0001F600\"}\n");
    CHECK(escaped_json("\"## ##[a]\"") == "\"## \\u0023#[a]\"");
    CHECK(escaped_json("").empty());
    CHECK(escaped_json("plain\n\ttext") == "plain\n\ttext");
}

TEST_CASE("A star stays in its path segment, two stars cross") {
    CHECK(glob_match("addons/*/models", "addons/sale/models"));
    CHECK_FALSE(glob_match("addons/*", "addons/sale/models"));
    CHECK(glob_match("addons/**", "addons/sale/models/x.py"));
    CHECK(glob_match("**/x.py", "x.py"));
    CHECK(glob_match("acme/static/src/**/*", "acme/static/src/a.js"));
    CHECK(glob_match("acme/static/src/**/*.js", "acme/static/src/a/b/c.js"));
    CHECK(glob_match("acme/**/x/*.js", "acme/a/x/b/x/c.js"));
    CHECK(glob_match("acme/**/x/**/c*", "acme/x/y/c.js"));
    CHECK(glob_match("a**c/*", "a/b/c/d"));
    CHECK(glob_match("a/**", "a/"));
    CHECK_FALSE(glob_match("acme/**/b.js", "acme/src/ab.js"));
    CHECK_FALSE(glob_match("acme/static/src/**/*.xml", "acme/static/src/js/a.js"));
    CHECK_FALSE(glob_match("acme/a.js", "acme/a.jsx"));
    CHECK_FALSE(glob_match("*a*a*a*a*a*a*a*a*a*a*a*b", std::string(2000, 'a')));
    CHECK_FALSE(glob_match("**a**a**a**a**a**a**a**a**b", std::string(2000, 'a')));
    CHECK(glob_match("sale.?rder", "sale.order"));
    CHECK_FALSE(glob_match("sale", "sales"));
}

TEST_CASE("Splitting keeps empty parts, trimming drops outer space only") {
    CHECK(split("a..b", '.') == std::vector<std::string_view>{"a", "", "b"});
    CHECK(split("", '.').size() == 1);
    CHECK(quoted_parts("//a[@b='c d'] or (\"e\", '') and 'open") == std::vector<std::string_view>{"c d", "e", ""});
    CHECK(quoted_parts("none").empty());
    CHECK(trim(" \ta b\r\n") == "a b");
    CHECK(replace_all("a.b.c", ".", "__") == "a__b__c");
}

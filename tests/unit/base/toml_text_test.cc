#include "base/toml_text.h"

#include "harness/catch.h"

using namespace driftline;

TEST_CASE("A TOML string is one line, whatever it holds") {
    CHECK(toml_string("caf\u00e9 \"x\" \\ y") == "\"caf\u00e9 \\\"x\\\" \\\\ y\"");
    CHECK(toml_string("a\nb\tc\x1b\u202e") == "\"a\\nb\\tc\\u001b\\u202e\"");
    CHECK(toml_string("bad\xff") == "\"bad\ufffd\"");
}

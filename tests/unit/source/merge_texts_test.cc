#include "source/merge_texts.h"

#include "harness/catch.h"

using namespace driftline;

TEST_CASE("equal texts have no difference") {
    CHECK(unified_diff("a\nb\n", "a\nb\n", {}).empty());
    CHECK(unified_diff("", "", {}).empty());
}

TEST_CASE("a difference counts lines from where the texts stand in their files") {
    DiffOptions options;
    options.before = "16.0 sale.py";
    options.after = "17.0 sale.py";
    options.before_line = 100;
    options.after_line = 120;
    options.context = 1;
    CHECK(unified_diff("a\nb\nc\nd\n", "a\nb\nC\nd\n", options) == "--- 16.0 sale.py\n+++ 17.0 sale.py\n@@ -101,3 +121,3 @@\n b\n-c\n+C\n d\n");
}

TEST_CASE("a text without a last newline is a text") {
    DiffOptions options;
    options.context = 0;
    CHECK(unified_diff("a\nb", "a\nc", options) == "--- \n+++ \n@@ -2,1 +2,1 @@\n-b\n+c\n");
}

TEST_CASE("a long difference is cut, and says so") {
    DiffOptions options;
    options.most_lines = 3;
    CHECK(unified_diff("1\n2\n3\n4\n", "5\n6\n7\n8\n", options) == "--- \n+++ \n@@ -1,4 +1,4 @@\n-1\n-2\n... 6 more lines\n");
}

TEST_CASE("bytes that are no text have no difference") {
    const std::string binary("a\0b\n", 4);
    CHECK(unified_diff(binary, "a\n", {}).empty());
}

TEST_CASE("changes of different lines merge") {
    const Merge merge = merge_texts("a\nb\nc\nd\ne\n", "A\nb\nc\nd\ne\n", "a\nb\nc\nd\nE\n", {"base", "ours", "theirs"});
    CHECK(merge.text == "A\nb\nc\nd\nE\n");
    CHECK(merge.conflicts == 0);
}

TEST_CASE("changes of the same line are a conflict, with all three sides") {
    const Merge merge = merge_texts("a\nb\nc\n", "a\nours\nc\n", "a\ntheirs\nc\n", {"16.0", "custom", "17.0"});
    CHECK(merge.text == "a\n<<<<<<< custom\nours\n||||||| 16.0\nb\n=======\ntheirs\n>>>>>>> 17.0\nc\n");
    CHECK(merge.conflicts == 1);
}

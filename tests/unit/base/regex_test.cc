#include "base/regex.h"

#include "harness/catch.h"

using driftline::Regex;

TEST_CASE("a regular expression says where it is found") {
    const Regex word(R"(\b(self|record)\.(\w+))");
    CHECK(word.find("x = record.name") == Regex::Place{4, 11});
    CHECK(word.find("x = record.name; self.y", 5) == Regex::Place{17, 6});
    CHECK(!word.find("myself.name"));
    CHECK(!word.find("x = record.name", 0, 3));   // it begins behind that
    CHECK(word.find("x = record.name", 0, 4));
    CHECK(!word.find("self.x", 7));
    const auto groups = word.groups("x = record.name");
    REQUIRE(groups.size() == 3);
    CHECK(groups[1] == "record");
    CHECK(groups[2] == "name");
    CHECK(word.groups("nothing").empty());
    CHECK(Regex("(a)|(b)").groups("b")[1].empty());
    CHECK(Regex("").find("") == Regex::Place{0, 0});
}

TEST_CASE("the end of a text is its end, and bytes are no characters") {
    CHECK(!Regex("tree$").found_in("tree\n"));
    CHECK(Regex("a.c").found_in("a\xff" "c"));
    CHECK(!Regex("a.c").found_in("a\nc"));
    CHECK(!Regex(R"(\w)").found_in("\xc3\xa9"));
}

TEST_CASE("what is wrong with an expression is said") {
    const auto made = Regex::compile("a(b");
    REQUIRE(!made);
    CHECK(made.error().message.find("character 4") != std::string::npos);
    CHECK(!Regex::compile("[z-a]"));
    CHECK(!Regex::compile(std::string(10'000, '(')));
}

TEST_CASE("an expression without end is given up, and a long text is no reason to") {
    CHECK(!Regex("(a+)+$").found_in(std::string(200, 'a') + "b"));
    CHECK(Regex("(?:a|b)*c").found_in(std::string(10'000, 'a') + "c"));
}

#include "base/names.h"

#include "harness/catch.h"

using namespace driftline;

TEST_CASE("A name is found again, the empty one is always 0") {
    Names names;
    const Name a = names.intern("sale.order"), b = names.intern("res.partner");
    CHECK(names.intern("sale.order") == a);
    CHECK(a != b);
    CHECK(names.intern("") == no_name);
    CHECK(names.text(b) == "res.partner");
    CHECK_FALSE(names.find("stock.move"));
}

TEST_CASE("Texts stay where they are while thousands are added") {
    Names names;
    std::vector<std::string_view> kept;
    for (int i = 0; i < 20000; ++i) kept.push_back(names.text(names.intern("name " + std::to_string(i))));
    for (int i = 0; i < 20000; ++i) REQUIRE(kept[size_t(i)] == "name " + std::to_string(i));
}

TEST_CASE("Behind a frozen sorted part new names are appended") {
    Names names(std::vector<uint32_t>{0, 0, 1, 2}, "ac");
    CHECK(names.size() == 3);
    CHECK(*names.find("c") == Name(2));
    const Name b = names.intern("b");
    CHECK(b == Name(3));
    CHECK(names.intern("a") == Name(1));
    CHECK(names.text(b) == "b");
    Names moved = std::move(names);
    CHECK(moved.text(Name(1)) == "a");
    CHECK(*moved.find("b") == b);
}

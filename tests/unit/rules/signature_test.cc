#include "rules/overrides/signature.h"

#include "harness/catch.h"

using driftline::CallShape;
using driftline::Signature;

namespace {

std::string misfit(const char* params, uint32_t positional, std::vector<std::string_view> keywords = {}) {
    return Signature{params, true}.misfit({positional, false, false, std::move(keywords)});
}

}  // namespace

TEST_CASE("a call fits when every argument has a parameter and every parameter without a default an argument") {
    CHECK(misfit("self, a, b=", 1).empty());
    CHECK(misfit("self, a, b=", 2).empty());
    CHECK(misfit("self, a, b=", 0, {"a"}).empty());
    CHECK(misfit("self, *args, **kwargs", 5, {"x"}).empty());
    CHECK(misfit("self, a, *, key=", 1, {"key"}).empty());
}

TEST_CASE("what does not fit is named") {
    CHECK(misfit("self", 1) == "takes at most 0 arguments, not 1");
    CHECK(misfit("self, a", 1, {"force"}) == "takes no argument 'force'");
    CHECK(misfit("self, a, b", 1) == "needs 'b'");
    CHECK(misfit("self, a", 1, {"a"}) == "gets 'a' twice");
    CHECK(misfit("self, a, /", 0, {"a"}) == "takes no argument 'a'");
    CHECK(misfit("self, *, key", 0) == "needs 'key'");
    CHECK(misfit("self, *, key=", 1) == "takes at most 0 arguments, not 1");
}

TEST_CASE("unpacked arguments may be anything") {
    const Signature signature{"self, a, b", true};
    CHECK(signature.misfit({0, true, false, {}}).empty());
    CHECK(signature.misfit({0, false, true, {}}).empty());
    CHECK(Signature("a, b", false).misfit({2, false, false, {}}).empty());
}

TEST_CASE("the shortest call passes what is required, by position where it can") {
    CHECK(Signature("self, a, b=, *args, c, **kwargs", true).least_call().positional == 1);
    CHECK(Signature("self, a, b=, *args, c, **kwargs", true).least_call().keywords == std::vector<std::string_view>{"c"});
    CHECK(Signature("self", true).least_call().positional == 0);
}

TEST_CASE("a parameter has a place if it can be passed by position") {
    const Signature signature("self, a, b=, *, c=", true);
    CHECK(signature.position("a") == 1);
    CHECK(signature.position("b") == 2);
    CHECK(signature.position("c") == 0);
    CHECK(signature.position("d") == 0);
    CHECK(signature.takes("c"));
    CHECK_FALSE(signature.takes("d"));
    CHECK(Signature("self, **kwargs", true).takes("d"));
    CHECK(signature.positional() == std::vector<std::string_view>{"a", "b"});
}

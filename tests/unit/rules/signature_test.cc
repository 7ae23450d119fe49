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

#include "harness/catch.h"
#include "model/nearby_text.h"

using namespace driftline;

namespace {

std::string found(std::string_view file, std::string_view name, size_t at = 0) {
    const auto [begin, end] = TextDefinitions(file).find(name, at);
    return std::string(file.substr(begin, end - begin));
}

}  // namespace

TEST_CASE("a definition: the last one before a place, else the first behind it, decorators included") {
    const std::string file = "@deco(\n    1)\n@other\ndef f(x):\n    return 1\n\n\nclass A:\n    async def f(self):\n        return 2\n\n    y = f\n\n\ndef f(): return 3\n";
    CHECK(found(file, "f") == "@deco(\n    1)\n@other\ndef f(x):\n    return 1");
    CHECK(found(file, "f", file.find("y = f")) == "    async def f(self):\n        return 2");
    CHECK(found(file, "f", file.size()) == "def f(): return 3");
    CHECK(found(file, "A") == "class A:\n    async def f(self):\n        return 2\n\n    y = f");
    CHECK(found(file, "y").empty());
    CHECK(found(file, "").empty());
    CHECK(found("undef f(x)\nx = 'def f():'\nq = '''\ndef f():\n'''\n# def f():\n", "f").empty());
}

TEST_CASE("a definition ends at code indented no deeper: not in a string, in brackets or at a comment") {
    const std::string body = "def f(\n    a):\n    x = '''\ntext\n'''\n    y = [\n1,\n]\n# put aside\n    z = 1 + \\\n2\n    return 1\n    # why";
    CHECK(found(body + "\n# of the next one\n\ndef g():\n    pass\n", "f") == body);
    CHECK(found("class A:\n    def f(self):\n        pass\n        # of f\n    # of A\n# of none\nx = 1\n", "f") == "    def f(self):\n        pass\n        # of f");
    CHECK(found("class A:\n    def f(self):\n        pass\n        # of f\n    # of A\n# of none\nx = 1\n", "A") == "class A:\n    def f(self):\n        pass\n        # of f\n    # of A");
    CHECK(found("def f():\n    x = 'no end\n    return 1\nx = 1\n", "f") == "def f():\n    x = 'no end\n    return 1");
    CHECK(found("def f():\n    '''no end\n", "f") == "def f():\n    '''no end");
    CHECK(found("def f(", "f") == "def f(");
}

TEST_CASE("definitions are found in one pass, whatever a line holds") {
    std::string file = "def o(x):\n    return 1\n\n";
    for (int i = 0; i < 20'000; ++i) file += "SaleOrder.x = zz\n";
    for (int i = 0; i < 200'000; ++i) file += "zz ;";
    const TextDefinitions definitions(file);
    for (size_t i = 0; i < 20'000; ++i) REQUIRE(definitions.find("zz", i * 17) == std::pair<size_t, size_t>());
    CHECK(definitions.find("o", 0).second == 22);
}

TEST_CASE("code names a word: not its strings and comments, but what f-strings put in") {
    CHECK(code_names_word("x = dispatch(1)", "dispatch"));
    CHECK_FALSE(code_names_word("if 'dispatch' in v:\n    pass", "dispatch"));
    CHECK_FALSE(code_names_word("x = if'dispatch' or _f'dispatch' or bf'dispatch'  # dispatch", "dispatch"));
    for (const char* prefix : {"f", "F", "rf", "Rf", "fr", "FR"}) {
        CHECK(code_names_word(std::string("x = ") + prefix + "'call {dispatch} now'", "dispatch"));
        CHECK_FALSE(code_names_word(std::string("x = ") + prefix + "'call dispatch {y}'", "dispatch"));
    }
    CHECK_FALSE(code_names_word("f'{{dispatch}} {x:dispatch}' f\"{d['dispatch']}\"", "dispatch"));
    CHECK(code_names_word("f'{{{dispatch}}}'", "dispatch"));
    CHECK(code_names_word("f\"{x:'>10} {dispatch!r}\"", "dispatch"));
    CHECK(code_names_word("f'{x:>{dispatch}}'", "dispatch"));
    CHECK(code_names_word("f'{d[\"}\"]} {a[1:dispatch]} {'", "dispatch"));
    CHECK(code_names_word("f'''\n{f\"{dispatch}\"}\n'''", "dispatch"));
    CHECK(code_names_word("x = 'no end\ny = dispatch", "dispatch"));
}

TEST_CASE("comments above a line, in their order") {
    std::string file;
    for (int i = 0; i < 100'000; ++i) file += "# why\n";
    const std::string text = comments_beside(file + "# last\nx = 1  # here", file.size() + 7, file.size() + 12);
    CHECK(text.size() == file.size() + 13);
    CHECK(text.ends_with("# why\n# last\n# here"));
}

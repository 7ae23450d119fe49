#include "syntax/python_tree.h"

#include <string>

#include "harness/catch.h"

using namespace driftline;

namespace {

PythonTree parsed(std::string_view source) {
    PythonParser parser;
    PythonTree tree;
    parser.parse(source, tree);
    return tree;
}

// "kind(child child ...)", fields as "field:kind": a whole tree in one line.
std::string shape(const PythonTree& tree, NodeId id = 0) {
    std::string out(py_kind_name(tree[id].kind));
    std::string inside;
    for (NodeId c = tree.first_child(id); c != no_node; c = tree.next_sibling(c)) inside += (inside.empty() ? "" : " ") + shape(tree, c);
    return inside.empty() ? out : out + "(" + inside + ")";
}

NodeId first(const PythonTree& tree, Py kind) {
    for (NodeId id = 0; id < tree.nodes.size(); ++id)
        if (tree[id].kind == kind) return id;
    return no_node;
}

}  // namespace

TEST_CASE("the grammar is one the installed tree-sitter library reads") { CHECK(PythonParser::grammar_abi() == 14); }

TEST_CASE("every kind named in the header exists in the grammar") {
    const PythonTree tree = parsed(
        "from __future__ import a\nfrom .b import (c as d)\nimport e.f\nfrom g import *\n"
        "@h\nclass I(J, k=1):\n    x: int = 1.0\n    async def m(self, a, b=1, c: int = 2, *d, e: int, **f) -> int:\n"
        "        global z\n        nonlocal y\n        return await w\n"
        "def p(a, /, b, *, c):\n    yield 1\n    raise A from B\n    assert True, False\n    del q\n    pass\n"
        "for i, in x:\n    break\nelse:\n    continue\nwhile None: ...\n"
        "try:\n    a += 1\nexcept E as e:\n    pass\nelse:\n    pass\nfinally:\n    pass\n"
        "with a as b:\n    pass\nif a: pass\nelif b: pass\nelse: pass\n"
        "match a:\n    case [1, *r]:\n        pass\n"
        "lambda q=1: (q := 2)\n[a[1:2] for a in b if c]\n{a for a in b}\n{a: b for a in b}\n(a for a in b)\n"
        "{**a, 'b': 1}\nf(*a, **b)\n(1, 2)\n{1}\nf'{a}\\n' 'b'\nnot a and -b or c if d else e\n(a, [b]) = a.b(c)\n# c\n"
        "[1] + a == b\nreturn a, b\nprint 'x' % y\nexec 'x'\na = 1 + \\\n    2\ntry:\n    pass\nexcept* E:\n    pass\n");
    CHECK_FALSE(tree.has_error);
    for (size_t k = static_cast<size_t>(Py::module); k < static_cast<size_t>(Py::op_eq); ++k) {
        const Py kind = static_cast<Py>(k);
        INFO(py_kind_name(kind));
        CHECK(first(tree, kind) != no_node);
    }
}

TEST_CASE("a call keeps its parts with their fields, bytes and lines") {
    const PythonTree tree = parsed("\n\nx = a.b(1, k='v')\n");
    const NodeId call = first(tree, Py::call);
    REQUIRE(call != no_node);
    CHECK(tree[call].line == 3);
    CHECK(tree[call].field == PyField::right);
    CHECK(tree.text(call) == "a.b(1, k='v')");
    CHECK(tree.text(tree.child(call, PyField::function)) == "a.b");
    const NodeId keyword = first(tree, Py::keyword_argument);
    CHECK(tree.text(tree.child(keyword, PyField::name)) == "k");
    CHECK(tree[keyword].parent == first(tree, Py::argument_list));
    CHECK(shape(tree) ==
          "module(expression_statement(assignment(identifier call(attribute(identifier identifier) "
          "argument_list(integer keyword_argument(identifier string(string_start string_content string_end)))))))");
}

TEST_CASE("operators are children, other tokens are not") {
    CHECK(shape(parsed("a not in b")) == "module(expression_statement(comparison_operator(identifier op_not_in identifier)))");
    CHECK(shape(parsed("a is not b")) == "module(expression_statement(comparison_operator(identifier op_is_not identifier)))");
    CHECK(shape(parsed("a < b <= c")) == "module(expression_statement(comparison_operator(identifier op_lt identifier op_le identifier)))");
    CHECK(shape(parsed("a or b % c")) ==
          "module(expression_statement(boolean_operator(identifier op_or binary_operator(identifier op_mod identifier))))");
    CHECK(shape(parsed("a |= -b")) ==
          "module(expression_statement(augmented_assignment(identifier op_augmented unary_operator(op_minus identifier))))");
    CHECK(shape(parsed("for a in b: pass")) == "module(for_statement(identifier identifier block(pass_statement)))");
    CHECK(shape(parsed("async def f(): pass")) == "module(function_definition(kw_async identifier parameters block(pass_statement)))");
    const PythonTree tree = parsed("a == b");
    CHECK_FALSE(tree[first(tree, Py::op_eq)].named);
    CHECK(tree[first(tree, Py::op_eq)].field == PyField::operators);
}

TEST_CASE("a broken line is an error node on that line, and what follows is still read") {
    const PythonTree tree = parsed("a = 1\nb = = (2\n\ndef f():\n    pass\n");
    CHECK(tree.has_error);
    CHECK(tree.first_error_line == 2);
    const PythonTree whole = parsed("a = 1\n");
    CHECK_FALSE(whole.has_error);
    CHECK(whole.first_error_line == 0);
}

TEST_CASE("a parser and a tree may be used again") {
    PythonParser parser;
    PythonTree tree;
    parser.parse("a b c (", tree);
    CHECK(tree.has_error);
    parser.parse("a", tree);
    CHECK_FALSE(tree.has_error);
    CHECK(shape(tree) == "module(expression_statement(identifier))");
    PythonParser moved = std::move(parser);
    moved.parse("", tree);
    CHECK(shape(tree) == "module");
}

TEST_CASE("CRLF, Latin-1 and a byte order mark do not hide what is beside them") {
    const PythonTree crlf = parsed("class A:\r\n    x = 1\r\n    y = 2\r\n");
    CHECK_FALSE(crlf.has_error);
    CHECK(crlf.nodes.back().line == 3);
    const PythonTree latin = parsed("name = 'caf\xe9'\nother = 1\n");
    CHECK(first(latin, Py::integer) != no_node);
    CHECK(latin[first(latin, Py::integer)].line == 2);
    const PythonTree marked = parsed("\xEF\xBB\xBFx = 1\n");
    CHECK_FALSE(marked.has_error);
    CHECK(marked.text(first(marked, Py::identifier)) == "x");
}

TEST_CASE("NUL bytes and random bytes never fail") {
    CHECK(parsed(std::string_view("a = 1\0b = 2\nc = 3\n", 18)).nodes.size() > 1);
    std::string noise;
    uint32_t state = 1;
    for (int i = 0; i < 20000; ++i) noise += static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
    CHECK(parsed(noise).has_error);
}

TEST_CASE("5,000 nested brackets are cut at the depth bound, and the rest is read") {
    for (const char* pair : {"()", "[]", "{}"}) {
        const PythonTree tree = parsed("x = " + std::string(5000, pair[0]) + "1" + std::string(5000, pair[1]) + "\ny = 2\n");
        CHECK(tree.has_error);
        CHECK(tree.first_error_line == 1);
        CHECK(tree.nodes.size() < 2200);
        CHECK(tree.nodes.back().line == 2);
    }
    CHECK(parsed(std::string(5000, '(')).has_error);
    std::string indented;
    for (size_t level = 0; level < 600; ++level) indented += std::string(level, ' ') + "if a:\n";
    CHECK_FALSE(parsed(indented).nodes.empty());
}

TEST_CASE("a hundred thousand parts that nothing groups give up, and the parser still works") {
    PythonParser parser;
    PythonTree tree;
    for (const char* part : {"(", "not ", "a if ", "lambda:", "x=", "else:", "f'{", "# comment\n"}) {
        std::string text;
        for (int i = 0; i < 100000; ++i) text += part;
        parser.parse(text, tree);
        INFO(part);
        CHECK(tree.has_error);
        REQUIRE_FALSE(tree.nodes.empty());
        CHECK(tree.first_error_line > 0);
        parser.parse("a = 1", tree);
        CHECK_FALSE(tree.has_error);
    }
}

TEST_CASE("a 20 MB file is read") {
    std::string large;
    while (large.size() < 20u << 20) large += "value = some.call(argument, other='text')\n";
    const PythonTree tree = parsed(large);
    CHECK_FALSE(tree.has_error);
    CHECK(tree.nodes.back().line == static_cast<uint32_t>(large.size() / 42));
}

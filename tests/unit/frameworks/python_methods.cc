#include "harness/catch.h"
#include "python_facts.h"

using namespace driftline;
using namespace driftline::odoo;
using Lines = std::vector<std::string>;

namespace {

// The row of `def f(self)` with this body.
MethodRow method(const std::string& body, const std::string& head = "def f(self):") {
    std::string text = "from odoo import models\n\nclass Order(models.Model):\n    _inherit = 'sale.order'\n    " + head + "\n";
    for (size_t begin = 0; begin < body.size();) {
        const size_t end = std::min(body.find('\n', begin), body.size());
        text += "        " + body.substr(begin, end - begin) + "\n";
        begin = end + 1;
    }
    return Read(text).method("f");
}

Super super_of(const std::string& body) { return method(body).super; }

}  // namespace

TEST_CASE("parameters are normalised: no annotations, no default values") {
    const Read read("def f(self, a, b=1, /, c: int = 2, *args: str, d, **kw): pass\ndef g(a, *, b=None): pass\n");
    CHECK(read.str(read.method("f").params) == "self, a, b=, /, c=, *args, d, **kw");
    CHECK(read.str(read.method("g").params) == "a, *, b=");
    CHECK(read.method("f").super == Super::not_applicable);
}

TEST_CASE("a body's digest does not see layout, comments, docstrings, quotes or redundant parentheses") {
    const uint64_t digest = method("x = ('a' 'b')\nreturn g(x, 1)").body_digest;
    CHECK(digest == method("\"\"\"Doc.\"\"\"\n# why\nx = \"ab\"\nreturn (g(\n    x,\n    1,\n))").body_digest);
    CHECK(digest != method("x = 'ac'\nreturn g(x, 1)").body_digest);
    CHECK(method("return a[1:]").body_digest != method("return a[:1]").body_digest);
    CHECK(method("return a < b").body_digest != method("return a > b").body_digest);
    CHECK(method("x += 1").body_digest != method("x -= 1").body_digest);
    CHECK(method("return (a + b) * c").body_digest != method("return a + b * c").body_digest);
}

TEST_CASE("decorators, statements and the shape of the body are told") {
    const Read read("from odoo import api, models\nclass A(models.Model):\n    _name = 'a'\n    @api.depends(\"x\", 'y',)\n    def f(self):\n        \"\"\"Doc.\"\"\"\n"
                    "        if a:\n            return 1\n        return 2\n    @property\n    def p(self): pass\n    def r(self): raise X()\n    def g(self): yield 1\n");
    CHECK(read.list(read.method("f").decorators) == Lines{"api.depends('x', 'y')"});
    CHECK(read.method("f").statements == 3);
    CHECK((read.method("f").flags & method_has_docstring) != 0);
    CHECK((read.method("p").flags & (method_property | method_trivial)) == (method_property | method_trivial));
    CHECK((read.method("r").flags & method_only_raises) != 0);
    CHECK((read.method("g").flags & method_generator) != 0);
    CHECK(read.facts.source(read.method("p").body) == "@property\n    def p(self): pass");
}

TEST_CASE("super on every path") {
    CHECK(super_of("return super().f()") == Super::always);
    CHECK(super_of("return 1") == Super::none);
    CHECK(super_of("for rec in self:\n    super(Order, rec).f()") == Super::always);
    CHECK(super_of("if x:\n    raise Y()\nreturn super().f()") == Super::always);
    CHECK(super_of("if not self:\n    return None\nreturn super().f()") == Super::always);
    CHECK(super_of("s = super().f\nreturn s()") == Super::always);
    CHECK(super_of("s = super()\nreturn s.f()") == Super::always);
    CHECK(super_of("return super(Order, self.sudo()).f()") == Super::always);
    CHECK(super_of("with x:\n    return super().f()") == Super::always);
    CHECK(super_of("try:\n    r = super().f()\nexcept E:\n    return 0\nelse:\n    return r") == Super::always);
    CHECK(super_of("try:\n    return 1\nfinally:\n    super().f()") == Super::always);
    CHECK(super_of("def inner():\n    return super(Order, self).f()\nreturn inner()") == Super::always);
    CHECK(super_of("if x:\n    super().f()\nelse:\n    super().f()") == Super::always);
    CHECK(super_of("match x:\n    case 1:\n        super().f()\n    case _:\n        super().f()") == Super::always);
    CHECK(super_of("return [super(Order, r).f() for r in self]") == Super::always);
    // What is given to act on is like self: nothing of it, nothing to do.
    const auto given = [](const std::string& body) { return method(body, "def f(self, given, flag=None):").super; };
    CHECK(given("for v in given:\n    super().f(v)") == Super::always);
    CHECK(given("done = self.browse()\nfor i, v in enumerate(given):\n    done |= super().f(v)\nreturn done") == Super::always);
    CHECK(given("for record, v in zip(self, given):\n    super(Order, record).f(v)") == Super::always);
    CHECK(given("return [super(Order, self).f(v) for v in given]") == Super::always);
    CHECK(given("for v in given:\n    if v:\n        super().f(v)") == Super::sometimes);
    CHECK(given("for v in given.filtered('x'):\n    super().f(v)") == Super::sometimes);
    CHECK(super_of("while True:\n    if super().f():\n        break") == Super::always);
}

TEST_CASE("super on some paths, and where it is missing") {
    CHECK(super_of("if x:\n    super().f()") == Super::sometimes);
    CHECK(super_of("return x and super().f()") == Super::sometimes);
    CHECK(super_of("return super().f() if x else 1") == Super::sometimes);
    CHECK(super_of("for v in given:\n    super().f(v)") == Super::sometimes);
    CHECK(super_of("return later(lambda: super(Order, self).f())") == Super::sometimes);
    CHECK(super_of("try:\n    x = g()\n    super().f()\nexcept E:\n    pass") == Super::sometimes);
    const MethodRow row = method("if x:\n    return 1\nreturn super().f()");
    CHECK(row.super == Super::sometimes);
    CHECK(row.super_missing_line == 7);
}

TEST_CASE("another method's super and a grandparent are no super of this one") {
    CHECK(super_of("return super().g()") == Super::none);
    CHECK((method("return super().g()").flags & method_super_other) != 0);
    CHECK(super_of("return super(Other, self).f()") == Super::none);
    CHECK((method("return super(Other, self).f()").flags & method_grandparent) != 0);
    CHECK((method("return models.Model.f(self)").flags & method_grandparent) != 0);
    CHECK((method("return super().f()").flags & method_grandparent) == 0);
    CHECK((method("for v in given:\n    super().f(v)").flags & method_super_in_loop) != 0);
}

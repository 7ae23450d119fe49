#include "frameworks/odoo/data/expression.h"
#include "harness/catch.h"

using namespace driftline::odoo;

namespace {

std::vector<std::string> scan(std::string_view text) {
    static constexpr std::string_view kinds[] = {"left", "left_value", "name", "name_value", "key", "key_value", "xmlid"};
    ExpressionScanner scanner;
    std::vector<std::string> made;
    for (const Mention& mention : scanner.scan(text)) {
        std::string line(kinds[mention.kind]);
        line.append(" ").append(mention.text);
        if (!mention.value.empty()) line.append("=").append(mention.value);
        if (mention.dynamic) line.append(" dynamic");
        made.push_back(line);
    }
    return made;
}

using Strings = std::vector<std::string>;

}  // namespace

TEST_CASE("domains give left operands and constants") {
    CHECK(scan("['|', ('a.b', '=', 'x'), [\"c\", 'not in', ('y', 'z')], ('d', '=', e)]") ==
          Strings{"left a.b", "left_value a.b=x", "left c", "left_value c=y", "left_value c=z", "left d", "name e"});
    CHECK(scan("[(1, '=', 1), ('a', 'b', 'c')]").empty());
}

TEST_CASE("expressions give free names and what they are compared with") {
    CHECK(scan("state in ('a', 'b') and not kind or 'x' == mode") ==
          Strings{"name state", "name_value state=a", "name_value state=b", "name kind", "name mode", "name_value mode=x"});
    CHECK(scan("parent.state != 'x' and context.get('y') and uid and len(lines) > 1") == Strings{"name parent.state", "name_value parent.state=x", "name lines"});
    CHECK(scan("[l.a for l in lines if l.b]") == Strings{"name lines"});
    CHECK(scan("f(x=1, y=z)") == Strings{"name f", "name z"});
    CHECK(scan("a ? b === 'c' : !d && true") == Strings{"name a", "name b", "name_value b=c", "name d"});
}

TEST_CASE("dictionaries give keys, references give ids, placeholders nothing") {
    CHECK(scan("{'group_by': ['a', 'b'], 'default_x': y}") == Strings{"key group_by", "key_value group_by=a", "key_value group_by=b", "key default_x", "name y"});
    CHECK(scan("[ref('a.b'), user.has_group('c.d')]") == Strings{"xmlid a.b", "name user.has_group", "xmlid c.d"});
    CHECK(scan("{'default_p': %(base.x)d, 'q': a %b}") == Strings{"key default_p", "key q", "name a", "name b"});
}

TEST_CASE("what a string is only a part of is no id and no value") {
    CHECK(scan("ref('a.%s_x' % y)") == Strings{"xmlid a.%s_x dynamic", "name y"});
    CHECK(scan("ref('a.{}'.format(z)) or ref('a.' + z)") == Strings{"xmlid a.{} dynamic", "name z", "xmlid a. dynamic", "name z"});
    CHECK(scan("[('s', '=', 'a' + b), ('t', '=', 'c')]") == Strings{"left s", "name b", "left t", "left_value t=c"});
}

TEST_CASE("the domain behind any is about the field before it") {
    ExpressionScanner scanner;
    const auto mentions = scanner.scan("[('a.b', 'any', ['|', ('c', 'not any!', [('d', '=', 'x')]), ('e', '=', 1)]), ('f', '=', g)]");
    Strings paths;
    for (const Mention& mention : mentions)
        if (mention.kind == Mention::left || mention.kind == Mention::left_value) paths.push_back(full_path(mentions, mention));
    CHECK(paths == Strings{"a.b", "a.b.c", "a.b.c.d", "a.b.c.d", "a.b.e", "f"});
    std::string nested;
    for (int i = 0; i < 20000; ++i) nested += "[('a', 'any', ";
    const auto deep = scanner.scan(nested);
    CHECK(full_path(deep, deep.back()).size() < 100);
}

TEST_CASE("unfinished and hostile expressions end") {
    for (const std::string_view text : {"'", "('a', '=', '", "\"\"\"x", "{'a':", "(0, 0, {", ", {", "a.", "\\", "%(", "lambda", "for x"}) scan(text);
    std::string nested;
    for (int i = 0; i < 100000; ++i) nested += "{'a':(0,0,{'b':[";
    CHECK(scan(nested).size() == 200000);
    std::string bound = "[";
    for (int i = 0; i < 100000; ++i) bound += "x for y" + std::to_string(i) + " in ";
    CHECK_FALSE(scan(bound).empty());
}

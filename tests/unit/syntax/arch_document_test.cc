#include "syntax/arch_document.h"

#include <chrono>
#include <thread>

#include "harness/catch.h"
#include "harness/parsed_arch.h"
#include "syntax/xml_tree.h"

using namespace driftline;

namespace {

std::string failure(std::string_view text) {
    const Result<ArchDocument> document = ArchDocument::parse(text);
    return document ? "" : document.error().message;
}

ArchNode found(const ArchDocument& document, std::string_view expression) {
    const Result<ArchNode> node = document.find(document.root(), expression);
    if (!node) FAIL(node.error().message);
    return *node;
}

std::string xpath_failure(const ArchDocument& document, std::string_view expression) {
    const Result<ArchNode> node = document.find(document.root(), expression);
    return node ? "" : node.error().message;
}

std::string shown(const ArchDocument& document) { return document.root().serialize(); }
bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

}  // namespace

TEST_CASE("nodes are walked as lxml does: comments are siblings, text is not") {
    const ArchDocument document = parsed("<form>\n one <!-- c --><group/> two <?pi data?><field name='x'/></form>");
    const ArchNode root = document.root();
    CHECK(sizeof(ArchNode) == sizeof(void*));
    CHECK(root.name() == "form");
    CHECK_FALSE(root.parent());
    CHECK(root.text() == "\n one ");
    const ArchNode comment = root.first_child();
    CHECK(comment.kind() == ArchKind::comment);
    CHECK(comment.text() == " c ");
    CHECK_FALSE(comment.tail());
    CHECK(comment.next().name() == "group");
    CHECK(comment.next().tail() == " two ");
    CHECK(root.first_element() == comment.next());
    CHECK(root.first_element().next().kind() == ArchKind::instruction);
    CHECK(root.first_element().next_element() == root.last_child());
    CHECK(root.last_child().previous_element().name() == "group");
    CHECK(root.last_child().previous().previous().previous() == comment);
    CHECK(root.last_child().parent() == root);
    CHECK(root.last_child().line() == 2);
    CHECK(root.last_child().path() == "/form/field");
}

TEST_CASE("a node's line is the one where its tag begins") {
    const ArchDocument document = parsed("<form>\n<field\n name='a'\n string=\"x\ny\"/><b\nc='d'>text\n</b>\n<c/></form>");
    CHECK(document.root().line() == 1);
    CHECK(found(document, "//field").line() == 2);
    CHECK(found(document, "//b").line() == 5);
    CHECK(found(document, "//c").line() == 8);
}

TEST_CASE("following walks a subtree in document order and stops at its end") {
    const ArchDocument document = parsed("<a><b><c/><!-- x --><d/></b><e/></a>");
    std::string names;
    for (ArchNode n = document.root(); n; n = n.following(document.root())) names += n.name();
    CHECK(names == "abcde");
    names.clear();
    const ArchNode b = document.root().first_element();
    for (ArchNode n = b; n; n = n.following(b)) names += n.name();
    CHECK(names == "bcd");
}

TEST_CASE("attributes are read, set, listed and removed by their written names") {
    ArchDocument document = parsed("<a x='1' xml:space='preserve' empty='' q='&amp;amp;'/>");
    ArchNode a = document.root();
    CHECK(a.value("x") == "1");
    CHECK(a.value("xml:space") == "preserve");
    CHECK(a.value("q") == "&amp;");
    CHECK(a.attribute("empty") == "");
    CHECK_FALSE(a.attribute("y"));
    CHECK_FALSE(a.attribute("space"));
    a.set_attribute("x", "<2>&");
    a.set_attribute("t-if", "true");
    a.remove_attribute("empty");
    a.remove_attribute("never");
    CHECK(document.root().serialize() == "<a x=\"&lt;2&gt;&amp;\" xml:space=\"preserve\" q=\"&amp;amp;\" t-if=\"true\"/>");
    const auto all = a.attributes();
    REQUIRE(all.size() == 4);
    CHECK(all[1].first == "xml:space");
    CHECK(all[3].second == "true");
}

TEST_CASE("text and tail are set as lxml sets them") {
    ArchDocument document = parsed("<a>one<b/>two<c/>three</a>");
    ArchNode a = document.root(), b = a.first_child();
    a.set_text("1");
    b.set_tail("2");
    a.last_child().set_tail(std::nullopt);
    b.set_text("in");
    CHECK(shown(document) == "<a>1<b>in</b>2<c/></a>");
    a.set_text(std::nullopt);
    CHECK_FALSE(a.text());
    b.set_text("");
    CHECK(b.text() == "");
    CHECK(shown(document) == "<a><b></b>2<c/></a>");
}

TEST_CASE("a node moves, is replaced and is removed with its tail") {
    ArchDocument document = parsed("<a>t<b/>B<c/>C<d/>D</a>");
    const ArchNode a = document.root(), b = a.first_child(), c = b.next(), d = c.next();
    document.insert_before(b, d);
    CHECK(shown(document) == "<a>t<d/>D<b/>B<c/>C</a>");
    document.insert_after(d, c);
    CHECK(shown(document) == "<a>t<d/><c/>CD<b/>B</a>");
    document.append(c, b);
    CHECK(shown(document) == "<a>t<d/><c><b/>B</c>CD</a>");
    document.remove(c);
    CHECK(shown(document) == "<a>t<d/></a>");
    CHECK_FALSE(c.parent());
    CHECK(c.tail() == "CD");
    document.replace(d, c);
    CHECK(shown(document) == "<a>t<c><b/>B</c>CD</a>");
    document.remove(document.root());
    CHECK(document.root() == a);
    document.replace(a, b);
    CHECK(shown(document) == "<b/>");
    document.remove(c);
    document.append(b, c);
    CHECK(shown(document) == "<b><c/>CD</b>");
}

TEST_CASE("copies keep lines, tails and origins, and are independent") {
    ArchDocument from = parsed("<a>\n<b x='1'><c/>in</b>tail<d/></a>"), to = parsed("<r/>");
    ArchNode b = from.root().first_child();
    b.set_origin_of_subtree(7);
    const ArchNode copied = to.copy(b);
    to.append(to.root(), copied);
    CHECK(shown(to) == "<r><b x=\"1\"><c/>in</b>tail</r>");
    CHECK(copied.line() == 2);
    CHECK(copied.origin() == 7);
    CHECK(copied.first_child().origin() == 7);
    CHECK(to.root().origin() == 0);
    CHECK(from.root().last_child().origin() == 0);
    b.set_attribute("x", "2");
    b.first_child().set_origin(8);
    CHECK(copied.value("x") == "1");
    CHECK(copied.first_child().origin() == 7);
    const ArchDocument whole = ArchDocument::copy_of(b);
    CHECK(shown(whole) == "<b x=\"2\"><c/>in</b>");
    CHECK(whole.root().first_child().origin() == 8);
}

TEST_CASE("a document may be moved and its nodes live on; loose nodes are freed with it") {
    ArchDocument first = parsed("<a><b/>t</a>");
    const ArchNode b = first.root().first_child();
    ArchDocument second = std::move(first);
    second.remove(b);
    const ArchNode made = second.create("made");
    second.append(made, b);
    second.create("never used");
    CHECK(made.serialize() == "<made><b/>t</made>");
    first = parsed("<z/>");
    CHECK(shown(first) == "<z/>");
}

TEST_CASE("XPath finds the first match from a node") {
    const ArchDocument document = parsed(
        "<form><group name='g'><field name='a'/></group><group><field name='b' class='x oe_y\nz'/></group><!-- c --></form>");
    CHECK(found(document, "//field").value("name") == "a");
    CHECK(found(document, "//field[@name='b']/..").path() == "/form/group[2]");
    CHECK(found(document, "/form/group[1]").value("name") == "g");
    CHECK(found(document, ".").name() == "form");
    CHECK_FALSE(found(document, "//nothing"));
    CHECK_FALSE(found(document, "/"));
    CHECK(found(document, "//comment()").kind() == ArchKind::comment);
    CHECK((*document.find_all(document.root(), "//field")).size() == 2);
    const ArchNode second = document.root().first_element().next_element();
    CHECK((*document.find(second, ".//field")).value("name") == "b");
}

TEST_CASE("plain paths select what XPath selects") {
    const ArchDocument doc = parsed(
        "<form xmlns:x='urn:x'><field name='a'/><group name='g'><field name='a'/><field name='b'/><x:field name='a'/></group><!-- c -->"
        "<group name='h'><group name='h'><field name='b'/></group><field name='b'/></group><field/><field name=''/><page name='p&amp;q' class='bigger a\tbig'><field x:name='a'/></page></form>");
    for (const std::string plain :
         {"//field[@name='a']", "//field", "//form", "//form/group", "//group[@name='g']/field[@name='b']", "//group[@name=\"h\"]/field", "//group/field", "//field[@name='']",
          "//page[@name='p&q']", "//page/field[@name='a']", "//nothing[@name='a']", "//form/nothing/field", "//x", "//group[@name='h']/group[@name='h']/field[@name='b']",
          "/form", "/form/field[1]", "/form/field[last()]", "/form/x", "//form//field", "//group//field[@name='b']", "//group//group//field", "//group//group/field/..", "//page//field[@name='a']/..",
          "//form/..", "//form/../..", "//field[last()]", "//field[1]", "//page[1]", "//group[@name='h'][1]", "//group[last()]/field", "//group[1][@name='h']", "//field[@name='b'][last()]/..",
          "//group[@name='g']/field[@name='a'][last()]", "//page[hasclass('big')]", "//page[hasclass('a','big')]", "//page[hasclass('a', 'none')]", "//page[hasclass('bi')]", "//page[hasclass('')]",
          "//page[hasclass('a big')]", "//page[@name='p&q'][hasclass('a')]//field", "//form//group[hasclass('big')]", "//form//form", "//field[12]", "//group[@name='h']//field[@name='b'][1]"}) {
        INFO(plain);
        const auto quick = doc.find_all(doc.root(), plain), whole = doc.find_all(doc.root(), "(" + plain + ")");   // with parentheses it is no plain path
        REQUIRE((quick && whole));
        CHECK(*quick == *whole);
        CHECK(*doc.find(doc.root(), plain) == (whole->empty() ? ArchNode() : whole->front()));
    }
    for (const std::string bad : {"//", "//field[@name='a", "//field[@name='a']]", "//field/", "//field[@name='a']x", "//field[hasclass('a']", "//field[last(]", "//field[1"}) {
        INFO(bad);
        CHECK_FALSE(doc.find(doc.root(), bad));
    }
}

TEST_CASE("hasclass compares tokens") {
    const ArchDocument document = parsed("<a><b class='oe_title_x other'/><b class=' one\toe_title\ntwo '/><b/></a>");
    CHECK(found(document, "//b[hasclass('oe_title')]").path() == "/a/b[2]");
    CHECK(found(document, "//b[hasclass('one', 'two')]").path() == "/a/b[2]");
    CHECK(found(document, "//b[hasclass('other')]").path() == "/a/b[1]");
    CHECK_FALSE(found(document, "//b[hasclass('one', 'other')]"));
    CHECK_FALSE(found(document, "//b[hasclass('')]"));
    CHECK_FALSE(found(document, "//b[hasclass('one two')]"));
}

TEST_CASE("namespaces are written in braces, and nodes compare by tag and namespace") {
    const ArchDocument document = parsed("<a xmlns:n='urn:x'><b/><n:b q='{no}'/></a>");
    const ArchNode node = found(document, "//{urn:x}b[@q='{no}']");
    REQUIRE(node);
    CHECK(node.namespace_uri() == "urn:x");
    CHECK(node.name() == "b");
    CHECK_FALSE(node.same_tag(found(document, "//b")));
    CHECK(node.same_tag(found(document, "//*[2]")));
    CHECK(contains(xpath_failure(document, "//n:b"), "XPath cannot be evaluated"));
}

TEST_CASE("an XPath that is malformed or selects no nodes is an error that shows it") {
    const ArchDocument document = parsed("<a b='1'>t</a>");
    CHECK(contains(xpath_failure(document, "//field["), "//field["));
    CHECK(contains(xpath_failure(document, "//field[@x='"), "malformed"));
    CHECK(contains(xpath_failure(document, ""), "XPath"));
    CHECK(contains(xpath_failure(document, "count(//a)"), "does not select nodes"));
    CHECK(contains(xpath_failure(document, "@b"), "not elements"));
    CHECK(contains(xpath_failure(document, "text()"), "not elements"));
    CHECK(contains(xpath_failure(document, "nosuch(1)"), "XPath cannot be evaluated"));
    CHECK(contains(xpath_failure(document, std::string_view("a\0b", 3)), "malformed"));
    CHECK(xpath_failure(document, "//a").empty());
}

TEST_CASE("a hostile XPath ends soon, on a small stack, and the next one works") {
    std::string text = "<a>";
    for (int i = 0; i < 400; ++i) text += "<b><c/></b>";
    const ArchDocument document = parsed(text + "</a>");
    const auto start = std::chrono::steady_clock::now();
    std::thread([&] {
        CHECK_FALSE(xpath_failure(document, "//*[count(//*[count(//*[count(//*) > 1]) > 1]) > 1]").empty());
        CHECK_FALSE(xpath_failure(document, std::string(100000, '(') + "1" + std::string(100000, ')')).empty());
        CHECK_FALSE(xpath_failure(document, std::string(1900, '(') + "a" + std::string(1900, ')')).empty());
        std::string chain = "a";
        while (chain.size() < 3990) chain += "/a";
        CHECK_FALSE(found(document, chain));
        std::string sum = "1";
        while (sum.size() < 3990) sum += "+1";
        CHECK_FALSE(xpath_failure(document, sum).empty());
        CHECK(found(document, "//c"));
    }).join();
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(5));
}

TEST_CASE("what is no document is an error with its line") {
    xml_initialise();
    CHECK(contains(failure("<a>\n<b></a>"), "line 2: "));
    CHECK(contains(failure(""), "line 1: "));
    CHECK(contains(failure(std::string_view("<a>\0</a>", 8)), "NUL"));
    CHECK(contains(failure("<a>\xe9</a>"), "line 1: "));
    CHECK_FALSE(failure("<!DOCTYPE a [<!ENTITY e 'x'><!ATTLIST a b CDATA 'd'><!NOTATION n SYSTEM 'q'>]><a>&e;</a>").empty());
    CHECK_FALSE(failure("<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a>&e;</a>").empty());
    CHECK_FALSE(failure("<a>" + std::string(3000, ' ') + "<x:b/></a>").empty());
    std::string deep;
    for (int i = 0; i < 5000; ++i) deep += "<a>";
    CHECK_FALSE(failure(deep).empty());
    CHECK(failure("<?xml version='1.0' encoding='latin-1'?><a>\xc3\xa9</a>").empty());
    CHECK(parsed("<a><![CDATA[<x>]]></a>").root().text() == "<x>");
}

TEST_CASE("trees put into trees without end are cut, not followed by recursion") {
    ArchDocument document = parsed("<a/>");
    ArchNode deepest = document.root();
    for (int i = 0; i < 200000; ++i) {
        const ArchNode child = document.create("a");
        document.append(deepest, child);
        deepest = child;
    }
    CHECK(document.root().serialize() == "<a/>");
    CHECK_FALSE(document.copy(document.root()).first_child());
    CHECK_FALSE(ArchDocument::copy_of(document.root()).root().first_child());
    CHECK(document.copy(deepest).name() == "a");
}

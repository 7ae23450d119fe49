// One inheriting arch on one arch.
#include "frameworks/odoo/views/combine.h"

#include <string>
#include <vector>

#include "base/text.h"
#include "harness/catch.h"
#include "syntax/xml_tree.h"

using namespace driftline;
using namespace driftline::odoo;

namespace {

struct Trace : SpecObserver {
    std::vector<std::string> paths, faults;   // by spec in order of application
    std::vector<uint32_t> ordinals, origins, lines;
    bool located(const SpecEvent& event) override {
        paths.push_back(event.node.path());
        ordinals.push_back(event.ordinal);
        origins.push_back(event.node.origin());
        lines.push_back(event.node.line());
        return true;
    }
    void failed(const SpecEvent& event, SpecFault fault, const std::string& reason) override {
        const Miss miss = fault == SpecFault::not_found ? explain_miss(*event.arch, event.spec, {}) : Miss();
        faults.push_back(fault == SpecFault::not_found ? "missed " + miss.failed_step + " nearest " + join(miss.nearest, ", ") : reason);
    }
};

struct Combined : Trace {
    std::string text;
    Combined(std::string_view base, std::string_view inheriting, int series = 19) {
        xml_initialise();
        auto root = parse_view_arch(base, 0, {});
        auto view = parse_view_arch(inheriting, 1, {true, {}, {}, false});
        REQUIRE(root);
        REQUIRE(view);
        CombineBudget budget;
        apply_specs(root->document, *view, 1, {series}, budget, *this);
        text = root->document.root().serialize();
    }
};

const std::string form = "<form><sheet><field name=\"a\"/><group name=\"g\"><field name=\"b\"/></group></sheet></form>";

}  // namespace

TEST_CASE("inside is the default position and appends") {
    const Combined c(form, "<group name='g'><field name='c'/></group>");
    CHECK(c.text == "<form><sheet><field name=\"a\"/><group name=\"g\"><field name=\"b\"/><field name=\"c\"/></group></sheet></form>");
    CHECK(c.paths == std::vector<std::string>{"/form/sheet/group"});
}

TEST_CASE("before and after insert all children in order") {
    CHECK(Combined(form, "<field name='b' position='before'><x/><y/></field>").text ==
          "<form><sheet><field name=\"a\"/><group name=\"g\"><x/><y/><field name=\"b\"/></group></sheet></form>");
    CHECK(Combined(form, "<field name='b' position='after'><x/><y/></field>").text ==
          "<form><sheet><field name=\"a\"/><group name=\"g\"><field name=\"b\"/><x/><y/></group></sheet></form>");
}

TEST_CASE("replace puts the children in the node's place, or nothing") {
    CHECK(Combined(form, "<field name='a' position='replace'><x/><y/></field>").text ==
          "<form><sheet><x/><y/><group name=\"g\"><field name=\"b\"/></group></sheet></form>");
    CHECK(Combined(form, "<group name='g' position='replace'/>").text == "<form><sheet><field name=\"a\"/></sheet></form>");
}

TEST_CASE("$0 stands for a copy of the replaced node, as often as it is written") {
    CHECK(Combined(form, "<field name='a' position='replace'><div>$0</div><p>$0</p></field>").text ==
          "<form><sheet><div><field name=\"a\"/></div><p><field name=\"a\"/></p><group name=\"g\"><field name=\"b\"/></group></sheet></form>");
}

TEST_CASE("a replaced root hands over its template name only") {
    const Combined c("<t t-name=\"m.x\" other=\"1\"><p/></t>", "<xpath expr='/t' position='replace'><!-- c --><div>$0</div></xpath>");
    CHECK(c.text == "<div t-name=\"m.x\"><t t-name=\"m.x\" other=\"1\"><p/></t></div>");
    CHECK(c.faults.empty());
}

TEST_CASE("replacing the inside keeps the node and can move what it had") {
    const std::string spec = "<group name='g' position='replace' mode='inner'><x/></group>";
    CHECK(Combined(form, "<xpath expr='//group' position='replace' mode='inner'><x><y/></x></xpath>").text ==
          "<form><sheet><field name=\"a\"/><group name=\"g\"><x><y/></x></group></sheet></form>");
    CHECK(Combined(form, "<xpath expr='//group' position='replace' mode='inner'><x/><field name='b' position='move'/></xpath>").text ==
          "<form><sheet><field name=\"a\"/><group name=\"g\"><x/><field name=\"b\"/></group></sheet></form>");
    // mode is an attribute like any other when the node is looked up by its attributes
    CHECK(Combined(form, spec).faults.size() == 1);
    // the mode is younger than series 14, which replaces the node
    CHECK(Combined(form, "<xpath expr='//group' position='replace' mode='inner'><x/></xpath>", 14).text ==
          "<form><sheet><field name=\"a\"/><x/></sheet></form>");
}

TEST_CASE("move takes a node from elsewhere") {
    CHECK(Combined(form, "<field name='b' position='after'><field name='a' position='move'/></field>").text ==
          "<form><sheet><group name=\"g\"><field name=\"b\"/><field name=\"a\"/></group></sheet></form>");
    CHECK(Combined(form, "<xpath expr='//group' position='replace'><xpath expr='//field[@name=\"b\"]' position='move'/></xpath>").text ==
          "<form><sheet><field name=\"a\"/><field name=\"b\"/></sheet></form>");
}

TEST_CASE("moves that cannot work are refused") {
    CHECK(Combined(form, "<field name='b' position='after'><group position='move'/></field>").faults.size() == 1);
    CHECK(Combined(form, "<field name='b' position='before'><field name='b' position='move'/></field>").faults.size() == 1);
    CHECK(Combined(form, "<field name='b' position='after'><field name='nowhere' position='move'/></field>").faults.size() == 1);
    CHECK(Combined(form, "<field name='b' position='after'><field name='a' position='move'><x/></field></field>").faults.size() == 1);
    CHECK(Combined(form, "<field name='b' position='after'><form position='move'/></field>").faults.size() == 1);
}

TEST_CASE("nothing can be put beside the root") {
    CHECK(Combined(form, "<form position='after'><x/></form>").faults.size() == 1);
    CHECK(Combined(form, "<form position='sideways'/>").faults == std::vector<std::string>{"Invalid position attribute: 'sideways'"});
}

TEST_CASE("attributes are set, removed, and changed word by word") {
    const auto result = [](std::string_view base, std::string_view attribute, int series = 19) {
        return Combined(base, "<a position='attributes'>" + std::string(attribute) + "</a>", series).text;
    };
    CHECK(result("<a x=\"1\"/>", "<attribute name='x'>2</attribute>") == "<a x=\"2\"/>");
    CHECK(result("<a x=\"1\"/>", "<attribute name='x'/>") == "<a/>");
    CHECK(result("<a class=\"one two\"/>", "<attribute name='class' add='three' remove='one' separator=' '/>") == "<a class=\"two three\"/>");
    CHECK(result("<a x=\"1,2\"/>", "<attribute name='x' add='3'/>") == "<a x=\"1,2,3\"/>");
    CHECK(result("<a invisible=\"p\"/>", "<attribute name='invisible' add='q' separator='or'/>") == "<a invisible=\"(p) or (q)\"/>");
    CHECK(result("<a invisible=\"(p) or (q)\"/>", "<attribute name='invisible' remove='q' separator='or'/>") == "<a invisible=\"(p)\"/>");
    CHECK(result("<a invisible=\"p\"/>", "<attribute name='invisible' remove='p' separator='or'/>") == "<a/>");
    CHECK(result("<a invisible=\"p\"/>", "<attribute name='invisible' add='q' separator=' '/>", 17) == "<a invisible=\"p q\"/>");
}

TEST_CASE("the engine refuses attributes it does not know, and Python expressions joined by something else") {
    CHECK(Combined("<a/>", "<a position='attributes'><attribute name='x' value='1'/></a>").faults.size() == 1);
    CHECK(Combined("<a/>", "<a position='attributes'><attribute name='x' value='1'/></a>", 17).faults.empty());
    CHECK(Combined("<a/>", "<a position='attributes'><attribute name='required' add='1'/></a>").faults.size() == 1);
    CHECK(Combined("<a/>", "<a position='attributes'><attribute name='x' add='1'>text</attribute></a>").faults.size() == 1);
}

TEST_CASE("a field is found by name alone, other elements by all attributes") {
    CHECK(Combined(form, "<field name='b' string='other' position='replace'/>").faults.empty());
    CHECK(Combined("<form><p x=\"1\"/><p x=\"2\" y=\"3\"/></form>", "<p y='3' x='2'/>").paths == std::vector<std::string>{"/form/p[2]"});
    CHECK(Combined(form, "<group name='g' string='other'/>").faults.size() == 1);
}

TEST_CASE("a version on a spec was compared with the root's until series 16") {
    CHECK(Combined("<form version=\"7.0\"><p/></form>", "<p version='7.0'/>", 14).faults.empty());
    CHECK(Combined("<form version=\"7.0\"><p/></form>", "<p version='8.0'/>", 14).faults.size() == 1);
    CHECK(Combined("<form version=\"7.0\"><p/></form>", "<p version='7.0'/>", 19).faults.size() == 1);
}

TEST_CASE("an XPath means its first match, and may test classes") {
    CHECK(Combined("<t><p class=\"a b\"/><p class=\"b\"/></t>", "<xpath expr=\"//p[hasclass('b')]\" position='replace'/>").text == "<t><p class=\"b\"/></t>");
    CHECK(Combined("<t><p class=\"ab\"/></t>", "<xpath expr=\"//p[hasclass('b')]\" position='replace'/>").faults.size() == 1);
}

TEST_CASE("specs in nested data come last, and are counted as they are written") {
    const Combined c(form, "<data><data><xpath expr='//field[1]'/></data><field name='a' position='replace'/><!-- c --><data><data><sheet/></data><group/></data></data>");
    CHECK(c.ordinals == std::vector<uint32_t>{2, 1, 4, 3});
    CHECK(c.paths == std::vector<std::string>{"/form/sheet/field", "/form/sheet/group/field", "/form/sheet/group", "/form/sheet"});
}

TEST_CASE("an arch of several elements, and one that is a single spec, work without data around them") {
    CHECK(Combined(form, "<field name='a' position='replace'/>\n<field name='b' position='replace'/>").ordinals == std::vector<uint32_t>{1, 2});
    CHECK(Combined(form, "<!-- c -->\n<xpath expr='//group' position='replace'/>").ordinals == std::vector<uint32_t>{1});
}

TEST_CASE("each node knows the view and the line it came from, also when moved and copied") {
    const Combined c("<form>\n<field name=\"a\"/>\n</form>",
                     "<data>\n<field name='a' position='replace'><p><i>$0</i>\n<b/></p></field>\n<field name='a'/>\n<b/>\n</data>");
    CHECK(c.origins == std::vector<uint32_t>{1, 1, 2});
    CHECK(c.lines == std::vector<uint32_t>{2, 2, 3});
}

TEST_CASE("what matches nothing is explained by its first failing step and the node most like it") {
    const auto fault = [](std::string_view expression) {
        return Combined(form, "<xpath expr=\"" + std::string(expression) + "\"/>").faults.at(0);
    };
    CHECK(fault("//sheet/group[@name='g']/field[@name='bb']/p") == "missed field[@name='bb'] nearest ");
    CHECK(fault("//sheet/page[@name='g']//field") == "missed page[@name='g'] nearest <group name=\"g\">");
    CHECK(fault("//sheet/group/field[@name='a']") == "missed field[@name='a'] nearest <field name=\"a\">");
    CHECK(fault("//notebook[tree/field]/page") == "missed //notebook[tree/field] nearest ");
    CHECK(Combined("<form><field name=\"partner_id\"/></form>", "<field name='partner_ids'/>").faults ==
          std::vector<std::string>{"missed field[@name='partner_ids'] nearest <field name=\"partner_id\">"});
}

TEST_CASE("a failing spec does not keep the others from being applied") {
    const Combined c(form, "<data><field name='nowhere'/><field name='b' position='replace'/></data>");
    CHECK(c.faults.size() == 1);
    CHECK(c.text == "<form><sheet><field name=\"a\"/><group name=\"g\"/></sheet></form>");
}

TEST_CASE("XPaths that are malformed, mean no node or never end are faults") {
    CHECK(Combined(form, "<xpath expr='//field['/>").faults.size() == 1);
    CHECK(Combined(form, "<xpath expr='count(//field)'/>").faults.size() == 1);
    CHECK(Combined(form, "<xpath position='inside'/>").faults.size() == 1);
    std::string hostile = "//*";
    for (int i = 0; i < 12; ++i) hostile += "[count(//*) > 0 and //*";
    hostile += std::string(12, ']');
    std::string specs, wide = "<form>";
    for (int i = 0; i < 40; ++i) specs += "<xpath expr=\"" + hostile + "[not(count(//*[count(//*[count(//*[count(//*)&lt;0])&lt;0])&lt;0]))]\"/>";
    for (int i = 0; i < 300; ++i) wide += "<field name=\"f" + std::to_string(i) + "\"/>";
    const Combined c(wide + "</form>", "<data>" + specs + "</data>");
    CHECK(c.faults.size() == 40);
}

TEST_CASE("copies of copies end before memory does") {
    std::string specs;
    for (int i = 0; i < 40; ++i) specs += "<xpath expr='//sheet' position='replace'><sheet><p>$0</p><p>$0</p></sheet></xpath>";
    const Combined c(form, "<data>" + specs + "</data>");
    CHECK(c.faults.size() > 10);
}

TEST_CASE("record numbers stand for %(xmlid)d in archs and in XPaths, and are shown as written") {
    DatabaseIds ids;
    const std::string base = ids.substitute("<form><button name=\"%(sale.act)d\"/><p>100%%</p></form>", "sale");
    const std::string quoted = ids.substitute("<xpath expr=\"//button[@name='%(act)d']\" position='replace'/>", "sale");
    const std::string bare = ids.substitute("<xpath expr=\"//button[@name=%(sale.act)d]\" position='replace'/>", "other");
    CHECK(Combined(base, quoted).text == "<form><p>100%</p></form>");
    CHECK(Combined(base, bare).text == "<form><p>100%</p></form>");
    CHECK(Combined(base, ids.substitute("<xpath expr=\"//button[@name='%(act)d']\"/>", "other")).faults.size() == 1);
    CHECK(ids.restore(ids.substitute("name='%(sale.act)d' 12345678901", "sale")) == "name='%(sale.act)d' 12345678901");
}

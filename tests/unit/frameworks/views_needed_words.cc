// What a spec needs is said by every arch that holds its node; where a word is not said, the node is not there.
#include "frameworks/odoo/views/needed_words.h"

#include <algorithm>
#include <string>

#include "harness/catch.h"
#include "harness/parsed_arch.h"
#include "syntax/xml_tree.h"

using namespace driftline;
using namespace driftline::odoo;

namespace {

std::string xpath(std::string_view expression) { return "<xpath expr=\"" + std::string(expression) + "\" position=\"inside\"/>"; }

bool may_hold(std::string_view arch, std::string_view spec) {
    const ArchDocument document = parsed(spec);
    const std::vector<NeededWord> words = needed_words(document.root());
    return std::all_of(words.begin(), words.end(), [&](const NeededWord& word) { return word.count_in(arch) > 0; });
}

constexpr std::string_view archs[] = {
    "<form><sheet><group name=\"main\" id='g1'><field name=\"partner_id\"/><field name = 'lines' mode=\"tree\"><tree><field name=\"price\"/></tree></field></group></sheet></form>",
    "<form><div class=\"oe_title big\"><h1/></div><notebook><page string=\"Other\" name=\"other\"><button id=\"go\" type=\"object\" name=\"action_go\"/></page></notebook></form>",
    "<t><div t-name=\"card\" data-key=\"a-b.c\"><span t-esc=\"o.name\"/><a id=\"x1\"/></div><attribute name=\"name\">late</attribute></t>",
    "<tree decoration-muted=\"a\"><field name=\"name\"/><control><create string=\"Add\"/></control></tree>",
};

constexpr std::string_view expressions[] = {
    "//field[@name='partner_id']", "/form/sheet", "//group[@name='main']/field[@name='lines']/tree", "//group[@id='g1' and @name='main']", "//field[@name='lines'][1]",
    "//group/*[2]", "//field[@name='price']/..", "//field[@name='price']/parent::tree", "//div[hasclass('oe_title')]", "//div[@class='oe_title big']/h1", "//h1/parent::div",
    "//page[@string='Other']//button", "//page[@name='other' or @name='others']", "//button[not(@name='gone')]", "//button[@name!='gone']", "//field[contains(@name, 'part')]",
    "//*[@data-key='a-b.c']", "//span[@t-esc='o.name']", "//a[@id='x1']", "//tree/control | //list", "//*[self::tree]", "//div[hasclass('oe_title', 'big')]", "//div[hasclass('oe_title','small')]",
    "//div[@data-key='a-b']", "//h1[not(hasclass('oe_title'))]", "//field[position()=1]", "//@name/..",
    "//group[field[@name='partner_id']]", "//group[.//field[@name='price']]/field", "//field[tree]", "//div[.//a]", "(//field)[1]", "//create[@string=\"Add\"]",
    "//field[@name = 'lines']/descendant::field", "//field[@name='price']/ancestor::group", "//field[following-sibling::control]", "//sheet//*[@mode]", "//*[@name='lines']",
};

}  // namespace

TEST_CASE("no arch that holds the node lacks a word") {
    size_t held = 0, ruled_out = 0;
    for (const std::string_view arch : archs) {
        const ArchDocument document = parsed(arch);
        for (const std::string_view expression : expressions) {
            std::string spec = "<xpath position='inside'/>";
            ArchDocument made = parsed(spec);
            made.root().set_attribute("expr", expression);
            const Result<std::vector<ArchNode>> nodes = document.find_all(document.root(), expression);
            if (!nodes) continue;   // a node that is no element
            const bool may = may_hold(arch, made.root().serialize());
            INFO(arch << "\n" << expression);
            if (!nodes->empty()) CHECK(may);
            held += !nodes->empty();
            ruled_out += !may;
        }
    }
    CHECK(held >= 30);
    CHECK(ruled_out >= 60);   // it would be of no use otherwise
}

TEST_CASE("a word of another element, of part of a value or of prose is not the one") {
    constexpr std::string_view arch = "<form><field name=\"partner_id\" string=\"a button\"/><group name=\"main\">main_id it says</group></form>";
    CHECK_FALSE(may_hold(arch, xpath("//field[@name='partner']")));
    CHECK_FALSE(may_hold(arch, xpath("//button[@name='partner_id']")));
    CHECK_FALSE(may_hold(arch, xpath("//field[@name='main']")));
    CHECK_FALSE(may_hold(arch, xpath("//group[@name='main_id']")));
    CHECK_FALSE(may_hold(arch, xpath("//field[@groups]")));
    CHECK_FALSE(may_hold("<form><div class='oe_title'/></form>", xpath("//div[hasclass('oe_title', 'big')]")));
    CHECK_FALSE(may_hold("<form><div data-key='sale'/></form>", xpath("//div[@data-key='account']")));
    CHECK(may_hold(arch, xpath("//group[@name='main']")));
    CHECK(may_hold(arch, xpath("//*[@name='partner_id']")));
}

TEST_CASE("a spec that is an element needs its tag and its attributes, but of a field the name alone") {
    constexpr std::string_view arch = "<form><field name=\"partner_id\"/><group name=\"main\"/></form>";
    CHECK(may_hold(arch, "<field name='partner_id' widget='x' position='after'/>"));
    CHECK_FALSE(may_hold(arch, "<field name='company_id' position='after'/>"));
    CHECK(may_hold(arch, "<group name='main' position='after'/>"));
    CHECK_FALSE(may_hold(arch, "<group name='main' string='Main' position='after'/>"));
    CHECK_FALSE(may_hold(arch, "<page name='main' position='after'/>"));
}

TEST_CASE("what <attribute> writes counts, and what the spec says itself is told apart") {
    CHECK(may_hold("<data><field name='a' position='attributes'><attribute name='name'>late</attribute></field></data>", xpath("//field[@name='late']")));
    const ArchDocument spec = parsed("<field name='partner_id' position='after'/>");
    for (const NeededWord& word : needed_words(spec.root())) CHECK(word.own == 1);
    const ArchDocument expression = parsed(xpath("//*[@name='partner_id']"));
    for (const NeededWord& word : needed_words(expression.root())) CHECK(word.own == 1);
}

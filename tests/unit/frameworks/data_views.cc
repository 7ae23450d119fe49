#include "harness/catch.h"
#include "unit/frameworks/data_facts.h"

using namespace driftline;

TEST_CASE("a view keeps the exact bytes of its arch") {
    const std::string text = "<odoo><record id=\"v\" model=\"ir.ui.view\"><field name=\"name\">x</field><field name=\"model\">a.b</field>\n"
                             "<field name=\"priority\" eval=\"8\"/><field name=\"active\" eval=\"False\"/><field name=\"mode\">primary</field>\n"
                             "<field name=\"inherit_id\" ref=\"sale.form\"/>\n<field name=\"arch\" type=\"xml\">\n"
                             "  <data><field name=\"x\" position=\"after\"/><!-- c --><data><xpath expr=\"//a\"/></data></data></field></record></odoo>";
    const Facts facts = xml_facts(text);
    REQUIRE(facts.views.size() == 1);
    const ViewRow& view = facts.views[0];
    CHECK(facts.str(view.model) == "a.b");
    CHECK(facts.str(view.inherit) == "sale.form");
    CHECK(view.priority == 8);
    CHECK(view.mode == ViewMode::primary);
    CHECK(view.flags == (view_inactive | view_has_comment));
    CHECK(view.specs == 2);
    CHECK(view.arch_line == 4);
    CHECK(facts.source(view.arch) == text.substr(view.arch_begin, view.arch.size));
    CHECK(facts.source(view.arch).starts_with("\n  <data>"));
    CHECK((find_use(facts, UseKind::xmlid, "sale.form")->flags & use_inherit) != 0);
}

TEST_CASE("a record of a view without arch is partial") {
    const Facts facts = xml_facts(R"(<odoo><record id="sale.v" model="ir.ui.view"><field name="priority">30</field></record></odoo>)");
    REQUIRE(facts.views.size() == 1);
    CHECK(facts.views[0].flags == view_partial);
    CHECK(facts.str(facts.views[0].xmlid) == "sale.v");
}

TEST_CASE("templates are views of QWeb") {
    const Facts facts = xml_facts(R"x(<odoo><template id="page" name="Page" groups="base.group_user"><t t-call="web.layout"><t t-call="inner"/>
        <p t-if="env.user.has_group('sale.group_x')" t-attf-class="a#{env.ref('base.y')}"/></t></template>
        <template id="ext" inherit_id="page" active="False" priority="20" customize_show="True"><xpath expr="//p" position="before"/><p position="after"/></template>
        <template id="copy" inherit_id="web.page" primary="True"/></odoo>)x");
    REQUIRE(facts.views.size() == 3);
    CHECK(facts.str(facts.views[0].key) == "acme.page");
    CHECK(facts.str(facts.views[0].type) == "qweb");
    CHECK(facts.views[0].flags == (view_template | view_has_groups));
    CHECK(facts.views[0].specs == 0);
    CHECK(facts.source(facts.views[0].arch).starts_with("<t t-call=\"web.layout\">"));
    CHECK(facts.views[1].flags == (view_template | view_inactive | view_optional));
    CHECK(facts.views[1].specs == 2);
    CHECK(facts.views[1].priority == 20);
    CHECK(facts.views[2].mode == ViewMode::primary);
    CHECK(uses_of(facts, UseKind::xmlid) == Strings{"base.group_user", "web.layout", "sale.group_x", "base.y", "acme.page", "web.page"});
    CHECK(uses_of(facts, UseKind::arch_field).empty());
}

TEST_CASE("fields of sub-views are chains") {
    const Facts facts = arch_facts(R"(<form><field name="line_ids"><list decoration-info="state == 'new'"><field name="product_id" invisible="parent.kind"/>
        <button name="open_it" type="object"/></list></field><button name="go" type="object" invisible="not amount"/>
        <button name="%(action_x)d" type="action"/></form>)");
    CHECK(uses_of(facts, UseKind::arch_field) == Strings{"line_ids", "line_ids.state", "line_ids.product_id", "kind", "amount"});
    CHECK(uses_of(facts, UseKind::arch_value) == Strings{"line_ids.state=new"});
    CHECK(uses_of(facts, UseKind::arch_method) == Strings{"line_ids/open_it", "/go"});
    CHECK(find_use(facts, UseKind::xmlid, "acme.action_x"));
    CHECK(find_use(facts, UseKind::arch_field, "kind")->owner == 0);
}

TEST_CASE("what encloses a sub-view is out of sight of a view that stands alone") {
    const Facts facts = arch_facts(R"(<list><field name="a" column_invisible="parent.kind != 'x' and own"/></list>)");
    CHECK(uses_of(facts, UseKind::arch_field) == Strings{"a", "../kind"});
    CHECK(find_use(facts, UseKind::arch_field, "../kind") != nullptr);
}

TEST_CASE("domains of a field speak of its comodel, those of a filter of the view's model") {
    const Facts facts = arch_facts(R"(<search><filter name="f" domain="[('state', 'in', ['a', 'b']), ('user_id', '=', uid), ('d', '&lt;', today)]"
        context="{'group_by': 'date:month'}" date="day"/><field name="partner_id" filter_domain="[('x', 'ilike', self)]"/></search>)");
    CHECK(uses_of(facts, UseKind::arch_field) == Strings{"state", "user_id", "d", "date", "day", "partner_id", "x"});
    CHECK(uses_of(facts, UseKind::arch_value) == Strings{"state=a", "state=b"});

    const Facts form = arch_facts(R"(<form><field name="partner_id" domain="[('company_id', '=', company_id), ('parent', '=', parent.p)]"
        context="{'default_name': title}"/></form>)");
    CHECK(uses_of(form, UseKind::arch_field) ==
          Strings{"partner_id", "partner_id.company_id", "company_id", "partner_id.parent", "../p", "partner_id.name", "title"});
}

TEST_CASE("older archs: attrs, states and cards") {
    const Facts facts = arch_facts(R"(<form><field name="a" attrs="{'invisible': ['|', ('state', '=', 'x'), ('b.c', '!=', False)], 'readonly': [('parent.d', '=', 1)]}"/>
        <button name="go" type="object" states="draft,sent"/><field name="state" statusbar_visible="draft, done"/>
        <t t-if="record.kind.raw_value == 'big'" t-attf-class="x-#{record.color.raw_value}"/></form>)");
    CHECK(uses_of(facts, UseKind::arch_field) == Strings{"a", "state", "b.c", "../d", "state", "kind", "color"});
    CHECK(uses_of(facts, UseKind::arch_value) == Strings{"state=x", "state=draft", "state=sent", "state=draft", "state=done", "kind=big"});
}

TEST_CASE("locators use no field, what specs bring does") {
    const Facts facts = arch_facts(R"(<field name="partner_id" position="after"><field name="mine"/><field name="moved" position="move"/></field>
        <xpath expr="//field[@name='line_ids']/list/field[@name='x']" position="attributes"><attribute name="invisible">flag</attribute>
            <attribute name="domain">[('left', '=', right)]</attribute><attribute name="groups" add="!base.group_a"/></xpath>
        <button name="old" position="attributes"><attribute name="name">new_method</attribute></button>)", true);
    REQUIRE(facts.views[0].specs == 3);
    CHECK(uses_of(facts, UseKind::arch_field) == Strings{"mine", "flag", "x.left", "right"});
    CHECK(find_use(facts, UseKind::arch_field, "mine")->spec == 1);
    CHECK(find_use(facts, UseKind::arch_field, "flag")->spec == 2);
    CHECK(uses_of(facts, UseKind::arch_method) == Strings{"/new_method"});
    CHECK(find_use(facts, UseKind::xmlid, "base.group_a")->flags == (use_group | use_unseen | use_depends));
}

TEST_CASE("attributes that name fields") {
    const Facts facts = arch_facts(R"(<kanban default_group_by="stage_id" default_order="date desc, id"><progressbar field="state" colors='{"done": "success"}' sum_field="amount"/>
        <groupby name="user_id"><field name="login"/></groupby><label for="amount"/><label for="box"/><div id="box"/></kanban>)");
    CHECK(uses_of(facts, UseKind::arch_field) == Strings{"stage_id", "date", "id", "state", "amount", "user_id", "user_id.login", "amount"});
    CHECK(uses_of(facts, UseKind::arch_value) == Strings{"state=done"});
}

TEST_CASE("a domain is one of a field or a filter, and speaks of other models behind any") {
    const Facts facts = arch_facts(R"(<form><div domain="[('nothing', '=', 1)]"/><field name="order_id" domain="[('line_ids', 'any', [('price', '=', 1)])]"/>
        <filter name="f" domain="[('tag_ids', 'not any', [('kind', '=', 'x')])]"/></form>)");
    CHECK(uses_of(facts, UseKind::arch_field) == Strings{"order_id", "order_id.line_ids", "order_id.line_ids.price", "tag_ids", "tag_ids.kind"});
    CHECK(uses_of(facts, UseKind::arch_value) == Strings{"tag_ids.kind=x"});
}

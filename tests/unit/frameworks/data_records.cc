#include "harness/catch.h"
#include "unit/frameworks/data_facts.h"

using namespace driftline;

TEST_CASE("a record's values, qualified ids and uses") {
    const Facts facts = xml_facts(R"(<?xml version="1.0"?>
<odoo>
  <record id="order_1" model="sale.order">
    <field name="partner_id" ref="base.res_partner_1"/>
    <field name="team_id" ref="team"/>
    <field name="state">sale</field>
    <field name="note" eval="'long text'"/>
    <field name="note@fr">Texte</field>
    <field name="tag_ids" eval="[(4, ref('tag_a')), (6, 0, [ref('crm.tag_b')])]"/>
    <field name="line_ids" eval="[(0, 0, {'product_id': ref('p'), 'tax_ids': [Command.create({'amount': 2})]})]"/>
    <field name="user_id" search="[('login', '=', 'x')]"/>
  </record>
</odoo>)");
    REQUIRE(facts.records.size() == 1);
    CHECK(facts.str(facts.records[0].xmlid) == "acme.order_1");
    CHECK(facts.records[0].at.line == 3);
    CHECK(facts.records[0].values.count == 7);
    CHECK(facts.str(facts.values[1].value) == "acme.team");
    CHECK(facts.values[1].kind == ValueKind::ref);
    CHECK(uses_of(facts, UseKind::model) == Strings{"sale.order"});
    CHECK(uses_of(facts, UseKind::xmlid) == Strings{"base.res_partner_1", "acme.team", "acme.tag_a", "crm.tag_b", "acme.p"});
    CHECK(uses_of(facts, UseKind::value) == Strings{"sale.order state=sale"});
    CHECK(uses_of(facts, UseKind::field_path) ==
          Strings{"sale.order partner_id", "sale.order team_id", "sale.order state", "sale.order note", "sale.order tag_ids", "sale.order line_ids",
                  "sale.order line_ids.product_id", "sale.order line_ids.tax_ids", "sale.order line_ids.tax_ids.amount", "sale.order user_id",
                  "sale.order user_id.login"});
    for (const UseRow& use : facts.uses) CHECK((use.data == 1 && use.owner == 0));
}

TEST_CASE("noupdate is inherited and can be taken back") {
    const Facts facts = xml_facts(R"(<odoo noupdate="1"><record id="a" model="x.y"/><data noupdate="0"><record id="b" model="x.y" forcecreate="False"/></data>
        <data><record id="other.c" model="x.y"/></data></odoo>)");
    REQUIRE(facts.records.size() == 3);
    CHECK(facts.records[0].flags == record_noupdate);
    CHECK(facts.records[1].flags == record_no_forcecreate);
    CHECK(facts.records[2].flags == record_noupdate);
    CHECK(facts.str(facts.records[2].xmlid) == "other.c");

    FileContext demo = data_context("demo.xml");
    demo.demo = true;
    CHECK(xml_facts(R"(<odoo><record id="a" model="x.y"/></odoo>)", demo).records[0].flags == (record_demo | record_noupdate));
}

TEST_CASE("records nested in a field follow their parent") {
    const Facts facts = xml_facts(R"(<odoo><record id="a" model="x.y"><field name="line_ids">
        <record id="b" model="x.line"><field name="name">B</field></record></field><field name="name">A</field></record></odoo>)");
    REQUIRE(facts.records.size() == 2);
    CHECK(facts.records[0].values.count == 2);
    CHECK(facts.records[1].values.count == 1);
    CHECK(facts.str(facts.values[facts.records[1].values.begin].value) == "B");
}

TEST_CASE("menus nest, and short forms become records") {
    const Facts facts = xml_facts(R"(<odoo>
        <menuitem id="root" name="Root" groups="base.group_user,-group_x"><menuitem id="child" action="act" parent="ignored"/></menuitem>
        <act_window id="act" name="A" res_model="sale.order" domain="[('state', '=', 'sale')]" view_id="v"/>
        <report id="rep" string="R" model="sale.order" name="acme.report_order" print_report_name="object.partner_id.name"/>
        <delete id="base.gone" model="res.partner"/>
        <function model="res.partner" name="fix_them" eval="[ref('base.p')]"/>
    </odoo>)");
    REQUIRE(facts.records.size() == 6);
    CHECK(facts.records[1].tag == RecordTag::menu);
    CHECK(facts.str(facts.values[facts.records[1].values.begin].value) == "acme.root");
    CHECK(facts.records[2].tag == RecordTag::action);
    CHECK(facts.records[4].tag == RecordTag::delete_);
    CHECK(find_use(facts, UseKind::xmlid, "acme.group_x")->flags == (use_group | use_listed | use_depends));   // one of two, and left out
    CHECK(find_use(facts, UseKind::xmlid, "acme.act"));
    CHECK(find_use(facts, UseKind::xmlid, "acme.report_order"));
    CHECK((find_use(facts, UseKind::xmlid, "base.gone")->flags & use_guarded) != 0);
    CHECK(find_use(facts, UseKind::xmlid, "base.p"));
    CHECK(uses_of(facts, UseKind::method) == Strings{"res.partner fix_them"});
    CHECK(uses_of(facts, UseKind::field_path) == Strings{"sale.order state", "sale.order partner_id.name"});
}

TEST_CASE("functions that give ids to records define them") {
    const Facts facts = xml_facts(R"x(<odoo><function model="ir.model.data" name="_update_xmlids">
            <value model="base" eval="[{'xml_id': 'acme.stock', 'record': obj().env.ref('acme.house').stock_id, 'noupdate': True},
                {'xml_id': 'acme.' + name, 'record': None}]"/></function>
        <function model="res.partner" name="_load_records" eval="[[{'xml_id': 'acme.boss', 'values': {'name': 'B'}}]]"/>
        <function model="res.partner" name="touch" eval="[{'xml_id': 'acme.other'}]"/></odoo>)x");
    Strings ids;
    for (const RecordRow& record : facts.records)
        if (record.tag == RecordTag::record) ids.push_back(std::string(facts.str(record.xmlid)) + " " + std::string(facts.str(record.model)));
    CHECK(ids == Strings{"acme.stock ", "acme.boss res.partner"});
    CHECK(facts.records[1].at.line == 2);
    CHECK(facts.records[1].values.count == 0);
    const UseRow* house = find_use(facts, UseKind::xmlid, "acme.house");
    REQUIRE(house);
    CHECK(facts.records[house->owner].tag == RecordTag::function);
}

TEST_CASE("ids that are computed are stated as unknown") {
    const Facts facts = xml_facts(R"x(<odoo><record id="a" model="account.move"><field name="line_ids" eval="[(0, 0, {'tax_id': ref('account.%s_tax' % ref('base.co'))})]"/>
        <field name="tax_id" search="[('id', '=', ref('account.{}_x'.format(1)))]"/></record>
        <record id="c" model="ir.cron"><field name="model_id" ref="m"/><field name="code">env.ref('acme.x_%s' % 1)</field></record></odoo>)x");
    CHECK(uses_of(facts, UseKind::xmlid) == Strings{"", "base.co", "", "acme.m"});
    CHECK((facts.uses[3].flags | facts.uses[4].flags | facts.uses[5].flags) & use_dynamic);
}

TEST_CASE("domains inside domains name the fields of the other model") {
    const Facts facts = xml_facts(R"x(<odoo>
        <record id="r" model="ir.rule"><field name="model_id" ref="m"/><field name="domain_force">[('event_ids', 'any', [('kind', '=', 'x')]), ('b', '=', 1)]</field></record>
        <record id="s" model="x.y"><field name="team_id" search="[('member_ids', 'any', [('login', '=', 'x')])]"/></record>
        <act_window id="act" name="A" res_model="sale.order" domain="[('line_ids', 'not any', [('price', '=', 1)])]"/>
        <record id="c" model="ir.cron"><field name="model_id" ref="m"/><field name="code">env['sale.order'].search([('c_ids', 'any', [('d', '=', 1)]), ('e', '=', 1)])</field></record>
        </odoo>)x");
    const auto all = uses_of(facts, UseKind::field_path);
    const auto has = [&](const std::string& line) { return std::find(all.begin(), all.end(), line) != all.end(); };
    for (const char* line : {"xmlid:acme.m event_ids", "xmlid:acme.m event_ids.kind", "xmlid:acme.m b", "x.y team_id.member_ids.login", "sale.order line_ids.price", "sale.order e"})
        CHECK(has(line));
    CHECK_FALSE(has("sale.order d"));
    CHECK(uses_of(facts, UseKind::value) == Strings{"xmlid:acme.m event_ids.kind=x"});
}

TEST_CASE("rules, actions and filters speak of another model") {
    const Facts facts = xml_facts(R"(<odoo>
        <record id="r" model="ir.rule"><field name="domain_force">[('company_id', 'in', user.company_ids.ids), ('state', '=', 'x')]</field>
            <field name="model_id" ref="model_acme_thing"/><field name="groups" eval="[(4, ref('base.group_user'))]"/></record>
        <record id="a" model="ir.actions.act_window"><field name="res_model">sale.order</field>
            <field name="domain">[('partner_id.name', '=', uid)]</field>
            <field name="context">{'group_by': ['date:month'], 'default_note': 1, 'form_view_ref': 'sale.f'}</field></record></odoo>)");
    CHECK(find_use(facts, UseKind::field_path, "company_id")->root == *facts.names.find("xmlid:acme.model_acme_thing"));
    CHECK(uses_of(facts, UseKind::value) == Strings{"xmlid:acme.model_acme_thing state=x"});
    CHECK(facts.str(find_use(facts, UseKind::field_path, "company_ids")->root) == "res.users");
    CHECK((find_use(facts, UseKind::xmlid, "base.group_user")->flags & use_group) != 0);
    CHECK(facts.str(find_use(facts, UseKind::field_path, "partner_id.name")->root) == "sale.order");
    CHECK(find_use(facts, UseKind::field_path, "date"));
    CHECK((find_use(facts, UseKind::field_path, "note")->flags & use_optional) != 0);
    CHECK(find_use(facts, UseKind::xmlid, "sale.f"));
}

TEST_CASE("code of scheduled actions and inline templates") {
    const Facts facts = xml_facts(R"x(<odoo>
        <record id="c" model="ir.cron"><field name="model_id" ref="sale.model_sale_order"/><field name="code"><![CDATA[
model._send_all()
env['res.partner'].search([('active', '=', True)]).write_off(1)
env.ref('base.x')
for record in records:
    record.partner_id.touch(record.amount_total)
]]></field></record>
        <record id="t" model="mail.template"><field name="model_id" ref="sale.model_sale_order"/>
            <field name="subject">{{ object.name }} of ${object.company_id.name}</field>
            <field name="body_html" type="html"><p t-if="'extra' in object and object.extra"><t t-out="object.get_url()"/></p></field></record></odoo>)x");
    CHECK(uses_of(facts, UseKind::method) == Strings{"xmlid:sale.model_sale_order _send_all", "res.partner search", "res.partner write_off"});
    CHECK(find_use(facts, UseKind::method, "write_off")->at.line == 4);
    CHECK(uses_of(facts, UseKind::call) == Strings{"xmlid:sale.model_sale_order partner_id.touch", "xmlid:sale.model_sale_order get_url=extra"});
    CHECK(find_use(facts, UseKind::field_path, "amount_total"));
    CHECK(find_use(facts, UseKind::field_path, "company_id.name"));
    CHECK((find_use(facts, UseKind::field_path, "extra")->flags & use_guarded) != 0);
    CHECK(find_use(facts, UseKind::xmlid, "base.x"));
}

TEST_CASE("templates that ask a related record for a field know it may be absent") {
    const Facts facts = xml_facts(R"x(<odoo><record id="t" model="mail.template"><field name="model_id" ref="m"/>
        <field name="body_html" type="html"><t t-set="a" t-value="'kind' in object.event_id and object.event_id.kind"/>
        <t t-if="'late' not in object.job_id._fields or object.job_id.late"/><t t-out="object.event_id.sure"/></field></record></odoo>)x");
    CHECK((find_use(facts, UseKind::field_path, "event_id.kind")->flags & use_guarded) != 0);
    CHECK((find_use(facts, UseKind::field_path, "job_id.late")->flags & use_guarded) != 0);
    CHECK((find_use(facts, UseKind::field_path, "event_id.sure")->flags & use_guarded) == 0);
}

TEST_CASE("a comment that allows a rule becomes a remark") {
    const Facts facts = xml_facts("<odoo>\n  <!-- driftline: allow[method-replaced] agreed with sales -->\n"
                                  "  <record id=\"a\" model=\"x.y\"/> <!-- driftline: allow[a, b] why --></odoo>");
    REQUIRE(facts.remarks.size() == 2);
    CHECK(facts.str(facts.remarks[0].slug) == "method-replaced");
    CHECK(facts.str(facts.remarks[0].reason) == "agreed with sales");
    CHECK(facts.remarks[0].whole_line == 1);
    CHECK(facts.remarks[0].at.line == 2);
    CHECK(facts.str(facts.remarks[1].slug) == "a, b");
    CHECK(facts.remarks[1].whole_line == 0);
    CHECK((facts.records[0].flags & record_has_comment) != 0);
}

TEST_CASE("other XML and broken XML") {
    CHECK(xml_facts("<templates><record id=\"a\" model=\"x\"/></templates>").records.empty());
    const Facts broken = xml_facts("<odoo><record id=\"a\" model=\"x.y\"><field name=\"n\">1</field></record><record");
    REQUIRE(broken.remarks.size() == 1);
    CHECK(broken.remarks[0].kind == RemarkRow::parse_error);
    CHECK(broken.records.size() == 1);
}

TEST_CASE("places stay right behind entities, line breaks and CDATA") {
    const std::string text = "<odoo><record id=\"a\" model=\"ir.rule\"><field name=\"model_id\" ref=\"m\"/>\n"
                             "<field name=\"domain_force\"><![CDATA[\n]]>&lt;&#233;\n[('alpha', '=', 1),\n('beta', '=', 1)]</field></record></odoo>";
    const Facts facts = xml_facts(text);
    const UseRow* beta = find_use(facts, UseKind::field_path, "beta");
    REQUIRE(beta);
    CHECK(beta->at.line == 5);
    CHECK(text.substr(beta->at.begin, 4) == "beta");
}

TEST_CASE("calls and commands nested without end take no long time") {
    std::string calls, commands;
    for (int i = 0; i < 20000; ++i) calls += "model.search(";
    for (int i = 0; i < 20000; ++i) commands += "(0,0,{'k':[";
    const Facts facts = xml_facts("<odoo><record id=\"a\" model=\"ir.cron\"><field name=\"model_id\" ref=\"m\"/><field name=\"code\">" + calls +
                                  "</field><field name=\"x\" eval=\"" + commands + "\"/></record></odoo>");
    CHECK(uses_of(facts, UseKind::method).size() == 20000);
    for (const std::string& path : uses_of(facts, UseKind::field_path)) CHECK(path.size() < 100);
}

#include "harness/catch.h"
#include "python_facts.h"

using namespace driftline;
using namespace driftline::odoo;
using Lines = std::vector<std::string>;

namespace {

Read read_fields(const std::string& fields) {
    return Read("from odoo import fields, models\nfrom odoo.fields import Char as Text\nSTATES = [('a', 'A'), ('b', 'B')]\n"
                "class Order(models.Model):\n    _inherit = 'sale.order'\n" + fields);
}

}  // namespace

TEST_CASE("positional arguments of field constructors are told apart by type") {
    const Read read = read_fields(R"(
    a = fields.Many2one('res.partner', 'Customer')
    b = fields.One2many('sale.order.line', 'order_id', 'Lines')
    c = fields.Selection([('x', 'X'), ('y', "Y")], 'Choice')
    d = fields.Char('Name')
    e = Text("Other")
    f: int = fields.Integer(required=True)
)");
    CHECK(read.str(read.field("a").comodel) == "res.partner");
    CHECK(read.str(read.field("a").label) == "Customer");
    CHECK(read.str(read.field("b").inverse_field) == "order_id");
    CHECK(read.list(read.field("c").selection) == Lines{"x", "y"});
    CHECK(read.str(read.field("c").label) == "Choice");
    CHECK(read.str(read.field("d").label) == "Name");
    CHECK(read.str(read.field("e").type) == "Char");
    CHECK(read.field("f").required == Tri::yes);
    CHECK((read.field("f").flags & field_annotated) != 0);
}

TEST_CASE("a selection is literal also through a constant of the file, and dynamic otherwise") {
    const Read read = read_fields(R"(
    a = fields.Selection(STATES)
    b = fields.Selection(STATES + [('c', 'C')])
    c = fields.Selection('_choices')
    d = fields.Selection(lambda self: [])
    e = fields.Selection(selection_add=[('z', 'Z')], ondelete={'z': 'cascade'})
)");
    CHECK(read.list(read.field("a").selection) == Lines{"a", "b"});
    CHECK(read.list(read.field("b").selection) == Lines{"a", "b", "c"});
    CHECK((read.field("c").flags & field_selection_dynamic) != 0);
    CHECK((read.field("d").flags & field_selection_dynamic) != 0);
    CHECK(read.list(read.field("e").selection) == Lines{"z"});
    CHECK((read.field("e").flags & field_selection_add) != 0);
    CHECK(read.uses_one(UseKind::method, "sale.order _choices"));
}

TEST_CASE("what a field's options name are uses") {
    const Read read = read_fields(R"(
    a = fields.Many2one('res.partner', domain=[('is_company', '=', True), ('parent_id.type', '=', 'other')], groups='base.g1,!base.g2')
    b = fields.One2many('sale.order.line', 'order_id', compute='_compute_b', inverse='_inverse_b')
    c = fields.Float(related='a.credit', currency_field='currency_id')
    d = fields.Many2one(domain="[('active', '=', True), ('kind', 'in', x)]")
    e = fields.Selection(selection_add=[('z', 'Z')], default='draft')
    f = fields.Boolean(implied_group='sale.group_x')
    g = fields.Char(default=lambda self: self.env.company.name)
)");
    CHECK(read.uses(UseKind::model, use_comodel) == Lines{"res.partner", "sale.order.line"});
    CHECK(read.uses(UseKind::field_path, use_domain) ==
          Lines{"res.partner is_company", "res.partner parent_id.type", "sale.order d.active", "sale.order d.kind"});
    CHECK(read.uses_one(UseKind::value, "res.partner parent_id.type=other"));
    CHECK(read.uses(UseKind::xmlid, use_group) == Lines{"base.g1", "base.g2", "sale.group_x"});
    CHECK(read.uses(UseKind::method) == Lines{"sale.order _compute_b", "sale.order _inverse_b"});
    CHECK(read.uses(UseKind::field_path, use_related) == Lines{"sale.order a.credit"});
    CHECK(read.uses_one(UseKind::field_path, "sale.order currency_id"));
    CHECK(read.uses_one(UseKind::field_path, "sale.order.line order_id"));
    CHECK(read.uses_one(UseKind::value, "sale.order e=draft"));
    CHECK(read.uses_one(UseKind::attribute, "res.company name"));
}

TEST_CASE("a field's digest and options do not depend on how it is laid out") {
    const Read one = read_fields("    a = fields.Char('X', help='one two', states={'draft': [('readonly', False)]})\n");
    const Read two = read_fields("    a = fields.Char(\n        \"X\",  # note\n        help=\"one \"\n             'two',\n        states={'draft': [('readonly', False,)]},\n    )\n");
    const Read three = read_fields("    a = fields.Char('X', help='one three', states={'draft': [('readonly', False)]})\n");
    CHECK(one.field("a").digest == two.field("a").digest);
    CHECK(one.list(one.field("a").options) == two.list(two.field("a").options));
    CHECK(one.field("a").digest != three.field("a").digest);
    CHECK(one.list(one.field("a").options) == Lines{"string", "'X'", "help", "'one two'", "states", "{'draft': [('readonly', False)]}"});
}

#include "harness/catch.h"
#include "python_facts.h"

using namespace driftline;
using namespace driftline::odoo;
using Lines = std::vector<std::string>;

TEST_CASE("a chain of attributes is one use of its whole path") {
    const Read read = read_body("self.partner_id.country_id.code\nself.line_ids.filtered(lambda l: l.price).product_id.id");
    CHECK(read.uses(UseKind::attribute, use_self) ==
          Lines{"sale.order partner_id.country_id.code", "sale.order line_ids.price", "sale.order line_ids.product_id"});
    CHECK(read.uses(UseKind::call) == Lines{"sale.order line_ids.filtered"});
}

TEST_CASE("loops, comprehensions, lambdas and local names carry what they are bound to") {
    const Read read = read_body(R"(for line in self.line_ids: line.a
lines = self.env['x.line'].search([])
sum(l.b for l in lines)
sorted(lines, key=lambda l: l.c)
lines[0].d
lines[:2].e
for i, one in enumerate(lines): one.f
(lines | self.other_ids).g
while (w := self.env['y']): w.h
self.mapped('line_ids.tax_id').i)");
    for (const char* line : {"sale.order line_ids.a", "x.line b", "x.line c", "x.line d", "x.line e", "x.line f", "x.line g", "y h", "sale.order line_ids.tax_id.i"})
        CHECK(read.uses_one(UseKind::attribute, line));
}

TEST_CASE("a name is only known where every way agrees, and parameters never") {
    const Read read = read_body(R"(given.a
x = self.env['p']
if given:
    x = self.env['q']
x.b
y = None
if given:
    y = self.env['r']
y.c
z = self.env['p']
z = self.env['q']
z.d)");
    CHECK(read.uses(UseKind::attribute) == Lines{"r c", "q d"});
}

TEST_CASE("domains name fields, also inside one another and through a local name") {
    const Read read = read_body(R"(domain = ['|', ('partner_id.name', '=', 'x'), ('state', 'in', ['sale', 'done'])]
self.env['sale.order'].search(domain, order='date desc, id')
self.search_count([('line_ids', 'any', [('price', '>', 0)])])
self.env['m'].search(expression.AND([domain, [('c', '!=', 'k')]]))
self.env['m'].search(Domain('d', '=', 1) & Domain([('e', '=', 1)])))");
    CHECK(read.uses(UseKind::field_path, use_domain) == Lines{"sale.order partner_id.name", "sale.order state", "sale.order line_ids", "sale.order line_ids.price",
                                                              "m partner_id.name", "m state", "m c", "m d", "m e"});
    CHECK(read.uses_one(UseKind::value, "sale.order state=done"));
    CHECK(read.uses_one(UseKind::field_path, "sale.order date"));
}

TEST_CASE("a domain inside a string is read like one, with those inside it") {
    const Read read(R"(from odoo import fields, models
class Order(models.Model):
    _inherit = 'sale.order'
    event_id = fields.Many2one('event.event', domain="[('open', '=', True), ('slot_ids', 'any', [('room.state', '=', 'free')]), ('id', '=', other)]")
)");
    CHECK(read.uses(UseKind::field_path, use_domain) == Lines{"event.event open", "event.event slot_ids", "event.event slot_ids.room.state"});
    CHECK(read.uses(UseKind::value) == Lines{"event.event slot_ids.room.state=free"});
}

TEST_CASE("a parameter called env is an environment, but not one of a record's method") {
    const Read read(R"(from odoo import http, models
class Users(models.Model):
    _inherit = 'res.users'
    def check(self, env):
        env['interactive']
        self.env['real.one']
    def outer(self):
        def inner(env): env['inner.one']
    @staticmethod
    def fixed(env): env['fixed.one']
class Shop(http.Controller):
    def page(self, env): env['page.one']
def post_init(env): env['hook.one']
)");
    CHECK(read.uses(UseKind::model) == Lines{"res.users", "real.one", "inner.one", "fixed.one", "page.one", "hook.one"});
}

TEST_CASE("ids given to records by code define them") {
    const Read read = read_body(R"(self.env['ir.model.data']._update_xmlids([{'xml_id': 'shop.one', 'record': self}, {'xml_id': f'shop.{given}', 'record': self}])
data = [{'xml_id': 'shop.two', 'values': {}}]
self.env['res.partner']._load_records(data)
self.write({'xml_id': 'shop.no'}))");
    Lines ids;
    for (const RecordRow& record : read.facts.records) ids.push_back(read.str(record.xmlid) + " " + read.str(record.model));
    CHECK(ids == Lines{"shop.one ", "shop.two res.partner"});
}

TEST_CASE("a domain that names itself ends") {
    const Read read = read_body("d = [('a', '=', 1)]\nd = d + d + d + d + [('b', '=', 1)]\nself.search(d)");
    CHECK(read.uses_one(UseKind::field_path, "sale.order b", use_domain));
}

TEST_CASE("dictionaries given to create and write name fields and values") {
    const Read read = read_body(R"(vals = {'state': 'sent', 'line_ids': [(0, 0, {'price': 1}), Command.create({'qty': 2})]}
self.write(vals)
self.env['m'].create([{'a': 1} for x in given])
self.state = 'done'
super().create({'b': 1}).c)");
    CHECK(read.uses(UseKind::field_path, use_key) ==
          Lines{"sale.order state", "sale.order line_ids", "sale.order line_ids.price", "sale.order line_ids.qty", "m a", "sale.order b"});
    CHECK(read.uses(UseKind::value) == Lines{"sale.order state=sent", "sale.order state=done"});
    CHECK(read.uses(UseKind::attribute, use_write) == Lines{"sale.order state"});
    CHECK(read.uses_one(UseKind::attribute, "sale.order c"));
    CHECK(read.uses(UseKind::super_call) == Lines{"sale.order create"});
}

TEST_CASE("comparisons with constants are uses of values") {
    const Read read = read_body("self.state == 'draft'\nself.line_ids.kind not in ('a', 'b')\n'c' == self.mode\n'd' in self.names");
    CHECK(read.uses(UseKind::value) == Lines{"sale.order state=draft", "sale.order line_ids.kind=a", "sale.order line_ids.kind=b", "sale.order mode=c"});
}

TEST_CASE("external ids, groups and models by name") {
    const Read read = read_body(R"(self.env.ref('base.user_root')
self.env.ref('base.maybe', raise_if_not_found=False)
self.env.ref(given)
self.env.user.has_group('base.group_user')
self.env['ir.actions.actions']._for_xml_id('sale.action')
self.env[given]
self.env[self._name].own
env = self.env(user=1)
env['res.users'].login)");
    CHECK(read.uses_one(UseKind::xmlid, "base.user_root"));
    CHECK(read.uses(UseKind::xmlid, use_guarded) == Lines{"base.maybe"});
    CHECK(read.uses(UseKind::xmlid, use_group) == Lines{"base.group_user"});
    CHECK(read.uses(UseKind::xmlid, use_dynamic).size() == 1);
    CHECK(read.uses_one(UseKind::xmlid, "sale.action"));
    CHECK(read.uses(UseKind::model, use_dynamic) == Lines{"=given"});
    CHECK(read.uses_one(UseKind::attribute, "sale.order own"));
    CHECK(read.uses_one(UseKind::attribute, "res.users login"));
}

TEST_CASE("what is asked for before it is used is guarded") {
    const Read read = read_body(R"(if hasattr(self, 'maybe'): self.maybe()
if 'extra' in self._fields: self.extra
if 'mrp.bom' in self.env: self.env['mrp.bom'].code
getattr(self, 'opt', False)
getattr(self, given)
try:
    self.env['gone']
except KeyError:
    pass
self.sure)");
    CHECK(read.uses(UseKind::call, use_guarded) == Lines{"sale.order maybe"});
    CHECK(read.uses_one(UseKind::attribute, "sale.order extra", use_guarded));
    CHECK(read.uses_one(UseKind::attribute, "mrp.bom code", use_guarded));
    CHECK(read.uses_one(UseKind::attribute, "sale.order opt", use_guarded));
    CHECK(read.uses_one(UseKind::model, "gone", use_guarded));
    CHECK(read.uses(UseKind::attribute, use_dynamic).size() == 1);
    CHECK_FALSE(read.uses_one(UseKind::attribute, "sale.order sure", use_guarded));
    CHECK(read.uses_one(UseKind::attribute, "sale.order sure"));
}

TEST_CASE("a field asked for by `in` may be absent") {
    const Read read = read_body(R"(if 'extra' in self: self.extra
if 'url' in self.job_id and self.job_id.url: pass
if 'plain' in given: self.plain)");
    CHECK(read.uses(UseKind::attribute, use_guarded) == Lines{"sale.order extra", "sale.order job_id.url"});
    CHECK(read.uses(UseKind::field_path) == Lines{"sale.order extra"});
    CHECK(read.uses_one(UseKind::attribute, "sale.order plain"));
}

TEST_CASE("decorators name paths, calls count their arguments, imported chains are followed") {
    const Read read(R"(from odoo import api, models, tools
class Order(models.Model):
    _inherit = 'sale.order'
    @api.depends('line_ids.price', 'state')
    def f(self):
        self.g(1, 2, *x, a=1, **kw)
        tools.float_round(1)
    @api.constrains('a')
    def g(self): pass
    @api.onchange('b')
    def h(self): pass
)");
    CHECK(read.uses(UseKind::field_path, use_depends) == Lines{"sale.order line_ids.price", "sale.order state"});
    CHECK(read.uses(UseKind::field_path, use_constrains) == Lines{"sale.order a"});
    CHECK(read.uses(UseKind::field_path, use_onchange) == Lines{"sale.order b"});
    CHECK(read.uses_one(UseKind::import, "odoo tools.float_round"));
    const auto call = std::find_if(read.facts.uses.begin(), read.facts.uses.end(), [](const UseRow& u) { return u.kind == UseKind::call; });
    CHECK(call->arguments == 255);
    CHECK(read.list(call->keywords()) == Lines{"a", "**"});
}

TEST_CASE("patches of what is imported and of the registry's classes, not of own objects") {
    const Read read(R"(from odoo import models, tools
from odoo.addons.sale.models.sale_order import SaleOrder
from odoo.addons.stock import utils
from odoo.addons.shop import own
def replaced(self): pass
SaleOrder.action_confirm = replaced
own.thing = 1
class Own: pass
Own.x = 1
def post_load():
    target = SaleOrder
    target.write = replaced
    setattr(utils, 'helper', replaced)
    SaleOrder._patch_method('unlink', replaced)
    tools.config.something = 1
def hook(env):
    type(env['res.partner']).name_get = replaced
    env.registry['res.users'].check = replaced
    env['res.users'].login = 'x'
)");
    Lines patches;
    for (const PatchRow& p : read.facts.patches) patches.push_back(read.str(p.target) + " " + read.str(p.attribute));
    const std::string order = "odoo.addons.sale.models.sale_order.SaleOrder";
    CHECK(patches == Lines{order + " action_confirm", order + " write", "odoo.addons.stock.utils helper", order + " unlink", "model:res.partner name_get", "model:res.users check"});
}

TEST_CASE("routes of controllers") {
    const Read read(R"(from odoo import http
from odoo.http import route, request
PATH = '/c'
class Shop(http.Controller):
    @http.route(['/a', '/a/<int:page>'], type='http', auth="public", csrf=False)
    def a(self): request.env['sale.order'].name
    @route()
    def b(self): pass
    @http.route(PATH, type='json')
    def c(self): pass
    @http.route(make())
    def d(self): pass
)");
    REQUIRE(read.facts.routes.size() == 4);
    CHECK(read.list(read.facts.routes[0].paths) == Lines{"/a", "/a/<int:page>"});
    CHECK(read.str(read.facts.routes[0].auth) == "public");
    CHECK(read.facts.routes[0].csrf_off == 1);
    CHECK(read.facts.routes[1].paths.count == 0);
    CHECK(read.list(read.facts.routes[2].paths) == Lines{"/c"});
    CHECK(read.facts.routes[3].dynamic == 1);
    CHECK(read.uses_one(UseKind::attribute, "sale.order name"));
}

TEST_CASE("no bytes make it fail") {
    std::string deep(6000, '('), chain = "x = self", names;
    for (int i = 0; i < 5000; ++i) chain += ".a", names += "d = d + d\nself.search(d)\nx = x.a\n";
    for (const std::string& text : {deep, deep + std::string(6000, ')'), chain, std::string("class \0\xff:", 10), std::string("def f(:\n @\nclass"), std::string("x = '''\\")})
        CHECK_NOTHROW(Read("from odoo import models\nclass A(models.Model):\n    _inherit = 'a'\n    def f(self):\n        " + text + "\n"));
    CHECK_NOTHROW(read_body("x = self\nd = []\n" + names));
}

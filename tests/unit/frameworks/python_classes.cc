#include "harness/catch.h"
#include "python_facts.h"

using namespace driftline;
using namespace driftline::odoo;
using Lines = std::vector<std::string>;

TEST_CASE("a class is a model if a base is one of the ORM's, however it was imported") {
    const Read read(R"(
from odoo import models
from odoo.models import AbstractModel as Mixin
import odoo
class A(models.Model):
    _name = 'a'
class B(Mixin):
    _name = 'b'
class C(odoo.models.TransientModel):
    _name = 'c'
class D(object):
    _name = 'd'
)");
    CHECK(read.class_named("A").model_kind == ModelKind::persistent);
    CHECK(read.class_named("B").model_kind == ModelKind::abstract);
    CHECK(read.class_named("C").model_kind == ModelKind::transient);
    CHECK(read.class_named("D").model_kind == ModelKind::none);
    CHECK(read.list(read.class_named("C").bases) == Lines{"odoo.models.TransientModel"});
}

TEST_CASE("the framework's own Python holds no models") {
    const Read read("class BaseModel: pass\nclass Model(BaseModel):\n    _name = None\n", "", "odoo.models");
    for (const ClassRow& row : read.facts.classes) CHECK(row.model_kind == ModelKind::none);
}

TEST_CASE("a model is called _name, else its single _inherit, else after its class") {
    const Read read(R"(
from odoo import models
BASE = 'sale.order'
MIXINS = ['mail.thread']
class A(models.Model):
    _name = 'x.y'
    _inherit = ['mail.thread', 'x.y']
class B(models.Model):
    _inherit = BASE
class C(models.Model):
    _inherit = MIXINS + ['portal.mixin']
class SaleOrderThing(models.Model):
    pass
class E(models.Model):
    _name = make('e')
class F(models.Model):
    _inherit = [x for x in y]
)");
    CHECK(read.str(read.class_named("A").model) == "x.y");
    CHECK(read.list(read.class_named("A").inherits) == Lines{"mail.thread", "x.y"});
    CHECK(read.str(read.class_named("B").model) == "sale.order");
    CHECK(read.list(read.class_named("C").inherits) == Lines{"mail.thread", "portal.mixin"});
    CHECK(read.str(read.class_named("SaleOrderThing").model) == "sale.order.thing");
    CHECK(read.class_named("E").model == no_name);
    CHECK((read.class_named("E").flags & class_name_dynamic) != 0);
    CHECK((read.class_named("F").flags & class_inherit_dynamic) != 0);
}

TEST_CASE("what a class inherits is used where the class says so") {
    const Read read("from odoo import models\nBASES = ['x.base']\nclass A(models.Model):\n    _name = 'a'\n    _inherit = [\n        'mail.thread',\n        _name,\n    ] + BASES\n");
    std::vector<std::string> places;
    for (const UseRow& use : read.facts.uses)
        if (use.kind == UseKind::model)
            places.push_back(read.str(use.root) + " " + std::to_string(use.at.line) + " " + read.source.substr(use.at.begin, use.at.end - use.at.begin));
    CHECK(places == Lines{"mail.thread 6 'mail.thread'", "a 7 _name", "x.base 8 BASES"});
}

TEST_CASE("settings, delegation and constraints of a model are read") {
    const Read read(R"(
from odoo import fields, models
class A(models.Model):
    _name = 'a'
    _inherits = {'res.partner': 'partner_id'}
    _order = "date desc, partner_id.name"
    _auto = False
    _rec_name = 'code'
    _sql_constraints = [('code_uniq', 'unique(code)', 'Once!')]
    _positive = models.Constraint('CHECK (x > 0)', "No")
    LIMIT = 3
    user_id = fields.Many2one('res.users', delegate=True)
    def init(self): pass
)");
    const ClassRow& row = read.class_named("A");
    CHECK(read.list(row.delegates) == Lines{"res.partner", "partner_id", "res.users", "user_id"});
    CHECK((row.flags & class_no_table) != 0);
    CHECK((row.flags & class_has_init) != 0);
    CHECK(read.list(row.attributes) == Lines{"_order", "date desc, partner_id.name", "_auto", "False", "_rec_name", "code"});
    REQUIRE(row.members.count == 3);
    CHECK(read.str(read.facts.members[0].name) == "code_uniq");
    CHECK(read.str(read.facts.members[0].type) == "_sql_constraints");
    CHECK(read.str(read.facts.members[1].type) == "models.Constraint");
    CHECK(read.str(read.facts.members[2].value) == "3");
    CHECK(read.uses_one(UseKind::field_path, "a partner_id.name"));
    CHECK(read.uses_one(UseKind::field_path, "a code"));
}

TEST_CASE("parts of a class stand together though classes nest") {
    const Read read(R"(
from odoo import fields, models
class A(models.Model):
    _name = 'a'
    x = fields.Char()
    class Inner:
        def one(self): pass
    def two(self):
        class Local(models.Model):
            _name = 'local'
            z = fields.Char()
        return Local
    y = fields.Char()
)");
    CHECK(read.class_named("A").fields.count == 2);
    CHECK(read.class_named("A").methods.count == 1);
    CHECK(read.class_named("A.Inner").methods.count == 1);
    CHECK(read.str(read.class_named("Local").model) == "local");
}

TEST_CASE("imports tell what names are, where they bind and what may be missing") {
    const Read read(R"(
from odoo.addons.sale.models.sale_order import SaleOrder as Order
from openerp.addons.stock import stock
from . import sibling
from ..tools import helper
from odoo.addons.shop.models import other
import odoo.addons.crm.models.lead as lead
try:
    from odoo.addons.mrp import extra
except ImportError:
    extra = None
from .star import *
__all__ = ['Order', 'helper']
class Mine(Order): pass
def __getattr__(name): pass
)");
    CHECK(read.uses(UseKind::import) == Lines{"odoo.addons.sale.models.sale_order SaleOrder", "odoo.addons.stock stock",
                                               "odoo.addons.crm.models.lead", "odoo.addons.mrp extra"});
    CHECK(read.uses(UseKind::import, use_guarded) == Lines{"odoo.addons.mrp extra"});
    CHECK(read.list(read.class_named("Mine").bases) == Lines{"odoo.addons.sale.models.sale_order.SaleOrder"});
    Lines bound;
    for (const BindingRow& b : read.facts.bindings) bound.push_back(read.str(b.name) + " " + read.str(b.target));
    const auto has = [&](const std::string& line) { return std::find(bound.begin(), bound.end(), line) != bound.end(); };
    CHECK(has("sibling odoo.addons.shop.models.sibling"));
    CHECK(has("helper odoo.addons.shop.tools.helper"));
    CHECK(has(" odoo.addons.shop.models.star"));
    const auto kinds = [&](BindingKind kind) {
        return std::count_if(read.facts.bindings.begin(), read.facts.bindings.end(), [&](const BindingRow& b) { return b.kind == kind; });
    };
    CHECK(kinds(BindingKind::dunder_all) == 2);
    CHECK(kinds(BindingKind::getattr_hook) == 1);
}

TEST_CASE("what is imported for types only says what a name is, and is no use of it") {
    const Read read(R"(
from typing import TYPE_CHECKING
from odoo import models
if TYPE_CHECKING:
    from odoo.addons.sale.models.sale_order import SaleOrder
    from .other import Other
else:
    from odoo.addons.stock import stock
def f(order: 'SaleOrder'):
    return SaleOrder.action_confirm
class Mine(SaleOrder):
    _inherit = 'sale.order'
)");
    CHECK(read.uses(UseKind::import) == Lines{"odoo models", "odoo.addons.stock stock"});
    CHECK(read.list(read.class_named("Mine").bases) == Lines{"odoo.addons.sale.models.sale_order.SaleOrder"});
    const auto guarded = [&](std::string_view name) {
        for (const BindingRow& b : read.facts.bindings)
            if (read.facts.str(b.name) == name) return int(b.guarded);
        return -1;
    };
    CHECK(guarded("models") == 0);
    CHECK(guarded("stock") == 1);
    CHECK(guarded("SaleOrder") == binding_for_types);
    CHECK(guarded("Other") == binding_for_types);
}

TEST_CASE("a class on an imported base is a model if it says what only models say") {
    const Read read(R"(
from odoo.addons.account.wizard.pos_box import CashBox
from odoo.addons.stock.engine.moves import Move
from odoo.addons.component.core import Component
from odoo.addons.portal.controllers.portal import CustomerPortal
from other.models.thing import Thing
class Box(CashBox):
    _register = False
class BoxOut(Box):
    _inherit = 'cash.box.out'
class Named(Move):
    _name = 'shop.move'
class Plain(Move): pass
class Importer(Component):
    _name = 'shop.importer'
class Portal(CustomerPortal): pass
class Foreign(Thing):
    _name = 'thing'
)");
    CHECK(read.class_named("Box").model_kind == ModelKind::transient);
    CHECK(read.class_named("BoxOut").model_kind == ModelKind::transient);
    CHECK(read.str(read.class_named("BoxOut").model) == "cash.box.out");
    CHECK(read.str(read.class_named("Named").model) == "shop.move");
    for (const char* name : {"Plain", "Importer", "Portal", "Foreign"}) CHECK(read.class_named(name).model_kind == ModelKind::none);
}

TEST_CASE("members are read of any class, and a generic base is the class that is given types") {
    const Read read("from other import tool\nclass Field: pass\nclass BaseDate(Field[T]):\n    add = staticmethod(tool.add)\nclass Date(BaseDate[date]): pass\n", "",
                    "odoo.orm.fields_temporal");
    CHECK(read.list(read.class_named("BaseDate").bases) == Lines{"odoo.orm.fields_temporal.Field"});
    CHECK(read.list(read.class_named("Date").bases) == Lines{"odoo.orm.fields_temporal.BaseDate"});
    REQUIRE(read.class_named("BaseDate").members.count == 1);
    CHECK(read.str(read.facts.members[0].name) == "add");
}

TEST_CASE("a comment that suppresses gives one remark for each slug") {
    const Read read("x = 1  # driftline: allow[one, two] told so\n# driftline: allow[three]\ny = 2\n# driftline: nothing\n");
    REQUIRE(read.facts.remarks.size() == 3);
    CHECK(read.str(read.facts.remarks[1].slug) == "two");
    CHECK(read.str(read.facts.remarks[1].reason) == "told so");
    CHECK(read.facts.remarks[0].whole_line == 0);
    CHECK(read.facts.remarks[2].whole_line == 1);
}

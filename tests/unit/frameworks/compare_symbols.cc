// What a core defines in the end, and what of it is gone, new, moved or changed.
#include "unit/frameworks/compare_cores.h"

using namespace driftline;
using namespace driftline::test;

namespace {
const std::string order = "class Order(models.Model):\n    _name = 'sale.order'\n";
const std::string thread = "class Thread(models.AbstractModel):\n    _name = 'mail.thread'\n    message = fields.Text()\n    follower_ids = fields.Many2many('res.partner')\n";
}  // namespace

TEST_CASE("A field that is gone, one that is new, one that changed") {
    const Delta delta = difference(sale(order + "    name = fields.Char()\n    weight = fields.Float()\n    active = fields.Boolean(groups='base.group_user')\n"),
                                   sale(order + "    name = fields.Text(required=True)\n    active = fields.Boolean()\n    journal = fields.Many2one('res.partner')\n"));
    const Change* gone = delta.gone(SymbolKind::field, "sale.order", "weight");
    REQUIRE(gone);
    CHECK(gone->change == ChangeKind::removed);
    CHECK(gone->certainty == Certainty::exact);
    CHECK((gone->flags & change_stored) != 0);
    CHECK(delta.path(gone->from) == "__init__.py");
    CHECK(gone->from.line == 5);
    CHECK(gone->to.line == 0);
    CHECK(row(delta, ChangeKind::added, SymbolKind::field, "sale.order", "journal"));
    CHECK(changed(delta, SymbolKind::field, "sale.order", "name") == "type: Char -> Text; required: no -> yes");
    CHECK(changed(delta, SymbolKind::field, "sale.order", "active") == "groups: base.group_user -> ");
    CHECK(delta.gone(SymbolKind::field, "sale.order", "name") == nullptr);
}

TEST_CASE("A selection changes key by key, whoever adds the keys") {
    const std::string base = "    state = fields.Selection([('draft', 'D'), ('sent', 'S')])\n", add = "class More(models.Model):\n    _inherit = 'sale.order'\n    state = fields.Selection(selection_add=[('done', 'X')])\n";
    const Delta delta = difference(sale(order + base + add), sale(order + "    state = fields.Selection([('draft', 'D'), ('sale', 'S'), ('done', 'X')])\n"));
    CHECK(changed(delta, SymbolKind::field, "sale.order", "state") == "selection: sent -> ; selection:  -> sale");
}

TEST_CASE("What a mixin brings is there in each model that has it, for the module that brings it") {
    Files before = sale(thread + order + "    _inherit = ['mail.thread']\n");
    Files after = before;
    after["crm/__manifest__.py"] = manifest("'sale'");
    after["crm/__init__.py"] = imports + "class Lead(models.Model):\n    _name = 'crm.lead'\n    _inherit = ['mail.thread']\n";
    const Delta delta = difference(before, after);
    const Change* added = row(delta, ChangeKind::added, SymbolKind::field, "crm.lead", "message");
    REQUIRE(added);
    CHECK(added->via == Via::mixin);
    CHECK(delta.str(added->module) == "crm");
    CHECK(delta.items(added->modules).size() == 1);
    CHECK(row(delta, ChangeKind::added, SymbolKind::field, "sale.order", "message") == nullptr);

    const Delta dropped = difference(before, sale(thread + order));
    CHECK(row(dropped, ChangeKind::removed, SymbolKind::field, "sale.order", "message"));
    CHECK(row(dropped, ChangeKind::removed, SymbolKind::field, "mail.thread", "message") == nullptr);
    CHECK(changed(dropped, SymbolKind::model, "", "sale.order") == "inherit: mail.thread -> ");
}

TEST_CASE("A delegate's fields are there through delegation, not stored") {
    const std::string user = "class User(models.Model):\n    _name = 'res.users'\n    _inherits = {'res.partner': 'partner_id'}\n    partner_id = fields.Many2one('res.partner')\n";
    const Delta delta = difference(sale(""), sale(user));
    const Change* name = row(delta, ChangeKind::added, SymbolKind::field, "res.users", "name");
    REQUIRE(name);
    CHECK(name->via == Via::delegation);
    CHECK((name->flags & change_stored) == 0);
}

TEST_CASE("Whether a field has a column follows from its arguments") {
    const Delta delta = difference(sale(order), sale(order + "    a = fields.Char(compute='_a')\n    b = fields.Char(compute='_b', store=True)\n    c = fields.Char(related='a')\n    d = fields.Char(store=False)\n"));
    const auto flags = [&](std::string_view name) { return row(delta, ChangeKind::added, SymbolKind::field, "sale.order", name)->flags & (change_stored | change_derived); };
    CHECK(flags("a") == change_derived);
    CHECK(flags("b") == change_stored);
    CHECK(flags("c") == change_derived);
    CHECK(flags("d") == 0);
    CHECK(row(delta, ChangeKind::added, SymbolKind::sql, "sale_order", "b"));
    CHECK(row(delta, ChangeKind::added, SymbolKind::sql, "sale_order", "a") == nullptr);
}

TEST_CASE("A table goes with its model, a table of pairs with the last of its fields") {
    const std::string tags = "    tag_ids = fields.Many2many('res.partner', 'order_tag_rel')\n";
    const std::string wizard = "class Wizard(models.AbstractModel):\n    _name = 'sale.mixin'\n    x = fields.Char()\n";
    const Delta delta = difference(sale(order + tags + wizard), sale(""));
    CHECK(row(delta, ChangeKind::removed, SymbolKind::sql, "sale_order", ""));
    CHECK(row(delta, ChangeKind::removed, SymbolKind::sql, "order_tag_rel", ""));
    CHECK(row(delta, ChangeKind::removed, SymbolKind::sql, "sale_mixin", "") == nullptr);
    const std::string other = "class Partner(models.Model):\n    _inherit = 'res.partner'\n    order_ids = fields.Many2many('sale.order', 'order_tag_rel')\n";
    const Delta kept = difference(sale(order + tags + other), sale(order + other));
    CHECK(row(kept, ChangeKind::removed, SymbolKind::sql, "order_tag_rel", "") == nullptr);
}

TEST_CASE("Methods change per module that defines them; one that a parent still has is not gone") {
    const std::string confirm = "    def confirm(self, force):\n        return force\n    def copy(self, default=None):\n        return super().copy(default)\n";
    Files before = sale(order + confirm), after = sale(order + "    @api.model\n    def confirm(self, force, when=None):\n        return when\n");
    for (Files* files : {&before, &after}) (*files)["sale_stock/__manifest__.py"] = manifest("'sale'");
    before["sale_stock/__init__.py"] = imports + "class Order(models.Model):\n    _inherit = 'sale.order'\n    def confirm(self, force):\n        return super().confirm(force)\n";
    after["sale_stock/__init__.py"] = imports + "class Order(models.Model):\n    _inherit = 'sale.order'\n    def confirm(self, force):\n        return 1\n";
    const Delta delta = difference(before, after);
    CHECK(changed(delta, SymbolKind::method, "sale.order", "confirm") ==
          "signature: self, force -> self, force, when=; decorators:  -> api.model; body: 1 statements -> 1 statements; super@sale_stock: always -> never; "
          "body@sale_stock: 1 statements -> 1 statements");
    const Change* copy = row(delta, ChangeKind::removed, SymbolKind::method, "sale.order", "copy");
    REQUIRE(copy);
    CHECK((copy->flags & change_inherited) != 0);
    CHECK(delta.gone(SymbolKind::method, "sale.order", "copy") == nullptr);
}

TEST_CASE("Methods of the framework's own base classes are the base model's") {
    Files before, after;
    before["odoo/models.py"] = "class BaseModel:\n    def name_get(self):\n        return []\n    def write(self, vals):\n        return True\nclass AbstractModel(BaseModel):\n    pass\nclass Model(AbstractModel):\n    pass\n";
    after["odoo/models.py"] = "class BaseModel:\n    def write(self, vals):\n        return True\nclass AbstractModel(BaseModel):\n    pass\nclass Model(AbstractModel):\n    pass\n";
    Library from = library_of("16", before), to = library_of("17", after);
    const Delta delta = compare_cores(from, to, odoo::framework, 1);
    const Change* gone = delta.gone(SymbolKind::method, "base", "name_get");
    REQUIRE(gone);
    CHECK(gone->module == no_name);
    CHECK(delta.path(gone->from) == "odoo/models.py");
}

TEST_CASE("Another module defines it now: moved") {
    Files before = sale(order + "    note = fields.Char()\n"), after = sale(order);
    for (Files* files : {&before, &after}) (*files)["sale_note/__manifest__.py"] = manifest("'sale'");
    before["sale_note/__init__.py"] = "";
    after["sale_note/__init__.py"] = imports + "class Order(models.Model):\n    _inherit = 'sale.order'\n    note = fields.Char()\n";
    const Delta delta = difference(before, after);
    const Change* moved = delta.gone(SymbolKind::field, "sale.order", "note");
    REQUIRE(moved);
    CHECK(moved->change == ChangeKind::moved);
    CHECK(delta.str(moved->module) == "sale");
    CHECK(delta.str(moved->to_module) == "sale_note");
}

TEST_CASE("A constraint of the database has an id of its own, in each model and series that states it") {
    const std::string old_way = "    _sql_constraints = [('name_uniq', 'unique(name)', 'Once')]\n", new_way = "    _name_uniq = models.Constraint('unique(name)', 'Once')\n";
    const Delta gone = difference(sale(order + old_way), sale(order));
    const Change* constraint = gone.gone(SymbolKind::record, "sale", "constraint_sale_order_name_uniq");
    REQUIRE(constraint);
    CHECK((constraint->flags & change_implicit) != 0);
    CHECK(gone.str(constraint->model) == "ir.model.constraint");
    const Delta kept = difference(sale(order + old_way), sale(order + new_way));
    CHECK(kept.gone(SymbolKind::record, "sale", "constraint_sale_order_name_uniq") == nullptr);
}

TEST_CASE("Records: values, noupdate, structure of views; an id of another model is another record") {
    const auto record = [](const std::string& id, const std::string& model, const std::string& fields) { return "<record id=\"" + id + "\" model=\"" + model + "\">" + fields + "</record>"; };
    const std::string form = "<field name=\"model\">sale.order</field><field name=\"arch\" type=\"xml\">";
    const Delta delta = difference(sale(order, record("a", "res.partner", "<field name=\"name\">One</field>") + record("v", "ir.ui.view", form + "<form><field name=\"name\"/></form></field>") +
                                                   record("act", "ir.actions.act_window", "<field name=\"name\">x</field>") + record("same", "ir.ui.view", form + "<form>  <a/> </form></field>")),
                                   sale(order, "<data noupdate=\"1\">" + record("a", "res.partner", "<field name=\"name\">Two</field>") + "</data>" +
                                                   record("v", "ir.ui.view", form + "<form><group><field name=\"name\"/></group></form></field>") +
                                                   record("act", "ir.actions.server", "<field name=\"name\">x</field>") + record("same", "ir.ui.view", form + "<form><a/></form></field>")));
    CHECK(changed(delta, SymbolKind::record, "sale", "a") == "noupdate: no -> yes; name: One -> Two");
    CHECK(changed(delta, SymbolKind::view, "sale", "v") == "arch:  -> ");
    CHECK(changed(delta, SymbolKind::view, "sale", "same").empty());
    CHECK(row(delta, ChangeKind::removed, SymbolKind::record, "sale", "act"));
    CHECK(row(delta, ChangeKind::added, SymbolKind::record, "sale", "act"));
}

TEST_CASE("Two equal cores do not differ, and threads change nothing") {
    const Files files = sale(order + "    name = fields.Char()\n", "<record id=\"a\" model=\"res.partner\"><field name=\"name\">One</field></record>");
    CHECK(difference(files, files).changes.empty());
    const Files other = sale(thread + order + "    _inherit = ['mail.thread']\n    label = fields.Char()\n");
    const Delta one = difference(files, other, 1), many = difference(files, other, 4);
    REQUIRE(one.changes.size() == many.changes.size());
    for (size_t i = 0; i < one.changes.size(); ++i) {
        CHECK(one.str(one.changes[i].name) == many.str(many.changes[i].name));
        CHECK(one.changes[i].change == many.changes[i].change);
    }
}

TEST_CASE("An override that is left when what it overrode is gone is no new place for it") {
    const auto both = [](const std::string& defined) {
        Files files = sale(order + defined);
        files["crm/__manifest__.py"] = manifest("'sale'");
        files["crm/__init__.py"] = imports + "class More(models.Model):\n    _inherit = 'sale.order'\n    def _prepare(self):\n        return super()._prepare()\n    def write(self, vals):\n        return super().write(vals)\n";
        return files;
    };
    const Delta delta = difference(both("    def _prepare(self):\n        return {}\n"), both("    name = fields.Char()\n"));
    const Change* gone = delta.gone(SymbolKind::method, "sale.order", "_prepare");
    REQUIRE(gone);
    CHECK(gone->change == ChangeKind::removed);
    CHECK(row(delta, ChangeKind::moved, SymbolKind::method, "sale.order", "_prepare") == nullptr);
    CHECK(delta.gone(SymbolKind::method, "sale.order", "write") == nullptr);
}

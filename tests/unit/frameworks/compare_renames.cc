// What a symbol is called now: found by what it does, what it looks like, and what the core says in its place.
#include "unit/frameworks/compare_cores.h"

using namespace driftline;
using namespace driftline::test;

namespace {
const std::string order = "class Order(models.Model):\n    _name = 'sale.order'\n";
std::string method(const std::string& name, const std::string& body) { return "    def " + name + "(self):\n" + body; }
const std::string long_body = "        lines = self.mapped('line_ids').filtered(lambda l: l.product_id and l.quantity > 0)\n        for line in lines:\n            line.subtotal = line.quantity * line.price_unit\n"
                              "        return sum(lines.mapped('subtotal')) or self.company_id.default_amount\n";
}  // namespace

TEST_CASE("A method with the same body is the same method") {
    const Delta delta = difference(sale(order + method("_amount_all", long_body)), sale(order + method("_compute_amounts", long_body)));
    CHECK(successor(delta, SymbolKind::method, "sale.order", "_amount_all") == "sale.order._compute_amounts");
    CHECK(row(delta, ChangeKind::added, SymbolKind::method, "sale.order", "_compute_amounts") == nullptr);
    CHECK(row(delta, ChangeKind::renamed, SymbolKind::method, "sale.order", "_amount_all")->score > 900);
}

TEST_CASE("What callers say now counts where the body was rewritten") {
    const auto callers = [](const std::string& name) { return method("a", "        x = self." + name + "(1)\n        return x\n") + method("b", "        return [self." + name + "(2), 5]\n"); };
    const Delta delta = difference(sale(order + callers("_get_price") + method("_get_price", "        return self.old\n")), sale(order + callers("_unit_cost") + method("_unit_cost", "        return self.brand * self.fresh\n")));
    CHECK(successor(delta, SymbolKind::method, "sale.order", "_get_price") == "sale.order._unit_cost");
}

TEST_CASE("No name rather than a wrong one") {
    const Delta unlike = difference(sale(order + method("_send", "        return self.env.mail()\n")), sale(order + method("_archive", "        self.active = False\n        return self.line_ids\n")));
    CHECK(successor(unlike, SymbolKind::method, "sale.order", "_send").empty());
    CHECK(unlike.gone(SymbolKind::method, "sale.order", "_send")->change == ChangeKind::removed);
    const Delta two = difference(sale(order + method("_run", long_body)), sale(order + method("_alpha", long_body) + method("_omega", long_body)));
    CHECK(successor(two, SymbolKind::method, "sale.order", "_run").empty());
}

TEST_CASE("The name of a loop over self, and the method's own name, are a matter of taste") {
    const std::string before = "        for record in self:\n            record.total = record.amount + record.tax\n            if not record.total:\n                record.note = record._clean()\n";
    const std::string after = "        for order in self:\n            order.total = order.amount + order.tax\n            if not order.total:\n                order.note = order._tidy()\n";
    const Delta delta = difference(sale(order + method("_clean", before)), sale(order + method("_tidy", after)));
    CHECK(successor(delta, SymbolKind::method, "sale.order", "_clean") == "sale.order._tidy");
}

TEST_CASE("The same change in many models says what became of each") {
    std::string before, after;
    for (const std::string model : {"a", "b", "c", "d"}) {
        const std::string head = "class M" + model + "(models.Model):\n    _name = 'm." + model + "'\n";
        before += head + method("name_get", "        return [(r.id, r." + model + ") for r in self]\n");
        after += head + method("_compute_display_name", "        for r in self:\n            r.display_name = r." + model + "\n");
    }
    const Delta delta = difference(sale(before), sale(after));
    CHECK(successor(delta, SymbolKind::method, "m.a", "name_get") == "m.a._compute_display_name");
}

TEST_CASE("A thin wrapper's successor is what it called") {
    const std::string kept = method("_dashboard_batched", long_body);
    const Delta delta = difference(sale(order + kept + method("get_dashboard", "        return self._dashboard_batched()[self.id]\n")), sale(order + kept));
    CHECK(successor(delta, SymbolKind::method, "sale.order", "get_dashboard") == "sale.order._dashboard_batched");
}

TEST_CASE("A field of the same type, label and place is the same field, and its compute method goes with it") {
    const auto model = [](const std::string& field, const std::string& compute) {
        return order + "    name = fields.Char()\n    " + field + " = fields.Float('Amount due', compute='" + compute + "', help='What is still to be paid')\n    state = fields.Char()\n" +
               method(compute, "        self." + field + " = 1\n") + method("pay", "        return self." + field + " > 0\n");
    };
    const Delta delta = difference(sale(model("residual", "_get_residual")), sale(model("amount_residual", "_compute_due")));
    CHECK(successor(delta, SymbolKind::field, "sale.order", "residual") == "sale.order.amount_residual");
    CHECK(successor(delta, SymbolKind::method, "sale.order", "_get_residual") == "sale.order._compute_due");
}

TEST_CASE("A mixin's field is renamed in every model that has it") {
    const auto core = [](const std::string& field) {
        return "class Mixin(models.AbstractModel):\n    _name = 'sale.mixin'\n    a = fields.Char()\n    " + field + " = fields.Text('Terms', help='Printed below')\n    z = fields.Char()\n" + order + "    _inherit = ['sale.mixin']\n";
    };
    const Delta delta = difference(sale(core("terms")), sale(core("terms_note")));
    CHECK(successor(delta, SymbolKind::field, "sale.mixin", "terms") == "sale.mixin.terms_note");
    CHECK(successor(delta, SymbolKind::field, "sale.order", "terms") == "sale.order.terms_note");
}

TEST_CASE("A model is known by its fields and methods, and takes them along") {
    const auto core = [](const std::string& name) {
        return "class Lot(models.Model):\n    _name = '" + name + "'\n    serial = fields.Char()\n    quant_ids = fields.Char()\n    best_before = fields.Date()\n" + method("action_trace", "        return 1\n") +
               "class Quant(models.Model):\n    _name = 'stock.quant'\n    lot_id = fields.Many2one('" + name + "')\n";
    };
    const Delta delta = difference(sale(core("stock.production.lot")), sale(core("stock.lot")));
    CHECK(successor(delta, SymbolKind::model, "", "stock.production.lot") == ".stock.lot");
    CHECK(successor(delta, SymbolKind::field, "stock.production.lot", "serial") == "stock.lot.serial");
    CHECK(successor(delta, SymbolKind::method, "stock.production.lot", "action_trace") == "stock.lot.action_trace");
    CHECK(successor(delta, SymbolKind::sql, "stock_production_lot", "serial") == "stock_lot.serial");
    CHECK(changed(delta, SymbolKind::field, "stock.quant", "lot_id") == "relation: stock.production.lot -> stock.lot");
}

TEST_CASE("A record with the same content has another id; a module whose content another took over went into it") {
    const std::string note = "class Note(models.Model):\n    _name = 'sale.note'\n    body = fields.Text()\n    color = fields.Integer()\n    def pin(self):\n        return 1\n";
    const std::string data = "<record id=\"welcome\" model=\"sale.note\"><field name=\"body\">Hello there</field><field name=\"color\">7</field></record>";
    Files before = sale("");
    before["sale_note/__manifest__.py"] = manifest("'sale'", "'data.xml'");
    before["sale_note/__init__.py"] = imports + note;
    before["sale_note/data.xml"] = "<odoo>" + data + "</odoo>";
    const Delta delta = difference(before, sale(note, data));
    CHECK(successor(delta, SymbolKind::record, "sale_note", "welcome") == "sale.welcome");
    const Change* module = row(delta, ChangeKind::renamed, SymbolKind::module, "", "sale_note");
    REQUIRE(module);
    CHECK(delta.str(module->to_name) == "sale");
    CHECK(delta.items(module->attributes).size() == 3);   // merged
    CHECK(delta.gone(SymbolKind::model, "", "sale.note")->change == ChangeKind::moved);
}

TEST_CASE("A method that the core mentions no more has lost its callers; its own definition and super() do not count") {
    const std::string hook = method("_hook", "        return super()._hook()\n");
    const Delta lost = difference(sale(order + hook + method("run", "        return self._hook()\n")), sale(order + hook + method("run", "        return 0\n")));
    CHECK(changed(lost, SymbolKind::method, "sale.order", "_hook") == "callers: 1 -> 0");
    const std::string button = "<record id=\"v\" model=\"ir.ui.view\"><field name=\"model\">sale.order</field><field name=\"arch\" type=\"xml\"><form><button name=\"_hook\" type=\"object\"/></form></field></record>";
    const Delta kept = difference(sale(order + hook + method("run", "        return self._hook()\n")), sale(order + hook + method("run", "        return 0\n"), button));
    CHECK(changed(kept, SymbolKind::method, "sale.order", "_hook").empty());
}

TEST_CASE("A class or a function in another file of its module") {
    Files before = sale("from . import a\n"), after = sale("from . import b\n");
    before["sale/a.py"] = "class Helper:\n    def go(self):\n        return 1\ndef compute_all(x):\n    y = x * 2\n    return [y, x, y + x]\n";
    after["sale/b.py"] = before["sale/a.py"];
    const Delta delta = difference(before, after);
    CHECK(successor(delta, SymbolKind::python, "odoo.addons.sale.a", "Helper") == "odoo.addons.sale.b.Helper");
    CHECK(successor(delta, SymbolKind::python, "odoo.addons.sale.a", "compute_all") == "odoo.addons.sale.b.compute_all");
}

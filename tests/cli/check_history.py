"""A history as repositories have them: at each commit `check --base` reports exactly what that commit introduced. The expectations
are written by hand, each beside its commit."""
import os
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "support"))
from program import Case

MANIFEST = "{'name': 'Acme', 'version': '%s', 'author': 'Acme', 'license': 'LGPL-3', 'depends': ['sale'], 'data': [%s]}\n"
HEAD = "from odoo import fields, models\n\n\nclass Order(models.Model):\n    _inherit = 'sale.order'\n"
CONFIRM = "\n    def action_confirm(self):\n        self.name = 'ours'\n        return super().action_confirm()\n"
REPLACED = CONFIRM.replace("super().action_confirm()", "True")
PARTNER = "from odoo import models\n\n\nclass Partner(models.Model):\n    _inherit = 'res.partner'\n\n    def write(self, vals):\n        return super().write(vals)\n"
BROKEN = "\n    def load(self):\n        return self.env['no.such.model'].browse()\n"
REQUIRED = "\n    name = fields.Char(required=True)\n"
VIEW = "<odoo>\n  <record id=\"view_order\" model=\"ir.ui.view\">\n    <field name=\"model\">sale.order</field>\n    <field name=\"inherit_id\" ref=\"sale.view_order_form\"/>\n" \
       "    <field name=\"arch\" type=\"xml\">\n      <field name=\"%s\" position=\"%s\"><field name=\"total\"/></field>\n    </field>\n  </record>\n</odoo>\n"

CONFIRM_NEW = ("sale.order.action_confirm", "extends")
CONFIRM_REPLACED = ("sale.order.action_confirm", "replaces")


class History(Case):
    def setUp(self):
        super().setUp()
        subprocess.run(["rm", "-rf", self.path("repo")], check=True)
        os.makedirs(self.path("repo"))
        self.git("repo", "init", "-q", "-b", "main")
        self.write("core/odoo/addons/base/models/__init__.py", "from . import res_partner, ir_ui_view\n")
        self.write("core/odoo/addons/base/models/ir_ui_view.py", "from odoo import fields, models\n\n\nclass View(models.Model):\n    _name = 'ir.ui.view'\n\n    name = fields.Char()\n"
                                                                 "    model = fields.Char()\n    arch = fields.Text()\n    inherit_id = fields.Many2one('ir.ui.view')\n")
        self.count = 0

    def edit(self, files):
        for path, text in files.items():
            if text is None:
                self.git("repo", "rm", "-r", "-q", path)
            else:
                self.write("repo/" + path, text)

    def module(self, name, *parts, version="16.0.1.0.0", data=""):
        return {f"{name}/__init__.py": "from . import models\n", f"{name}/__manifest__.py": MANIFEST % (version, data), f"{name}/models/__init__.py": "from . import order\n",
                f"{name}/models/order.py": HEAD + "".join(parts)}

    def rev(self, name="HEAD"):
        return subprocess.run(["git", "-C", self.path("repo"), "rev-parse", name], check=True, env=self.environment, stdout=subprocess.PIPE).stdout.decode().strip()

    def commit(self, what, files=None, *, news=(), findings=(), said=(), gone=None, stops=False):
        """Commits, and checks what `check` says of it: new overrides, findings as (rule, symbol), words of the rest."""
        self.edit(files or {})
        self.git("repo", "add", "-A")
        self.git("repo", "commit", "-q", "--allow-empty", "-m", what)
        self.expect(what, news, findings, said, gone, stops)

    def expect(self, what, news=(), findings=(), said=(), gone=None, stops=False):
        self.count += 1
        base = "HEAD^1" if self.count > 1 else "0" * 40
        base = self.rev(base) if base.startswith("HEAD") else base
        result = self.run_driftline("check", self.path("repo") + "@" + self.rev(), "--base", base, "--core", self.path("core"), "--preset", "standard", "--output-format", "json")
        what = f"commit {self.count}, {what}: {result}"
        self.assertIn(result.code, (0, 1), what)
        if not result.out.startswith("{"):
            self.assertEqual((list(news), list(findings), list(said), gone), ([], [], [], None), what)
            return
        report = result.json()
        gate = report["gate"]
        self.assertEqual(sorted((o["symbol"], o["behaviour"]) for o in gate["overrides"]), sorted(news), what)
        self.assertEqual(sorted((" ".join([f["rule"], *([f["also"]] if "also" in f else [])]), f["symbol"]) for f in report["findings"]), sorted(findings), what)
        self.assertEqual(result.code, 1 if stops else 0, what)
        if gone is not None:
            self.assertEqual((gate["overrides_gone"], gate["places_gone"]), gone, what)
        rest = str([gate["suppressions"], gate["settings"], gate["versions_lowered"], gate["moved"]])
        for word in said:
            self.assertIn(word, rest, what)
        if not said:
            self.assertEqual(rest, "[[], [], [], []]", what)

    def test_each_commit_is_told_for_what_it_introduced(self):
        self.a_module_grows()
        self.things_move()
        self.branches_and_copies()
        self.views_and_data()
        self.rules_are_bent()
        self.much_at_once()
        self.assertGreaterEqual(self.count, 40)

    def a_module_grows(self):
        order = "acme_sale/models/order.py"
        self.commit("first", self.module("acme_sale", CONFIRM), news=[CONFIRM_NEW])
        self.commit("readme", {"README.md": "# Acme\n"})
        self.commit("a field of our own", {order: HEAD + "\n    note = fields.Char()\n" + CONFIRM})
        self.commit("a core field becomes required, our own goes", {order: HEAD + REQUIRED + CONFIRM}, news=[("sale.order.name", "extends")],
                    findings=[("DL103", "sale.order.name"), ("DL204", "sale.order.note")], stops=True)
        self.commit("reformatted", {order: "# -*- coding: utf-8 -*-\n" + HEAD.replace("\n\n\n", "\n\n\n\n") + REQUIRED.replace("(required=True)", "(\n        required=True,\n    )") + CONFIRM})
        self.commit("super is lost", {order: HEAD + REQUIRED + REPLACED}, news=[CONFIRM_REPLACED], findings=[("DL101", "sale.order.action_confirm")])
        self.git("repo", "revert", "--no-edit", "HEAD")
        self.expect("the revert", gone=(0, 1))
        self.commit("something that is nowhere", {order: HEAD + REQUIRED + CONFIRM + BROKEN}, findings=[("DL116", "no.such.model")], stops=True)
        self.commit("the same again, below", {order: HEAD + REQUIRED + CONFIRM + BROKEN + BROKEN.replace("load", "store")}, findings=[("DL116", "no.such.model")], stops=True)
        self.commit("one of them is mended", {order: HEAD + REQUIRED + CONFIRM + BROKEN}, gone=(0, 1))

    def things_move(self):
        order, sale = "acme_sale/models/order.py", "acme_sale/models/sale.py"
        self.git("repo", "mv", order, sale)
        self.commit("the file is renamed", {"acme_sale/models/__init__.py": "from . import sale\n"}, gone=(0, 0))
        body = HEAD + REQUIRED + CONFIRM + BROKEN
        self.commit("the class is renamed", {sale: body.replace("class Order(", "class SaleOrder(")}, gone=(0, 0))
        self.commit("methods change places", {sale: HEAD.replace("class Order(", "class SaleOrder(") + BROKEN + CONFIRM + REQUIRED}, gone=(0, 0))
        self.commit("a method of ours is renamed", {sale: HEAD + BROKEN.replace("load", "load_all") + CONFIRM + REQUIRED}, gone=(0, 0))
        os.makedirs(self.path("repo/addons"))
        self.git("repo", "mv", "acme_sale", "addons/acme_sale")
        self.commit("modules move into a folder", gone=(0, 0))
        self.git("repo", "mv", "addons/acme_sale", "addons/acme_order")
        self.commit("the module is renamed", gone=(0, 0))
        self.git("repo", "mv", "addons/acme_order", "acme_sale")
        self.commit("and back", gone=(0, 0))
        self.commit("the override moves to another module", {**self.module("acme_base", REPLACED.replace("True", "super().action_confirm()")), sale: HEAD + BROKEN + REQUIRED}, gone=(0, 0))
        self.commit("the broken line goes", {sale: HEAD + REQUIRED}, gone=(0, 1))

    def branches_and_copies(self):
        self.git("repo", "checkout", "-q", "-b", "topic")
        self.commit("on a branch: a partner", {"acme_base/models/partner.py": PARTNER, "acme_base/models/__init__.py": "from . import order, partner\n"}, news=[("res.partner.write", "extends")])
        picked = self.rev()
        self.commit("on a branch: replaced", {"acme_base/models/partner.py": PARTNER.replace("super().write(vals)", "True")}, news=[("res.partner.write", "replaces")],
                    findings=[("DL101", "res.partner.write")])
        self.git("repo", "checkout", "-q", "main")
        self.commit("main goes on", {"acme_sale/README.md": "x\n"})
        self.git("repo", "cherry-pick", picked)
        self.expect("the cherry-pick", news=[("res.partner.write", "extends")])
        self.git("repo", "merge", "-q", "--no-ff", "--no-edit", "-X", "theirs", "topic")
        self.expect("the merge brings what the cherry-pick did not", news=[("res.partner.write", "replaces")], findings=[("DL101", "res.partner.write")])
        self.git("repo", "revert", "--no-edit", "-m", "1", "HEAD")
        self.expect("the merge is reverted", gone=(0, 1))
        self.commit("nothing at all")

    def views_and_data(self):
        data = "'views/order.xml'"
        manifest = {"acme_sale/__manifest__.py": MANIFEST % ("16.0.1.1.0", data)}
        self.commit("a view", {**manifest, "acme_sale/views/order.xml": VIEW % ("name", "after")}, news=[("sale.view_order_form", "extends")])
        self.commit("the same anchor, elsewhere", {"acme_sale/views/order.xml": VIEW % ("name", "before")})
        self.commit("an anchor that is not there", {"acme_sale/views/order.xml": VIEW % ("gone", "before")}, findings=[("DL116", "sale.view_order_form")], stops=True, gone=(1, 0))
        self.commit("mended", {"acme_sale/views/order.xml": VIEW % ("name", "before")}, news=[("sale.view_order_form", "extends")], gone=(0, 1))
        self.commit("a test, which is not loaded", {"acme_sale/tests/__init__.py": "from . import test_it\n", "acme_sale/tests/test_it.py": HEAD + BROKEN})
        self.commit("a file nobody imports", {"acme_sale/models/old.py": HEAD + REPLACED}, findings=[("DL212", "models/old.py")])

    def rules_are_bent(self):
        sale = "acme_sale/models/sale.py"
        self.commit("replaced again", {sale: HEAD + REPLACED}, news=[CONFIRM_REPLACED], findings=[("DL101 DL201", "sale.order.action_confirm")], gone=(1, 1))
        allowed = REPLACED.replace("(self):", "(self):  # driftline: allow[method-replaced] agreed with sales")
        self.commit("allowed with a reason", {sale: HEAD + allowed}, said=["agreed with sales"], gone=(0, 1))
        self.commit("the comment moves with its code", {sale: "# on top\n" + HEAD + allowed})
        self.commit("the reason is taken away", {sale: HEAD + allowed.replace(" agreed with sales", "")}, findings=[("DL101", "sale.order.action_confirm"), ("DL210", "method-replaced")], said=["method-replaced"], stops=True)
        self.commit("put right", {sale: HEAD + CONFIRM}, gone=(0, 2))
        self.commit("the version goes back", {"acme_sale/__manifest__.py": MANIFEST % ("16.0.1.0.9", "'views/order.xml'")}, said=["16.0.1.1.0", "16.0.1.0.9"])
        self.commit("and on", {"acme_sale/__manifest__.py": MANIFEST % ("16.0.1.10.0", "'views/order.xml'")})

    def much_at_once(self):
        vendored = {}
        for i in range(5):
            vendored.update(self.module(f"vendor_{i}", CONFIRM if i else CONFIRM + BROKEN.replace("no.such", "vendor.gone")))
        self.commit("a squashed vendoring", {"vendor/" + path: text for path, text in vendored.items()}, news=[CONFIRM_NEW] * 5, findings=[("DL116", "vendor.gone.model")], stops=True)
        self.commit("vendored code is updated", {"vendor/vendor_1/models/order.py": HEAD + "\n    x_note = fields.Char()\n" + CONFIRM})
        self.commit("and removed", {"vendor": None}, gone=(5, 1))


if __name__ == "__main__":
    unittest.main()

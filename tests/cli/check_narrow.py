"""The commit hook's short way says what the whole says, at every step of a history; and it is taken where it should be."""
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "support"))
from program import Case

HEAD = "from odoo import fields, models\n\n\nclass Order(models.Model):\n    _inherit = 'sale.order'\n"
EXTENDS = "\n    def action_confirm(self):\n        self.name = 'ours'\n        return super().action_confirm()\n"
REPLACES = EXTENDS.replace("super().action_confirm()", "True")
BROKEN = "\n    def load(self):\n        return self.env['no.such.model'].browse()\n"
NOTE = "\n    note_text = fields.Char()\n"
THING = "from odoo import fields, models\n\n\nclass Thing(models.Model):\n    _name = 'acme.thing'\n\n    name = fields.Char()\n    size = fields.Integer()\n\n    def measure(self):\n        return self.size\n"
FLAG = "\n    acme_flag = fields.Boolean(default=True)\n"
SETS_FLAG = "\n    def unflag(self):\n        self.write({'acme_flag': False})\n"
USES_NOTE = "\n    def read_note(self):\n        for order in self:\n            order.note_text = order.note_text or 'x'\n"
MEASURED = "from odoo import models\n\n\nclass Thing(models.Model):\n    _inherit = 'acme.thing'\n\n    def measure(self):\n        return super().measure() + 1\n"
VIEW = "<odoo>\n  <record id=\"%s\" model=\"ir.ui.view\">\n    <field name=\"model\">sale.order</field>\n    <field name=\"inherit_id\" ref=\"sale.view_order_form\"/>\n" \
       "    <field name=\"arch\" type=\"xml\">\n      <field name=\"%s\" position=\"%s\">%s</field>\n    </field>\n  </record>\n</odoo>\n"


def module(name, depends, files, data=""):
    manifest = f"{{'name': '{name}', 'version': '16.0.1.0.0', 'author': 'Acme', 'license': 'LGPL-3', 'depends': [{depends}], 'data': [{data}]}}\n"
    names = [path[len("models/"):-3] for path in files if path.startswith("models/")]
    return {f"{name}/__init__.py": "from . import models\n", f"{name}/__manifest__.py": manifest, f"{name}/models/__init__.py": "".join(f"from . import {n}\n" for n in names),
            **{f"{name}/{path}": text for path, text in files.items()}}


class Narrow(Case):
    def setUp(self):
        super().setUp()
        self.write("core/odoo/addons/base/models/__init__.py", "from . import res_partner, ir_ui_view\n")
        self.write("core/odoo/addons/base/models/ir_ui_view.py", "from odoo import fields, models\n\n\nclass View(models.Model):\n    _name = 'ir.ui.view'\n\n    name = fields.Char()\n"
                                                                 "    model = fields.Char()\n    arch = fields.Text()\n    inherit_id = fields.Many2one('ir.ui.view')\n")
        self.write_all("repo", {**module("acme_base", "'sale'", {"models/order.py": HEAD + NOTE, "models/thing.py": THING}),
                                **module("acme_more", "'acme_base'", {"models/order.py": HEAD + USES_NOTE, "models/thing.py": MEASURED}),
                                **module("acme_apart", "'sale'", {"models/order.py": HEAD + EXTENDS}),
                                **module("acme_view", "'sale'", {"models/order.py": HEAD, "views/order.xml": VIEW % ("one", "name", "after", "<field name='total'/>")}, "'views/order.xml'")})
        self.commit("repo", "first")

    def way(self, cache, *arguments, change=("--staged",)):
        result = self.run_driftline("check", self.path("repo") + ("" if "--staged" in change else "@HEAD"), *change, "--core", self.path("core"), "--preset", "standard", "--timings", *arguments,
                                    environment={"XDG_CACHE_HOME": self.path(cache)})
        taken = "nothing" if "says nothing new" in result.out else "whole" if "list the repository" in result.err else "linked"
        return result, taken

    def step(self, what, files, taken):
        """Stages `files`, compares both ways, commits, and compares them for the commit."""
        self.write_all("repo", files)
        self.git("repo", "add", "-A")
        whole, _ = self.way("cache-whole", "--whole")
        short, way = self.way("cache-short")
        said = whole.out if way != "nothing" else "This change adds no override and no finding"
        self.assertTrue(short.out == said if way != "nothing" else whole.out.startswith(said), f"{what} ({way}): {whole}\n{short}")
        self.assertEqual((short.code, way), (whole.code, taken), f"{what}: {whole}\n{short}")
        self.git("repo", "commit", "-q", "--allow-empty", "-m", what)
        base = ("--base", "HEAD~1")   # the commit hook's result is that commit's, and a pull request's base is warm
        whole, short = self.way("cache-whole", "--whole", change=base)[0], self.way("cache-short", change=base)[0]
        self.assertTrue(short.out == whole.out or ("says nothing new" in short.out and "no override and no finding" in whole.out), f"{what}, committed: {whole}\n{short}")
        self.assertEqual(short.code, whole.code, what)

    def test_both_ways_say_the_same(self):
        base, more, apart, view = "acme_base/models/order.py", "acme_more/models/order.py", "acme_apart/models/order.py", "acme_view/views/order.xml"
        self.step("the first of all has nothing to go by", {base: "# a remark\n" + HEAD + NOTE}, "whole")
        self.step("a remark", {base: "# another remark\n" + HEAD + NOTE}, "nothing")
        self.step("no code at all", {"README.md": "# Acme\n"}, "nothing")
        self.step("an override", {base: HEAD + NOTE + EXTENDS}, "linked")
        self.step("which replaces", {base: HEAD + NOTE + REPLACES}, "linked")
        self.step("as another module does that knows nothing of it", {apart: HEAD + REPLACES}, "linked")
        self.step("put right", {base: HEAD + NOTE + EXTENDS, apart: HEAD + EXTENDS}, "linked")
        self.step("a field goes that another module uses", {base: HEAD + EXTENDS}, "linked")
        self.step("and comes back", {base: HEAD + NOTE + EXTENDS}, "linked")
        self.step("a field with a default", {base: HEAD + NOTE + FLAG}, "linked")
        self.step("that another module sets", {more: HEAD + USES_NOTE + SETS_FLAG}, "linked")
        self.step("goes", {base: HEAD + NOTE}, "linked")
        self.step("and who sets it, too", {more: HEAD + USES_NOTE}, "linked")
        self.step("a field of one's own", {apart: HEAD + EXTENDS + "\n    acme_flag = fields.Integer()\n"}, "linked")
        self.step("that another module adds otherwise", {base: HEAD + NOTE + FLAG}, "linked")
        self.step("and gives up", {base: HEAD + NOTE, apart: HEAD + EXTENDS}, "linked")
        self.step("a method goes whose super is called", {"acme_base/models/thing.py": THING[:THING.index("\n    def measure")]}, "linked")
        self.step("and comes back", {"acme_base/models/thing.py": THING}, "linked")
        self.step("a broken line", {more: HEAD + USES_NOTE + BROKEN}, "linked")
        self.step("stays while another is written", {more: HEAD + USES_NOTE + BROKEN + EXTENDS}, "linked")
        self.step("a remark above a finding", {more: "# a remark\n" + HEAD + USES_NOTE + BROKEN + EXTENDS}, "linked")
        self.step("it goes", {more: HEAD + USES_NOTE + EXTENDS}, "linked")
        self.step("a view of another module in the same family", module("acme_apart", "'sale'", {"models/order.py": HEAD + EXTENDS, "views/order.xml": VIEW % ("two", "name", "replace", "<field name='ref'/>")},
                                                                        "'views/order.xml'"), "linked")
        self.step("that finds no node any more", {"acme_apart/views/order.xml": VIEW % ("two", "gone", "replace", "")}, "linked")
        self.step("a view that others stand in", {view: VIEW % ("one", "partner_id", "replace", "<field name='total'/>")}, "linked")
        self.step("allowed", {base: HEAD + NOTE + REPLACES.replace("(self):", "(self):  # driftline: allow[method-replaced] agreed")}, "linked")
        self.step("the reason goes", {base: HEAD + NOTE + REPLACES.replace("(self):", "(self):  # driftline: allow[method-replaced]")}, "linked")
        self.step("a new file", {"acme_base/models/__init__.py": "from . import order, thing, extra\n", "acme_base/models/extra.py": HEAD.replace("Order", "Extra") + EXTENDS.replace("action_confirm", "write")}, "linked")
        why = "    # Carriers bill slots that nobody reserved.\n    def action_confirm"
        self.step("a reason comes", {apart: (HEAD + REPLACES).replace("    def action_confirm", why)}, "linked")
        self.step("and goes", {apart: HEAD + REPLACES}, "linked")
        self.step("into a text", {"acme_apart/README.md": "It replaces action_confirm, since carriers bill slots.\n"}, "linked")
        self.step("which says no more", {"acme_apart/README.md": "Acme\n"}, "linked")
        self.step("texts of a module that has nothing to explain", {"acme_more/README.md": "Acme\n"}, "nothing")
        self.step("another module", module("acme_new", "'acme_base'", {"models/order.py": HEAD + EXTENDS}), "whole")
        self.step("after it, as before", {apart: HEAD + REPLACES}, "linked")
        self.step("other dependencies", module("acme_more", "'acme_base', 'acme_apart'", {"models/order.py": HEAD + USES_NOTE, "models/thing.py": MEASURED}), "whole")
        self.step("settings", {"driftline.toml": "ignore = ['DL101']\n"}, "whole")
        self.step("under the new settings", {apart: HEAD + EXTENDS}, "linked")
        self.step("and again", {apart: HEAD + REPLACES}, "linked")


if __name__ == "__main__":
    unittest.main()

"""core diff: what it prints, what it stores, and when it makes it again."""
import json
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "support"))
from program import CORE, ROOT, Case
from schema import problems

BODY = "\n        for order in self:\n            lines = order.partner_id.mapped('name')\n            order.total = sum(len(line) for line in lines) + order.extra\n        return True\n"
MODEL = "from odoo import fields, models\n\n\nclass Order(models.Model):\n    _name = 'sale.order'\n\n"
OLD = {
    "addons/sale/models/order.py": MODEL + "    name = fields.Char(required=True)\n    partner_id = fields.Many2one('res.partner')\n    total = fields.Float()\n"
    "    amount_due = fields.Float(string='Due', help='What is still to be paid', digits='Account')\n    extra = fields.Float()\n"
    "    state = fields.Selection([('draft', 'Draft'), ('sent', 'Sent'), ('done', 'Done')])\n\n"
    "    def _count_lines(self):" + BODY + "\n    def action_confirm(self):\n        self._count_lines()\n        self._hook()\n        return self.amount_due\n\n"
    "    def _hook(self):\n        return None\n",
    "addons/sale_note/__init__.py": "from odoo import fields, models\n\n\nclass Note(models.Model):\n    _name = 'sale.note'\n\n    text = fields.Text()\n    color = fields.Integer()\n"
    "\n    def pin(self):\n        self.color = 1\n\n    def unpin(self):\n        self.color = 0\n",
    "addons/sale_note/__manifest__.py": "{'name': 'Notes', 'depends': ['sale'], 'data': ['data.xml']}\n",
    "addons/sale_note/data.xml": "<odoo><record id=\"first\" model=\"sale.note\"><field name=\"text\">Hello</field></record></odoo>\n",
}
NEW = {
    "odoo/release.py": "version_info = (17, 0, 0, 'final', 0, '')\nversion = '17.0'\n",
    "addons/sale/models/order.py": MODEL + "    name = fields.Char()\n    partner_id = fields.Many2one('res.partner')\n    total = fields.Float()\n"
    "    amount_residual = fields.Float(string='Due', help='What is still to be paid', digits='Account')\n    extra = fields.Float()\n"
    "    state = fields.Selection([('draft', 'Draft'), ('sent', 'Sent'), ('sale', 'Order')])\n\n"
    "    def _compute_lines(self):" + BODY + "\n    def action_confirm(self):\n        self._compute_lines()\n        return self.amount_residual\n\n"
    "    def _hook(self):\n        return None\n\n\n"
    + OLD["addons/sale_note/__init__.py"].split("\n\n\n", 1)[1],
    "addons/sale/__manifest__.py": "{'name': 'Sale', 'version': '1.0', 'depends': ['base'], 'data': ['views/order.xml', 'data.xml']}\n",
    "addons/sale/data.xml": OLD["addons/sale_note/data.xml"],
}


class CoreDiff(Case):
    def setUp(self):
        super().setUp()
        self.write_all("old", {**CORE, **OLD})
        self.write_all("new", {**CORE, **NEW})

    def diff(self, *arguments, **more):
        return self.run_driftline("core", "diff", self.path("old"), self.path("new"), *arguments, **more)

    def changes(self, *arguments):
        result = self.diff("--output-format", "json", *arguments)
        self.assertEqual(result.code, 0, str(result))
        return result.json()["changes"]

    def deltas(self):
        folder = self.path("cache/driftline/deltas")
        return sorted(os.path.join(folder, name) for name in os.listdir(folder)) if os.path.isdir(folder) else []

    def test_json_follows_its_schema(self):
        with open(os.path.join(ROOT, "reports/schema/delta.schema.json")) as file:
            schema = json.load(file)
        report = self.diff("--output-format", "json").json()
        self.assertEqual(problems(report, schema), [])
        self.assertEqual((report["from"]["version"], report["to"]["version"]), ("16.0", "17.0"))
        for break_it in (lambda r: r.pop("to"), lambda r: r["changes"][0].update(kind="thing"), lambda r: r["changes"][0].pop("owner"), lambda r: r["changes"][0].update(score="high")):
            broken = json.loads(json.dumps(report))
            break_it(broken)
            self.assertNotEqual(problems(broken, schema), [])

    def test_what_went_what_it_became_and_what_changed(self):
        rows = {(c["change"], c["kind"], c["owner"], c["name"]): c for c in self.changes()}
        method = rows["renamed", "method", "sale.order", "_count_lines"]
        self.assertEqual(method["renamed_to"], {"owner": "sale.order", "name": "_compute_lines", "module": "sale"})
        self.assertGreater(method["score"], 0.9)
        self.assertIn("same body", method["evidence"])
        self.assertEqual(method["from"], {"module": "sale", "path": "models/order.py", "line": 14})
        field = rows["renamed", "field", "sale.order", "amount_due"]
        self.assertEqual(field["renamed_to"]["name"], "amount_residual")
        self.assertTrue(field["stored"])
        self.assertNotIn(("added", "field", "sale.order", "amount_residual"), rows)
        self.assertEqual(rows["renamed", "sql", "sale_order", "amount_due"]["renamed_to"]["name"], "amount_residual")
        self.assertEqual(rows["changed", "field", "sale.order", "name"]["attributes"], [{"name": "required", "before": "yes", "after": "no"}])
        self.assertEqual([(a["before"], a["after"]) for a in rows["changed", "field", "sale.order", "state"]["attributes"]], [("done", ""), ("", "sale")])
        self.assertIn({"name": "callers", "before": "1", "after": "0"}, rows["changed", "method", "sale.order", "_hook"]["attributes"])
        self.assertEqual(rows["renamed", "module", "", "sale_note"]["renamed_to"]["name"], "sale")
        self.assertEqual(rows["renamed", "module", "", "sale_note"]["attributes"], [{"name": "merged", "before": "", "after": "sale"}])
        self.assertEqual(rows["moved", "model", "", "sale.note"]["renamed_to"]["module"], "sale")
        record = rows["renamed", "record", "sale_note", "first"]
        self.assertEqual((record["renamed_to"]["owner"], record["renamed_to"]["name"], record["model"]), ("sale", "first", "sale.note"))

    def test_filters(self):
        only = self.changes("--model", "sale.note")
        self.assertTrue(only and all("sale.note" in (c["owner"], c["name"], c.get("model")) for c in only), only)
        self.assertEqual(self.changes("--module", "base"), [])

    def test_text_and_markdown_say_what_became_of_each(self):
        text = self.diff().out
        self.assertTrue(text.startswith("odoo 16.0 -> 17.0\n"), text)
        self.assertRegex(text, r"(?m)^sale\.order\n > field amount_due is now amount_residual, \d\.\d\d alike: same type, same label")
        self.assertIn("\n     sale/models/order.py:10 -> sale/models/order.py:10\n", text)
        self.assertRegex(text, r"(?m)^ > module sale_note went into sale, 1\.00 alike")
        self.assertIn("--model NAME", text)
        self.assertNotIn("required: yes -> no", text)
        self.assertIn(" ~ field name: required: yes -> no\n", self.diff("--model", "sale.order").out)
        markdown = self.diff("--output-format", "markdown").out
        self.assertTrue(markdown.startswith("# odoo 16.0 -&#62; 17.0\n"), markdown)
        self.assertIn("\n## sale.order\n", markdown)
        self.assertIn("- `field amount_due` is now amount&#95;residual", markdown)
        self.assertIn("\nnothing differs\n", self.run_driftline("core", "diff", self.path("old"), self.path("old")).out)

    def test_output_goes_to_a_file(self):
        result = self.diff("--output-format", "json", "--output", self.path("delta.json"))
        self.assertEqual((result.code, result.out), (0, ""), str(result))
        with open(self.path("delta.json")) as file:
            self.assertEqual(json.load(file)["changes"], self.changes())

    def test_what_is_no_core_is_one_line(self):
        self.assert_one_line_error(self.run_driftline("core", "diff", self.path("old"), self.path("repo")), "repo")
        self.assert_one_line_error(self.run_driftline("core", "diff", "19.0", self.path("new")), "19.0")

    def test_a_delta_is_stored_once_and_made_again_when_it_is_damaged(self):
        first = self.diff("--output-format", "json").out
        (stored,) = self.deltas()
        time = os.stat(stored).st_mtime_ns
        self.assertEqual(self.diff("--output-format", "json").out, first)
        self.assertEqual(os.stat(stored).st_mtime_ns, time)
        with open(stored, "rb") as file:
            whole = file.read()
        for broken in (whole[:100], whole[: len(whole) // 2], whole[:200] + b"\xff\xff" + whole[202:], b""):
            with open(stored, "wb") as file:
                file.write(broken)
            again = self.diff("--output-format", "json")
            self.assertEqual((again.code, again.out), (0, first))
            self.assertIn("made again", again.err)
            with open(stored, "rb") as file:
                self.assertEqual(file.read(), whole)

    def test_a_delta_goes_with_its_core(self):
        for name, folder in (("16", "old"), ("17", "new")):
            self.run_driftline("core", "add", self.path(folder), "--name", name)
        self.run_driftline("core", "diff", "16", "17")
        self.assertEqual(len(self.deltas()), 1)
        self.run_driftline("core", "remove", "16")
        self.assertEqual(self.deltas(), [])

    def test_a_core_that_changes_leaves_no_delta_behind(self):
        self.diff()
        self.write("new/addons/sale/data.xml", "<odoo/>\n")
        self.diff()
        self.assertEqual(len(self.deltas()), 1)

    def test_one_thread_and_many_give_the_same_bytes(self):
        first = self.diff("--output-format", "json", "--jobs", "1").out
        for stored in self.deltas():
            os.remove(stored)
        self.assertEqual(self.diff("--output-format", "json", "--jobs", "4").out, first)

    def test_without_source_bodies_are_not_compared_but_names_are(self):
        for name, folder in (("16", "old"), ("17", "new")):
            self.run_driftline("core", "add", self.path(folder), "--name", name)
            self.run_driftline("core", "export", name, self.path(name + ".core"), "--no-source")
        elsewhere = {"XDG_CACHE_HOME": self.path("other")}
        for name in ("16", "17"):
            self.assertEqual(self.run_driftline("core", "import", self.path(name + ".core"), "--name", name, environment=elsewhere).code, 0)
        result = self.run_driftline("core", "diff", "16", "17", "--output-format", "json", environment=elsewhere)
        rows = {(c["kind"], c["owner"], c["name"]): c["change"] for c in result.json()["changes"] if c["change"] in ("removed", "renamed")}
        self.assertEqual(rows["field", "sale.order", "amount_due"], "renamed")
        self.assertIn(rows["method", "sale.order", "_count_lines"], ("removed", "renamed"))


if __name__ == "__main__":
    unittest.main()

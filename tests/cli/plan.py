"""scan --to: the plan, copies of community modules, half-ported trees and progress, as a user meets them."""
import json
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "support"))
from program import CORE, ROOT, Case, module
from schema import problems

# What 17.0 has otherwise: a field and a method are gone, a method's body changed.
TARGET = {path: text.replace("(16, 0, 0", "(17, 0, 0").replace("'16.0'", "'17.0'") for path, text in CORE.items()}
TARGET["addons/sale/models/order.py"] = TARGET["addons/sale/models/order.py"].replace("    total = fields.Float()\n", "").replace("            order.total = 1\n", "")

TOTAL = "from odoo import models\n\n\nclass Order(models.Model):\n    _inherit = 'sale.order'\n\n    def acme_report(self):\n        return self.total\n"
PLAIN = "from odoo import models\n\n\nclass Order(models.Model):\n    _inherit = 'sale.order'\n\n    def acme_report(self):\n        return self.name\n"


def own(name, code=PLAIN, version="16.0.1.0.0", depends=("sale",), **more):
    """A module; `more` goes to its manifest."""
    manifest = {"name": name, "version": version, "author": "Acme", "license": "LGPL-3", "depends": list(depends), **more}
    return {f"{name}/__init__.py": "from . import models\n", f"{name}/__manifest__.py": repr(manifest).replace(", '", ",\n '") + "\n", f"{name}/models/__init__.py": "from . import order\n",
            f"{name}/models/order.py": code}


class PlanCase(Case):
    def setUp(self):
        super().setUp()
        self.write_all("core17", TARGET)

    def repository(self, *modules):
        for files in modules:
            self.write_all("custom", files)
        self.commit("custom", "modules")

    def plan(self, *arguments, **more):
        report = self.scan_json("--to", self.path("core17"), *arguments, path="custom", **more)
        return report, {row["name"]: row for row in report["plan"]["modules"]}


class Plan(PlanCase):
    def test_the_json_follows_its_schema(self):
        with open(os.path.join(ROOT, "reports/schema/driftline.schema.json")) as file:
            schema = json.load(file)
        self.repository(own("acme_a", TOTAL), own("acme_b", depends=["sale", "acme_a"]))
        report, modules = self.plan()
        self.assertEqual(problems(report, schema), [])
        self.assertEqual(report["run"]["core"]["target"]["version"], "17.0")
        self.assertEqual(report["ledger_target"]["by_kind"]["attribute"]["unresolved"], {"nowhere": 1})
        self.assertEqual({name: row["state"] for name, row in modules.items()}, {"acme_a": "review", "acme_b": "no-known-blocker"})
        self.assertEqual(modules["acme_a"]["causes"], {"silent": 0, "install": 0, "run": 1, "other": 0})
        self.assertEqual(modules["acme_a"]["needed_by"], ["acme_b"])
        broken = json.loads(json.dumps(report))
        broken["plan"]["modules"][0]["state"] = "ready"
        self.assertNotEqual(problems(broken, schema), [])

    def test_one_thread_and_many_give_the_same_bytes(self):
        self.repository(*(own(f"acme_{i:02}", TOTAL if i % 2 else PLAIN) for i in range(20)))
        for form in ("json", "text", "markdown"):
            outputs = {self.scan("--to", self.path("core17"), "--output-format", form, "--jobs", jobs, path="custom", environment={"XDG_CACHE_HOME": self.path(f"cache-{jobs}")}).out
                       for jobs in ("1", "2", "8") for _ in range(2)}
            self.assertEqual(len(outputs), 1, form)

    def test_module_limits_the_plan(self):
        self.repository(own("acme_a", TOTAL), own("acme_b"))
        report, modules = self.plan("--module", "acme_b")
        self.assertEqual(list(modules), ["acme_b"])
        self.assertLessEqual({finding["module"] for finding in report["findings"]}, {"acme_b"})

    def test_figures_of_the_configuration_replace_ours(self):
        self.repository(own("acme_a", TOTAL))
        _, before = self.plan()
        self.write("custom/driftline.toml", "[effort]\nbase.module = [600, 600]\nbase.test = [0, 0]\nrule.DL305 = [60, 120]\n")
        _, after = self.plan()
        self.assertLess(before["acme_a"]["hours"]["high"], 10)
        self.assertEqual(after["acme_a"]["hours"], {"low": 11.0, "high": 12.0})
        self.write("custom/driftline.toml", "[effort]\nrule.DL999 = [60, 120]\n")
        self.assert_one_line_error(self.scan(path="custom"), "driftline.toml:2", "effort.rule.DL999", "did you mean effort.rule.DL3")

    def test_options_of_an_upgrade_need_a_target(self):
        self.repository(own("acme_a"))
        for arguments in (["--base", "HEAD"], ["--plan"], ["--library-to", self.path("custom")], ["--output-format", "markdown"]):
            self.assert_one_line_error(self.scan(*arguments, path="custom"), arguments[0], "--to")

    def test_what_cannot_be_read_is_not_judged_and_the_option_is_named(self):
        self.repository(own("acme_a", TOTAL.replace("self.total", "self.total, self.helpdesk_id"), depends=["sale", "helpdesk"]))
        report, modules = self.plan()
        self.assertEqual(modules["acme_a"]["missing"], ["helpdesk"])
        self.assertEqual(report["plan"]["totals"]["left_out"]["not_judged"], ["acme_a"] if modules["acme_a"]["state"] == "not-judged" else [])
        text = self.scan("--to", self.path("core17"), path="custom").out
        self.assertRegex(text, r"(?m)^at 17\.0 .*helpdesk.*--library-to PATH$")

    def test_a_bump_of_one_series_has_neither_states_nor_hours(self):
        self.write_all("core16b", {path: text.replace("return True\n", "return 1 == 1\n") for path, text in CORE.items()})
        self.repository(module("acme_sale"))
        report = self.scan_json("--to", self.path("core16b"), path="custom")
        self.assertEqual((report["plan"]["bump"]["methods_changed"], report["plan"]["bump"]["methods_replaced"]), (1, 1))
        self.assertIsNone(report["plan"]["states"])
        text = self.scan("--to", self.path("core16b"), path="custom").out
        self.assertIn("this bump changes 1 core method you override, 1 of which you replace\n", text)
        self.assertNotIn("TOTAL", text)


class Copies(PlanCase):
    def setUp(self):
        super().setUp()
        oca = {"author": "Acme, Odoo Community Association (OCA)"}
        self.write_all("oca16", own("sale_note", PLAIN, **oca) | {"sale_note/README.rst": "old\n"})
        self.write_all("oca17", own("sale_note", PLAIN.replace("self.name", "self.display_name"), version="17.0.1.0.0", **oca))
        edited = PLAIN.replace("return self.name", "return self.name or self.total")
        self.repository(own("sale_note", edited, version="16.0.1.0.3", **oca) | {"sale_note/README.rst": "new\n", "sale_note/models/extra.py": "X = 1\n"},
                        own("acme_a", TOTAL.replace("self.total", "self.acme_report()").replace("def acme_report", "def acme_second"), depends=["sale_note"]), own("other_copy", TOTAL, **oca))

    def test_local_edits_are_patches(self):
        _, modules = self.plan("--library", self.path("oca16"), "--library-to", self.path("oca17"))
        copy = modules["sale_note"]
        self.assertEqual((copy["state"], copy["causes"]["run"]), ("take-upstream", 0))
        self.assertEqual((copy["upstream"]["version"], copy["upstream"]["compared_version"], copy["upstream"]["compared_with_target"]), ("17.0.1.0.0", "16.0.1.0.0", False))
        edits = {edit["path"]: edit for edit in copy["upstream"]["edits"]}   # neither the README nor the version of the manifest is one
        self.assertEqual({path: edit["change"] for path, edit in edits.items()}, {"models/order.py": "changed", "models/extra.py": "added"})
        self.assertIn("--- a/sale_note/models/order.py\n+++ b/sale_note/models/order.py\n", edits["models/order.py"]["patch"])
        self.assertIn("-        return self.name\n+        return self.name or self.total\n", edits["models/order.py"]["patch"])
        self.assertIn("--- /dev/null\n", edits["models/extra.py"]["patch"])
        # Who builds on it is judged against the community's new version; a copy nobody offers has to be ported here.
        self.assertEqual(modules["acme_a"]["state"], "no-known-blocker")
        self.assertEqual((modules["other_copy"]["state"], modules["other_copy"]["causes"]["run"]), ("review", 1))

    def test_without_todays_library_the_copy_is_compared_with_the_targets(self):
        _, modules = self.plan("--library-to", self.path("oca17"))
        self.assertTrue(modules["sale_note"]["upstream"]["compared_with_target"])
        self.assertIn("tells local edits from the port", " ".join(self.scan("--to", self.path("core17"), "--library-to", self.path("oca17"), path="custom").out.split()))

    def test_todays_findings_are_about_own_modules_as_without_a_target(self):
        def today(report):
            return [f["fingerprint"] for f in report["findings"] if f["rule"] < "DL3" or f["rule"] > "DL4"]
        report, _ = self.plan()
        self.assertEqual(today(report), today(self.scan_json(path="custom")))


class Progress(PlanCase):
    """A branch on which modules are ported one by one, the first ones first."""

    def setUp(self):
        super().setUp()
        self.repository(own("acme_base", PLAIN.replace("def acme_report", "def acme_base_name")), own("acme_a", TOTAL, depends=["acme_base"]),
                        own("acme_b", PLAIN.replace("self.name", "self.acme_base_name(), self.total"), depends=["acme_base"]), own("acme_gone"))
        self.git("custom", "tag", "start")
        self.write_all("custom", own("acme_base", PLAIN.replace("def acme_report", "def acme_base_name"), version="17.0.1.0.0"))
        self.write_all("custom", own("acme_a", TOTAL, depends=["acme_base"], installable=False))
        self.git("custom", "rm", "-rq", "acme_gone")
        self.commit("custom", "port the first one")

    def test_without_a_base_what_builds_on_a_ported_module_is_judged_in_part(self):
        _, modules = self.plan()
        self.assertEqual({name: row["state"] for name, row in modules.items()}, {"acme_base": "done", "acme_a": "not-judged", "acme_b": "review"})
        self.assertIn("--base", modules["acme_b"]["reasons"][0])

    def test_with_a_base_all_of_them_are_judged_and_progress_is_told(self):
        report, modules = self.plan("--base", "start")
        self.assertEqual({name: row["state"] for name, row in modules.items()}, {"acme_base": "done", "acme_a": "review", "acme_b": "review"})
        progress = report["plan"]["progress"]
        self.assertEqual((progress["revision"], progress["done"], progress["gone"], progress["added"]), ("start", ["acme_base"], ["acme_gone"], []))
        self.assertEqual({state: row["modules"] for state, row in progress["states_then"].items() if row["modules"]}, {"no-known-blocker": 2, "review": 2})
        text = self.scan("--to", self.path("core17"), "--base", "start", path="custom").out
        self.assertRegex(text, r"(?m)^PROGRESS +1  since start: 1 module done, 1 gone, 2 left: 2 review; \S+ h left of \S+$")

    def test_asked_for_by_name_what_only_says_that_it_is_ported_is_judged(self):
        self.write_all("custom", own("acme_b", TOTAL, depends=["acme_base"], version="17.0.1.0.0"))
        _, modules = self.plan()
        self.assertEqual(modules["acme_b"]["state"], "done")
        _, modules = self.plan("--module", "acme_b", "--module", "acme_base")
        self.assertEqual({name: row["state"] for name, row in modules.items()}, {"acme_base": "done", "acme_b": "review"})
        self.assertIn("not all of it is ported", modules["acme_b"]["reasons"][-1])

    def test_a_base_that_is_no_revision_is_an_error(self):
        self.assert_one_line_error(self.scan("--to", self.path("core17"), "--base", "no-such", path="custom"), "no-such")


if __name__ == "__main__":
    unittest.main()

"""A baseline hides what a repository starts with, and nothing that comes after it."""
import json
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "support"))
from program import ORDER, Case, module


class Baseline(Case):
    def setUp(self):
        super().setUp()
        self.commit("repo")

    def read(self, path):
        with open(self.path(path)) as file:
            return file.read()

    def write_baseline(self, *arguments):
        result = self.run_driftline("baseline", "write", *arguments, "--path", self.path("repo"), "--core", self.path("core"))
        self.assertEqual(result.code, 0, str(result))
        return result

    def shown(self):
        report = self.scan_json()
        return [f["symbol"] for f in report["findings"] if f["severity"] != "info"], " ".join(report["notices"])

    def test_what_it_knows_is_not_shown_and_does_not_fail(self):
        self.assertEqual(self.scan("--fail-on", "warning").code, 1)
        self.assertIn("driftline-baseline.json is written: 1 place;", self.write_baseline().out)
        self.assertEqual(self.scan("--fail-on", "warning").code, 0)
        shown, notices = self.shown()
        self.assertEqual(shown, [])
        self.assertIn("1 place in driftline-baseline.json is not shown", notices)
        self.assertEqual(self.scan("--fail-on", "warning", "--no-baseline").code, 1)

    def test_it_survives_edits_above_and_moved_files(self):
        self.write_baseline()
        self.write("repo/acme_sale/models/order.py", "# a comment\nimport os\n\n" + ORDER.replace("self.name = 'ours'", "self.name = 'other'"))
        self.assertEqual(self.shown()[0], [])
        os.rename(self.path("repo/acme_sale/models/order.py"), self.path("repo/acme_sale/models/sale.py"))
        self.write("repo/acme_sale/models/__init__.py", "from . import sale\n")
        self.assertEqual(self.shown()[0], [])
        os.makedirs(self.path("repo/addons"))
        os.rename(self.path("repo/acme_sale"), self.path("repo/addons/acme_sale"))
        self.assertEqual(self.shown()[0], [])
        text = self.read("repo/driftline-baseline.json")
        self.assertNotIn("order.py", text)
        self.assertEqual(set(json.loads(text)["findings"][0]), {"module", "rule", "symbol", "fingerprint"})

    def test_what_comes_after_it_is_shown(self):
        self.write_baseline()
        self.write_all("repo", module("acme_two"))
        self.assertEqual(self.scan("--fail-on", "warning").code, 1)
        self.assertEqual(set(self.shown()[0]), {"sale.order.action_confirm"})

    def test_stale_entries_are_counted(self):
        self.write_baseline()
        self.write("repo/acme_sale/models/order.py", ORDER.replace("return False", "return super().action_confirm()"))
        self.assertIn("1 entry of driftline-baseline.json matches nothing any more", self.shown()[1])
        self.assertNotIn("nothing any more", " ".join(self.scan_json("--select", "DL902")["notices"]), "only when all was asked")
        self.write_baseline()
        self.assertNotIn("nothing any more", self.shown()[1])

    def test_the_configuration_names_another_file(self):
        self.write("repo/driftline.toml", "baseline = 'ci/known.json'\n")
        self.assert_one_line_error(self.scan(), "ci/known.json", "baseline write")
        self.write_baseline()
        self.assertTrue(os.path.exists(self.path("repo/ci/known.json")))
        self.assertEqual(self.shown()[0], [])

    def test_a_damaged_file_is_said_so(self):
        for text in ("<<<<<<< ours\n", "[]", "{\"baseline\": 1, \"findings\": [3]}", "{\"baseline\": 99, \"findings\": []}"):
            self.write("repo/driftline-baseline.json", text)
            self.assert_one_line_error(self.scan(), "driftline-baseline.json", "baseline write")

    def test_the_same_findings_give_the_same_bytes(self):
        self.write_all("repo", module("acme_two"))
        self.write_baseline(self.path("one.json"), "--jobs", "1")
        self.write_baseline(self.path("two.json"), "--jobs", "4")
        self.assertEqual(self.read("one.json"), self.read("two.json"))


if __name__ == "__main__":
    unittest.main()

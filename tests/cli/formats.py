"""The report formats other programs read: valid by their schemas, and inert whatever a repository's names hold."""
import json
import os
import re
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "support"))
from program import ROOT, Case, module
from schema import problems

CODE_QUALITY = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "additionalProperties": False,
        "properties": {
            "description": {"type": "string"},
            "check_name": {"type": "string"},
            "fingerprint": {"type": "string"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "additionalProperties": False,
                "properties": {
                    "path": {"type": "string"},
                    "lines": {"type": "object", "required": ["begin"], "additionalProperties": False, "properties": {"begin": {"type": "integer", "minimum": 1}}},
                },
            },
        },
    },
}
HOSTILE = "a::error file=x,line=1::\x1b[31m%0A<b>`'\"&\n::stop-commands::t"


class Formats(Case):
    def setUp(self):
        super().setUp()
        # A view that finds nothing: the report names its file, whose name is hostile.
        view = "<odoo><record id='v' model='ir.ui.view'><field name='model'>sale.order</field><field name='inherit_id' ref='sale.view_order_gone'/>" \
               "<field name='arch' type='xml'><xpath expr='//field' position='inside'/></field></record></odoo>"
        name = HOSTILE.replace("/", "") + ".xml"
        files = module("acme_evil")
        files["acme_evil/__manifest__.py"] = "{'name': 'E', 'version': '16.0.1.0.0', 'author': 'Acme', 'depends': ['sale'], 'data': [%r]}\n" % name
        files["acme_evil/" + name] = view
        self.write_all("repo", files)

    def report(self, form):
        result = self.scan("--output-format", form, "--exit-zero")
        self.assertEqual(result.code, 0, str(result))
        return result.out

    def test_the_hostile_file_is_reported_at_all(self):
        self.assertTrue([f for f in json.loads(self.report("json"))["findings"] if "stop-commands" in f["path"]])

    def test_github_commands_stay_one_line_each(self):
        out = self.report("github")
        self.assertNotIn("\x1b", out)
        for line in out.splitlines():
            self.assertRegex(line, r"^::(error|warning) file=[^:,]*,line=\d+,endLine=\d+,col=\d+,title=[^:,]*::|^::notice title=driftline::")
        levels = [line.split(" ")[0] for line in out.splitlines() if not line.startswith("::notice")]
        self.assertEqual(levels, sorted(levels), "errors before warnings")
        self.assertIn("::error", levels)
        self.assertIn("::warning", levels)
        # What the runner decodes is what was there, control characters made visible.
        files = [re.search("file=([^,]*),", line).group(1) for line in out.splitlines() if "stop-commands" in line]
        decoded = files[0].replace("%3A", ":").replace("%2C", ",").replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
        self.assertIn("a::error file=x,line=1::", decoded)

    def test_gitlab_follows_its_schema(self):
        out = self.report("gitlab")
        entries = json.loads(out)
        self.assertEqual(problems(entries, CODE_QUALITY), [])
        self.assertTrue(entries)
        prints = [entry["fingerprint"] for entry in entries]
        self.assertEqual(len(prints), len(set(prints)))
        self.assertFalse(out.startswith("\ufeff"))
        for entry in entries:
            self.assertFalse(entry["location"]["path"].startswith(("./", "/")))
            self.assertNotIn("\n", entry["description"])
        entries[0]["severity"] = "error"
        self.assertNotEqual(problems(entries, CODE_QUALITY), [], "the validator can fail")

    def test_junit_follows_its_schema(self):
        try:
            from lxml import etree
        except ImportError:
            self.skipTest("python3-lxml is not installed")
        schema = etree.XMLSchema(etree.parse(os.path.join(ROOT, "tests/cli/support/junit.xsd")))
        root = etree.fromstring(self.report("junit").encode())
        self.assertTrue(schema.validate(root), schema.error_log)
        cases = root.findall(".//testcase")
        self.assertEqual(int(root.get("tests")), len(cases))
        self.assertIn("acme_sale", [suite.get("name") for suite in root])
        self.assertTrue(any("<b>" in case.get("name") for case in cases), "the name is data")
        self.assertFalse(schema.validate(etree.fromstring("<testsuites tests='1'/>")), "the schema can fail")

    def test_an_empty_result_is_a_valid_report(self):
        for form, expected in (("github", ""), ("gitlab", "[]\n")):
            self.assertEqual(self.scan("--output-format", form, "--select", "DL902").out, expected)
        self.assertIn('failures="0"', self.scan("--output-format", "junit", "--select", "DL902").out)


if __name__ == "__main__":
    unittest.main()

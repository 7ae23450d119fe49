"""A repository whose file names, commit messages, module names and code hold HTML, script, ANSI escapes, formulas of spreadsheets,
workflow commands and line ends: whatever format shows them, they stay text."""
import base64
import csv
import gzip
import io
import json
import os
import re
import sys
import unittest
import xml.etree.ElementTree

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "support"))
from hostile import ALL, TARGET, evil_core, write_hostile
from program import CORE, Case

FORMATS = ("text", "json", "sarif", "github", "gitlab", "junit", "markdown")
REVIEWS = ("html", "markdown", "json", "csv")
# Steers a terminal, turns text around or ends a line: C0 but tab and line end, DEL, C1, direction, separators.
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
COMMAND = re.compile(r"##[a-z]*\[|(?m:^\s*::(?!(error|warning) file=[^:,]*,line=\d|notice title=driftline::))")   # in a build's log


class Hostile(Case):
    def setUp(self):
        super().setUp()
        self.write_all("core17", TARGET)
        self.evil = write_hostile(self)

    def said(self, *arguments, code=0):
        result = self.run_driftline(*arguments)
        self.assertEqual(result.code, code, str(result))
        self.assert_steers_nothing(result.err, arguments)
        return result.out

    def report(self, form):
        return self.said("scan", self.path("repo"), "--core", self.path("core"), "--output-format", form, "--to", self.path("core17"), "--exit-zero")

    def review(self, form):
        return self.said("review", self.path("repo"), "--core", self.path("core"), "--to", self.path("core17"), "--installed", self.path("installed.csv"), "--output-format", form, "-o", "-")

    def check(self, form, *more):
        """Of a change that adds what is hostile, once more and newly."""
        if not os.path.exists(self.path("repo/acme_plain/models/new.py")):
            self.write("repo/acme_plain/models/__init__.py", "from . import order, new\n")
            self.write("repo/acme_plain/models/new.py", f"from odoo import models\n\n\nclass Partner(models.Model):\n    _inherit = 'res.partner'\n\n    def write(self, vals):\n        # driftline: allow[method-replaced] {' '.join(ALL.split())}\n"
                       f"        return self.env[{'new' + ALL!r}]\n\n    def unlink(self):\n        return self.env['x\\u202e](javascript:y)']\n")
            self.commit("repo", ALL)
        return self.said("check", self.path("repo"), "--base", "HEAD~1", "--core", self.path("core"), "--output-format", form, "--exit-zero", *more)

    def assert_steers_nothing(self, text, what):
        self.assertEqual(sorted({f"U+{ord(c):04X}" for c in STEERING.findall(text.replace("\r\n", "\n"))}), [], what)
        self.assertNotRegex(text, COMMAND, what)

    def test_it_is_hostile_at_all(self):
        text = self.review("json")
        for part in ("onerror=alert(2)", "HYPERLINK", "stop-commands", "javascript:alert(3)", "javascript:alert(4)", "\\u202e", "\\u009b"):
            self.assertIn(part, text)
        report = json.loads(text)
        self.assertIn(self.evil, [row["path"] for row in report["modules"]])
        self.assertIn("bad\ufffd\ufffd/acme_bytes", [row["path"] for row in report["modules"]])
        self.assertTrue(report["review"]["installed"]["screen_changes"])
        self.assertLessEqual({"acme_plain", "acme_deep", "acme_bytes"}, {row["module"] for row in report["overrides"]})
        self.assertTrue([found for found in report["findings"] if ALL in found["message"]], "a model's name in a message")
        self.assertTrue([found for found in report["findings"] if "](javascript" in found["message"]], "an expression in a message")
        self.assertIn("pwned", self.check("json"))

    def test_nothing_steers_in_any_format(self):
        for form in FORMATS:
            self.assert_steers_nothing(self.report(form), form)
            self.assert_steers_nothing(self.check(form), "check " + form)
        for form in REVIEWS:
            self.assert_steers_nothing(self.review(form), "review " + form)

    def test_other_commands_show_text(self):
        here = [self.path("repo"), "--core", self.path("core")]
        self.write_all("evil16", evil_core(CORE))
        self.write_all("evil17", evil_core({path: text.replace("name = fields.Char()", "name = fields.Text()") for path, text in TARGET.items()}))
        self.write_all("plain17", TARGET)
        with open(self.path("repo/CUSTOMIZATIONS.toml"), encoding="utf-8") as file:
            theirs = file.read()
        outputs = {
            "chain": self.said("chain", "sale.order.action_confirm", *here),
            "history": self.said("history", "sale.order.action_confirm", *here) + self.said("history", "acme_plain", *here),
            "register check": self.run_driftline("register", "check", *here).out,
            "register add": self.said("register", "add", "sale.order.action_confirm", *here),
            "register update": self.said("register", "update", *here),
            "baseline": self.said("baseline", "write", "--path", *here),
        }
        for name in ("CUSTOMIZATIONS.toml", "driftline-baseline.json"):
            with open(self.path("repo", name), encoding="utf-8") as file:
                outputs[name] = file.read().replace(theirs, "")   # what they wrote stays as it was
        self.said("register", "check", *here, code=1)   # what was written can be read again
        self.said("scan", *here, "--exit-zero")
        os.remove(self.path("repo/driftline.toml"))
        self.said("init", self.path("repo"))
        with open(self.path("repo/driftline.toml"), encoding="utf-8") as file:
            outputs["driftline.toml"] = file.read()
        self.said("scan", *here, "--exit-zero")
        for form in ("text", "json", "markdown"):
            for target in ("evil17", "plain17"):
                outputs[f"core diff {form} {target}"] = self.said("core", "diff", self.path("evil16"), self.path(target), "--output-format", form)
        self.assertIn("onerror", outputs["core diff text plain17"])
        for name, text in outputs.items():
            self.assert_steers_nothing(text, name)
            if "markdown" in name:
                self.assert_inert_markdown(text)

    def test_github_lines_are_ours(self):
        for line in self.report("github").splitlines() + self.check("github").splitlines():
            self.assertRegex(line, r"^::(error|warning) file=[^:,]*,line=\d+,endLine=\d+,col=\d+,title=[^:,]*::[^\r\n]|^::notice title=driftline::")
            self.assertNotIn("stop-commands::t", line.split("::", 2)[1])

    def test_what_programs_read_can_be_read(self):
        json.loads(self.report("json"))
        for text in (self.report("sarif"), self.check("sarif")):
            run = json.loads(text)["runs"][0]
            for result in run["results"]:
                for place in result["locations"] + result.get("relatedLocations", []):
                    self.assertRegex(place["physicalLocation"]["artifactLocation"]["uri"], r"^[A-Za-z0-9/._~@+%-]+$")
                    self.assertNotRegex(place["physicalLocation"]["artifactLocation"]["uri"], r"%(?![0-9A-F]{2})|^/")
                for message in [result["message"]["text"]] + [place["message"]["text"] for place in result.get("relatedLocations", [])]:
                    self.assertNotIn("](", message)   # a link, in viewers
                    self.assertNotRegex(message, STEERING)
        for row in json.loads(self.report("gitlab")):
            self.assertEqual(set(row), {"description", "check_name", "fingerprint", "severity", "location"})
            self.assertNotRegex(row["description"], STEERING)
        for text in (self.report("junit"), self.check("junit")):
            self.assertNotRegex(text, "[\ufffe\uffff]")   # in no XML 1.0
            xml.etree.ElementTree.fromstring(text)

    def assert_inert_markdown(self, text):
        bare = re.sub(r"`[^`\n]*`", "", text)
        self.assertNotRegex(bare, r"<(?!br>)[a-zA-Z/!]", "no element but our own line break")
        self.assertNotRegex(bare, r"\]\(", "no link")
        self.assertNotIn("@everyone", bare)
        self.assertNotIn("www.evil", bare)
        self.assertNotIn("http://", bare)

    def test_markdown_holds_no_markup_of_theirs(self):
        for text in (self.report("markdown"), self.review("markdown"), self.check("markdown")):
            self.assert_inert_markdown(text)

    def test_tables_keep_their_columns(self):
        width = None
        for line in self.review("markdown").splitlines():
            if not line.startswith("|"):
                width = None
                continue
            cells = len(re.findall(r"\|", re.sub(r"`[^`\n]*`", "", line)))
            width = width or cells
            self.assertEqual(cells, width, line)

    def test_no_cell_starts_a_formula(self):
        out = self.review("csv")
        rows = list(csv.reader(io.StringIO(out, newline="")))
        self.assertEqual({len(row) for row in rows}, {len(rows[0])})
        cells = [cell for row in rows for cell in row]
        self.assertTrue(any("HYPERLINK" in cell for cell in cells))
        for cell in cells:
            self.assertNotRegex(cell, r"^\s*[=+\-@\t\r]")

    def test_the_page_is_one_document_with_data_in_it(self):
        page = self.review("html")
        packed = re.findall(r'<script id="review"[^>]*>([^<]*)</script>', page)
        self.assertEqual(len(packed), 1)
        self.assertRegex(packed[0], r"^[A-Za-z0-9+/=]+$")
        document = json.loads(gzip.decompress(base64.b64decode(packed[0])))
        self.assertEqual(document["review"]["title"], ALL)
        rest = page.replace(packed[0], "")
        for part in ("onerror=alert(2)", "HYPERLINK", "evil.example", "stop-commands"):
            self.assertNotIn(part, rest)


if __name__ == "__main__":
    unittest.main()

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
from program import CORE, Case, module

SCRIPT = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"
FORMULA = "=HYPERLINK(\"http://evil.example\",\"x\")"
ANSI = "\x1b[31m\x1b]0;title\x07"
COMMAND = "\n::error file=a,line=1::pwned\n::stop-commands::t\n##[error]x"
LINK = "[click](javascript:alert(3)) ![x](http://evil.example/p.png) @everyone www.evil.example"
ALL = SCRIPT + FORMULA + ANSI + COMMAND + LINK + "\u202e"
NAME = "=cmd\x1b[31m\n::error::<b>`|'\"&,[x](y)"   # of a file and a folder; no slash

FORMATS = ("text", "json", "sarif", "github", "gitlab", "junit", "markdown")
REVIEWS = ("html", "markdown", "json", "csv")


class Hostile(Case):
    def setUp(self):
        super().setUp()
        target = {path: text.replace("(16, 0, 0", "(17, 0, 0").replace("'16.0'", "'17.0'").replace("def action_confirm", "def action_approve") for path, text in CORE.items()}
        target["addons/sale/views/order.xml"] = target["addons/sale/views/order.xml"].replace("<field name=\"partner_id\"/>", "")
        self.write_all("core17", target)
        self.write_all("repo", module("acme_sale"))
        comment = ALL.replace("\n", "\n        # ")
        code = f"from odoo import models\n\n\nclass Order(models.Model):\n    _inherit = 'sale.order'\n\n    def action_confirm(self):\n        # Because {comment}\n        return {ALL!r}\n"
        # A module's own name is letters and digits, or it is no module; where it lies may be called anything.
        self.evil = NAME.replace("'", "") + "/acme_deep"
        manifest = {"name": ALL, "summary": ALL, "version": "16.0.1.0.0" + FORMULA, "author": "Acme " + SCRIPT, "license": SCRIPT, "maintainers": [FORMULA], "depends": ["sale", "gone" + SCRIPT],
                    "data": [NAME + ".xml"]}
        view = "<odoo><record id='v' model='ir.ui.view'><field name='model'>sale.order</field><field name='inherit_id' ref='sale.view_order_form'/>" \
               "<field name='arch' type='xml'><field name='partner_id' position='replace'><field name='&lt;script&gt;=1+1'/></field></field></record></odoo>"
        for folder in ("acme_plain", self.evil):
            self.write_all("repo/" + folder, {"__init__.py": "from . import models\n", "models/__init__.py": "from . import order\n", "models/order.py": code, "__manifest__.py": repr(manifest) + "\n", NAME + ".xml": view})
        self.write("repo/.github/CODEOWNERS", f"/acme_plain/ {FORMULA.replace(' ', '')} @a<script>\n")
        register = "[[customization]]\nsymbol = \"sale.order.action_confirm\"\nmodule = \"acme_plain\"\nreason = %s\nowner = %s\nticket = %s\ndecision = \"drop\"\nreview_by = 2020-01-01\n"
        self.write("repo/CUSTOMIZATIONS.toml", register % (json.dumps(ALL), json.dumps(FORMULA), json.dumps("javascript:alert(4)")))
        self.write("repo/driftline.toml", "[evidence]\nticket = [\"NEVER-[0-9]+\"]\n[review]\ntitle = %s\n[[allow]]\nrule = \"record-overwritten\"\nreason = %s\n" % (json.dumps(ALL), json.dumps(ALL)))
        self.environment.update(GIT_AUTHOR_NAME="=1+1<script>", GIT_AUTHOR_DATE="2025-02-10T12:00:00Z", GIT_COMMITTER_DATE="2025-02-10T12:00:00Z")
        self.commit("repo", ALL)
        self.write("installed.csv", "kind,name,state,version,model,module,changed,by\nmodule,acme_sale,installed,,,,,\nmodule,acme_plain,installed,,,,,\nmodule," +
                   '"' + "acme_deep" + '",installed,,,,,\nview,' + '"' + ALL.replace('"', '""') + '",,,=1,+1,-1,@x\n')

    def report(self, form):
        result = self.scan("--output-format", form, "--to", self.path("core17"), "--exit-zero")
        self.assertEqual(result.code, 0, str(result))
        self.assertNotIn("\x1b", result.err)
        return result.out

    def review(self, form):
        result = self.run_driftline("review", self.path("repo"), "--core", self.path("core"), "--to", self.path("core17"), "--installed", self.path("installed.csv"), "--output-format", form, "-o", "-")
        self.assertEqual(result.code, 0, str(result))
        self.assertNotIn("\x1b", result.err)
        return result.out

    def test_it_is_hostile_at_all(self):
        text = self.review("json")
        for part in ("onerror=alert(2)", "HYPERLINK", "stop-commands", "javascript:alert(3)", "javascript:alert(4)"):
            self.assertIn(part, text)
        report = json.loads(text)
        self.assertIn(self.evil, [row["path"] for row in report["modules"]])
        self.assertTrue(report["review"]["installed"]["screen_changes"])
        self.assertIn("acme_plain", [row["module"] for row in report["overrides"]])

    def test_no_control_character_in_any_format(self):
        for form, text in [(form, self.report(form)) for form in FORMATS] + [("review " + form, self.review(form)) for form in REVIEWS]:
            bad = sorted(set(re.findall(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", text)))
            self.assertEqual(bad, [], form)

    def test_github_lines_are_ours(self):
        for line in self.report("github").splitlines():
            self.assertRegex(line, r"^::(error|warning|notice) file=[^:]*::")
            self.assertNotIn("stop-commands::t", line.split("::", 2)[1])

    def test_text_lines_start_no_command(self):
        for line in (self.report("text") + self.report("markdown") + self.review("markdown")).splitlines():
            self.assertNotRegex(line, r"^\s*(::|##\[)")

    def test_what_programs_read_can_be_read(self):
        json.loads(self.report("json"))
        sarif = json.loads(self.report("sarif"))
        self.assertEqual(sarif["version"], "2.1.0")
        for row in json.loads(self.report("gitlab")):
            self.assertEqual(set(row), {"description", "check_name", "fingerprint", "severity", "location"})
        xml.etree.ElementTree.fromstring(self.report("junit"))

    def assert_inert_markdown(self, text):
        bare = re.sub(r"`[^`\n]*`", "", text)
        self.assertNotRegex(bare, r"<(?!br>)[a-zA-Z/!]", "no element but our own line break")
        self.assertNotRegex(bare, r"\]\(", "no link")
        self.assertNotIn("@everyone", bare)
        self.assertNotIn("www.evil", bare)
        self.assertNotIn("http://", bare)

    def test_markdown_holds_no_markup_of_theirs(self):
        self.assert_inert_markdown(self.report("markdown"))
        self.assert_inert_markdown(self.review("markdown"))

    def test_tables_keep_their_columns(self):
        width = None
        for line in self.review("markdown").splitlines():
            if not line.startswith("|"):
                width = None
                continue
            cells = len(re.findall(r"\|", re.sub(r"`[^`\n]*`", "", line)))
            width = width or cells
            self.assertEqual(cells, width, line)

    def test_the_comment_of_a_change(self):
        with open(self.path("repo/acme_plain/models/order.py"), encoding="utf-8") as file:
            before = file.read()
        self.write("repo/acme_plain/models/order.py", before + "\n    def unlink(self):\n        return None\n")
        self.commit("repo", ALL)
        for form in ("markdown", "text", "json", "github"):
            result = self.run_driftline("check", self.path("repo"), "--base", "HEAD~1", "--core", self.path("core"), "--output-format", form, "--exit-zero")
            self.assertEqual(result.code, 0, str(result))
            self.assertNotIn("\x1b", result.out)
            if form == "markdown":
                self.assert_inert_markdown(result.out)

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

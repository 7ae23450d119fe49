"""driftline review: the four forms of one content, the comparison with a quarter ago, the trend, and what a database says."""
import base64
import csv
import gzip
import io
import json
import os
import re
import shlex
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "support"))
from program import CORE, ROOT, Case, module
from schema import problems

TARGET = {path: text.replace("(16, 0, 0", "(17, 0, 0").replace("'16.0'", "'17.0'") for path, text in CORE.items()}
TARGET["addons/sale/models/order.py"] = TARGET["addons/sale/models/order.py"].replace("            order.total = 1\n", "            order.total = 2\n")
EXTENDS = "from odoo import models\n\n\nclass Partner(models.Model):\n    _inherit = 'res.partner'\n\n    def write(self, vals):\n        # The tax office wants every change of a reference logged.\n        return super().write(vals)\n"
CSV = "kind,name,state,version,model,module,changed,by\r\nmodule,acme_sale,installed,16.0.1.0.0,,,,\r\nmodule,acme_old,uninstalled,,,,,\r\nfield,x_color,,,res.partner,,2026-01-02,admin\r\n"


def embedded(page):
    packed = re.search(r'<script id="review"[^>]*>([A-Za-z0-9+/=]*)</script>', page).group(1)
    return json.loads(gzip.decompress(base64.b64decode(packed)))


class ReviewCase(Case):
    def setUp(self):
        super().setUp()
        self.write_all("core17", TARGET)

    def commit_on(self, day, message):
        self.environment.update(GIT_AUTHOR_DATE=f"{day}T12:00:00Z", GIT_COMMITTER_DATE=f"{day}T12:00:00Z")
        self.commit("repo", message)

    def review(self, *arguments, form="json", core="core", path="repo", code=0):
        result = self.run_driftline("review", self.path(path), *(["--core", self.path(core)] if core else []), "--output-format", form, *arguments)
        self.assertEqual(result.code, code, str(result))
        return result

    def three_quarters(self):
        self.commit_on("2025-02-10", "The first module")
        self.write_all("repo", {"acme_partner/__init__.py": "from . import models\n", "acme_partner/models/__init__.py": "from . import partner\n", "acme_partner/models/partner.py": EXTENDS,
                                "acme_partner/__manifest__.py": "{'name': 'P', 'version': '16.0.1.0.0', 'author': 'Acme', 'depends': ['base']}\n"})
        self.commit_on("2025-05-10", "Log references")
        self.write("repo/acme_sale/models/order.py", "from odoo import models\n\n\nclass Order(models.Model):\n    _inherit = 'sale.order'\n\n    def action_confirm(self):\n        return super().action_confirm()\n")
        self.commit_on("2025-08-10", "Confirm as the standard does")


class Review(ReviewCase):
    def test_the_json_follows_its_schema(self):
        self.three_quarters()
        with open(os.path.join(ROOT, "reports/schema/driftline.schema.json")) as file:
            schema = json.load(file)
        for arguments in ([], ["--to", self.path("core17")], ["--quarter", "2025Q2"]):
            report = self.review(*arguments).json()
            self.assertEqual(problems(report, schema), [], arguments)
            self.assertEqual(len(report["review"]["stories"]), len(report["overrides"]))

    def test_figures_against_a_quarter_ago(self):
        self.three_quarters()
        review = self.review("--quarter", "2025Q3").json()["review"]
        self.assertEqual((review["period"]["label"], review["period"]["since"]["date"], review["period"]["until"]["date"]), ("2025Q3", "2025-05-10", "2025-08-10"))
        self.assertEqual((review["now"]["overrides"], review["now"]["replaces"], review["now"]["undocumented"]), (2, 0, 1))
        self.assertEqual((review["before"]["overrides"], review["before"]["replaces"], review["before"]["undocumented"]), (2, 1, 1))
        self.assertIn("sale.order.action_confirm", [row["symbol"] for row in review["changes"]["removed"]])
        trend = [(point["label"], point["figures"]["overrides"], point["figures"]["replaces"]) for point in review["trend"]]
        self.assertEqual(trend, [("2025Q1", 1, 1), ("2025Q2", 2, 1), ("2025Q3", 2, 0)])

    def test_a_past_quarter_is_read_as_it_was(self):
        self.three_quarters()
        report = self.review("--quarter", "2025Q1").json()
        self.assertEqual([row["name"] for row in report["modules"]], ["acme_sale"])
        self.assertIsNone(report["review"]["period"]["since"])
        self.assertIn("nothing to compare with", "".join(report["notices"]))

    def test_since_takes_a_day_or_a_revision(self):
        self.three_quarters()
        for since in ("2025-03-01", "HEAD~2"):
            review = self.review("--since", since).json()["review"]
            self.assertEqual(review["period"]["since"]["subject"], "The first module", since)
            self.assertEqual(review["before"]["overrides"], 1)
        self.assert_one_line_error(self.review("--since", "no-such", code=2), "--since no-such", "2026-07-01")
        self.assert_one_line_error(self.review("--quarter", "2025Q5", code=2), "2025Q5", "2026Q3")
        self.assert_one_line_error(self.review("--quarter", "2999Q1", code=2), "not begun")

    def test_the_story_of_an_override(self):
        self.three_quarters()
        self.write("repo/.github/CODEOWNERS", "/acme_sale/ @sales\n")
        self.write("repo/CUSTOMIZATIONS.toml", "[[customization]]\nsymbol = \"res.partner.write\"\nreason = \"Audit trail of references\"\nowner = \"finance\"\ndecision = \"keep\"\nreview_by = 2025-12-31\n")
        self.commit_on("2025-09-01", "Owners")
        report = self.review("--to", self.path("core17")).json()
        review = report["review"]
        stories = {row["symbol"]: story for row, story in zip(report["overrides"], review["stories"])}
        confirm, write = stories["sale.order.action_confirm"], stories["res.partner.write"]
        self.assertEqual((confirm["area"], confirm["model"], confirm["owner"]), ("sale", "sale.order", "@sales"))
        self.assertEqual((confirm["introduced"]["date"], confirm["changed"]["subject"], confirm["changes"]), ("2025-02-10", "Confirm as the standard does", 1))
        self.assertEqual([(link["module"], link["ours"]) for link in confirm["chain"]], [("acme_sale", True), ("sale", False)])
        self.assertIn("super().action_confirm()", confirm["code"]["ours"])
        self.assertIn("order.total = 1", confirm["code"]["core"])
        self.assertIn("order.total = 2", confirm["code"]["target"])
        self.assertEqual((write["register"]["decision"], write["register"]["overdue"], write["owner"]), ("keep", True, "finance"))
        self.assertEqual(review["governance"]["documented"]["register"], 1)
        self.assertEqual([row["symbol"] for row in review["governance"]["overdue"]], ["res.partner.write"])
        self.assertEqual(review["module_owners"], {"acme_partner": "", "acme_sale": "@sales"})
        self.assertEqual(review["governance"]["ownerless"], ["acme_partner"])
        self.assertIn("review", [row["kind"] for row in review["decisions"]])
        self.assertEqual(len({story["id"] for story in review["stories"]}), len(review["stories"]))
        scan = self.run_driftline(*shlex.split(review["scan_command"])[1:], "--module", "acme_sale", "--output-format", "json", "--exit-zero")
        self.assertEqual({(row["rule"], row["message"]) for row in scan.json()["findings"]}, {(row["rule"], row["message"]) for row in report["findings"] if row["module"] in ("acme_sale", "")})   # "": of the whole repository

    def test_the_whole_reason_is_told(self):
        self.write("repo/acme_sale/models/order.py", "from odoo import models\n\n\nclass Order(models.Model):\n    _inherit = 'sale.order'\n\n    def action_confirm(self):\n        \"\"\"Customs want the tariff number\n"
                   "        on each line before it leaves.\n\n        :return: a bool\n        \"\"\"\n        return False\n")
        self.commit_on("2025-02-10", "The first module")
        report = self.review().json()
        self.assertEqual(report["review"]["stories"][0]["reason"], "Customs want the tariff number on each line before it leaves.")
        self.assertEqual(report["overrides"][0]["documented"]["reason"], "Customs want the tariff number")

    def test_what_is_asked_is_grouped_and_the_same_in_every_form(self):
        for name in ("acme_a", "acme_b", "acme_c"):
            self.write_all("repo", module(name))
        self.commit_on("2025-02-10", "Four modules")
        report = self.review("--to", self.path("core17")).json()
        review = report["review"]
        group = review["decision_groups"][0]
        rows = review["decisions"][group["first"]:group["first"] + group["size"]]
        self.assertEqual((group["title"], group["text"]), ("Keep, use the standard, or drop?", "4 modules replace 4 parts of Odoo, and nobody wrote down why."))
        self.assertEqual({row["subject"] for row in rows}, {"acme_a", "acme_b", "acme_c", "acme_sale"})
        costs = [row["cost"]["high"] for row in rows if row["cost"]]
        self.assertEqual(costs, sorted(costs, reverse=True))
        self.assertAlmostEqual(group["cost"]["high"], sum(costs), delta=0.3)   # each is rounded to tenths
        self.assertEqual(sum(g["size"] for g in review["decision_groups"]), len(review["decisions"]))
        text = self.review("--to", self.path("core17"), form="markdown").out
        self.assertIn("### 1. " + group["title"], text)
        for row in rows:
            self.assertIn(f"| `{row['subject']}` | 1 |", text)

    def test_a_repository_is_called_as_its_origin_or_its_folder(self):
        self.commit_on("2025-02-10", "The first module")
        self.git("repo", "clone", "-q", "--bare", ".", self.path("mirror", "acme+erp", "repo"))
        for path, origin, title in (("mirror/acme+erp/repo", "", "acme+erp"), ("repo", "https://git.example/acme/erp-addons.git", "erp-addons"), ("repo", "git@git.example:acme/orders", "orders")):
            if origin:
                self.git(path, "remote", "add", "origin", origin)
            self.assertEqual(self.review(path=path).json()["review"]["title"] if origin else self.title_without_origin(path), title)
            if origin:
                self.git(path, "remote", "remove", "origin")

    def title_without_origin(self, path):
        self.git(path, "remote", "remove", "origin")
        return self.review(path=path).json()["review"]["title"]

    def forked_core(self):
        """A clone of the core with two local commits, and one edit that is not committed."""
        self.git("core", "init", "-q", "-b", "16.0")
        self.commit("core", "16.0")
        self.git("core", "clone", "-q", ".", self.path("fork"))
        self.git("fork", "remote", "rename", "origin", "upstream")
        order = CORE["addons/sale/models/order.py"]
        self.write("fork/addons/sale/models/order.py", order.replace("order.total = 1", "order.total = 2"))
        self.commit("fork", "ACME-7 count twice\n\nThe fair asked for it.")
        self.write("fork/odoo/addons/base/models/res_partner.py", CORE["odoo/addons/base/models/res_partner.py"] + "\nLIMIT = 80\n")
        self.commit("fork", "A longer list")

    def test_edits_of_the_core_are_listed_by_commit(self):
        self.three_quarters()
        self.forked_core()
        for arguments in (["--pristine", self.path("core@16.0")], []):   # named, and told by the history
            review = self.review("--to", self.path("core17"), *arguments, core="fork").json()["review"]
            core = review["governance"]["core_edits"]
            self.assertEqual([(p["commit"]["subject"], p["commit"]["ticket"]) for p in core["patches"]], [("ACME-7 count twice", "ACME-7"), ("A longer list", "")], arguments)
            self.assertEqual([[(e["path"], e["outcome"]) for e in p["edits"]] for p in core["patches"]], [[("addons/sale/models/order.py", "upstream")], [("odoo/addons/base/models/res_partner.py", "applies")]])
            self.assertIn("+LIMIT = 80", core["patches"][1]["edits"][0]["diff"])
            asked = next(d for d in review["decisions"] if d["kind"] == "core-edits")
            self.assertEqual((asked["count"], asked["link"]), (1, "governance-core"))
            self.assertGreater(asked["cost"]["high"], 0)   # one that applies
            self.assertEqual((core["before"], core["before_unknown"]), (2, ""))
            then = self.review("--since", "2025-06-01", *arguments, core="fork").json()["review"]["governance"]["core_edits"]
            self.assertEqual((then["before"], then["before_unknown"]), (None, "no history"), arguments)   # the core's first commit is younger
            self.assertIsNone(next(d for d in self.review(*arguments, core="fork").json()["review"]["decisions"] if d["kind"] == "core-edits")["cost"])   # no target: nobody can say
        with open(os.path.join(ROOT, "reports/schema/driftline.schema.json")) as file:
            self.assertEqual(problems(self.review(core="fork").json(), json.load(file)), [])
        text = self.review("--to", self.path("core17"), form="markdown", core="fork").out
        for words in ("| Edits inside the core itself | 2 | 2 |", "ACME-7 count twice", "`odoo/addons/base/models/res_partner.py:"):
            self.assertIn(words, text)
        rows = [row for row in csv.DictReader(io.StringIO(self.review(form="csv", core="fork").out)) if row["type"] == "core edit"]
        self.assertEqual([(row["path"], row["ticket"]) for row in rows], [("addons/sale/models/order.py", "ACME-7"), ("odoo/addons/base/models/res_partner.py", "")])

    def test_edits_of_the_core_that_nobody_looked_for_are_said(self):
        self.three_quarters()
        report = self.review().json()
        self.assertIsNone(report["review"]["governance"]["core_edits"])
        self.assertIn("name the pristine core with `--pristine`", self.review(form="markdown").out)
        self.write("repo/driftline.toml", "core = \"../core\"\npristine = \"../nowhere\"\n")
        report = self.review(core=None).json()
        self.assertIsNone(report["review"]["governance"]["core_edits"])
        self.assertTrue(any("were not looked for" in n and "nowhere" in n for n in report["notices"]), report["notices"])
        self.write_all("upstream", CORE)
        self.write("repo/driftline.toml", "core = \"../core\"\npristine = \"../upstream\"\n")
        core = self.review(core=None).json()["review"]["governance"]["core_edits"]
        self.assertEqual((core["patches"], core["before"], core["before_unknown"]), ([], None, "no history"))
        self.assertGreater(core["files_compared"], 3)

    def test_a_copy_of_the_core_is_merged_with_what_changed(self):
        body = "    def action_confirm(self):\n        for order in self:\n            order.check_one()\n            order.check_two()\n            order.total = {}\n            order.lock_one()\n            order.lock_two()\n            order.state = '{}'\n        return {}\n"
        head = "from odoo import fields, models\n\n\nclass Order(models.Model):\n    _name = 'sale.order'\n\n    state = fields.Char()\n    total = fields.Float()\n\n"
        for core, total in (("core", 1), ("core17", 2)):
            self.write(f"{core}/addons/sale/models/order.py", head + body.format(total, "sale", True))
        self.write("repo/acme_sale/models/order.py", "from odoo import models\n\n\nclass Order(models.Model):\n    _inherit = 'sale.order'\n\n" + body.format(1, "sale", "{}"))
        self.commit_on("2025-02-10", "Our own confirmation")
        report = self.review("--to", self.path("core17")).json()
        code = next(s["code"] for o, s in zip(report["overrides"], report["review"]["stories"]) if o["symbol"] == "sale.order.action_confirm")
        self.assertEqual(code["conflicts"], 0)
        self.assertIn("order.total = 2", code["merged"])
        self.assertIn("return {}", code["merged"])

    def test_what_a_database_says(self):
        self.three_quarters()
        self.write("installed.csv", CSV)
        report = self.review("--installed", self.path("installed.csv"), "--to", self.path("core17")).json()
        review = report["review"]
        self.assertEqual(review["now"]["modules"], 1)
        self.assertEqual(review["now"]["overrides"], 1)
        self.assertEqual(review["installed"]["screen_changes"], [{"kind": "field", "model": "res.partner", "name": "x_color", "module": "", "changed": "2026-01-02", "by": "admin"}])
        self.assertEqual({row["name"]: row["state"] for row in report["plan"]["modules"]}["acme_partner"], "drop")
        self.write("repo/driftline.toml", "[environment]\ninstalled = \"../installed.csv\"\n")
        self.assertEqual(self.review().json()["review"]["now"]["modules"], 1)

    def test_a_database_file_that_is_wrong_is_one_line(self):
        header = CSV.split("\r\n")[0]
        for content, words in (("", ["installed.csv:1", "empty"]), ("a,b\n", ["installed.csv:1", "no column kind"]), (header + "\nmodule,a\n", ["installed.csv:2", "2 cells"]),
                               (header + "\n\nmodule,\"a,installed,,,,,\n", ["installed.csv:3", "never ends"]), (header + "\n,x,,,,,,\n", ["installed.csv:2", "kind and a name"]),
                               (header + "\nfield,x,,,,,,\n", ["no row of kind module"])):
            self.write("installed.csv", content)
            self.assert_one_line_error(self.review("--installed", self.path("installed.csv"), code=2), *words, "docs/installed.md")
        self.assert_one_line_error(self.review("--installed", self.path("none.csv"), code=2), "none.csv", "cannot be read")

    def test_the_four_forms_say_the_same(self):
        self.three_quarters()
        document = self.review().json()
        page = self.path("page.html")
        self.review("--output", page, form="html")
        with open(page, encoding="utf-8") as file:
            inside = embedded(file.read())
        self.assertEqual({**inside, "review": None}, {**document, "review": None})
        self.assertEqual(inside["review"]["stories"], document["review"]["stories"])
        rows = list(csv.DictReader(io.StringIO(self.review(form="csv").out)))
        self.assertEqual([row["symbol"] for row in rows if row["type"] == "override"], [row["symbol"] for row in document["overrides"]])
        self.assertEqual([row["rule"] for row in rows if row["type"] == "finding"], [row["rule"] for row in document["findings"]])
        text = self.review(form="markdown").out
        for word in ("Changes to the standard", "Your decisions", "Trend", "Inventory", "Governance", "could not see", "all modules are installed"):
            self.assertIn(word, text)

    def test_html_goes_to_a_file_unless_asked(self):
        self.commit_on("2025-02-10", "The first module")
        result = self.run_driftline("review", self.path("repo"), "--core", self.path("core"))
        self.assertEqual((result.code, result.out), (0, ""))
        self.assertTrue(os.path.exists(self.path("review.html")))
        self.assertIn("<html", self.review("--output", "-", form="html").out)

    def test_the_configuration_of_the_page(self):
        self.three_quarters()
        self.write("repo/logo.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
        self.write("repo/driftline.toml", "[review]\ntitle = \"Acme <GmbH>\"\nlanguage = \"de\"\nlogo = \"logo.svg\"\nquarters = 2\n")
        review = self.review("--quarter", "2025Q3").json()["review"]
        self.assertEqual((review["title"], review["language"], len(review["trend"])), ("Acme <GmbH>", "de", 2))
        self.assertTrue(review["logo"].startswith("data:image/svg+xml;base64,"))
        self.assertIn("Ihre Entscheidungen", self.review(form="markdown").out)
        for line, words in (("logo = \"../core/odoo/release.py\"", ["logo", "neither png"]), ("logo = \"../outside.svg\"", ["no file of this repository"]),
                            ("language = \"fr\"", ["driftline.toml:2", "en or de"]), ("quarters = 0", ["driftline.toml:2", "1 to 40"]), ("colour = 1", ["driftline.toml:2", "review.colour"])):
            self.write("outside.svg", "<svg/>")
            self.write("repo/driftline.toml", f"[review]\n{line}\n")
            self.assert_one_line_error(self.review(code=2), *words)

    def test_commits_without_ticket_are_those_of_the_period(self):
        self.three_quarters()
        self.write("repo/driftline.toml", "[evidence]\nticket = [\"ACME-[0-9]+\"]\n")
        self.write("repo/README.md", "x\n")
        self.commit_on("2025-09-01", "ACME-7 a readme")
        review = self.review("--quarter", "2025Q3").json()["review"]
        self.assertEqual([row["subject"] for row in review["governance"]["without_ticket"]], ["Confirm as the standard does"])

    def test_the_core_that_was_pinned_then(self):
        self.write("repo/Dockerfile", "FROM odoo:15.9\n")
        self.commit_on("2025-02-10", "The first module")
        self.write("repo/Dockerfile", "FROM odoo:16.0\n")
        self.commit_on("2025-08-10", "New image")
        older = dict(CORE)
        older["addons/sale/models/order.py"] = older["addons/sale/models/order.py"].replace("action_confirm", "action_button_confirm")
        self.write_all("older", older)
        first = self.review("--quarter", "2025Q3").json()["review"]["trend"][0]
        self.assertEqual((first["core"], first["figures"]["overrides"]), ("today", 1))
        self.assertIn("15.9", first["note"])
        self.assertEqual(self.run_driftline("core", "add", self.path("older"), "--name", "15.9").code, 0)
        first = self.review("--quarter", "2025Q3").json()["review"]["trend"][0]
        self.assertEqual((first["core"], first["figures"]["overrides"]), ("pinned", 0))

    def test_a_plain_folder_has_one_moment(self):
        report = self.review().json()
        self.assertIsNone(report["review"]["before"])
        self.assertEqual(len(report["review"]["trend"]), 1)
        self.assert_one_line_error(self.review("--since", "2025-01-01", code=2), "--since")

    def test_one_thread_and_many_give_the_same_bytes(self):
        self.three_quarters()
        for form in ("json", "csv", "markdown"):
            outs = {re.sub(r"--jobs \d", "", self.review("--jobs", jobs, "--to", self.path("core17"), form=form).out) for jobs in ("1", "2", "8")}
            self.assertEqual(len(outs), 1, form)


if __name__ == "__main__":
    unittest.main()

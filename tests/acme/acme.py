"""The example is what its README says: its sins are reported as planned, and nothing else is."""
import json
import os
import subprocess
import tempfile
import unittest
from collections import Counter

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
EXAMPLE = os.path.join(ROOT, "examples/acme")
DRIFTLINE = os.path.abspath(os.environ.get("DRIFTLINE", os.path.join(ROOT, "build/dev/driftline")))


# Neither the user's git nor that of a hook which runs the tests has a say.
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"}


def run(*command, **environment):
    done = subprocess.run(command, capture_output=True, text=True, env=ENVIRONMENT | environment, check=False)
    if done.returncode not in (0, 1):
        raise AssertionError(f"{command} ended with {done.returncode}:\n{done.stderr}")
    return done.stdout


def expected(name="expected.txt"):
    with open(os.path.join(EXAMPLE, name)) as file:
        return Counter(tuple(line.split()) for line in file if line.strip() and not line.startswith("#"))


def told(findings):
    return Counter((f["rule"], f["severity"], f["symbol"], f["module"]) for f in findings)


class Acme(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="driftline-acme-")
        cls.addClassCleanup(folder.cleanup)
        cls.folder = folder.name
        cls.make("made")
        cls.report = cls.scan("made/custom", "made/odoo@16.0")

    @classmethod
    def make(cls, name, **environment):
        run(os.path.join(EXAMPLE, "make.sh"), os.path.join(cls.folder, name), **environment)

    @classmethod
    def scan(cls, path, core, *more):
        return json.loads(run(DRIFTLINE, "scan", os.path.join(cls.folder, path), "--core", os.path.join(cls.folder, core), "--isolated",
                              "--output-format", "json", *more, XDG_CACHE_HOME=os.path.join(cls.folder, "cache")))

    def git(self, repository, *arguments):
        return run("git", "-C", os.path.join(self.folder, repository), *arguments).strip()

    def test_every_planted_sin_is_reported_and_nothing_else(self):
        found, planned = told(self.report["findings"]), expected()
        self.assertEqual((sorted(planned - found), sorted(found - planned)), ([], []), "(missed, invented)")
        self.assertEqual(self.report["notices"], [])

    def test_the_comparison_can_fail(self):
        self.assertTrue(expected() - told(self.report["findings"][1:]))

    def upgrade(self, *more):
        folder = os.path.join(self.folder, "made")
        return self.scan("made/custom", "made/odoo@16.0", "--library", f"{folder}/community@16.0", "--to", f"{folder}/odoo@17.0", "--library-to", f"{folder}/community@17.0", *more)

    def test_the_upgrade_finds_what_17_changes_and_nothing_else(self):
        report = self.upgrade()
        found = told(finding for finding in report["findings"] if finding["rule"].startswith("DL3"))
        planned = expected("expected-17.txt")
        self.assertEqual((sorted(planned - found), sorted(found - planned)), ([], []), "(missed, invented)")
        # What is wrong today is said as without a target.
        self.assertEqual(told(finding for finding in report["findings"] if not finding["rule"].startswith("DL3")), expected())

    def test_the_plan(self):
        plan = self.upgrade()["plan"]
        modules = {module["name"]: module for module in plan["modules"]}
        review = ("acme_account", "acme_base", "acme_sale", "acme_stock", "acme_website")
        self.assertEqual({name: module["state"] for name, module in modules.items()},
                         dict.fromkeys(review, "review") | {"acme_labels": "no-known-blocker", "acme_legacy": "drop", "partner_external_code": "take-upstream"})
        causes = {name: tuple(module["causes"].values()) for name, module in modules.items()}
        self.assertEqual({name: causes[name] for name in review}, {"acme_account": (0, 0, 1, 0), "acme_base": (1, 1, 0, 0), "acme_sale": (1, 2, 2, 0), "acme_stock": (1, 1, 1, 0), "acme_website": (1, 0, 0, 0)})
        order = list(modules)
        for name, module in modules.items():
            for need in module["needs"]:
                self.assertLess(order.index(need), order.index(name))
        edits = modules["partner_external_code"]["upstream"]["edits"]
        self.assertEqual([(edit["path"], edit["change"]) for edit in edits], [("models/res_partner.py", "changed")])
        self.assertIn("+    def _get_name(self):\n", edits[0]["patch"])
        self.assertLess(0, plan["totals"]["hours"]["low"])
        self.assertEqual(plan["totals"]["left_out"]["broken_today"], 1)

    def test_the_text_of_the_plan(self):
        folder = os.path.join(self.folder, "made")
        text = run(DRIFTLINE, "scan", f"{folder}/custom", "--core", f"{folder}/odoo@16.0", "--library", f"{folder}/community@16.0", "--to", f"{folder}/odoo@17.0", "--library-to",
                   f"{folder}/community@17.0", "--isolated", XDG_CACHE_HOME=os.path.join(self.folder, "cache"))
        # What rules say is theirs to change: their own suites hold them to it.
        for line in (r"driftline \S+  custom@\w{7}   Odoo 16\.0@\w{7} -> 17\.0@\w{7}   libraries: 1 module", "8 modules: 6 own, 1 community, 1 not installable",
                     r"TAKE UPSTREAM      1  \S+/community@17\.0 has it: partner_external_code; edited here,.*",
                     r"NO KNOWN BLOCKER   1  acme_labels", r"TO PORT            5  5 review", r"DROP               1  acme_legacy: not installable",
                     r"SILENT: nothing will crash, 4 causes in 4 modules, 2 of them likely", r"  acme_base/models/res_partner\.py:11  .*", r"CRASH AT INSTALL: 3 causes in 3 modules",
                     r"  acme_base/views/res_partner_views\.xml:9 \+1 in 2 modules  .*", r"CRASH IN USE: 4 causes in 3 modules",
                     r" +5  acme_sale +acme_base +1  review +1/2/2/0 +\S+", r"TOTAL  \S+ h for 8 of 8 modules: .*", r"       not in it: data migration, user tests, training",
                     r"       1 thing is broken today, whatever the core's version: --select DL116", r"exit 1 \(11 causes\)   next: driftline explain DL\d+ \| --module acme_\w+ \| --output-format markdown"):
            self.assertRegex(text, f"(?m)^{line}$")
        self.assertLess(max(map(len, text.splitlines())), 160)
        self.assertNotIn("DL101", text)

    def test_the_origins(self):
        origins = {module["name"]: module["origin"] for module in self.report["modules"]}
        own = ("acme_account", "acme_base", "acme_labels", "acme_sale", "acme_stock", "acme_website")
        self.assertEqual(origins, dict.fromkeys(own, "own") | {"acme_legacy": "not installable", "partner_external_code": "community"})

    def test_the_comment_alone_silences_the_replaced_method(self):
        self.make("uncommented")
        path = os.path.join(self.folder, "uncommented/custom/acme_stock/models/stock_picking.py")
        with open(path) as file:
            lines = file.readlines()
        kept = [line for line in lines if "driftline: allow" not in line]
        self.assertEqual(len(kept), len(lines) - 1)
        with open(path, "w") as file:
            file.writelines(kept)
        found = told(self.scan("uncommented/custom", "made/odoo@16.0")["findings"])
        self.assertEqual(list(found - expected()), [("DL101", "warning", "stock.picking._should_show_transfers", "acme_stock")])

    def test_both_cores_are_sound(self):
        # A slip in the core would be blamed on whoever uses it.
        for tag in ("16.0", "17.0"):
            report = self.scan(f"made/odoo@{tag}", f"made/odoo@{tag}", "--as-custom", "*")
            self.assertEqual([f["message"] for f in report["findings"] if f["severity"] != "info"], [], tag)
            self.assertEqual({module["origin"] for module in report["modules"]}, {"own"}, tag)
            self.assertEqual(report["run"]["core"]["current"]["version"], tag)

    def test_the_repositories_are_the_same_wherever_they_are_made(self):
        config = os.path.join(self.folder, "gitconfig")
        with open(config, "w") as file:
            file.write("[user]\n name = Somebody\n email = s@example.com\n[core]\n autocrlf = true\n[commit]\n gpgsign = true\n")
        self.make("again", GIT_CONFIG_GLOBAL=config, GIT_AUTHOR_NAME="Somebody", GIT_DIR="/nowhere", TZ="Asia/Tokyo")
        for repository in ("odoo", "community", "custom"):
            self.assertEqual(self.git(f"again/{repository}", "rev-parse", "HEAD"), self.git(f"made/{repository}", "rev-parse", "HEAD"))

    def test_the_history_ends_in_what_lies_here(self):
        self.assertEqual(self.git("made/custom", "status", "--porcelain"), "")
        self.assertEqual(run("diff", "-r", "-x", ".git", "-x", "__pycache__", os.path.join(EXAMPLE, "custom"), os.path.join(self.folder, "made/custom")), "")
        self.assertEqual(len(self.git("made/custom", "log", "--format=%h").split()), 9)
        self.assertEqual(self.git("made/odoo", "tag").split(), ["16.0", "17.0"])


if __name__ == "__main__":
    unittest.main()

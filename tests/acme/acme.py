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


def expected():
    with open(os.path.join(EXAMPLE, "expected.txt")) as file:
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
        for repository in ("odoo", "custom"):
            self.assertEqual(self.git(f"again/{repository}", "rev-parse", "HEAD"), self.git(f"made/{repository}", "rev-parse", "HEAD"))

    def test_the_history_ends_in_what_lies_here(self):
        self.assertEqual(self.git("made/custom", "status", "--porcelain"), "")
        self.assertEqual(run("diff", "-r", "-x", ".git", "-x", "__pycache__", os.path.join(EXAMPLE, "custom"), os.path.join(self.folder, "made/custom")), "")
        self.assertEqual(len(self.git("made/custom", "log", "--format=%h").split()), 9)
        self.assertEqual(self.git("made/odoo", "tag").split(), ["16.0", "17.0"])


if __name__ == "__main__":
    unittest.main()

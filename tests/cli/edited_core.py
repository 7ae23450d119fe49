"""A fork of a small core with 12 known edits: 3 of them upstream in the target, 2 in conflict with it, 7 that apply. All are found,
with their commits where the fork has a history, and classed right."""
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "support"))
from program import CORE, Case

MODULES = ("stock", "account", "crm")


def methods(names, bodies=None):
    lines = ["from odoo import models", "", "", "class Thing(models.Model):", "    _name = 'acme.thing'", ""]
    for name in names:
        lines += [f"    def {name}(self):", f"        # step one of {name}", f"        self.{name}_one()", f"        self.{name}_two()", f"        return '{(bodies or {}).get(name, name)}'", ""]
    return "\n".join(lines) + "\n"


NAMES = ["first", "second", "third", "fourth"]


def core(**changed):
    """The core with `changed` = {module: {method: what it returns}}."""
    files = dict(CORE)
    for module in MODULES:
        files.update({f"addons/{module}/__init__.py": "from . import models\n", f"addons/{module}/__manifest__.py": f"{{'name': '{module}', 'depends': ['base'], 'data': []}}\n",
                      f"addons/{module}/models/__init__.py": "from . import thing\n", f"addons/{module}/models/thing.py": methods(NAMES, changed.get(module))})
    return files


UPSTREAM = {"stock": "fourth", "account": "fourth", "crm": "fourth"}
CONFLICT = {"stock": "third", "account": "third"}


class EditedCore(Case):
    def setUp(self):
        super().setUp()
        # Upstream: the core, and the target, which took three of the edits over and changed the lines of two others.
        self.write_all("upstream", core())
        self.git_init("upstream")
        self.commit("upstream", "16.0")
        self.git("upstream", "tag", "16.0-release")
        self.git("upstream", "clone", "-q", ".", self.path("fork"))
        self.git("fork", "remote", "rename", "origin", "upstream")
        self.edits()
        target = core(**{m: {UPSTREAM[m]: "ours", **({CONFLICT[m]: "theirs"} if m in CONFLICT else {})} for m in MODULES})
        target["odoo/release.py"] = "version_info = (17, 0, 0, 'final', 0, '')\nversion = '17.0'\n"
        self.write_all("target", target)

    def git_init(self, folder):
        self.git(folder, "init", "-q", "-b", "16.0")

    def edits(self):
        """Four commits, three edits each."""
        done = {m: {} for m in MODULES}
        for name, message in zip(NAMES, ("ACME-1 the first steps", "second steps\n\nCarriers ask for it.", "third [ACME-3]", "fourth")):
            for module in MODULES:
                done[module][name] = "ours"
            self.write_all("fork", core(**done))
            self.commit("fork", message)

    def edited(self, *arguments):
        result = self.run_driftline("scan", self.path("fork"), "--output-format", "json", *arguments)
        report = result.json()
        places = {(p["path"], p["line"]) for f in report["findings"] if f["rule"] == "DL202" for p in f["places"]}
        return result, report, places

    def expected_places(self):
        text = methods(NAMES).split("\n")
        return {(f"addons/{m}/models/thing.py", text.index(f"        return '{n}'") + 1) for m in MODULES for n in NAMES}

    def test_all_are_found_with_their_commits_and_classed(self):
        result, report, places = self.edited("--pristine", self.path("upstream@16.0-release"), "--to", self.path("target"))
        self.assertEqual(result.code, 1, str(result))
        self.assertEqual(places, self.expected_places())
        groups = [f for f in report["findings"] if f["rule"] == "DL202"]
        self.assertEqual(len(groups), 4, [f["message"] for f in groups])
        self.assertTrue(all(len(f["places"]) == 3 and f["message"].startswith("commit ") for f in groups), [f["message"] for f in groups])
        self.assertEqual(sorted(("no ticket" in f["message"]) for f in groups), [False, False, True, True])
        fates = sorted((f["severity"], f["path"].split("/")[1]) for f in report["findings"] if f["rule"] == "DL323")
        self.assertEqual(fates, [("error", "account"), ("error", "stock"), ("info", "account"), ("info", "crm"), ("info", "stock")])
        self.assertTrue(any("12 edits, 7 applies, 2 conflicts, 3 upstream" in n for n in report["notices"]), report["notices"])
        conflict = next(f for f in report["findings"] if f["rule"] == "DL323" and f["severity"] == "error")
        self.assertIn("'theirs'", conflict["related"][0]["text"])
        text = self.run_driftline("scan", self.path("fork"), "--pristine", self.path("upstream@16.0-release"), "--to", self.path("target"))
        self.assertIn("DL323", text.out)

    def test_auto_finds_where_the_history_leaves_upstream(self):
        _, report, places = self.edited("--pristine", "auto")
        self.assertEqual(places, self.expected_places())
        self.assertTrue(any("refs/remotes/upstream/16.0" in n for n in report["notices"]), report["notices"])

    def test_a_fork_imported_in_one_commit_is_matched_by_content(self):
        self.git("fork", "checkout", "-q", "--orphan", "imported")
        self.commit("fork", "all at once")
        for name in ("upstream/16.0",):
            self.git("fork", "branch", "-q", "-r", "-d", name)
        self.git("fork", "tag", "-d", "16.0-release")
        missing = self.run_driftline("scan", self.path("fork"), "--pristine", "auto")
        self.assert_one_line_error(missing, "--pristine", "16.0")
        self.write_all("older", core(stock={n: "older" for n in NAMES}, crm={n: "older" for n in NAMES}))
        self.run_driftline("core", "add", self.path("older"), "--name", "older")
        self.run_driftline("core", "add", self.path("upstream@16.0-release"), "--name", "right")
        _, report, places = self.edited("--pristine", "auto")
        self.assertEqual(places, self.expected_places())
        self.assertEqual(sorted(f["symbol"] for f in report["findings"]), sorted(MODULES))
        self.assertTrue(all("is edited in place: 4 edits in 1 file" in f["message"] for f in report["findings"]))

    def test_an_unedited_core_has_none(self):
        result = self.run_driftline("scan", self.path("upstream"), "--pristine", self.path("upstream@16.0-release"))
        self.assertEqual(result.code, 0, str(result))
        self.assertIn("0 edits", result.out)

    def test_what_is_no_core_is_said(self):
        self.assert_one_line_error(self.run_driftline("scan", self.path("repo"), "--pristine", self.path("upstream")), "is no core")


if __name__ == "__main__":
    unittest.main()

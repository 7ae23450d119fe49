"""A fork of a small core with 12 known edits: 3 of them upstream in the target, 2 in conflict with it, 7 that apply. All are found,
with their commits where the fork has a history, and classed right."""
import difflib
import os
import shutil
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


def lines_of(path):
    with open(path, encoding="utf-8", newline="") as file:
        return file.read().splitlines(keepends=True)


@unittest.skipUnless(os.environ.get("DRIFTLINE_CORPUS"), "$DRIFTLINE_CORPUS names no folder of cores (odoo16, odoo17)")
class EditedRealCore(Case):
    """The same with a real core and a real target. The edits are made by rule, not by hand: an inserted comment where both cores are
    alike all around (applies), a hunk of the target's own (upstream), other text in place of lines that the target changed (conflicts)."""

    MODULES = ["account", "analytic", "base_setup", "bus", "calendar", "contacts", "crm", "digest", "fetchmail", "hr", "hr_expense", "mail", "mrp", "note", "payment", "point_of_sale", "portal",
               "product", "project", "purchase", "resource", "sale", "sale_management", "sales_team", "stock", "stock_account", "uom", "utm", "web", "website", "website_sale"]
    CLEAR = 6   # equal lines around an edit, so that no two of them meet

    def setUp(self):
        super().setUp()
        self.copy("16", "upstream")
        self.copy("17", "target")
        self.edits = self.choose()
        self.commit("upstream", "16.0 as released")
        self.git("upstream", "tag", "16.0")
        self.git("upstream", "clone", "-q", ".", self.path("fork"))

    def copy(self, series, to):
        root = os.path.join(os.environ["DRIFTLINE_CORPUS"], "odoo" + series)
        kinds = (".py", ".xml", ".csv")
        foreign = lambda folder, names: [n for n in names if not os.path.isdir(os.path.join(folder, n)) and not n.endswith(kinds) or n in ("addons", "static", "i18n", "tests", ".git")]
        shutil.copytree(os.path.join(root, "odoo"), self.path(to, "odoo"), ignore=foreign)
        for module in ["base", *self.MODULES]:
            for place in ("odoo/addons", "addons"):
                if os.path.isdir(os.path.join(root, place, module)):
                    shutil.copytree(os.path.join(root, place, module), self.path(to, "odoo/addons", module), ignore=foreign, dirs_exist_ok=True)

    def candidates(self, path):
        """(what becomes of it, first line, lines replaced, new lines) of one file, at most one of a kind."""
        ours, theirs = lines_of(self.path("upstream", path)), lines_of(self.path("target", path))
        blocks = difflib.SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()
        for kind, a, b, c, d in blocks:
            if kind == "equal" and b - a > 4 * self.CLEAR:
                middle = (a + b) // 2
                if ours[middle].strip() and ours.count(ours[middle]) == 1:
                    yield "applies", middle, 0, ["# our own remark at " + ours[middle].strip() + "\n"]
        for i, (kind, a, b, c, d) in enumerate(blocks[1:-1], 1):
            before, after = blocks[i - 1], blocks[i + 1]
            if kind == "replace" and b - a < 10 and d - c < 10 and before[2] - before[1] > self.CLEAR and after[2] - after[1] > self.CLEAR:
                yield "upstream", a, b - a, theirs[c:d]
                yield "conflicts", a, b - a, ["    # decided otherwise here\n"]

    def choose(self):
        wanted, edits = {"upstream": 3, "conflicts": 2, "applies": 7}, []
        for module in self.MODULES:
            folder = self.path("upstream/odoo/addons", module, "models")
            names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
            done = False
            for path in (f"odoo/addons/{module}/models/{name}" for name in names if name.endswith(".py") and name != "__init__.py"):
                if done or not os.path.exists(self.path("target", path)) or len(lines_of(self.path("upstream", path))) > 3000:
                    continue
                found = {edit[0]: edit for edit in self.candidates(path)}
                kind = next((kind for kind, left in wanted.items() if left and kind in found), None)
                if kind:
                    wanted[kind] -= 1
                    edits.append((path, *found[kind]))
                    done = True   # one of each module
        self.assertEqual(sum(wanted.values()), 0, wanted)
        return edits

    def apply(self, edits):
        for path, _, line, count, new in edits:
            lines = lines_of(self.path("upstream", path))
            lines[line:line + count] = new
            with open(self.path("fork", path), "w", encoding="utf-8", newline="") as file:
                file.write("".join(lines))

    def judged(self, *arguments):
        report = self.run_driftline("scan", self.path("fork"), "--output-format", "json", "--to", self.path("target"), *arguments).json()
        found = {p["path"] for f in report["findings"] if f["rule"] == "DL202" for p in f["places"]}
        fates = {f["path"]: "upstream" if f["severity"] == "info" else "conflicts" for f in report["findings"] if f["rule"] == "DL323"}
        return report, found, fates

    def expect(self, report, found, fates):
        self.assertEqual(found, {edit[0] for edit in self.edits})
        self.assertEqual(fates, {edit[0]: edit[1] for edit in self.edits if edit[1] != "applies"})
        self.assertTrue(any("12 edits, 7 applies, 2 conflicts, 3 upstream" in n for n in report["notices"]), report["notices"])

    def test_with_the_forks_history(self):
        for i in range(4):
            self.apply(self.edits[3 * i:3 * i + 3])
            self.commit("fork", f"ACME-{i} edits {i}")
        self.git("fork", "remote", "rename", "origin", "upstream")
        report, found, fates = self.judged("--pristine", "auto")
        self.expect(report, found, fates)
        groups = [f for f in report["findings"] if f["rule"] == "DL202"]
        self.assertEqual([len(f["places"]) for f in groups], [3, 3, 3, 3], [f["message"] for f in groups])
        self.assertTrue(any("where the history leaves refs/tags/16.0" in n for n in report["notices"]), report["notices"])

    def test_imported_in_one_commit(self):
        self.apply(self.edits)
        shutil.rmtree(self.path("fork/.git"))
        self.commit("fork", "all at once")
        shutil.copytree(self.path("upstream/odoo"), self.path("older/odoo"))
        for module in filter(lambda m: os.path.exists(self.path("older/odoo/addons", m, "__init__.py")), self.MODULES):
            with open(self.path("older/odoo/addons", module, "__init__.py"), "a", encoding="utf-8") as file:
                file.write("# older\n")
        for name, where in (("older", "older"), ("released", "upstream@16.0"), ("seventeen", "target")):
            self.assertEqual(self.run_driftline("core", "add", self.path(where), "--name", name).code, 0)
        report, found, fates = self.judged("--pristine", "auto")
        self.expect(report, found, fates)
        self.assertTrue(any("upstream@" in n and "shares most files" in n for n in report["notices"]), report["notices"])


if __name__ == "__main__":
    unittest.main()

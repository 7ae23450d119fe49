"""`driftline check`: only what a change introduces or makes worse, from the index or against a base."""
import json
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "support"))
from program import ORDER, Case, module
from schema import problems

EXTENDS = ORDER.replace("return False", "return super().action_confirm()")
BROKEN = EXTENDS + "\n    def gone(self):\n        return self.env['no.such.model']\n"


class Check(Case):
    def setUp(self):
        super().setUp()
        self.write("repo/acme_sale/models/order.py", EXTENDS)
        self.commit("repo", "first")

    def check(self, *arguments, core="core", path="repo", **more):
        return self.run_driftline("check", self.path(path), *(["--core", self.path(core)] if core else []), *arguments, **more)

    def staged(self, *arguments, **more):
        return self.check("--staged", *arguments, **more)

    def stage(self, path, text):
        self.write("repo/" + path, text)
        self.git("repo", "add", "-A")

    def headline(self, result):
        return result.out.splitlines()[0]

    def test_nothing_staged(self):
        result = self.staged()
        self.assertEqual(result.code, 0)
        self.assertEqual(self.headline(result), "This change adds no override and no finding: the index is what " + self.rev("HEAD")[:7] + " was")

    def rev(self, name):
        import subprocess
        return subprocess.run(["git", "-C", self.path("repo"), "rev-parse", name], check=True, env=self.environment, stdout=subprocess.PIPE).stdout.decode().strip()

    def test_a_new_replacing_override(self):
        self.write_all("repo", module("acme_two"))
        self.git("repo", "add", "-A")
        result = self.staged()
        self.assertEqual(result.code, 0, "observe never stops")
        self.assertTrue(self.headline(result).startswith("This change adds 1 override, 1 replaces `sale.order.action_confirm` without super"), str(result))
        self.assertIn("acme_two/models/order.py:7:", result.out)
        self.assertNotIn("acme_sale/models/order.py", result.out)
        strict = self.staged("--preset", "strict")
        self.assertEqual(strict.code, 1, str(strict))
        self.assertIn("replaced_without_register", strict.out)

    def test_the_index_is_what_is_checked(self):
        self.stage("acme_sale/models/order.py", BROKEN)
        self.write("repo/acme_sale/models/order.py", EXTENDS)   # the disk is clean again
        self.assertEqual(self.staged("--preset", "standard").code, 1)
        self.git("repo", "add", "-A")
        self.write("repo/acme_sale/models/order.py", BROKEN)    # only the disk is broken
        self.assertEqual(self.staged("--preset", "standard").code, 0)

    def test_standard_stops_certain_errors_and_says_which_line_did(self):
        self.stage("acme_sale/models/order.py", BROKEN)
        self.assertEqual(self.staged().code, 0)
        result = self.staged("--preset", "standard")
        self.assertEqual(result.code, 1)
        self.assertEqual(self.headline(result), "This change brings 1 error")
        self.assertIn("no.such.model", result.out)
        self.assertIn("Stopped by new_error (1) of [gate], preset standard", result.out)
        self.assertEqual(self.staged("--preset", "standard", "--exit-zero").code, 0)

    def test_each_line_of_the_gate_can_be_changed(self):
        self.stage("acme_sale/models/order.py", BROKEN)
        self.stage("driftline.toml", "[gate]\npreset = 'standard'\nnew_error = 'comment'\n")
        self.assertEqual(self.staged().code, 0)
        self.stage("driftline.toml", "[gate]\nnew_error = 'fail'\n")
        self.assertEqual(self.staged().code, 1)
        self.stage("driftline.toml", "[gate]\nnew_error = 'ignore'\n")
        self.assertNotIn("no.such.model", self.staged().out)
        for text, word in (("preset = 'loose'", "standard"), ("new_eror = 'fail'", "gate.new_error"), ("new_error = 'stop'", "comment")):
            self.stage("driftline.toml", "[gate]\n" + text + "\n")
            self.assert_one_line_error(self.staged(), "driftline.toml:2", word)

    def test_losing_super_is_worse(self):
        self.stage("acme_sale/models/order.py", ORDER)
        result = self.staged()
        self.assertIn("makes 1 override call the core less: 1 replaces `sale.order.action_confirm` without super", self.headline(result))
        self.commit("repo")
        self.stage("acme_sale/models/order.py", EXTENDS)
        self.assertEqual(self.headline(self.staged()), "This change adds no override and no finding")

    def test_an_override_nobody_explained_is_one_line_and_two_ids(self):
        self.stage("acme_sale/models/order.py", ORDER)
        self.git("repo", "commit", "-q", "-m", "replaced")
        self.write_all("repo", module("acme_two"))
        self.git("repo", "add", "-A")
        result = self.staged()
        self.assertTrue(self.headline(result).endswith("brings 1 error and 1 warning"), str(result))   # DL112 and what is below
        told = [line for line in result.out.splitlines() if "acme_two/models/order.py:7:" in line and " warning " in line]
        self.assertEqual(len(told), 1, str(result))
        self.assertRegex(told[0], "is replaced: .*; nothing that names it says why .*DL101 DL201")
        self.assertIn("driftline register add sale.order.action_confirm", result.out)
        comment = [line for line in self.staged("--output-format", "markdown").out.splitlines() if "**warning**" in line]
        self.assertEqual(len(comment), 1, comment)
        self.assertRegex(comment[0], "DL101 DL201 `driftline register add sale.order.action_confirm`")
        found = json.loads(self.staged("--output-format", "json").out)["findings"]
        self.assertEqual([(f["rule"], f.get("also")) for f in found if f["severity"] == "warning"], [("DL101", "DL201")])
        self.assertRegex(json.dumps(found), "; nothing that names it says why.*register add")

    def test_likely_places_join_the_sure_ones(self):
        self.stage("acme_sale/models/order.py", EXTENDS + '''
    def acme(self):
        for order in self:
            order.acme_gone = 1
        return self.search([('acme_gone', '=', 1)])
''')
        found = [f for f in json.loads(self.staged("--output-format", "json").out)["findings"] if f["symbol"] == "sale.order.acme_gone"]
        self.assertEqual([(f["rule"], f["severity"], len(f["places"])) for f in found], [("DL116", "error", 2)])

    def test_two_losses_of_one_field_are_two(self):
        thing = "from odoo import fields, models\n\n\nclass Thing(models.Model):\n    _name = 'acme.thing'\n\n    size = fields.%s\n"
        self.stage("acme_sale/models/order.py", thing % "Char()")
        self.git("repo", "commit", "-q", "-m", "a thing")
        self.stage("acme_sale/models/order.py", thing % "Integer(required=True)")
        found = [(f["rule"], f["severity"]) for f in json.loads(self.staged("--output-format", "json").out)["findings"] if f["symbol"] == "acme.thing.size" and f["rule"] == "DL204"]
        self.assertEqual(sorted(found), [("DL204", "error"), ("DL204", "warning")])

    def test_a_copy_is_told_with_what_it_replaces(self):
        body = "".join(f"        step_{n} = self.browse({n})\n" for n in range(9))
        own = "from odoo import models\n\n\nclass Order(models.Model):\n    %s = 'sale.order'\n\n    def slots(self):\n"
        self.write("core/addons/sale/models/slots.py", own % "_inherit" + body + "        return step_0\n")
        self.write("core/addons/sale/models/__init__.py", "from . import order, slots\n")
        self.stage("acme_sale/models/order.py", own % "_inherit" + body + "        return step_1\n")
        found = [(f["rule"], f.get("also")) for f in json.loads(self.staged("--output-format", "json").out)["findings"] if f["symbol"] == "sale.order.slots"]
        self.assertEqual(found, [("DL101", "DL113 DL201")])

    def test_overrides_of_one_class_that_nobody_explained_are_one_finding(self):
        own = "from odoo import models\n\n\nclass Users(models.Model):\n    %s = 'res.users'\n"
        methods = "\n    def _login(self, login):\n        return %s\n\n    def authenticate(self, login):\n        return %s\n"
        self.write("core/addons/sale/models/users.py", own % "_name" + methods % ("login", "login"))
        self.write("core/addons/sale/models/__init__.py", "from . import order, users\n")
        self.write("repo/acme_sale/models/__init__.py", "from . import order, users\n")
        self.stage("acme_sale/models/users.py", own % "_inherit" + methods % ("super()._login(login)", "super().authenticate(login)"))
        found = [f for f in json.loads(self.staged("--output-format", "json").out)["findings"] if f["rule"] == "DL201"]
        self.assertEqual([[(p["path"], p["line"]) for p in f["places"]] for f in found], [[("acme_sale/models/users.py", 7), ("acme_sale/models/users.py", 10)]])
        self.assertTrue(found[0]["message"].endswith("nothing that names it says why; the same of authenticate in this class"), found)
        self.assertIn("in the class's docstring", found[0]["fix"])
        text = self.staged().out
        self.assertEqual(text.count("acme_sale/models/users.py:"), 1, text)
        self.stage("acme_sale/models/users.py", (own % "_inherit").replace("Model):\n", 'Model):\n    """Auditors ask where each login came from."""\n') + methods % ("super()._login(login)", "super().authenticate(login)"))
        self.assertNotIn("DL201", self.staged().out, "the class says it for both")

    def test_a_reason_that_goes_is_told(self):
        why = "    # Carriers bill slots that nobody reserved.\n    def action_confirm"
        self.stage("acme_sale/models/order.py", ORDER.replace("    def action_confirm", why))
        self.git("repo", "commit", "-q", "-m", "replaced, and it says why")
        self.stage("acme_sale/models/order.py", ORDER)
        result = self.staged()
        self.assertEqual(self.headline(result), "This change brings 1 warning", str(result))
        self.assertRegex(result.out, "acme_sale replaces sale.order.action_confirm .*, and what said why is gone  DL201")
        self.stage("CUSTOMIZATIONS.toml", "[[customization]]\nsymbol = 'sale.order.action_confirm'\nreason = 'Carriers bill slots that nobody reserved'\n")
        self.assertEqual(self.headline(self.staged()), "This change adds no override and no finding", "the reason moved to the register")
        self.git("repo", "commit", "-q", "-m", "into the register")
        self.git("repo", "rm", "-q", "CUSTOMIZATIONS.toml")
        self.assertIn("and what said why is gone", self.staged().out)
        self.git("repo", "reset", "-q", "--hard")
        self.stage("acme_sale/README.md", "It replaces action_confirm, since carriers bill slots.\n")
        self.git("repo", "rm", "-q", "CUSTOMIZATIONS.toml")
        self.git("repo", "commit", "-q", "-m", "into the README")
        self.stage("acme_sale/README.md", "Acme\n")
        self.assertIn("and what said why is gone", self.staged().out)
        self.stage("acme_sale/models/order.py", EXTENDS)
        self.assertEqual(self.headline(self.staged()), "This change adds no override and no finding", "what calls super again needs none")

    def test_commits_of_the_branch_say_why(self):
        base = self.rev("HEAD")
        asked = lambda: [(f["rule"], f.get("also")) for f in self.check("--base", base, "--output-format", "json").json()["findings"] if f["rule"] in ("DL101", "DL201")]
        self.write_all("repo", module("acme_two"))
        self.commit("repo", "[ADD] acme_two\n\nFixes after review")
        self.assertEqual(asked(), [("DL101", "DL201")], "a body that says nothing of the code")
        self.git("repo", "reset", "-q", "--soft", base)
        self.git("repo", "commit", "-q", "-m", "[ADD] acme_two\n\nCarriers bill us for slots which nobody reserved.")
        self.stage("acme_two/models/order.py", ORDER.replace("return False", "return not self"))
        self.git("repo", "commit", "-q", "-m", "as they do it")
        self.stage("acme_two/README.md", "Acme\n")
        self.git("repo", "commit", "-q", "-m", "a README")
        self.assertEqual(asked(), [("DL101", None)], "the commit that introduced it said why, the later one did not")
        self.git("repo", "checkout", "-q", "-b", "main2", base)
        self.git("repo", "merge", "-q", "--no-ff", "-m", "Merge of acme_two", "@{-1}")
        self.assertEqual(asked(), [("DL101", None)], "and says so when the branch is merged")

    def test_moves_renames_and_moved_lines_are_no_news(self):
        self.write("repo/acme_sale/models/order.py", BROKEN + "\n    def action_confirm(self):\n        return True\n")
        self.commit("repo", "broken")
        text = "# moved\n\n\n" + BROKEN.replace("class Order(", "class OrderRenamed(") + "\n    def action_confirm(self):\n        return True\n"
        self.git("repo", "mv", "acme_sale/models/order.py", "acme_sale/models/sale.py")
        self.stage("acme_sale/models/sale.py", text)
        self.stage("acme_sale/models/__init__.py", "from . import sale\n")
        self.assertEqual(self.headline(self.staged()), "This change adds no override and no finding", "a moved file, lines and a renamed class")
        self.git("repo", "mv", "acme_sale", "acme_order")
        self.assertEqual(self.headline(self.staged()), "This change adds no override and no finding", "a renamed module")

    def test_one_more_of_the_same_is_new_and_at_its_line(self):
        self.write("repo/acme_sale/models/order.py", BROKEN)
        self.commit("repo", "broken")
        self.stage("acme_sale/models/order.py", BROKEN.replace("    def gone(self):\n", "    def gone(self):\n        self.env['no.such.model'].create({})\n"))
        result = self.staged("--output-format", "json").json()
        self.assertEqual([(f["symbol"], f["line"]) for f in result["findings"]], [("no.such.model", 12)])

    def test_a_suppression_is_told_and_needs_a_reason(self):
        self.write("repo/acme_sale/models/order.py", ORDER)
        self.commit("repo", "replaces")
        self.stage("acme_sale/models/order.py", ORDER.replace("(self):", "(self):  # driftline: allow[method-replaced] agreed"))
        result = self.staged("--preset", "standard")
        self.assertEqual(result.code, 0, str(result))
        self.assertIn("acme_sale/models/order.py:7  suppresses method-replaced: agreed", result.out)
        self.stage("acme_sale/models/order.py", ORDER.replace("(self):", "(self):  # driftline: allow[method-replaced]"))
        result = self.staged("--preset", "standard")
        self.assertEqual(result.code, 1, str(result))
        self.assertIn("suppression_without_reason", result.out)

    def test_weaker_settings_are_told(self):
        self.write("repo/driftline.toml", "[gate]\npreset = 'standard'\n")
        self.write("repo/acme_sale/models/order.py", ORDER)
        self.commit("repo", "configured")
        self.stage("driftline.toml", "ignore = ['DL101']\nfail_on = 'never'\n[gate]\npreset = 'observe'\n[[allow]]\nrule = 'DL110'\nreason = 'x'\n")
        out = self.staged().out
        for word in ("ignore gains DL101", "fail_on goes from error to never", "preset goes from standard to observe", "[[allow]] suppresses DL110"):
            self.assertIn(word, out)

    def test_a_lowered_version_is_told(self):
        manifest = "{'name': 'Acme', 'version': '16.0.1.%d.0', 'author': 'Acme', 'depends': ['sale']}\n"
        self.write("repo/acme_sale/__manifest__.py", manifest % 10)
        self.commit("repo")
        self.stage("acme_sale/__manifest__.py", manifest % 9)
        self.assertIn("lowers the version of `acme_sale`", self.headline(self.staged()))
        self.stage("acme_sale/__manifest__.py", manifest % 11)
        self.assertIn("no override", self.headline(self.staged()))

    def test_without_a_core_the_hook_lets_pass_and_ci_does_not(self):
        self.stage("acme_sale/models/order.py", ORDER)
        result = self.staged(core=None)
        self.assertEqual((result.code, result.out.count("\n"), result.err), (0, 1, ""), str(result))
        self.assertIn("driftline core fetch odoo 16.0", result.out)
        self.assert_one_line_error(self.check("--base", "HEAD", core=None), "driftline core fetch")

    def test_without_modules_the_hook_lets_pass_and_ci_says_so(self):
        self.write("plain/README.md", "Nothing yet.\n")
        self.commit("plain", "first")
        self.write("plain/README.md", "Still nothing.\n")
        self.git("plain", "add", "-A")
        result = self.check("--staged", path="plain")
        self.assertEqual((result.code, result.err), (0, ""), str(result))
        self.assertEqual(result.out, "driftline: there are no modules here, so this commit was not checked\n")
        self.commit("plain", "second")
        self.assert_one_line_error(self.check("--base", "HEAD~1", path="plain"), "plain", "no modules")

    def test_a_change_that_removes_the_last_module(self):
        self.git("repo", "rm", "-rq", ".")
        self.write("repo/README.md", "All gone.\n")
        self.git("repo", "add", "-A")
        self.assertEqual(self.staged().out, "This change leaves no modules to check\n")
        self.git("repo", "commit", "-qm", "gone")
        result = self.check("--base", "HEAD~1")
        self.assertEqual((result.code, result.out), (0, "This change leaves no modules to check\n"), str(result))

    def test_first_commit_and_empty_index(self):
        self.write_all("fresh", module("acme_sale"))
        self.git(".", "init", "-q", "fresh")
        self.git("fresh", "add", "-A")
        self.assertIn("This change adds 1 override", self.headline(self.staged(path="fresh")))
        self.git("fresh", "rm", "-r", "-q", "--cached", ".")
        self.assertEqual(self.staged(path="fresh").code, 0)
        self.git("repo", "rm", "-r", "-q", "--cached", ".")
        self.assertEqual(self.staged().code, 0)
        self.assertIn("This change adds 1 override", self.headline(self.check("--base", "0" * 40)))

    def test_base_is_where_the_branch_started(self):
        first = self.rev("HEAD")
        self.git("repo", "checkout", "-q", "-b", "topic")
        self.write_all("repo", module("acme_topic"))
        self.commit("repo", "topic")
        self.git("repo", "checkout", "-q", "main")
        self.write("repo/acme_sale/models/order.py", BROKEN)
        self.commit("repo", "main breaks")
        self.git("repo", "checkout", "-q", "topic")
        result = self.check("--base", "main")
        self.assertIn("acme_topic", result.out)
        self.assertNotIn("no.such.model", result.out)
        # A merge commit checked out, as a pull request's job does, detached.
        self.git("repo", "checkout", "-q", "--detach", "main")
        self.git("repo", "merge", "-q", "--no-edit", "topic")
        merged = self.check("--base", "main")
        self.assertIn("acme_topic", merged.out)
        self.assertNotIn("no.such.model", merged.out)
        self.assertIn("acme_topic", self.check("--base", first, path=f"repo@{self.rev('topic')}").out)

    def test_a_merge_under_way_brings_no_news_of_its_own(self):
        self.git("repo", "checkout", "-q", "-b", "topic")
        self.write_all("repo", module("acme_topic"))
        self.commit("repo", "topic")
        self.git("repo", "checkout", "-q", "main")
        self.git("repo", "merge", "-q", "--no-ff", "--no-commit", "topic")
        self.assertEqual(self.headline(self.staged()), "This change adds no override and no finding")
        self.stage("acme_sale/models/order.py", BROKEN)
        self.assertEqual(self.headline(self.staged()), "This change brings 1 error")

    def test_a_shallow_clone_says_what_it_cannot_know(self):
        self.git("repo", "checkout", "-q", "-b", "topic")
        self.write_all("repo", module("acme_topic"))
        self.commit("repo", "topic")
        self.git("repo", "checkout", "-q", "main")
        self.write("repo/note.txt", "x")
        self.commit("repo", "main goes on")
        self.git(".", "clone", "-q", "--depth=1", "--no-single-branch", "file://" + self.path("repo"), "shallow")
        self.git("shallow", "checkout", "-q", "topic")
        result = self.check("--base", "origin/main", path="shallow")
        self.assertEqual(result.code, 0, str(result))
        self.assertIn("acme_topic", result.out)
        self.assertIn("the clone is shallow", result.out)
        self.assert_one_line_error(self.check("--base", "HEAD~1", path="shallow"), "shallow", "fetch")

    def test_the_second_run_takes_the_base_from_the_cache_and_says_the_same(self):
        self.write_all("repo", module("acme_two"))
        self.commit("repo", "two")
        first, second = self.check("--base", "HEAD~1"), self.check("--base", "HEAD~1")
        self.assertEqual(first.out, second.out)
        states = [name for name in os.listdir(self.path("cache/driftline/states")) if name.endswith(".state")]
        self.assertEqual(len(states), 1)
        with open(self.path("cache/driftline/states", states[0]), "r+b") as file:
            file.seek(20)
            file.write(b"damage")
        self.assertEqual(self.check("--base", "HEAD~1").out, first.out)
        self.assertEqual(self.check("--base", "HEAD~1", "--jobs", "1", environment={"XDG_CACHE_HOME": self.path("other")}).out, first.out)

    def test_the_short_way_says_what_the_long_one_says(self):
        manifest = "acme_sale/__manifest__.py"
        self.write_all("repo", module("acme_two", **{"models/old.py": ORDER}))
        self.write("repo/acme_two/models/order.py", ORDER)
        self.commit("repo", "a replacing module, and a file nobody imports")
        self.stage("note.txt", "x\n")
        self.staged()   # from now on the base's result is known
        self.git("repo", "reset", "-q", "--hard")
        order, two = "acme_sale/models/order.py", "acme_two/models/order.py"
        edits = {   # path: text -> whether the short way may be sure
            "a comment": (order, "# new\n\n" + EXTENDS, True),
            "a body": (order, EXTENDS.replace("        return", "        count = 1 + 1\n        return"), True),
            "a text": ("README.md", "# Acme\n", True),
            "a translation": ("acme_sale/i18n/de.po", "x", True),
            "the body of a replacing override": (two, ORDER.replace("        return", "        count = 1 + 1\n        return"), False),
            "super lost": (order, ORDER, False),
            "a broken reference": (order, BROKEN, False),
            "a syntax error": (order, "class (", False),
            "a dependency": (manifest, "{'name': 'Acme', 'version': '16.0.1.0.0', 'author': 'Acme', 'license': 'LGPL-3', 'depends': ['base'], 'data': []}\n", False),
            "an import": ("acme_two/models/__init__.py", "from . import order, old\n", False),
            "a deleted file": (order, None, False),
            "the configuration": ("driftline.toml", "ignore = ['DL101']\n", False),
            "a requirement": ("requirements.txt", "odoo==16.0\n", False),
        }
        for what, (path, text, sure) in edits.items():
            if text is None:
                os.remove(self.path("repo", path))
            else:
                self.write("repo/" + path, text)
            self.git("repo", "add", "-A")
            short, whole = self.staged(), self.staged("--output-format", "json").json()["gate"]["headline"]
            self.assertEqual("says nothing new" in short.out, sure, f"{what}: {short}")
            self.assertEqual(self.headline(short).split(":")[0], whole.split(":")[0], what)
            self.git("repo", "reset", "-q", "--hard")

    def test_the_baseline_hides_what_it_knows(self):
        self.stage("acme_sale/models/order.py", BROKEN)
        self.run_driftline("baseline", "write", "--path", self.path("repo"), "--core", self.path("core"))
        self.git("repo", "add", "-A")
        self.assertEqual(self.staged("--preset", "standard").code, 0)

    def test_the_comment_is_short_and_absent_without_news(self):
        self.assertEqual(self.staged("--output-format", "markdown").out, "")
        for i in range(15):
            self.write_all("repo", module(f"acme_{i:02}"))
        self.git("repo", "add", "-A")
        lines = self.staged("--output-format", "markdown").out.splitlines()
        self.assertLessEqual(len(lines), 10)
        self.assertTrue(lines[0].startswith("This change adds 15 overrides, 15 replace `sale.order.action_confirm` without super"), lines[0])

    def test_hostile_names_stay_inert_in_the_comment(self):
        evil = "x.py`](javascript:alert(1)) @admin <img src=x> ::error::\n# head"
        self.stage("acme_sale/models/" + evil.replace("/", ""), "")
        self.stage("acme_sale/models/order.py", EXTENDS.replace("self.name = 'ours'", "self.env['@admin <img> [a](http://b) `c` #1']"))
        out = self.staged("--output-format", "markdown").out
        for word in ("<img", "](http", "http://", " @admin", " #1"):
            self.assertNotIn(word, out)

    def test_what_a_dependency_hid_that_could_not_be_read(self):
        manifest = "{'name': 'Acme', 'version': '16.0.1.0.0', 'depends': [%s], 'author': 'us'}\n"
        self.write("repo/acme_sale/models/order.py", EXTENDS + "\n    def gone(self):\n        return super().gone()\n")
        self.write("repo/acme_sale/__manifest__.py", manifest % "'sale', 'acme_gone'")
        self.commit("repo", "a dependency that is not here")
        self.stage("acme_sale/__manifest__.py", manifest % "'sale'")
        result = self.staged()
        self.assertIn("sale.order.gone calls super", result.out)
        self.assertIn("; unless acme_gone defined it, which could not be read and no longer is a dependency", result.out)
        self.assertEqual(self.headline(result), "This change brings 1 warning")
        self.write("repo/acme_gone/__init__.py", "")
        self.write("repo/acme_sale/__manifest__.py", manifest % "'sale', 'acme_gone'")
        self.stage("acme_gone/__manifest__.py", manifest % "'sale'")
        self.assertNotIn("sale.order.gone", self.staged().out)

    def test_every_format_knows_the_news_alone(self):
        self.write("repo/acme_sale/models/order.py", ORDER)
        self.commit("repo", "old")
        self.stage("acme_sale/models/order.py", ORDER + BROKEN[BROKEN.index("\n    def gone"):])
        with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../reports/schema/driftline.schema.json")) as file:
            schema = json.load(file)
        for form in ("json", "sarif", "github", "gitlab", "junit", "markdown"):
            out = self.staged("--output-format", form).out
            self.assertIn("no.such.model", out.replace("&#46;", "."), form)
            if form == "json":
                self.assertEqual(problems(json.loads(out), schema), [])
            else:
                self.assertNotIn("DL101", out, form)

    def test_usage(self):
        self.assert_one_line_error(self.check(), "--staged or --base")
        self.assert_one_line_error(self.check("--staged", "--base", "HEAD"), "--staged")
        self.assert_one_line_error(self.check("--base", "no-such"), "no-such", "fetch")
        self.assert_one_line_error(self.staged(path="repo@HEAD"), "index")


if __name__ == "__main__":
    unittest.main()

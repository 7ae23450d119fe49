"""`driftline history` and `driftline register`, on histories the test writes: layout, renames, moves, merges and cherry-picks must not
change who made an override; a revert and a change must."""
import os
import re
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "support"))
from program import Case

MANIFEST = "{'name': 'Acme', 'version': '16.0.1.0.0', 'author': 'Acme', 'license': 'LGPL-3', 'depends': ['sale'], 'data': []}\n"
HEAD = "from odoo import models\n\n\nclass Order(models.Model):\n    _inherit = 'sale.order'\n"
CONFIRM = "\n    def action_confirm(self):\n        self.name = 'ours'\n        return super().action_confirm()\n"


class History(Case):
    def setUp(self):
        super().setUp()
        subprocess.run(["rm", "-rf", self.path("repo")], check=True)
        os.makedirs(self.path("repo"))
        self.git("repo", "init", "-q", "-b", "main")
        self.clock = 1_600_000_000

    def module(self, name, body, file="order", **more):
        files = {f"{name}/__init__.py": "from . import models\n", f"{name}/__manifest__.py": MANIFEST, f"{name}/models/__init__.py": f"from . import {file}\n", f"{name}/models/{file}.py": body}
        return {**files, **more}

    def save(self, message, files=None, author="Ada"):
        self.clock += 86_400
        for path, text in (files or {}).items():
            self.write("repo/" + path, text)
        self.environment.update(GIT_AUTHOR_NAME=author, GIT_AUTHOR_DATE=f"{self.clock} +0000", GIT_COMMITTER_DATE=f"{self.clock} +0000")
        self.git("repo", "add", "-A")
        self.git("repo", "commit", "-q", "--allow-empty", "-m", message)
        return self.rev()

    def rev(self, name="HEAD"):
        return subprocess.run(["git", "-C", self.path("repo"), "rev-parse", name], check=True, env=self.environment, stdout=subprocess.PIPE).stdout.decode().strip()

    def story(self, subject="sale.order.action_confirm", path="repo"):
        """(introduced, as it stands) as commit ids, shortened as the program does."""
        result = self.run_driftline("history", subject, self.path(path), "--core", self.path("core"))
        self.assertEqual(result.code, 0, str(result))
        introduced = re.search(r"(?:introduced|at least since) +\S+  .*?  ([0-9a-f]{10})  ", result.out)
        stands = re.search(r"as it stands +\S+  .*?  ([0-9a-f]{10})  ", result.out)
        self.assertTrue(introduced, str(result))
        return introduced.group(1), (stands or introduced).group(1)

    def expect(self, introduced, stands, **more):
        self.assertEqual(self.story(**more), (introduced[:10], stands[:10]))

    def test_who_made_it_survives_everything_that_changes_nothing(self):
        self.save("nothing yet", {"README.md": "x\n"})
        made = self.save("[ADD] acme_sale\n\nOrders need their name for the customs.", self.module("acme_sale", HEAD + CONFIRM), "Grace")
        self.expect(made, made)
        self.save("layout, quotes, comments", {"acme_sale/models/order.py": "# -*- coding: utf-8 -*-\n" + HEAD + "\n    # why\n    def action_confirm(self):\n        \"\"\"Confirm.\"\"\"\n        self.name = \"ours\"\n\n        return (super().action_confirm())\n"})
        self.expect(made, made)
        self.git("repo", "mv", "acme_sale/models/order.py", "acme_sale/models/sale.py")
        self.save("the file is renamed", {"acme_sale/models/__init__.py": "from . import sale\n"})
        os.makedirs(self.path("repo/addons"))
        self.git("repo", "mv", "acme_sale", "addons/acme_sale")
        self.save("the module moves")
        self.git("repo", "mv", "addons/acme_sale", "addons/acme_order")
        self.save("the module is renamed")
        self.expect(made, made)
        body = HEAD + CONFIRM.replace("'ours'", "'changed'")
        changed = self.save("another name", {"addons/acme_order/models/sale.py": body}, "Linus")
        self.expect(made, changed)
        self.git("repo", "checkout", "-q", "-b", "topic", changed)
        picked = self.save("on a branch", {"addons/acme_order/models/sale.py": body.replace("return", "self.total = 2\n        return")})
        self.git("repo", "checkout", "-q", "main")
        self.save("main goes on", {"README.md": "y\n"})
        self.git("repo", "merge", "-q", "--no-ff", "--no-edit", "topic")
        self.expect(made, picked)
        self.git("repo", "revert", "--no-edit", "-m", "1", "HEAD")
        self.expect(made, self.rev())
        out = self.run_driftline("history", "acme_order", self.path("repo"), "--core", self.path("core")).out
        self.assertIn("Grace", out)
        self.assertIn("Orders need their name for the customs.", out)

    def test_a_cherry_pick_counts_on_its_own_branch(self):
        base = self.save("first", self.module("acme_sale", HEAD + CONFIRM))
        self.git("repo", "checkout", "-q", "-b", "topic")
        topic = self.save("changed", {"acme_sale/models/order.py": HEAD + CONFIRM.replace("'ours'", "'changed'")})
        self.git("repo", "checkout", "-q", "main")
        self.save("meanwhile", {"README.md": "y\n"})
        self.git("repo", "cherry-pick", topic)
        self.expect(base, self.rev())

    def test_a_squashed_vendoring_is_where_it_came_from(self):
        self.save("first", {"README.md": "x\n"})
        vendored = self.save("vendor everything", {**self.module("vendor/acme_sale", HEAD + CONFIRM), **{f"vendor/file_{i}.txt": str(i) for i in range(300)}})
        self.save("more", {"README.md": "z\n"})
        self.expect(vendored, vendored)

    def test_a_shallow_clone_says_where_it_ends(self):
        self.save("first", self.module("acme_sale", HEAD + CONFIRM))
        second = self.save("second", {"README.md": "z\n"})
        subprocess.run(["git", "clone", "-q", "--depth", "1", "file://" + self.path("repo"), self.path("shallow")], check=True, env=self.environment)
        result = self.run_driftline("history", "sale.order.action_confirm", self.path("shallow"), "--core", self.path("core"))
        self.assertIn("at least since", result.out, str(result))
        self.assertIn(second[:10], result.out)
        self.assertIn("--unshallow", result.err)

    def test_what_is_not_committed_or_not_there(self):
        self.save("first", {"README.md": "x\n"})
        for path, text in self.module("acme_sale", HEAD + CONFIRM).items():
            self.write("repo/" + path, text)
        self.assertIn("not committed yet", self.run_driftline("history", "acme_sale", self.path("repo"), "--core", self.path("core")).out)
        self.assert_one_line_error(self.run_driftline("history", "sale.order.action_confrim", self.path("repo"), "--core", self.path("core")), "did you mean sale.order.action_confirm?")

    def test_scan_takes_a_reason_from_the_commit(self):
        self.save("[ADD] acme_sale", self.module("acme_sale", HEAD + CONFIRM))
        documented = lambda: self.scan_json()["overrides"][0]["documented"]
        self.assertEqual(documented()["level"], "none")
        changed = self.save("ACME-12 names for the customs", {"acme_sale/models/order.py": HEAD + CONFIRM.replace("ours", "theirs")})
        self.assertEqual((documented()["level"], documented()["ticket"], documented()["place"]), ("commit", "ACME-12", changed))


class Register(History):
    def register(self, *arguments):
        return self.run_driftline("register", *arguments, self.path("repo"), "--core", self.path("core"))

    def read(self):
        with open(self.path("repo/CUSTOMIZATIONS.toml"), encoding="utf-8") as file:
            return file.read()

    def test_stubs_say_what_is_known_and_nothing_else(self):
        self.save("[ADD] acme_sale", self.module("acme_sale", HEAD + CONFIRM), "Grace")
        self.assertEqual(self.register("init").code, 0)
        text = self.read()
        self.assertRegex(text, r'# acme_sale/models/order\.py:7 extends sale/models/order\.py; [0-9a-f]{10} 2020-\d\d-\d\d Grace: \[ADD\] acme_sale\n'
                               r'\[\[customization\]\]\nsymbol = "sale\.order\.action_confirm"\nreason = ""\nowner = ""\nticket = ""\nadded = 2020-\d\d-\d\d\ndecision = ""\n')
        self.assert_one_line_error(self.register("init"), "is there already")
        self.assertEqual(self.register("check").code, 1)
        self.write("repo/CUSTOMIZATIONS.toml", text.replace('reason = ""', 'reason = "Names for the customs"').replace('owner = ""', 'owner = "logistics"'))
        self.assertEqual(self.register("check").code, 0)
        self.assertEqual(self.scan_json()["overrides"][0]["documented"]["level"], "register")

    def test_update_adds_what_is_new_marks_what_vanished_and_keeps_the_rest(self):
        self.save("[ADD] acme_sale", self.module("acme_sale", HEAD + CONFIRM))
        kept = '# Ours, do not sort.\n[[customization]]\nsymbol = "zzz.gone"   # odd\nreason = "x"\nowner = "y"\n'
        self.write("repo/CUSTOMIZATIONS.toml", kept)
        self.assertEqual(self.register("update").code, 0)
        text = self.read()
        self.assertIn('symbol = "sale.order.action_confirm"', text)
        self.assertRegex(text, r'# Ours, do not sort\.\n\[\[customization\]\]\nvanished = \d{4}-\d\d-\d\d .*\nsymbol = "zzz\.gone"   # odd\n')
        self.assertEqual(self.register("update").code, 0)
        self.assertEqual(self.read(), text)
        self.assertEqual(re.sub(r"vanished = .*\n", "", text[text.index("# Ours"):]), kept)

    def test_add_one_symbol_or_a_pattern(self):
        self.save("[ADD] acme_sale", self.module("acme_sale", HEAD + CONFIRM))
        self.assertEqual(self.register("add", "sale.order.*").code, 0)
        self.assertIn('symbol = "sale.order.*"', self.read())
        self.assertIn("has it already", self.register("add", "sale.order.*").out)
        self.assert_one_line_error(self.register("add", "sale.order.confirm"), "did you mean sale.order.action_confirm?")

    def test_an_unknown_key_stops_everything_with_the_nearest_valid_one(self):
        self.save("[ADD] acme_sale", self.module("acme_sale", HEAD + CONFIRM))
        self.write("repo/CUSTOMIZATIONS.toml", '[[customization]]\nsymbol = "a.b"\nreson = "x"\n')
        self.assert_one_line_error(self.scan(), "CUSTOMIZATIONS.toml:3", "did you mean customization.reason?")


if __name__ == "__main__":
    unittest.main()

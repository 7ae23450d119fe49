"""`driftline check` and what moves under the code: pins of the core and of libraries."""
import os
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "support"))
from program import CORE, ORDER, Case, module


class Pins(Case):
    def setUp(self):
        super().setUp()
        # A variant of the core's method: what changes there is missing here.
        self.write("repo/acme_sale/models/order.py", ORDER.replace("self.name = 'ours'", "self.name = 'confirmed'"))
        self.commit("core", "old core")
        self.old = self.rev("core")
        self.write("core/addons/sale/models/order.py", CORE["addons/sale/models/order.py"].replace("order.total = 1", "order.total = 2"))
        self.commit("core", "new core")
        self.new = self.rev("core")

    def rev(self, repo, name="HEAD"):
        return subprocess.run(["git", "-C", self.path(repo), "rev-parse", name], check=True, env=self.environment, stdout=subprocess.PIPE).stdout.decode().strip()

    def check(self, *arguments):
        return self.run_driftline("check", self.path("repo"), "--base", "HEAD~1", *arguments)

    def test_the_core_of_the_configuration(self):
        self.write("repo/driftline.toml", f"core = '../core@{self.old}'\n")
        self.commit("repo", "old pin")
        self.write("repo/driftline.toml", f"core = '../core@{self.new}'\n")
        self.commit("repo", "new pin")
        result = self.check("--preset", "standard")
        self.assertEqual(result.code, 0, str(result))
        self.assertEqual(result.out.splitlines()[0], "This change brings 1 warning, moves the core", str(result))
        self.assertIn("driftline.toml: the core moves from ../core@", result.out)
        self.assertIn("of what you override", result.out)

    def test_a_pin_that_is_not_here_names_the_command_and_does_not_fail(self):
        self.write("repo/driftline.toml", f"core = '../core@{'1' * 40}'\n")
        self.commit("repo", "lost pin")
        self.write("repo/driftline.toml", f"core = '../core@{self.new}'\n")
        self.commit("repo", "new pin")
        result = self.check("--preset", "strict")
        self.assertEqual(result.code, 0, str(result))
        self.assertIn("cannot be told here; type: driftline core add", result.out)

    def submodule(self, folder, commit):
        self.git("repo", "update-index", "--add", "--cacheinfo", f"160000,{commit},{folder}")

    def test_a_submodule_of_the_core(self):
        self.write("repo/.gitmodules", "[submodule \"odoo\"]\n\tpath = odoo\n\turl = ../core\n")
        self.git(".", "clone", "-q", "core", "repo/odoo")
        self.git(".", "init", "-q", "-b", "main", "repo")
        self.git("repo", "add", ".gitmodules", "acme_sale")
        self.submodule("odoo", self.old)
        self.git("repo", "commit", "-q", "-m", "old")
        self.submodule("odoo", self.new)
        self.git("repo", "commit", "-q", "-m", "new")
        result = self.check()
        self.assertEqual(result.code, 0, str(result))
        self.assertIn(f"odoo: the core moves from {self.old[:7]} to {self.new[:7]}: of what you override", result.out)
        self.submodule("odoo", "2" * 40)
        self.git("repo", "commit", "-q", "-m", "elsewhere")
        result = self.check()
        self.assertEqual(result.code, 0, str(result))
        self.assertIn("type: git -C odoo fetch origin " + "2" * 40, result.out)

    def test_a_submodule_of_a_library(self):
        library = {"web_x/__init__.py": "from . import models\n", "web_x/__manifest__.py": "{'name': 'X', 'version': '16.0.1.0.0', 'author': 'Odoo Community Association (OCA)', 'depends': ['sale']}\n",
                   "web_x/models/__init__.py": "from . import x\n", "web_x/models/x.py": "from odoo import models\n\n\nclass X(models.Model):\n    _name = 'web.x'\n"}
        self.write_all("lib", library)
        self.commit("lib", "with the model")
        before = self.rev("lib")
        self.write("lib/web_x/models/x.py", library["web_x/models/x.py"].replace("web.x", "web.y"))
        self.commit("lib", "renamed")
        after = self.rev("lib")
        files = module("acme_sale")
        files["acme_sale/__manifest__.py"] = files["acme_sale/__manifest__.py"].replace("'sale'", "'web_x'")
        files["acme_sale/models/order.py"] = ORDER + "\n    def other(self):\n        return self.env['web.x']\n"
        self.write_all("repo", files)
        self.write("repo/.gitmodules", "[submodule \"lib\"]\n\tpath = lib\n\turl = ../lib\n")
        self.git(".", "clone", "-q", "lib", "repo/lib")
        self.git(".", "init", "-q", "-b", "main", "repo")
        self.git("repo", "add", ".gitmodules", "acme_sale")
        self.submodule("lib", before)
        self.git("repo", "commit", "-q", "-m", "old")
        self.submodule("lib", after)
        self.git("repo", "commit", "-q", "-m", "new")
        result = self.check("--core", self.path("core"), "--preset", "standard")
        self.assertIn(f"lib: the library lib moves from {before[:7]} to {after[:7]}: 1 finding below", result.out)
        self.assertIn("web.x", result.out)
        self.assertEqual(result.code, 1, str(result))

    def test_files_that_pin(self):
        cases = {
            "requirements.txt": ("odoo @ git+https://github.com/odoo/odoo@16aaa\nodoo-addon-queue-job==16.0.1.0.0\n", "odoo @ git+https://github.com/odoo/odoo@16bbb\nodoo-addon-queue-job==16.0.1.0.0\n",
                                 "requirements.txt: the core moves from 16aaa to 16bbb"),
            "Dockerfile": ("FROM odoo:16.0-20240101\nARG ODOO_VERSION=16.0\n", "FROM odoo:16.0-20240601\nARG ODOO_VERSION=16.0\n", "Dockerfile: the core moves from 16.0-20240101 to 16.0-20240601"),
            "repos.yaml": ("./odoo:\n  remotes:\n    ocb: https://x\n  target: ocb 16.0\n  merges:\n    - ocb 1aaa\n./oca/web:\n  merges:\n    - oca 16.0\n",
                           "./odoo:\n  remotes:\n    ocb: https://x\n  target: ocb 16.0\n  merges:\n    - ocb 1bbb\n./oca/web:\n  merges:\n    - oca 16.0\n    - oca refs/pull/7/head\n",
                           "repos.yaml: the core moves from ocb 1aaa to ocb 1bbb"),
            ".env": ("ODOO_RELEASE=1\n", "ODOO_RELEASE=2\n", ".env: the core (ODOO_RELEASE) moves from 1 to 2"),
        }
        for name, (old, new, expected) in cases.items():
            self.write("repo/" + name, old)
            self.commit("repo", "old")
            self.write("repo/" + name, new)
            self.commit("repo", "new")
            result = self.check("--core", self.path("core"), "--preset", "strict")
            self.assertEqual(result.code, 0, str(result))
            self.assertIn(expected, result.out, str(result))
            self.assertIn("cannot be told", result.out)


if __name__ == "__main__":
    unittest.main()

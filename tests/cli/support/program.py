"""Runs the real driftline on small trees it writes itself. Standard library only."""
import json
import os
import shutil
import subprocess
import tempfile
import unittest

DRIFTLINE = os.environ.get("DRIFTLINE", "build/dev/driftline")
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))

CORE = {
    "odoo/release.py": "version_info = (16, 0, 0, 'final', 0, '')\nversion = '16.0'\n",
    "odoo/__init__.py": "",
    "odoo/addons/base/__init__.py": "from . import models\n",
    "odoo/addons/base/__manifest__.py": "{'name': 'Base', 'version': '1.3', 'depends': [], 'data': [], 'installable': True}\n",
    "odoo/addons/base/models/__init__.py": "from . import res_partner\n",
    "odoo/addons/base/models/res_partner.py":
        "from odoo import fields, models\n\n\nclass Partner(models.Model):\n    _name = 'res.partner'\n\n"
        "    name = fields.Char()\n    ref = fields.Char()\n\n    def write(self, vals):\n        return super().write(vals)\n",
    "addons/sale/__init__.py": "from . import models\n",
    "addons/sale/__manifest__.py": "{'name': 'Sale', 'version': '1.0', 'depends': ['base'], 'data': ['views/order.xml']}\n",
    "addons/sale/models/__init__.py": "from . import order\n",
    "addons/sale/models/order.py":
        "from odoo import fields, models\n\n\nclass Order(models.Model):\n    _name = 'sale.order'\n\n"
        "    name = fields.Char()\n    partner_id = fields.Many2one('res.partner')\n    total = fields.Float()\n\n"
        "    def action_confirm(self):\n        for order in self:\n            order.name = 'confirmed'\n            order.total = 1\n        return True\n\n"
        "    def again(self):\n        return self.env['sale.order'].create({'partner_id': self.partner_id.id})\n",
    "addons/sale/views/order.xml":
        "<odoo>\n  <record id=\"view_order_form\" model=\"ir.ui.view\">\n    <field name=\"model\">sale.order</field>\n"
        "    <field name=\"arch\" type=\"xml\">\n      <form><field name=\"name\"/><field name=\"partner_id\"/></form>\n    </field>\n  </record>\n</odoo>\n",
}

ORDER = "from odoo import models\n\n\nclass Order(models.Model):\n    _inherit = 'sale.order'\n\n    def action_confirm(self):\n        self.name = 'ours'\n        return False\n"


def module(name, **extra):
    """A custom module that replaces sale.order.action_confirm."""
    files = {
        f"{name}/__init__.py": "from . import models\n",
        f"{name}/__manifest__.py": "{'name': 'Acme', 'version': '16.0.1.0.0', 'author': 'Acme', 'license': 'LGPL-3', 'depends': ['sale'], 'data': []}\n",
        f"{name}/models/__init__.py": "from . import order\n",
        f"{name}/models/order.py": ORDER,
    }
    files.update({f"{name}/{path}": text for path, text in extra.items()})
    return files


class Result:
    def __init__(self, done):
        self.code, self.out, self.err = done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8", "replace")

    def json(self):
        return json.loads(self.out)

    def __str__(self):
        return f"exit {self.code}\n--- out\n{self.out[-3000:]}\n--- err\n{self.err[-3000:]}"


class Case(unittest.TestCase):
    """A folder of its own, with a core in core/ and a repository of one module in repo/; nobody's cache or configuration counts."""

    maxDiff = None

    def setUp(self):
        self.folder = os.path.realpath(tempfile.mkdtemp(prefix="driftline-cli-"))
        self.addCleanup(lambda: shutil.rmtree(self.folder, ignore_errors=True))
        self.environment = {"PATH": os.environ["PATH"], "HOME": self.folder, "XDG_CACHE_HOME": self.path("cache"), "LC_ALL": "C.UTF-8",
                            "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null", "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b.c",
                            "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b.c"}
        self.environment.update((name, value) for name, value in os.environ.items() if name.endswith("SAN_OPTIONS"))   # the sanitizers'
        if "LSAN_OPTIONS" in self.environment:   # else libraries without frame pointers hide who called them, and tests/lsan.supp misses
            self.environment["ASAN_OPTIONS"] = self.environment.get("ASAN_OPTIONS", "") + ":fast_unwind_on_malloc=0"
        self.write_all("core", CORE)
        self.write_all("repo", module("acme_sale"))

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def write(self, path, content):
        path = self.path(path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())

    def write_all(self, folder, files):
        for path, content in files.items():
            self.write(os.path.join(folder, path), content)

    def git(self, folder, *arguments):
        subprocess.run(["git", "-C", self.path(folder), *arguments], check=True, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    def commit(self, folder, message="change"):
        if not os.path.exists(self.path(folder, ".git")):
            self.git(folder, "init", "-q", "-b", "main")
        self.git(folder, "add", "-A")
        self.git(folder, "commit", "-q", "-m", message)

    def run_driftline(self, *arguments, cwd=None, environment=None, before=None, timeout=120):
        done = subprocess.run([os.path.abspath(DRIFTLINE), *arguments], cwd=cwd or self.folder, env={**self.environment, **(environment or {})},
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=before, timeout=timeout)
        result = Result(done)
        self.assertIn(result.code, (0, 1, 2), f"driftline {' '.join(arguments)}: {result}")
        return result

    def scan(self, *arguments, core="core", path="repo", **more):
        return self.run_driftline("scan", self.path(path), *(["--core", self.path(core)] if core else []), *arguments, **more)

    def scan_json(self, *arguments, **more):
        result = self.scan("--output-format", "json", *arguments, **more)
        self.assertIn(result.code, (0, 1), str(result))
        return result.json()

    def assert_one_line_error(self, result, *words):
        self.assertEqual(result.code, 2, str(result))
        self.assertEqual(result.out, "", str(result))
        self.assertEqual(result.err.count("\n"), 1, str(result))
        for word in words:
            self.assertIn(word, result.err)

    def assert_reports_the_override(self, report, why=""):
        """Whatever else was wrong, the rest is still reported."""
        found = [(row["symbol"], row["behaviour"]) for row in report["overrides"]]
        self.assertIn(("sale.order.action_confirm", "replaces"), found, why or report["notices"])

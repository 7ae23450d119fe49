"""The wheel with the program built here, and pre-commit running both hooks from it. Needs pip and the network; exit 77 = skipped."""
import glob
import os
import shutil
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "support"))
from program import CORE, DRIFTLINE, ORDER, ROOT, Case, module

SKIPPED = 77
# What stands in for this repository in pre-commit's eyes: its hooks, installed from the wheel instead of being compiled.
SHIM = """from setuptools import setup
setup(name='driftline-hooks', version='0', py_modules=[], install_requires=['driftline'])
"""


def last_line(done):
    lines = (done.stderr or done.stdout).decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else f"exit {done.returncode}"


class Wheel(Case):
    def run_quietly(self, *arguments, cwd=None, **more):
        environment = {**self.environment, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_FIND_LINKS": self.path("dist"), "PRE_COMMIT_HOME": self.path("pre-commit"), **more}
        for name, value in os.environ.items():   # how this machine reaches the network
            if name.startswith(("PIP_", "SSL_CERT")) or name.endswith("CA_BUNDLE") or name.lower().endswith("_proxy"):
                environment.setdefault(name, value)
        return subprocess.run(arguments, cwd=cwd, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300)

    def need(self, what, *arguments, **more):
        done = self.run_quietly(*arguments, **more)
        if done.returncode != 0:
            self.skipTest(f"{what} does not work here: {last_line(done)}")

    def test_pip_installs_it_and_pre_commit_runs_both_hooks(self):
        self.need("python -m venv", sys.executable, "-m", "venv", self.path("venv"))
        pip = self.path("venv/bin/pip")
        self.need("pip with the network", pip, "download", "-q", "--no-deps", "-d", self.path("tools"), "scikit-build-core")
        self.need("pip install pre-commit", pip, "install", "-q", "pre-commit", "setuptools")

        # From a copy: a build leaves nothing in the working tree.
        shutil.copytree(ROOT, self.path("source"), ignore=lambda folder, names: [n for n in names if n in (".git", "build", "node_modules", "corpus", ".cache")])
        built = self.run_quietly(pip, "wheel", "-q", "--no-deps", "-w", self.path("dist"), self.path("source"),
                                 f"--config-settings=cmake.define.DRIFTLINE_PREBUILT={os.path.abspath(DRIFTLINE)}")
        self.assertEqual(built.returncode, 0, built.stderr.decode())
        wheels = glob.glob(self.path("dist/driftline-*.whl"))
        self.assertEqual(len(wheels), 1)
        installed = self.run_quietly(pip, "install", "-q", wheels[0])
        self.assertEqual(installed.returncode, 0, installed.stderr.decode())
        version = self.run_quietly(self.path("venv/bin/driftline"), "--version")
        self.assertTrue(version.stdout.startswith(b"driftline "), version)

        self.write("hooks/setup.py", SHIM)
        shutil.copy(os.path.join(ROOT, ".pre-commit-hooks.yaml"), self.path("hooks/.pre-commit-hooks.yaml"))
        self.commit("hooks", "hooks")
        shutil.copytree(self.path("core"), self.path("target"))
        self.write("target/addons/sale/models/order.py", CORE["addons/sale/models/order.py"].replace("action_confirm", "do_the_paperwork"))
        self.write("repo/driftline.toml", f"core = '{self.path('core')}'\n[gate]\npreset = 'strict'\n")
        self.write("repo/.pre-commit-config.yaml", f"repos:\n- repo: file://{self.path('hooks')}\n  rev: main\n  hooks:\n  - id: driftline\n  - id: driftline-upgrade\n"
                                                   f"    args: [--to, '{self.path('target')}']\n")
        self.commit("repo", "first")
        pre_commit = self.path("venv/bin/pre-commit")
        hooks = self.run_quietly(pre_commit, "install-hooks", cwd=self.path("repo"))
        self.assertEqual(hooks.returncode, 0, hooks.stdout.decode())

        clean = self.run_quietly(pre_commit, "run", "--verbose", cwd=self.path("repo"))
        self.assertEqual(clean.returncode, 0, clean.stdout.decode())
        self.write_all("repo", module("acme_two"))
        self.write("repo/acme_sale/models/order.py", "")   # not staged: the hook must not see it
        self.git("repo", "add", "acme_two")
        stopped = self.run_quietly(pre_commit, "run", cwd=self.path("repo"))
        self.assertEqual(stopped.returncode, 1, stopped.stdout.decode())
        self.assertIn("This change adds 1 override, 1 replaces `sale.order.action_confirm` without super", stopped.stdout.decode())
        self.write("repo/acme_sale/models/order.py", ORDER)
        self.write("repo/note.md", "no file of ours\n")
        self.git("repo", "reset", "-q")
        self.git("repo", "add", "note.md")
        skipped = self.run_quietly(pre_commit, "run", cwd=self.path("repo"))
        self.assertIn("(no files to check)Skipped", skipped.stdout.decode())
        upgrade = self.run_quietly(pre_commit, "run", "driftline-upgrade", "--hook-stage", "manual", "--all-files", cwd=self.path("repo"))
        self.assertEqual(upgrade.returncode, 1, upgrade.stdout.decode())
        self.assertIn("DL301", upgrade.stdout.decode())


if __name__ == "__main__":
    result = unittest.main(exit=False).result
    for test, why in result.skipped:
        print("skipped:", why, file=sys.stderr)
    sys.exit(SKIPPED if result.skipped and result.wasSuccessful() else 0 if result.wasSuccessful() else 1)

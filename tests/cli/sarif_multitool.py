"""SARIF judged by Microsoft's own validator: the schema with its errata, the rules of the standard, and what GitHub's code scanning asks for.
Needs the npm package that tests/formats pins (`./dev test` installs it); exit 77 = skipped."""
import json
import os
import platform
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "support"))
from hostile import TARGET, write_hostile
from program import ROOT, Case, module

TOOL = os.path.join(ROOT, "tests/formats/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool")


class Multitool(Case):
    def validate(self, *names):
        """Errors and warnings as (file, rule, level, text)."""
        os.chmod(TOOL, 0o755)   # npm runs no scripts of packages here
        said = self.path("said.sarif")
        environment = {**self.environment, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1", "DOTNET_BUNDLE_EXTRACT_BASE_DIR": self.path("dotnet")}
        done = subprocess.run([TOOL, "validate", *(self.path(name) for name in names), "--output", said, "--log", "ForceOverwrite", "--rule-kind", "Sarif;Ghas", "--level", "Error;Warning"],
                              env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300)
        self.assertEqual(done.returncode, 0, done.stdout.decode("utf-8", "replace"))
        self.assertIn(f"{len(names)} files scanned", done.stdout.decode("utf-8", "replace"))
        with open(said, encoding="utf-8-sig") as file:
            run = json.load(file)["runs"][0]
        return [(os.path.basename(found["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]), found["ruleId"], found["level"], found["message"]) for found in run.get("results", [])]

    def sarif(self, name, *arguments):
        result = self.run_driftline(*arguments, "--output-format", "sarif", "--exit-zero")
        self.assertEqual(result.code, 0, str(result))
        self.write(name, result.out)
        return json.loads(result.out)["runs"][0]

    def test_what_we_write_is_valid(self):
        subprocess.run([os.path.join(ROOT, "examples/acme/make.sh"), self.path("acme")], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        acme, odoo, community = self.path("acme/custom"), self.path("acme/odoo"), self.path("acme/community")
        runs = [
            self.sarif("scan.sarif", "scan", acme, "--core", odoo + "@16.0"),
            self.sarif("upgrade.sarif", "scan", acme, "--core", odoo + "@16.0", "--library", community + "@16.0", "--to", odoo + "@17.0", "--library-to", community + "@17.0"),
            self.sarif("check.sarif", "check", acme + "@HEAD", "--base", "HEAD~3", "--core", odoo + "@16.0"),
        ]
        self.write_all("broken", module("acme_sale"))
        self.write("broken/acme_sale/models/order.py", b"class X(:\n    a = '\xff\xfe\n")
        self.write("broken/acme_sale/views/a.xml", "<odoo><record")
        self.write("broken/acme_sale/__manifest__.py", "{'name': 'x', 'depends': ['sale'], 'data': ['views/a.xml', 'gone.xml']}\n")
        runs.append(self.sarif("broken.sarif", "scan", self.path("broken"), "--core", self.path("core")))
        self.write_all("core17", TARGET)
        write_hostile(self)
        runs.append(self.sarif("hostile.sarif", "scan", self.path("repo"), "--core", self.path("core"), "--to", self.path("core17")))
        for run in runs:
            self.assertTrue(run["results"], "nothing to judge")
        self.assertEqual([run["automationDetails"]["id"] for run in runs[:3]], ["driftline/odoo-16.0/", "driftline/odoo-16.0-to-17.0/", "driftline/odoo-16.0-change/"])
        self.sarif("empty.sarif", "scan", self.path("repo"), "--core", self.path("core"), "--select", "DL902")
        self.assertEqual(self.validate("scan.sarif", "upgrade.sarif", "check.sarif", "broken.sarif", "hostile.sarif", "empty.sarif"), [])

    def test_the_validator_can_fail(self):
        run = self.sarif("one.sarif", "scan", self.path("repo"), "--core", self.path("core"))
        with open(self.path("one.sarif")) as file:
            log = json.load(file)
        del log["runs"][0]["results"][0]["message"]["text"]
        log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] = "a b:c"
        self.write("one.sarif", json.dumps(log))
        self.sarif("two.sarif", "scan", self.path("repo"), "--core", self.path("core"))
        found = self.validate("one.sarif", "two.sarif")
        self.assertEqual({name for name, _, _, _ in found}, {"one.sarif"})
        self.assertIn("SARIF1002", [rule for _, rule, _, _ in found])
        self.assertTrue(run["results"])


if __name__ == "__main__":
    if platform.machine() != "x86_64" or not os.path.exists(TOOL):
        print("skipped: npm ci in tests/formats brings the SARIF multitool (Linux, x86_64)")
        sys.exit(77)
    unittest.main()

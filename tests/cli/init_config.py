"""driftline init, the configuration file, origins, libraries and the search for the core."""
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "support"))
from program import CORE, Case, module


class InitAndConfiguration(Case):
    def init(self, path="repo"):
        return self.run_driftline("init", self.path(path))

    def test_init_writes_what_it_discovered_and_scan_uses_it(self):
        os.rename(self.path("core"), self.path("odoo"))
        result = self.init()
        self.assertEqual(result.code, 0, str(result))
        with open(self.path("repo/driftline.toml")) as file:
            text = file.read()
        self.assertIn('core = "../odoo"', text)
        self.assertIn("1 modules of odoo 16.0", text)
        self.assertIn("Acme (1 modules)", text)
        for line in text.splitlines():
            self.assertLessEqual(len(line), 140)
        self.assert_reports_the_override(self.scan_json(core=None))

    def test_init_never_overwrites(self):
        for name in ("driftline.toml", ".driftline.toml"):
            self.write("repo/" + name, "# mine\n")
            self.assert_one_line_error(self.init(), name, "stays as it is")
            with open(self.path("repo", name)) as file:
                self.assertEqual(file.read(), "# mine\n")
            os.remove(self.path("repo", name))

    def test_init_without_a_core_or_without_modules(self):
        self.assertEqual(self.init().code, 0)
        with open(self.path("repo/driftline.toml")) as file:
            self.assertIn("driftline core fetch odoo 16.0", file.read())
        self.write("empty/x", "")
        self.assert_one_line_error(self.init("empty"), "no modules")

    def test_every_key_the_documentation_names_is_accepted(self):
        with open(os.path.join(os.path.dirname(__file__), "../../docs/configuration.md")) as file:
            blocks = file.read().split("```toml\n")[1:]
        self.assertTrue(blocks)
        self.write("repo/driftline.toml", blocks[0].split("```")[0].replace('core = "../odoo"', f'core = "{self.path("core")}"').replace('libraries = ["../community-addons"]', "")
                   .replace('"../enterprise"', ""))
        self.write("repo/driftline-baseline.json", '{"baseline": 1, "findings": []}')
        result = self.scan("--output-format", "json", core=None)
        self.assertIn(result.code, (0, 1), str(result))
        self.assert_reports_the_override(result.json())

    def test_a_wrong_configuration_is_one_line(self):
        for text, word in (("libarries = []\n", "libraries"), ("core = 16\n", "core must be a string"), ("select = ['DL9999']\n", "DL9999"), ("core = \n", "driftline.toml:1"),
                           ("[[allow]]\nrule = 'DL101'\n", "reason")):
            self.write("repo/driftline.toml", text)
            self.assert_one_line_error(self.scan(), "driftline.toml", word)
            self.assertEqual(self.scan("--isolated").code, 0)
        self.assert_one_line_error(self.scan("--config", self.path("none.toml")), "none.toml")

    def test_the_core_is_found_where_cores_lie(self):
        places = {"odoo.conf": ("repo/odoo.conf", "[options]\naddons_path = ../hidden/core/addons,../hidden/core/odoo/addons\n", "hidden/core"),
                  "compose": ("repo/docker-compose.yml", "services:\n  web:\n    volumes:\n      - ../hidden/core:/opt/odoo\n", "hidden/core"),
                  "beside": (None, None, "odoo"), "inside": (None, None, "repo/odoo"), "src": (None, None, "repo/src/odoo")}
        for name, (path, text, core) in places.items():
            with self.subTest(name):
                self.write_all(core, CORE)
                if path:
                    self.write(path, text)
                report = self.scan_json(core=None)
                self.assert_reports_the_override(report)
                self.assertEqual(report["run"]["core"]["current"]["path"], self.path(core))
                os.rename(self.path(core), self.path("unused-" + name))
                if path:
                    os.remove(self.path(path))

    def test_a_core_of_another_series_is_not_taken(self):
        self.write_all("odoo", {path: text.replace("16, 0", "17, 0") for path, text in CORE.items()})
        result = self.scan(core=None)
        self.assertEqual(result.code, 0)
        self.assertIn("for 16.0: not used", result.out)

    def test_a_missing_module_is_not_judged_until_a_library_brings_it(self):
        self.write("repo/acme_sale/__manifest__.py", "{'name': 'Acme', 'version': '16.0.1.0.0', 'author': 'Acme', 'depends': ['sale', 'sale_extra']}\n")
        result = self.scan()
        self.assertIn("sale_extra", result.out)
        self.assertIn("--library", result.out)
        self.assertEqual(self.scan_json()["modules"][0]["missing_depends"], ["sale_extra"])
        self.write_all("more", module("sale_extra"))
        self.assertEqual(self.scan_json("--library", self.path("more"))["modules"][0]["missing_depends"], [])
        self.write("repo/driftline.toml", "libraries = ['../more']\n")
        self.assertEqual(self.scan_json()["modules"][0]["missing_depends"], [])

    def test_origins_come_from_manifests_and_from_the_configuration(self):
        manifest = "{{'name': 'X', 'version': '16.0.1.0.0', 'author': '{}', 'license': '{}', 'depends': ['sale'], 'installable': {}}}\n"
        for name, author, license_, installable in (("oca", "Odoo Community Association (OCA)", "AGPL-3", True), ("shop", "Vendor", "OPL-1", True), ("ent", "Odoo", "OEEL-1", True), ("off", "Acme", "LGPL-3", False)):
            self.write_all("repo", module(name, **{"__manifest__.py": manifest.format(author, license_, installable)}))
        origins = {row["name"]: row["origin"] for row in self.scan_json()["modules"]}
        self.assertEqual(origins, {"acme_sale": "own", "oca": "community", "shop": "app store", "ent": "enterprise", "off": "not installable"})
        self.write("repo/driftline.toml", "[origin.own]\npath = ['oca']\n[origin.community]\nauthor = ['Acme']\n[origin.app_store]\nlicense = ['OEEL-1']\n")
        origins = {row["name"]: row["origin"] for row in self.scan_json()["modules"]}
        self.assertEqual((origins["oca"], origins["acme_sale"], origins["ent"]), ("own", "community", "app store"))

    def test_a_nested_checkout_is_a_library_unless_its_author_is_ours(self):
        self.commit("repo")
        self.write_all("repo/theirs", module("their_sale", **{"__manifest__.py": "{'name': 'T', 'author': 'Vendor', 'depends': ['sale']}\n"}))
        self.write_all("repo/ours", module("acme_more"))
        self.commit("repo/theirs")
        self.commit("repo/ours")
        modules = {row["name"]: row for row in self.scan_json()["modules"]}
        self.assertNotIn("their_sale", modules)
        self.assertEqual((modules["acme_more"]["origin"], modules["acme_more"]["path"]), ("own", "ours/acme_more"))
        paths = {row["path"] for row in self.scan_json()["overrides"]}
        self.assertEqual(paths, {"acme_sale/models/order.py", "ours/acme_more/models/order.py"})


if __name__ == "__main__":
    unittest.main()

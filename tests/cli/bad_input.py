"""Hostile and broken input: each works or ends in one clear line; everything else is still reported."""
import os
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "support"))
from program import CORE, ORDER, Case, module

BROKEN_VIEW = """<odoo>
  <record id="view_order" model="ir.ui.view">
    <field name="model">sale.order</field>
    <field name="inherit_id" ref="sale.view_order_form"/>
    <field name="arch" type="xml"><xpath expr="{}" position="after"><field name="total"/></xpath></field>
  </record>
</odoo>
"""


class BadInput(Case):
    def still_reported(self, *words, **more):
        """The override of the healthy file is reported, and a notice, finding or ledger row says each of the words."""
        report = self.scan_json(**more)
        self.assert_reports_the_override(report)
        said = str(report["notices"]) + str(report["findings"]) + str(report["ledger"])
        for word in words:
            self.assertIn(word, said)
        return report

    # Folders and repositories

    def test_a_folder_that_does_not_exist(self):
        self.assert_one_line_error(self.scan(path="nowhere"), "nowhere")

    def test_a_file_instead_of_a_folder(self):
        self.write("file.txt", "x")
        self.assertEqual(self.scan(path="file.txt").code, 2)

    def test_a_folder_without_modules(self):
        self.write("empty/readme.txt", "x")
        self.assert_one_line_error(self.scan(path="empty"), "empty", "no modules")

    def test_a_folder_that_is_no_repository_works(self):
        self.still_reported()

    def test_an_unborn_branch_works(self):
        self.git("repo", "init", "-q", "-b", "main")
        self.still_reported()
        self.assert_one_line_error(self.scan(path="repo@HEAD"), "no commit yet")

    def test_a_missing_revision(self):
        self.commit("repo")
        self.assert_one_line_error(self.scan(path="repo@v99"), "v99")

    def test_a_corrupt_object(self):
        self.commit("repo")
        blob = subprocess.run(["git", "-C", self.path("repo"), "hash-object", "acme_sale/__init__.py"], capture_output=True, text=True, check=True).stdout.strip()
        self.write("repo/acme_two/__init__.py", "")
        path = self.path("repo/.git/objects", blob[:2], blob[2:])
        os.chmod(path, 0o644)
        with open(path, "wb") as file:
            file.write(b"junk")
        result = self.scan("--output-format", "json", path="repo@HEAD")
        self.assertIn(result.code, (0, 1), str(result))
        self.assertIn("acme_sale/__init__.py", str(result.json()["notices"]))

    def test_a_depth_1_clone_works(self):
        self.commit("repo")
        self.write("repo/x", "")
        self.commit("repo")
        self.git("repo", "clone", "-q", "--depth", "1", "file://" + self.path("repo"), self.path("shallow"))
        self.still_reported(path="shallow")

    def test_a_repository_owned_by_another_user_works(self):
        if os.geteuid() != 0:
            self.skipTest("only root can give files away")
        self.commit("repo")
        for folder, folders, names in os.walk(self.path("repo")):
            for name in folders + names:
                os.lchown(os.path.join(folder, name), 4242, 4242)
        os.chown(self.path("repo"), 4242, 4242)
        self.still_reported()

    def test_sha256_objects_work_or_are_named(self):
        self.git("repo", "init", "-q", "-b", "main", "--object-format=sha256")
        self.git("repo", "add", "-A")
        self.git("repo", "commit", "-q", "-m", "x")
        result = self.scan("--output-format", "json")
        if result.code == 2:
            self.assert_one_line_error(result, "repo", "objectformat", "archive HEAD")
        else:
            self.assert_reports_the_override(result.json())
        revision = self.scan("--output-format", "json", path="repo@HEAD")
        if revision.code == 2:
            self.assert_one_line_error(revision, "repo")

    def test_a_core_that_is_none(self):
        self.write("other/readme.txt", "x")
        self.assert_one_line_error(self.scan(core="other"), "other", "no core")
        self.assert_one_line_error(self.scan(core="repo"), "repo", "no core")
        self.assert_one_line_error(self.scan(core="nowhere"), "nowhere")

    def test_a_library_that_is_none(self):
        self.assert_one_line_error(self.scan("--library", self.path("nowhere")), "nowhere")

    # Files

    def test_a_manifest_that_is_no_literal(self):
        self.write_all("repo", module("acme_dynamic", **{"__manifest__.py": "import os\n{'name': os.environ['HOME'], 'depends': ['sale'] + list(range(10**9))}\n"}))
        self.write_all("repo", module("acme_broken", **{"__manifest__.py": "{'name': \n"}))
        self.write_all("repo", module("acme_empty", **{"__manifest__.py": ""}))
        self.still_reported()

    def test_latin_1_crlf_and_nul_bytes(self):
        self.write("repo/acme_sale/models/latin.py", "# caf\xe9\nx = 'caf\xe9'\n".encode("latin-1"))
        self.write("repo/acme_sale/models/nul.py", b"x = 1\0\0\0\ny = 2\n")
        self.write("repo/acme_sale/models/__init__.py", "from . import order, latin, nul\r\n")
        self.write("repo/acme_sale/models/order.py", ORDER.replace("\n", "\r\n"))
        report = self.still_reported()
        self.assertEqual(report["overrides"][0]["line"], 7)

    def test_names_that_are_no_utf_8(self):
        os.makedirs(os.fsencode(self.path("repo/acme_sale/models")), exist_ok=True)
        with open(os.fsencode(self.path("repo/acme_sale/models/")) + b"bad\xff\n.py", "wb") as file:
            file.write(b"x = 1\n")
        self.still_reported()
        self.assertNotIn("\x1b", self.scan().out)

    def test_a_python_file_of_20_mb(self):
        self.write("repo/acme_sale/models/huge.py", "x = 1\n" * (20 * 1024 * 1024 // 6))
        self.write("repo/acme_sale/models/__init__.py", "from . import order, huge\n")
        self.still_reported("larger than the limit", "acme_sale/models/huge.py was not read", "limits.max_file_size")
        self.write("repo/acme_sale/models/huge.py", "x = 1\n" * (6 * 1024 * 1024 // 6))
        self.write("repo/driftline.toml", "[limits]\nmax_file_size = 10000000\n")
        self.assertEqual(self.still_reported()["ledger"]["files_not_read"], {})

    def test_5000_nested_brackets(self):
        self.write("repo/acme_sale/models/deep.py", "x = " + "[" * 5000 + "]" * 5000 + "\n")
        self.write("repo/acme_sale/models/calls.py", "x = " + "f(" * 5000 + ")" * 5000 + "\n")
        self.write("repo/acme_sale/models/open.py", "x = " + "({[" * 5000 + "\n")
        self.write("repo/acme_sale/models/attributes.py", "x" + ".y" * 5000 + "\n" + "if x:\n" + "".join(" " * i + "if x:\n" for i in range(1, 2000)))
        self.write("repo/acme_sale/models/__init__.py", "from . import order, deep, calls, open, attributes\n")
        self.still_reported()

    def add_view(self, text):
        self.write_all("repo", {"acme_sale/__manifest__.py": "{'name': 'Acme', 'version': '16.0.1.0.0', 'author': 'Acme', 'depends': ['sale'], 'data': ['views/bad.xml']}\n",
                                "acme_sale/views/bad.xml": text})

    def test_an_entity_bomb(self):
        entities = "<!ENTITY a0 'lol'>" + "".join(f"<!ENTITY a{i} '{f'&a{i - 1};' * 10}'>" for i in range(1, 12))
        self.add_view(f"<!DOCTYPE odoo [{entities}]><odoo><record id='x' model='res.partner'><field name='name'>&a11;</field></record></odoo>")
        self.still_reported()

    def test_an_external_entity_is_not_read(self):
        self.write("secret", "the-secret-text")
        self.add_view(f"<!DOCTYPE odoo [<!ENTITY x SYSTEM 'file://{self.path('secret')}'>]><odoo><record id='x' model='res.partner'><field name='name'>&x;</field></record></odoo>")
        self.still_reported()
        self.assertNotIn("the-secret-text", self.scan("--output-format", "json").out + self.scan("--print", "facts").out)

    def test_hostile_xpaths(self):
        for expression in ("//*[" * 3000 + "x" + "]" * 3000, "//*" * 400, "count(" * 2000, "//field[@name=", "document('/etc/passwd')", "//*[contains(., '&#x1;')]", "1 div 0", ""):
            self.add_view(BROKEN_VIEW.format(expression.replace("'", "&apos;")))
            self.still_reported()

    def test_deep_xml(self):
        self.add_view("<odoo>" + "<a>" * 20000 + "</a>" * 20000 + "</odoo>")
        self.still_reported()

    def test_broken_xml_and_csv(self):
        self.add_view("<odoo><record id='x' model='res.partner'><field name='name'>")
        self.still_reported("bad.xml")
        self.write_all("repo", {"acme_sale/__manifest__.py": "{'name': 'A', 'author': 'Acme', 'depends': ['sale'], 'data': ['security/ir.model.access.csv']}\n",
                                "acme_sale/security/ir.model.access.csv": b'id,name,"model_id:id\n\xff\xfe,"",,,,\n"unclosed\n'})
        self.still_reported()

    # Symbolic links and changes

    def test_a_symlink_to_etc(self):
        os.symlink("/etc", self.path("repo/acme_sale/etc"))
        os.symlink("/etc/passwd", self.path("repo/acme_sale/models/passwd.py"))
        os.symlink(self.path("repo"), self.path("repo/acme_sale/loop"))
        os.symlink("nowhere", self.path("repo/acme_sale/dangling.py"))
        report = self.still_reported("symlink leaves the tree")
        self.assertNotIn("root:x", str(report))

    def test_a_fifo_does_not_block(self):
        os.mkfifo(self.path("repo/acme_sale/models/pipe.py"))
        os.mkfifo(self.path("core/addons/sale/pipe.py"))
        self.still_reported()

    def test_a_file_that_cannot_be_read(self):
        self.write("repo/acme_sale/models/closed.py", "x = 1\n")
        self.write("repo/acme_sale/models/__init__.py", "from . import order, closed\n")
        os.chmod(self.path("repo/acme_sale/models/closed.py"), 0)
        self.still_reported(*([] if os.geteuid() == 0 else ["closed.py"]))

    def test_files_removed_while_reading(self):
        for i in range(300):
            self.write(f"repo/acme_sale/models/m{i}.py", "x = 1\n" * 200)
        self.commit("repo")
        remover = subprocess.Popen([sys.executable, "-c", f"import os\nfor i in range(300): os.remove({self.path('repo/acme_sale/models')!r} + f'/m{{i}}.py')"])
        report = self.scan_json("--jobs", "2")
        remover.wait()
        self.assert_reports_the_override(report)

    def test_two_modules_of_one_name(self):
        self.write_all("repo/zweite", module("acme_sale"))
        report = self.scan_json()
        self.assertEqual(len([row for row in report["overrides"] if row["symbol"] == "sale.order.action_confirm"]), 1)

    # No core

    def test_no_core_prints_the_inventory_and_the_one_command_to_type(self):
        result = self.scan(core=None)
        self.assertEqual(result.code, 0, str(result))
        self.assertIn("1 module: 1 own", result.out)
        self.assertIn(f"driftline core fetch odoo 16.0 && driftline scan {self.path('repo')} --core 16.0", result.out)
        report = self.scan_json(core=None)
        self.assertIsNone(report["run"]["core"]["current"])
        self.assertEqual(report["overrides"], [])
        self.assertFalse([row for row in report["findings"] if row["severity"] == "error"], "an open world gives no errors")

    # Hostile output

    def test_nothing_from_a_file_reaches_the_terminal_raw(self):
        self.write("repo/acme_sale/models/order.py", ORDER.replace("action_confirm", "action_confirm").replace("'sale.order'", "'sale.order\x1b[2J'"))
        for options in ([], ["--print", "facts"], ["--print", "links"]):
            self.assertNotIn("\x1b", self.scan(*options).out)


if __name__ == "__main__":
    unittest.main()

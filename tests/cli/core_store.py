"""Stored cores: naming, freshness, damage, full disks, revisions."""
import os
import resource
import signal
import stat
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "support"))
from program import CORE, ORDER, Case

STUB = "#!/bin/sh\nprintf '%s\\n' \"$@\" > \"$GIT_STUB_LOG\"\nfor last; do :; done\ncp -r \"$GIT_STUB_CORE\" \"$last\"\n"


class CoreStore(Case):
    def core(self, *arguments, **more):
        return self.run_driftline("core", *arguments, **more)

    def cores(self):
        folder = self.path("cache/driftline/cores")
        return sorted(os.path.join(folder, name) for name in os.listdir(folder)) if os.path.isdir(folder) else []

    def test_add_list_show_remove(self):
        self.assertIn("no core is stored", self.core("list").out)
        added = self.core("add", self.path("core"))
        self.assertEqual((added.code, added.out), (0, "16.0 is stored; use it with --core 16.0\n"), str(added))
        self.assertRegex(self.core("list").out, r"(?m)^16\.0 +odoo 16\.0 .* 2 modules .*/core$")
        self.assertIn("modules    2", self.core("show", "16.0").out)
        report = self.run_driftline("scan", self.path("repo"), "--core", "16.0", "--output-format", "json").json()
        self.assert_reports_the_override(report)
        self.assertEqual(report["overrides"][0]["core"], {"module": "sale", "path": "models/order.py", "line": 11})
        self.assertEqual(self.core("remove", "16.0").code, 0)
        self.assertEqual(self.cores(), [])
        self.assert_one_line_error(self.core("show", "16.0"), "16.0", "core list")
        self.assert_one_line_error(self.run_driftline("scan", self.path("repo"), "--core", "16.0"), "16.0", "core list")

    def test_a_stored_core_works_without_its_folder(self):
        self.core("add", self.path("core"), "--name", "acme-16")
        os.rename(self.path("core"), self.path("gone"))
        self.assert_reports_the_override(self.run_driftline("scan", self.path("repo"), "--core", "acme-16", "--output-format", "json").json())

    def test_a_name_is_no_path(self):
        self.assert_one_line_error(self.core("add", self.path("core"), "--name", "../16"), "../16")

    def test_an_existing_path_wins_over_a_name(self):
        self.core("add", self.path("core"), "--name", "16.0")
        self.write_all("work/16.0", {path: text.replace("16, 0", "17, 0") for path, text in CORE.items()})
        report = self.run_driftline("scan", self.path("repo"), "--core", "16.0", "--output-format", "json", cwd=self.path("work")).json()
        self.assertEqual(report["run"]["core"]["current"]["version"], "17.0")

    def test_export_and_import(self):
        self.core("add", self.path("core"))
        for option in ([], ["--no-source"]):
            exported = self.path("16.core")
            self.assertEqual(self.core("export", "16.0", exported, *option).code, 0)
            elsewhere = {"XDG_CACHE_HOME": self.path("other" + "".join(option))}
            self.assertEqual(self.core("import", exported, "--name", "sixteen", environment=elsewhere).code, 0)
            report = self.run_driftline("scan", self.path("repo"), "--core", "sixteen", "--output-format", "json", environment=elsewhere).json()
            self.assert_reports_the_override(report)
            self.assertEqual(any("holds no source text" in notice for notice in report["notices"]), bool(option), report["notices"])
        with open(self.path("16.core"), "rb") as file:
            self.assertNotIn(b"order.name = 'confirmed'", file.read())
        self.write("junk.core", b"\0" * 1000)
        self.assert_one_line_error(self.core("import", self.path("junk.core")), "junk.core")
        self.assert_one_line_error(self.core("import", self.path("none.core")), "none.core")

    def test_an_unchanged_core_is_not_stored_again_and_a_changed_one_is_never_stale(self):
        first = self.scan_json()
        self.assertEqual(len(self.cores()), 1)
        self.scan()
        self.assertEqual(len(self.cores()), 1)
        path = self.path("core/addons/sale/models/order.py")
        with open(path) as file:
            text = file.read()
        # Same size, same modification time, other content.
        times = os.stat(path)
        with open(path, "w") as file:
            file.write(text.replace("action_confirm", "action_cONFIRM"))
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
        changed = self.scan_json()
        self.assertEqual(len(first["overrides"]), 1)
        self.assertEqual(changed["overrides"], [])

    def test_two_copies_of_one_core_share_a_snapshot(self):
        self.scan()
        self.write_all("copy", CORE)
        self.scan(core="copy")
        self.assertEqual(len(self.cores()), 1)

    def damage(self, change):
        self.scan()
        [file] = self.cores()
        with open(file, "rb") as stream:
            content = stream.read()
        with open(file, "wb") as stream:
            stream.write(change(content))
        report = self.scan_json()
        self.assert_reports_the_override(report)
        self.assertTrue(any("read again" in notice for notice in report["notices"]), report["notices"])
        self.assertFalse(any("read again" in notice for notice in self.scan_json()["notices"]), "it was stored anew")

    def test_a_snapshot_cut_in_half_is_made_anew(self):
        self.damage(lambda content: content[:len(content) // 2])

    def test_a_snapshot_with_a_flipped_bit_is_made_anew(self):
        self.damage(lambda content: content[:2000] + bytes([content[2000] ^ 1]) + content[2001:])

    def test_an_empty_snapshot_is_made_anew(self):
        self.damage(lambda content: b"")

    def test_a_snapshot_of_a_newer_version_is_made_anew(self):
        self.damage(lambda content: content[:8] + bytes(byte ^ 0xFF for byte in content[8:32]) + content[32:])

    def test_a_damaged_named_core_is_read_again_or_says_what_to_do(self):
        self.core("add", self.path("core"))
        with open(self.cores()[0], "r+b") as stream:
            stream.truncate(100)
        self.assert_reports_the_override(self.run_driftline("scan", self.path("repo"), "--core", "16.0", "--output-format", "json").json())
        with open(self.cores()[0], "r+b") as stream:
            stream.truncate(100)
        os.rename(self.path("core"), self.path("gone"))
        self.assert_one_line_error(self.run_driftline("scan", self.path("repo"), "--core", "16.0"), "core add")

    def test_damaged_facts_are_read_again(self):
        self.scan()
        for folder, _, names in os.walk(self.path("cache/driftline/facts")):
            for name in names:
                with open(os.path.join(folder, name), "r+b") as stream:
                    stream.truncate(os.path.getsize(os.path.join(folder, name)) // 2)
        self.assert_reports_the_override(self.scan_json())

    def test_a_full_disk_loses_the_cache_and_not_the_run(self):
        def full():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024))
        report = self.scan_json(before=full)
        self.assert_reports_the_override(report)
        self.assertTrue(any("could not be stored" in notice for notice in report["notices"]), report["notices"])
        self.assertEqual(self.cores(), [])
        self.assert_reports_the_override(self.scan_json())

    def test_a_cache_folder_that_cannot_be_written_loses_nothing_else(self):
        self.write("cache", "a file where a folder is wanted")
        report = self.scan_json()
        self.assert_reports_the_override(report)
        self.assertTrue(any("could not be stored" in notice for notice in report["notices"]), report["notices"])
        self.assert_reports_the_override(self.scan_json(environment={"XDG_CACHE_HOME": "", "HOME": ""}))

    def test_a_core_at_a_revision_is_that_revision(self):
        self.commit("core")
        self.write("core/addons/sale/models/order.py", CORE["addons/sale/models/order.py"].replace("action_confirm", "action_other"))
        self.commit("core")
        self.git("core", "tag", "v1", "HEAD~1")
        self.assertEqual(self.scan_json()["overrides"], [])
        for revision in ("HEAD~1", "v1", "main@{1}"):
            report = self.scan_json("--core", self.path("core") + "@" + revision, core=None)
            self.assert_reports_the_override(report, revision)
            self.assertRegex(report["run"]["core"]["current"]["commit"], "^[0-9a-f]{40}$")
        self.assert_one_line_error(self.scan("--core", self.path("core@v2"), core=None), "v2")

    def test_the_repository_at_a_revision_is_that_revision(self):
        self.commit("repo")
        self.write("repo/acme_sale/models/order.py", ORDER.replace("return False", "return super().action_confirm()"))
        self.commit("repo")
        self.assertEqual(self.scan_json()["overrides"][0]["behaviour"], "extends")
        self.assertEqual(self.scan_json(path="repo@HEAD~1")["overrides"][0]["behaviour"], "replaces")
        self.git("repo", "clone", "-q", "--bare", ".", self.path("bare.git"))
        self.assertEqual(self.scan_json(path="bare.git")["overrides"][0]["behaviour"], "extends")
        self.assertEqual(self.scan_json(path="bare.git@HEAD~1")["overrides"][0]["behaviour"], "replaces")

    def test_fetch_runs_git_without_a_shell_and_stores_the_core(self):
        self.write("bin/git", STUB)
        os.chmod(self.path("bin/git"), stat.S_IRWXU)
        stub = {"PATH": self.path("bin") + ":" + os.environ["PATH"], "GIT_STUB_LOG": self.path("log"), "GIT_STUB_CORE": self.path("core")}
        fetched = self.core("fetch", "odoo", "16.0", environment=stub)
        self.assertEqual(fetched.code, 0, str(fetched))
        with open(self.path("log")) as file:
            arguments = file.read().split("\n")
        self.assertEqual(arguments[:6], ["clone", "--depth", "1", "--branch", "16.0", "https://github.com/odoo/odoo.git"])
        self.assert_reports_the_override(self.run_driftline("scan", self.path("repo"), "--core", "16.0", "--output-format", "json").json())
        os.remove(self.path("log"))
        for series in ("--upload-pack=x", "16.0; touch x", "../x"):
            self.assertEqual(self.core("fetch", "odoo", "--", series, environment=stub).code, 2)
        self.assertFalse(os.path.exists(self.path("log")))
        self.assert_one_line_error(self.core("fetch", "sap", "16.0", environment=stub), "sap", "odoo")


if __name__ == "__main__":
    unittest.main()

"""Reports, exit codes, selection and suppression, as a user meets them."""
import json
import os
import pty
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "support"))
from program import DRIFTLINE, ROOT, ORDER, Case, module
from schema import problems

SCHEMA = os.path.join(ROOT, "reports/schema/driftline.schema.json")


class Reports(Case):
    def test_the_text_report_says_the_verdict_first(self):
        result = self.scan()
        lines = result.out.splitlines()
        self.assertTrue(lines[0].startswith("driftline "), str(result))
        self.assertIn("Odoo 16.0", lines[0])
        self.assertEqual(lines[1], "1 module: 1 own; 1 override, 0 extend, 1 replace the core: here")
        self.assertRegex(result.out, r"(?m)^  acme_sale/models/order.py:7:\d+  warning  .*DL101\n      core sale/models/order.py:11$")
        self.assertIn("JavaScript", result.out)
        self.assertEqual(result.err, "")

    def test_the_json_report_follows_its_schema(self):
        with open(SCHEMA) as file:
            schema = json.load(file)
        report = self.scan_json()
        self.assertEqual(problems(report, schema), [])
        self.assert_reports_the_override(report)
        # The validator itself can fail.
        for break_it in (lambda r: r.pop("ledger"), lambda r: r.update(extra=1), lambda r: r["overrides"][0].update(kind="thing"), lambda r: r["run"].update(revision=None)):
            broken = json.loads(json.dumps(report))
            break_it(broken)
            self.assertNotEqual(problems(broken, schema), [])

    def test_one_thread_and_many_give_the_same_bytes(self):
        for i in range(20):
            self.write_all("repo", module(f"acme_{i:02}"))
        outputs = set()
        for jobs in ("1", "2", "8"):
            cold = {"XDG_CACHE_HOME": self.path(f"cache-{jobs}")}
            outputs.add(self.scan("--output-format", "json", "--jobs", jobs, environment=cold).out)
            outputs.add(self.scan("--output-format", "json", "--jobs", jobs, environment=cold).out)   # from the cache
        self.assertEqual(len(outputs), 1)

    def test_the_ledger_adds_up(self):
        for kind, row in self.scan_json()["ledger"]["by_kind"].items():
            self.assertEqual(row["extracted"], row["bound"] + row["own"] + row["guarded"] + sum(row["unresolved"].values()), kind)

    def test_exit_codes(self):
        self.assertEqual(self.scan().code, 0, "a warning is below the default")
        self.assertEqual(self.scan("--fail-on", "warning").code, 1)
        self.assertEqual(self.scan("--fail-on", "warning", "--exit-zero").code, 0)
        self.assertEqual(self.scan("--fail-on", "never").code, 0)
        self.assertEqual(self.scan("--fail-on", "warning", "--ignore", "DL101,DL110").code, 0)
        self.write("repo/driftline.toml", "fail_on = 'warning'\n")
        self.assertEqual(self.scan().code, 1)
        self.assertEqual(self.scan("--isolated").code, 0)

    def test_usage_errors_are_one_line_and_exit_2(self):
        for arguments, word in ((["scan", "--no-such"], "--no-such"), (["scan", "--output-format", "xml"], "xml"), (["scna"], "--help"), ([], "--help"),
                                (["scan", "--select", "DL999"], "DL999"), (["explain", "method-replace"], "method-replaced"), (["scan", "--jobs", "0"], "jobs"),
                                (["scan", self.path("repo"), "--module", "acme_sole", "--core", self.path("core")], "acme_sale")):
            self.assert_one_line_error(self.run_driftline(*arguments), word)

    def test_module_limits_what_is_reported(self):
        self.write_all("repo", module("acme_two"))
        report = self.scan_json("--module", "acme_two")
        self.assertEqual({row["module"] for row in report["overrides"]}, {"acme_two"})
        self.assertEqual({row["name"] for row in report["modules"]}, {"acme_sale", "acme_two"})

    def test_a_folder_in_a_repository_reports_that_folder_alone(self):
        self.write_all("repo/addons", module("acme_two"))
        self.commit("repo")
        report = self.scan_json(path="repo/addons")
        self.assertEqual({row["path"] for row in report["overrides"]}, {"addons/acme_two/models/order.py"})

    def test_select_chooses_rules(self):
        report = self.scan_json("--select", "DL102")
        self.assertNotIn("DL101", {row["rule"] for row in report["findings"]})
        self.assertIn("DL101", {row["rule"] for row in self.scan_json("--select", "method-replaced")["findings"]})

    def test_statistics_count_per_rule(self):
        result = self.scan("--statistics")
        self.assertRegex(result.out, r"(?m)^DL101  method-replaced +0 +1 +0$")
        self.assertNotIn("order.py:7", result.out)

    def test_output_goes_to_a_file(self):
        result = self.scan("--output-format", "sarif", "--output", self.path("out/report.sarif"))
        self.assertEqual(result.out, "")
        with open(self.path("out/report.sarif")) as file:
            run = json.load(file)["runs"][0]
        self.assertEqual(run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "acme_sale/models/order.py")
        self.assert_one_line_error(self.scan("--output", "/proc/no/such"), "/proc/no/such")

    def in_a_terminal(self, environment):
        child, terminal = pty.fork()
        if child == 0:
            os.execve(os.path.abspath(DRIFTLINE), ["driftline", "scan", self.path("repo"), "--core", self.path("core")], {**self.environment, "TERM": "xterm", **environment})
        output = b""
        while True:
            try:
                part = os.read(terminal, 65536)
            except OSError:
                break
            if not part:
                break
            output += part
        os.waitpid(child, 0)
        os.close(terminal)
        return output.replace(b"\r\x1b[K", b"")

    def test_colours_only_on_a_terminal_that_wants_them(self):
        self.assertNotIn("\x1b", self.scan().out)
        self.assertIn(b"\x1b[33mwarning", self.in_a_terminal({}))
        self.assertNotIn(b"\x1b[3", self.in_a_terminal({"NO_COLOR": "1"}))
        self.assertNotIn(b"\x1b[3", self.in_a_terminal({"TERM": "dumb"}))

    def test_a_comment_with_a_reason_suppresses_and_one_without_does_not(self):
        self.write("repo/acme_sale/models/order.py", ORDER.replace("    def ", "    # driftline: allow[method-replaced] agreed with finance\n    def "))
        report = self.scan_json()
        self.assertNotIn("DL101", {row["rule"] for row in report["findings"]})
        self.assertEqual(report["suppressed"], 1)
        self.assertIn("suppressed", self.scan().out)
        self.write("repo/acme_sale/models/order.py", ORDER.replace("    def ", "    # driftline: allow[method-replaced]\n    def "))
        report = self.scan_json()
        self.assertIn("DL101", {row["rule"] for row in report["findings"]})
        self.assertIn("DL210", {row["rule"] for row in report["findings"]})

    def test_allow_in_the_configuration_suppresses_until_it_expires(self):
        allow = "[[allow]]\nrule = 'DL101'\npath = 'acme_sale/**'\nreason = 'agreed'\nexpires = {}\n"
        self.write("repo/driftline.toml", allow.format("2999-01-01"))
        self.assertEqual(self.scan_json()["suppressed"], 1)
        self.write("repo/driftline.toml", allow.format("2001-01-01"))
        report = self.scan_json()
        self.assertEqual(report["suppressed"], 0)
        expired = [row for row in report["findings"] if row["rule"] == "DL211"]
        self.assertEqual([(row["path"], row["line"]) for row in expired], [("driftline.toml", 1)])
        self.assertIn("expired", expired[0]["message"])

    def test_as_custom_takes_a_module_out_of_the_core(self):
        self.write_all("core/addons", module("sale_more"))
        report = self.run_driftline("scan", self.path("core"), "--core", self.path("core"), "--as-custom", "sale_more", "--output-format", "json").json()
        self.assertEqual([row["name"] for row in report["modules"]], ["sale_more"])
        self.assert_reports_the_override(report)

    def test_stages_can_be_printed(self):
        for stage, word in (("source", "acme_sale/models/order.py"), ("facts", "method action_confirm"), ("library", "acme_sale"), ("links", "sale.order.action_confirm"),
                            ("ledger", "override"), ("views", "")):
            result = self.scan("--print", stage)
            self.assertEqual(result.code, 0, str(result))
            self.assertIn(word, result.out)

    def test_chain_rules_explain_and_version(self):
        chain = self.run_driftline("chain", "sale.order.action_confirm", self.path("repo"), "--core", self.path("core"))
        self.assertEqual(chain.code, 0, str(chain))
        lines = [line for line in chain.out.splitlines()]
        self.assertIn("acme_sale/models/order.py:7", lines[0])
        self.assertIn("sale/models/order.py:11", lines[1])
        self.assert_one_line_error(self.run_driftline("chain", "no.such", self.path("repo"), "--core", self.path("core")), "no.such")
        rules = self.run_driftline("rules").out.splitlines()
        self.assertGreaterEqual(len(rules), 19)
        for line in rules:
            self.assertIn("How to fix", self.run_driftline("explain", line.split()[0]).out)
        self.assertRegex(self.run_driftline("--version").out, r"^driftline \d+\.\d+\.\d+\n$")


if __name__ == "__main__":
    unittest.main()

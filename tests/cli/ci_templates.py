"""The shell of the GitHub action and of the GitLab template, run on a shallow clone: what is compared, what the exit code says, what becomes of the comment."""
import os
import re
import subprocess
import sys
import textwrap
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "support"))
from program import DRIFTLINE, ROOT, Case, module

ACTION = os.path.join(ROOT, ".github/actions/driftline/action.yml")
GITLAB = os.path.join(ROOT, "docs/ci/driftline.gitlab-ci.yml")
# Says what it was asked, and shows the comment that is there.
GH = "#!/bin/sh\n{ printf 'gh'; printf ' %s' \"$@\"; echo; } >> \"$GH_LOG\"\ncase \"$*\" in *--paginate*) cat \"$GH_OLD\";; esac\n"


def step(name):
    """The `run: |` of a step."""
    with open(ACTION) as file:
        text = file.read().split(f"- name: {name}\n", 1)[1]
    return textwrap.dedent(re.search(r"\n +run: \|\n((?: {8}.*\n|\n)+)", text).group(1))


def script(first):
    """The lines of the job's script from the first that holds these words."""
    with open(GITLAB) as file:
        lines = re.search(r"  script:\n((?:    - .*\n)+)", file.read()).group(1).splitlines()
    lines = [line[6:] for line in lines]
    return "\n".join(lines[next(i for i, line in enumerate(lines) if first in line):])


class Templates(Case):
    def setUp(self):
        super().setUp()
        self.write("bin/gh", GH)
        os.chmod(self.path("bin/gh"), 0o755)
        os.symlink(os.path.abspath(DRIFTLINE), self.path("bin/driftline"))
        self.write("old", "")
        os.makedirs(self.path("tmp"))
        self.commit("repo", "first")
        for i in range(3):   # deeper than the clone
            self.write("repo/note.md", f"{i}\n")
            self.commit("repo", f"note {i}")
        self.base = self.rev("repo", "HEAD~2")
        self.git("repo", "checkout", "-q", "-b", "topic")

    def rev(self, folder, name):
        return subprocess.run(["git", "-C", self.path(folder), "rev-parse", name], check=True, env=self.environment, stdout=subprocess.PIPE).stdout.decode().strip()

    def change(self):
        self.write_all("repo", module("acme_two"))
        self.commit("repo", "a second override")

    def clone(self):
        self.git(".", "clone", "-q", "--depth=1", "file://" + self.path("repo"), self.path("clone"))
        self.git("repo", "config", "uploadpack.allowAnySHA1InWant", "true")

    def bash(self, text, **more):
        environment = {**self.environment, "PATH": self.path("bin") + ":" + self.environment["PATH"], "RUNNER_TEMP": self.path("tmp"), "GITHUB_STEP_SUMMARY": self.path("summary.md"),
                       "GITHUB_REPOSITORY": "acme/addons", "NUMBER": "7", "GH_LOG": self.path("gh.log"), "GH_OLD": self.path("old"), "CORE": self.path("core"), "FOLDER": ".", "PRESET": "",
                       "BASE": self.base, "DEFAULT_BRANCH": "main", **more}
        return subprocess.run(["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", text], cwd=self.path("clone"), env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def github(self, code=0, **more):
        """The steps Check and Comment; what GitHub reads of them."""
        done = self.bash(step("Check"), **more)
        self.assertEqual(done.returncode, code, done.stderr.decode())
        comment = self.bash(step("Comment"))
        self.assertEqual(comment.returncode, 0, comment.stderr.decode())
        asked = []
        if os.path.exists(self.path("gh.log")):
            with open(self.path("gh.log")) as file:
                asked = [line for line in file.read().splitlines() if "--paginate" not in line]
        return done.stdout.decode(), asked

    def test_a_change_is_annotated_and_commented(self):
        self.change()
        self.clone()
        out, asked = self.github()
        self.assertRegex(out, r"(?m)^::warning file=acme_two/models/order\.py,line=7,")
        self.assertNotIn("file=acme_sale/", out)
        self.assertEqual(asked, [f"gh api --silent --method POST repos/acme/addons/issues/7/comments -F body=@{self.path('tmp/driftline.md.body')}"])
        with open(self.path("tmp/driftline.md.body")) as file:
            self.assertTrue(file.read().startswith("<!-- driftline -->\nThis change adds 1 override"))
        with open(self.path("summary.md")) as file:
            self.assertIn("This change adds 1 override", file.read())

    def test_the_gate_decides_and_the_comment_is_written_over(self):
        self.change()
        self.clone()
        self.write("old", "123\n456\n")
        _, asked = self.github(code=1, PRESET="strict")
        self.assertEqual(len(asked), 1)
        self.assertIn("--method PATCH repos/acme/addons/issues/comments/123 ", asked[0])

    def test_the_comment_goes_when_nothing_is_new(self):
        self.write("repo/README.md", "words\n")
        self.commit("repo", "words")
        self.clone()
        self.write("old", "123\n")
        out, asked = self.github()
        self.assertEqual((out, asked), ("", ["gh api --method DELETE repos/acme/addons/issues/comments/123"]))

    def test_without_a_base_it_is_the_default_branch(self):
        self.change()
        self.clone()
        for base in ("", "0" * 40):
            out, _ = self.github(BASE=base)
            self.assertIn("acme_two/models/order.py", out)
            self.assertNotIn("file=acme_sale/", out)

    def test_what_cannot_be_analyzed_fails(self):
        self.clone()
        done = self.bash(step("Check"), CORE=self.path("nowhere"))
        self.assertEqual(done.returncode, 2, done.stderr.decode())
        self.assertFalse(os.path.exists(self.path("tmp/driftline.md")))

    def test_gitlab_writes_its_reports(self):
        self.change()
        self.git(".", "clone", "-q", "file://" + self.path("repo"), self.path("clone"))
        self.write("clone/driftline.toml", f"core = '{self.path('core')}'\n[gate]\npreset = 'strict'\n")
        done = self.bash(script("set -- check"), CI_MERGE_REQUEST_DIFF_BASE_SHA=self.base, DRIFTLINE_SERIES="")
        self.assertEqual(done.returncode, 1, done.stderr.decode())
        for name, part in (("gl-code-quality.json", '"path": "acme_two/models/order.py"'), ("driftline.xml", '<testcase classname="DL101 method-replaced" name="acme_two/models/order.py"')):
            with open(self.path("clone", name)) as file:
                self.assertIn(part, file.read())


if __name__ == "__main__":
    unittest.main()

"""A hook on a repository with 50,000 commits does not walk its history."""
import os
import resource
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "support"))
from program import ORDER, Case

COMMITS = 50_000


class LongHistory(Case):
    def grow(self, folder):
        """Commits on top of the first one, each of a file of its own name; made by git itself, without a checkout."""
        tip = subprocess.run(["git", "-C", self.path(folder), "rev-parse", "HEAD"], check=True, env=self.environment, stdout=subprocess.PIPE).stdout.decode().strip()
        stream = ["blob\nmark :1\ndata 2\nx\n\n"]
        for i in range(COMMITS):
            stream.append(f"commit refs/heads/main\nmark :{i + 2}\ncommitter a <a@b.c> {1600000000 + i} +0000\ndata 8\nc{i:07d}\n" + (f"from {tip}\n" if i == 0 else "") + f"M 100644 :1 note_{i % 7}.txt\n\n")
        subprocess.run(["git", "-C", self.path(folder), "fast-import", "--quiet"], check=True, env=self.environment, input="".join(stream).encode())
        self.git(folder, "reset", "-q", "--hard", "main")

    def cost(self, *arguments):
        """Processor time of the cheapest of three runs: waiting does not count."""
        costs = []
        for _ in range(3):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            result = self.run_driftline("check", *arguments, "--core", self.path("core"))
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            costs.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        return min(costs), result

    def test_the_history_costs_nothing(self):
        seen = {}
        self.commit("repo", "first")
        for folder in ("short", "long"):
            self.git(".", "clone", "-q", self.path("repo"), self.path(folder))
            if folder == "long":
                self.grow(folder)
            self.write(f"{folder}/acme_sale/models/order.py", ORDER + "\n    def write(self, vals):\n        return super().write(vals)\n")
            self.git(folder, "add", "-A")
            staged, first = self.cost(self.path(folder), "--staged")
            self.git(folder, "commit", "-q", "-m", "change")
            based, second = self.cost(self.path(folder) + "@HEAD", "--base", "HEAD~1")
            seen[folder] = (staged, based, first.out, second.code)
        short, long = seen["short"], seen["long"]
        self.assertEqual(short[2:], long[2:])
        # git itself takes a quarter of a second and more to list them.
        self.assertLess(long[0], short[0] + 0.1, seen)
        self.assertLess(long[1], short[1] + 0.1, seen)


if __name__ == "__main__":
    unittest.main()

#!/usr/bin/env python3
"""Runs `driftline check --base` at each of the last commits of a branch, as a pull request's job would have, and says how many
the preset would have stopped and by what.

    replay.py REPOSITORY BRANCH COUNT CORE [--preset standard] [--json FILE]

Commits are those of the first parent: merges as one change. $DRIFTLINE is the program (build/dev/driftline).
"""
import argparse
import collections
import json
import os
import subprocess
import sys
import time

DRIFTLINE = os.environ.get("DRIFTLINE", "build/dev/driftline")


def git(repository, *arguments):
    return subprocess.run(["git", "-C", repository, *arguments], check=True, stdout=subprocess.PIPE).stdout.decode("utf-8", "replace")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("repository")
    parser.add_argument("branch")
    parser.add_argument("count", type=int)
    parser.add_argument("core")
    parser.add_argument("--preset", default="standard")
    parser.add_argument("--json")
    options = parser.parse_args()
    commits = git(options.repository, "log", "--first-parent", "--reverse", f"-{options.count}", "--format=%H%x09%as%x09%s", options.branch).splitlines()
    rows, stopped, spoke, lines, seconds = [], 0, 0, collections.Counter(), []
    for commit in commits:
        sha, date, subject = commit.split("\t", 2)
        begin = time.monotonic()
        done = subprocess.run([DRIFTLINE, "check", f"{options.repository}@{sha}", "--base", f"{sha}^1", "--core", options.core, "--preset", options.preset, "--output-format", "json"],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        seconds.append(time.monotonic() - begin)
        if done.returncode == 2:
            print(f"{sha[:9]} {date} {subject[:70]}: {done.stderr.decode().strip()}", file=sys.stderr)
            continue
        report = json.loads(done.stdout) if done.stdout.startswith(b"{") else None   # nothing changed: a line of text
        if report is None or report["gate"]["headline"].endswith("no override and no finding"):
            continue
        spoke += 1
        findings = [f"{f['rule']} {f['severity']} {f['path']}:{f['line']} {f['symbol']}: {f['message']}" for f in report["findings"]]
        rows.append({"commit": sha, "date": date, "subject": subject, "headline": report["gate"]["headline"], "failing": report["gate"]["failing"], "findings": findings})
        lines.update(report["gate"]["failing"])
        if done.returncode == 1:
            stopped += 1
            print(f"STOPPED {sha[:9]} {date} {subject[:80]}\n    {report['gate']['headline']}")
            for finding in findings:
                print("    " + finding[:240])
    print(f"{options.branch}: {len(commits)} changes, {spoke} with news, {stopped} stopped ({100 * stopped / max(len(commits), 1):.1f} %): {dict(lines)}; "
          f"median {sorted(seconds)[len(seconds) // 2]:.2f} s")
    if options.json:
        with open(options.json, "w") as file:
            json.dump(rows, file, indent=1)


if __name__ == "__main__":
    main()

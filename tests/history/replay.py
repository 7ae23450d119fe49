#!/usr/bin/env python3
"""Runs `driftline check --base` at each commit of a part of a branch, as a pull request's job would have, and says how many
each preset would have stopped and by what.

    replay.py REPOSITORY BRANCH COUNT|MONTH CORE [--reports FILE]

COUNT is that of the last commits, MONTH is 2024-01. Commits are those of the first parent: merges as one change. FILE gets a line
of JSON for each commit with news: what the gate said of it, whole. $DRIFTLINE is the program (build/dev/driftline).
"""
import argparse
import collections
import json
import os
import subprocess
import sys
import time

DRIFTLINE = os.environ.get("DRIFTLINE", "build/dev/driftline")
ONLY_STRICT = {"replaced_without_register"}   # what `strict` fails on and `standard` does not


def git(repository, *arguments):
    return subprocess.run(["git", "-C", repository, *arguments], check=True, stdout=subprocess.PIPE).stdout.decode("utf-8", "replace")


def commits_of(options):
    part = ["-" + options.part] if options.part.isdigit() else []
    log = git(options.repository, "log", "--first-parent", "--reverse", *part, "--format=%H%x09%cs%x09%s", options.branch).splitlines()
    return [line.split("\t", 2) for line in log if part or line.split("\t")[1].startswith(options.part)]


def check(options, sha):
    done = subprocess.run([DRIFTLINE, "check", f"{options.repository}@{sha}", "--base", f"{sha}^1", "--core", options.core, "--preset", "strict", "--output-format", "json"],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode == 2:
        print(f"{sha[:9]}: {done.stderr.decode().strip()}", file=sys.stderr)
    report = json.loads(done.stdout) if done.stdout.startswith(b"{") else None   # nothing changed: a line of text
    return None if report is None or report["gate"]["headline"].endswith("no override and no finding") else report


def main():
    parser = argparse.ArgumentParser()
    for name in ("repository", "branch", "part", "core"):
        parser.add_argument(name)
    parser.add_argument("--reports")
    options = parser.parse_args()
    commits = commits_of(options)
    stopped, lines, rules, spoke, seconds = collections.Counter(), collections.Counter(), collections.Counter(), 0, []
    reports = open(options.reports, "w") if options.reports else None
    for sha, date, subject in commits:
        begin = time.monotonic()
        report = check(options, sha)
        seconds.append(time.monotonic() - begin)
        if report is None:
            continue
        spoke += 1
        failing = set(report["gate"]["failing"])
        lines.update(failing)
        rules.update(f"{finding['rule']} {finding['severity']}" for finding in report["findings"])
        stopped["strict"] += bool(failing)
        stopped["standard"] += bool(failing - ONLY_STRICT)
        if reports:
            reports.write(json.dumps({"commit": sha, "date": date, "subject": subject, "report": report}) + "\n")
            reports.flush()
        if failing - ONLY_STRICT:
            print(f"STOPPED {sha[:9]} {date} {subject[:80]}\n    {report['gate']['headline']}")
            for finding in report["findings"]:
                print(f"    {finding['rule']} {finding['severity']} {finding['path']}:{finding['line']} {finding['symbol']}: {finding['message']}"[:240])
    share = {preset: f"{stopped[preset]} ({100 * stopped[preset] / max(len(commits), 1):.1f} %)" for preset in ("standard", "strict")}
    print(f"{os.path.basename(os.path.dirname(os.path.abspath(options.repository)))} {options.branch} {options.part}: {len(commits)} changes, {spoke} with news, "
          f"stopped by standard {share['standard']}, by strict {share['strict']}; lines {dict(lines)}; findings {dict(sorted(rules.items()))}; "
          f"median {sorted(seconds)[len(seconds) // 2] if seconds else 0:.2f} s")


if __name__ == "__main__":
    main()

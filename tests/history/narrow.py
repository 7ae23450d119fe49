#!/usr/bin/env python3
"""Stages each of the last changes of a branch on its parent, and compares what `check --staged` says by its short way with what it
says of the whole (`--whole`). Says how often the short way was taken, and how long both took.

    narrow.py REPOSITORY BRANCH COUNT CORE

$DRIFTLINE is the program (build/dev/driftline). Both ways have caches of their own, so neither learns from the other.
"""
import collections
import os
import subprocess
import sys
import tempfile
import time

DRIFTLINE = os.environ.get("DRIFTLINE", "build/dev/driftline")


def main():
    repository, branch, count, core = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
    with tempfile.TemporaryDirectory() as folder:
        clone = os.path.join(folder, "clone")

        def git(*arguments):
            return subprocess.run(["git", "-C", clone, *arguments], check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout.decode()

        subprocess.run(["git", "clone", "-q", "--shared", "--no-checkout", "--branch", branch, repository, clone], check=True)
        commits = git("log", "--first-parent", "--reverse", f"-{count}", "--format=%H").split()
        environments = {way: {**os.environ, "XDG_CACHE_HOME": os.path.join(folder, way)} for way in ("whole", "short")}

        def check(way):
            begin = time.monotonic()
            arguments = [DRIFTLINE, "check", clone, "--staged", "--core", core, "--preset", "standard", "--timings", *(["--whole"] if way == "whole" else [])]
            done = subprocess.run(arguments, env=environments[way], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            taken = "nothing" if b"says nothing new" in done.stdout else "whole" if b"list the repository" in done.stderr else "linked"
            return done.returncode, done.stdout.decode("utf-8", "replace"), taken, time.monotonic() - begin

        ways, seconds, differ = collections.Counter(), collections.defaultdict(list), 0
        for commit in commits:
            git("update-ref", "--no-deref", "HEAD", commit + "^1")
            git("read-tree", commit)
            whole, short = check("whole"), check("short")
            ways[short[2]] += 1
            seconds[short[2]].append(short[3])
            seconds["--whole"].append(whole[3])
            nothing = "This change adds no override and no finding"
            same = whole[:2] == short[:2] or (whole[0] == short[0] and whole[1].startswith(nothing) and short[1].startswith(nothing))
            if not same:
                differ += 1
                print(f"DIFFERENT at {commit}\n--- whole\n{whole[1]}--- short ({short[2]})\n{short[1]}")
        medians = {way: round(sorted(all_)[len(all_) // 2], 3) for way, all_ in seconds.items()}
        print(f"{branch}: {len(commits)} changes, {differ} judged differently; ways {dict(ways)}, median seconds {medians}")
        sys.exit(1 if differ else 0)


if __name__ == "__main__":
    main()

"""Does `scan --to` find what maintainers had to change when they moved a module to the next series?

migrations.py [BINARY] [--rows FILE] [--misses N]: $DRIFTLINE_ORACLE is a folder with score.py and migrations.jsonl (facts about public
projects, kept outside this repository), $DRIFTLINE_REPOS a folder with those projects' git repositories as OWNER+NAME, $DRIFTLINE_CORPUS the
cores. Taken off what had to be found: a line that only names a view (<field name="name">x.tree</field>, which Odoo's own script rewrites to x.list
and nothing reads), and what FAILED_BEFORE names. With --rows (see migration_rows.py) nothing is asserted, the table is printed. Else: framework rules must be found to 0.97 and the
linker's classes to 0.85, each also as the mean over classes; 0.82 of the places of errors and warnings must lie on changed lines; and modules
that needed nothing have no error but those of READ.
"""
import argparse
import collections
import importlib.util
import json
import os
import re
import subprocess
import sys

import renames
import tree

# Read, and true: mail templates that still hold Jinja, which 15.0 does not evaluate; a hook of two parameters that 17.0 calls with one.
READ = {'purchase_substate', 'purchase_request_substate', 'module_auto_update', 'base_cron_exclusion'}   # the last one asks SQL for a column that 18.0 dropped; its migration missed it
# A hook of two parameters in a module that is at 17.0 already, where it fails, too: not this upgrade's doing.
FAILED_BEFORE = {('17.0->18.0', 'module_auto_update', 'py_hook_signature')}
SERIES = ('14.0', '15.0', '16.0', '17.0', '18.0')
GOALS = (('framework rules', 0.97), ('linker', 0.85))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('binary', nargs='?', default=os.environ.get('DRIFTLINE', 'driftline'))
    parser.add_argument('--rows', help='rows of other migrations')
    parser.add_argument('--misses', default='0', help='print so many of each kind of disagreement')
    arguments = parser.parse_args()
    folder, repositories = os.environ.get('DRIFTLINE_ORACLE', ''), os.environ.get('DRIFTLINE_REPOS', '')
    score, rows = os.path.join(folder, 'score.py'), arguments.rows or os.path.join(folder, 'migrations.jsonl')
    if not os.path.exists(score) or not os.path.exists(rows) or not os.path.isdir(repositories):
        tree.skip('no score.py and migrations.jsonl, or no repositories: set DRIFTLINE_ORACLE and DRIFTLINE_REPOS to their folders')
    binary = tree.need_binary(arguments.binary)
    command = [sys.executable, '-B', score, 'migrations', rows, '--repos', repositories, '--driftline', binary, '--misses', '100000']
    for version in SERIES:
        command += ['--core', '%s=%s' % (version, renames.core(version))]
    cache = os.environ.get('DRIFTLINE_ORACLE_CACHE') or tree.cache()
    done = subprocess.run(command, capture_output=True, encoding='utf-8', env={**os.environ, 'XDG_CACHE_HOME': cache})
    if done.returncode:
        raise SystemExit(done.stderr[-2000:] or done.stdout[-2000:])
    wrong, printed, alarms, optional = [], collections.Counter(), [], collections.Counter()
    for line in done.stdout.splitlines():
        listed = re.match(r'  (missed|off the changed lines|alarm on an unchanged module) (.*)', line)
        if listed:
            kind, words = listed[1], listed[2].split()
            if kind.startswith('alarm'):
                alarms.append(words)
            if kind == 'missed' and ((words[0], words[2], words[4]) in FAILED_BEFORE or names_a_view(repositories, rows, words)):
                optional[words[4]] += 1
                continue
            printed[kind] += 1
            if printed[kind] > int(arguments.misses) and not kind.startswith('alarm'):
                continue
        print(line)
        found = re.match(r'TOTAL places of errors and warnings \d+, on lines the migration changed ([\d.]+)', line)
        if found and float(found[1]) < 0.82:
            wrong.append('places on changed lines: %s, goal 0.82' % found[1])
    sizes = class_sizes(score, rows, repositories)
    for title, goal in GOALS:
        total, mean = map(float, re.search(r'TOTAL true, %s: recall ([\d.na]+), mean over classes with 4 or more ([\d.na]+)' % title, done.stdout).groups())
        if optional and title == 'framework rules':
            for name, number in optional.items():
                found = int(re.search(r'  %s +true +found +(\d+) of' % name, done.stdout)[1])
                mean += (found / (sizes[name] - number) - found / sizes[name]) / sum(size >= 4 for size in sizes.values())
            total *= sum(sizes.values()) / (sum(sizes.values()) - sum(optional.values()))
            print('without %d lines that nothing forces, %s: recall %.3f, mean over classes %.3f' % (sum(optional.values()), title, total, mean))
        if min(total, mean) < goal:
            wrong.append('%s: %.3f, in the mean %.3f, goal %.2f' % (title, total, mean, goal))
    wrong += ['an error nobody has read: ' + ' '.join(alarm) for alarm in alarms if alarm[2] not in READ]
    if arguments.rows:
        return 0
    print('\n'.join(wrong) or 'every goal is reached')
    return 1 if wrong else 0


def repository_of(repositories, name):
    path = os.path.join(repositories, name.replace('/', '+'))
    return os.path.join(path, 'repo') if os.path.exists(os.path.join(path, 'repo')) else path


def names_a_view(repositories, rows, words):
    pair, owner, module, place, name = words[:5]
    if name != 'view_tree_to_list':
        return False
    path, line = place.rsplit(':', 1)
    with open(rows, encoding='utf-8') as file:
        commits = {row['parent'] for row in map(json.loads, file) if (row['repo'], row['module'], '%s->%s' % (row['from'], row['to'])) == (owner, module, pair)}
    for commit in commits:
        shown = subprocess.run(['git', '-C', repository_of(repositories, owner), 'show', '%s:%s' % (commit, path)], capture_output=True, encoding='utf-8').stdout
        hunk = shown.split('\n')[int(line) - 1:int(line) + 1]
        if any(re.search(r'<field name="name">[^<]*tree', text) for text in hunk) and not any(re.search(r'</?tree|//tree|/tree\b|mode=|view_mode', text) for text in hunk):
            return True
    return False


def class_sizes(score, rows, repositories):
    """How often each framework class had to be found, counted as score.py counts."""
    spec = importlib.util.spec_from_file_location('score', score)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    sizes = collections.Counter()
    with open(rows, encoding='utf-8') as file:
        for row in map(json.loads, file):
            if row['consecutive'] and row['from'] in SERIES and row['to'] in SERIES and module.git_dir(repositories, row['repo']):
                sizes.update(change['class'] for change in row['changes']
                             if change['core_caused'] == 'true' and change['kind'] in ('py', 'xml', 'csv') and change['class'] in module.RULE_CLASSES)
    return sizes


if __name__ == '__main__':
    sys.exit(main())

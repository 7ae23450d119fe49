"""Does `core diff` name the successor that a person finds in the sources?

renames.py [BINARY] [--show]: renames.jsonl holds, per pair of cores, methods and fields that the older one defines and the newer one does
not, with what a person took for the successor (several: either will do; none: there is none). It was written down from the sources before
the tool's answer was looked at. Cores are $DRIFTLINE_CORPUS/odoo16 and so on. At least 0.80 of those with a successor must be named right,
and under 0.05 wrong.
"""
import argparse
import collections
import json
import os
import subprocess
import sys

import tree

HERE = os.path.dirname(os.path.abspath(__file__))


def core(version):
    path = os.path.join(os.environ.get('DRIFTLINE_CORPUS', ''), 'odoo' + version.split('.')[0])
    if not os.path.isdir(path):
        tree.skip('no core at %r: set DRIFTLINE_CORPUS' % path)
    return tree.find_core(path)


def report(binary, old, new):
    """What `core diff` says of two cores in JSON; snapshots and delta are kept for this run, or in $DRIFTLINE_ORACLE_CACHE."""
    command = [binary, 'core', 'diff', core(old), core(new), '--output-format', 'json']
    done = subprocess.run(command, capture_output=True, encoding='utf-8', env={**os.environ, 'XDG_CACHE_HOME': os.environ.get('DRIFTLINE_ORACLE_CACHE') or tree.cache()})
    if done.returncode:
        raise SystemExit('%s\n%s' % (' '.join(command), done.stderr[-2000:]))
    return json.loads(done.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('binary', nargs='?', default=os.environ.get('DRIFTLINE', 'driftline'))
    parser.add_argument('--show', action='store_true', help='print every row that is not named right')
    arguments = parser.parse_args()
    binary = tree.need_binary(arguments.binary)
    with open(os.path.join(HERE, 'renames.jsonl'), encoding='utf-8') as file:
        rows = [json.loads(line) for line in file]
    pairs = collections.defaultdict(list)
    for row in rows:
        pairs[row['from'], row['to']].append(row)
    count = collections.Counter()
    for (old, new), wanted in sorted(pairs.items()):
        found = {}
        for change in report(binary, old, new)['changes']:
            if change['kind'] in ('method', 'field') and change['change'] in ('removed', 'renamed'):
                found[change['kind'], change['owner'], change['name']] = change
        for row in wanted:
            change = found.get((row['kind'], row['model'], row['name']))
            to = change and change.get('renamed_to')
            answer = '%s.%s' % (to['owner'], to['name']) if to else None
            group = 'with a successor' if row['successors'] else 'without one'
            verdict = 'not listed' if change is None else 'silent' if answer is None else 'right' if answer in row['successors'] else 'wrong'
            count[group] += 1
            count[group, verdict] += 1
            if arguments.show and verdict != ('right' if row['successors'] else 'silent'):
                print('%s %s.%s: %s, not %s %s %s' % (verdict, row['model'], row['name'], answer, ' or '.join(row['successors']) or 'none',
                                                     change and change.get('score'), change and change.get('evidence')))
    for group in ('with a successor', 'without one'):
        print('%d %s: %d right, %d wrong, %d without an answer, %d not listed as removed' % (
            count[group], group, count[group, 'right'], count[group, 'wrong'], count[group, 'silent'], count[group, 'not listed']))
    total = count['with a successor']
    right, wrong = count['with a successor', 'right'] / total, count['with a successor', 'wrong'] / total
    print('named right %.3f, named wrong %.3f' % (right, wrong))
    return 0 if right >= 0.8 and wrong < 0.05 else 1


if __name__ == '__main__':
    sys.exit(main())

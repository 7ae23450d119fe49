#!/usr/bin/env python3
"""Takes a core's modules out of it and lists what driftline then says nothing defines (DL116): in a released core that is hardly anything.

    leave_one_out.py [CORE [BINARY]] [--module M]... [--each]

CORE (default $DRIFTLINE_CORPUS/odoo19) holds odoo/addons; BINARY (default $DRIFTLINE) is driftline. All modules are taken
out in one run, since each sees only its own dependency closure in any case; --each takes them out one at a time, which asks the same slowly.
Findings are grouped by symbol. Those named in explained-SERIES.txt beside this script (a line per symbol: `SYMBOL  why`)
are counted; exit code 0 if no error is left, 1 if one is, 77 if something is missing.
"""
import argparse
import collections
import os
import sys

import tree


def explanations(core):
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'explained-%d.txt' % tree.series(core)[0])
    if not os.path.exists(path):
        return {}
    with open(path, encoding='utf-8') as file:
        rows = (line.split(None, 1) for line in file if line.strip() and not line.startswith('#'))
        return {symbol: why.strip() for symbol, why in rows}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--module', action='append', default=[])
    parser.add_argument('--each', action='store_true')
    arguments = tree.core_and_binary(parser)
    names = arguments.module or list(tree.read_modules(arguments.core))
    runs = [[name] for name in names] if arguments.each else [arguments.module or ['*']]

    explained, groups = explanations(arguments.core), collections.defaultdict(list)
    for run in runs:
        for finding in tree.report(arguments.binary, arguments.core, run, '--select', 'DL116')['findings']:
            groups[finding['severity'], finding['symbol_kind'], finding['symbol']].append(finding)

    unexplained = collections.Counter()
    for severity in ('error', 'warning', 'info'):
        for (level, kind, symbol), findings in sorted(groups.items(), key=lambda group: -sum(len(f['places']) for f in group[1])):
            if level != severity:
                continue
            why = explained.get(symbol)
            unexplained[severity] += why is None
            places = ['%s:%d' % (place['path'], place['line']) for finding in findings for place in finding['places']]
            print('%s %s %s %s: %d places%s' % (severity, kind, symbol, findings[0]['effect'], len(places), ' (explained: %s)' % why if why else ''))
            for place in places[:3 if why is None else 0]:
                print('    ' + place)
            if why is None:
                print('    ' + findings[0]['message'])
    print('%d modules: %s' % (len(names), ', '.join('%d %s symbols unexplained' % (unexplained[s], s) for s in ('error', 'warning', 'info'))))
    used = {symbol for _, _, symbol in groups}
    for symbol in sorted(explained.keys() - used if not arguments.module else ()):
        print('explained, but not found any more: %s' % symbol)
    return 1 if unexplained['error'] else 0


if __name__ == '__main__':
    sys.exit(main())

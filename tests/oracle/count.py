#!/usr/bin/env python3
"""Counts, without driftline's code, what modules of a core refer to and override, and asks how much of it driftline found and bound.

    count.py [CORE [BINARY]] [--module M]... [--overrides N] [--show KIND] [--jobs N]

CORE (default $DRIFTLINE_CORPUS/odoo19) holds odoo/addons; BINARY (default $DRIFTLINE) is driftline. Python is read with
`ast`, XML with lxml, CSV with `csv`. References are compared in one run in which every module (or every --module) is taken
out of the core and scanned as own code: what a module sees is its dependency closure's either way. Overrides need the
others to stay core: each module is taken out alone, every one, or N of them evenly spread (--overrides N). --show lists what was not
found or not bound. Exit code 0 if every share is high enough, 1 if not, 77 if something is missing.

A counted reference is found if driftline has a link of that name in that file (the nearest by line, each used once), and
settled if that link is bound, own or guarded.
"""
import argparse
import ast
import collections
import concurrent.futures
import csv
import os
import re
import sys

import tree
from registry import Loader, Namespace, Pool

ENOUGH = {'model': 0.97, 'xmlid': 0.97, 'field in view': 0.97, 'declared path': 0.97, 'override': 0.99}
LEDGER = {'model': ('model',), 'xmlid': ('xmlid',), 'field in view': ('field in view',), 'declared path': ('field path',), 'attribute': ('attribute', 'call')}
FIELD_TYPES = {'Many2one', 'One2many', 'Many2many'}
FAR = 40   # lines: lxml gives the last line of a start tag, driftline that of the attribute

Item = collections.namedtuple('Item', 'kind module path line names')   # names: the last step first


def text(node):
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


class PythonCounter(ast.NodeVisitor):
    """References in one Python file. `models` tells class statements of models, by line."""

    def __init__(self, module, path, models, add):
        self.module, self.path, self.models, self.add, self.inside = module, path, models, add, []

    def put(self, kind, node, *names):
        self.add(Item(kind, self.module, self.path, node.lineno, names))

    def visit_ClassDef(self, node):
        self.inside.append(node.lineno in self.models)
        if self.inside[-1]:
            for statement in node.body:
                if isinstance(statement, ast.Assign) and getattr(statement.targets[0], 'id', '') == '_inherit':
                    values = statement.value.elts if isinstance(statement.value, (ast.List, ast.Tuple)) else [statement.value]
                    for value in values:
                        if text(value):
                            self.put('model', value, text(value))
        self.generic_visit(node)
        self.inside.pop()

    def visit_FunctionDef(self, node):
        for decorator in node.decorator_list if self.inside and self.inside[-1] else ():
            if isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Attribute) and getattr(decorator.func.value, 'id', '') == 'api' \
                    and decorator.func.attr in ('depends', 'constrains', 'onchange'):
                for argument in decorator.args:
                    if text(argument):
                        self.put('declared path', argument, *reversed(text(argument).split('.')))
        self.generic_visit(node)

    def visit_Subscript(self, node):
        owner = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, 'id', '')
        if owner == 'env' and text(node.slice):
            self.put('model', node.slice, text(node.slice))
        self.generic_visit(node)

    def visit_Attribute(self, node):
        on_self = isinstance(node.value, ast.Name) and node.value.id == 'self' and self.inside and self.inside[-1]
        on_model = isinstance(node.value, ast.Subscript) and isinstance(node.value.value, ast.Attribute) and node.value.value.attr == 'env' and text(node.value.slice)
        if (on_self and node.attr != 'env') or on_model:
            self.put('attribute', node, node.attr)
        self.generic_visit(node)

    def visit_Call(self, node):
        function = node.func.attr if isinstance(node.func, ast.Attribute) else ''
        owner = node.func.value if isinstance(node.func, ast.Attribute) else None
        if function == 'ref' and node.args and text(node.args[0]) and '.' in text(node.args[0]) \
                and (getattr(owner, 'attr', '') == 'env' or getattr(owner, 'id', '') == 'env'):
            self.put('xmlid', node.args[0], text(node.args[0]))
        if getattr(owner, 'id', '') == 'fields' and self.inside and self.inside[-1]:
            named = {keyword.arg: keyword.value for keyword in node.keywords}
            comodel = named.get('comodel_name') or (node.args[0] if node.args else None)
            if function in FIELD_TYPES and comodel is not None and text(comodel):
                self.put('model', comodel, text(comodel))
            related = named.get('related')
            if related is not None and text(related):
                self.put('declared path', related, *reversed(text(related).split('.')))
            if text(named.get('groups')):
                for group in text(named['groups']).split(','):
                    if '.' in group:
                        self.put('xmlid', named['groups'], group.strip().lstrip('!'))
        self.generic_visit(node)


class DataCounter:
    """References in the XML and CSV files that manifests name."""

    def __init__(self, module, core, add):
        self.module, self.core, self.add_item = module, core, add

    def put(self, kind, line, name):
        self.add_item(Item(kind, self.module.name, self.path, line, (name,)))

    def xmlid(self, line, xmlid):
        if xmlid and re.fullmatch(r'[\w.-]+', xmlid):
            self.put('xmlid', line, xmlid if '.' in xmlid else '%s.%s' % (self.module.name, xmlid))

    def groups(self, line, value):
        for group in (value or '').split(','):
            self.xmlid(line, group.strip().lstrip('!-'))

    def read(self, name):
        path = os.path.join(self.module.path, name)
        self.path = os.path.relpath(path, self.core)
        if not os.path.exists(path):
            return
        if name.endswith('.csv'):
            with open(path, encoding='utf-8', newline='') as file:
                reader = csv.DictReader(file)
                for row in reader:
                    for column, value in row.items():
                        if value and isinstance(value, str) and column.endswith((':id', '/id')) and column.count('/') + column.count(':') == 1:
                            for xmlid in value.split(','):
                                self.xmlid(reader.line_num, xmlid.strip())
        elif name.endswith('.xml'):
            from lxml import etree
            for element in etree.parse(path).getroot().iterchildren(tag=etree.Element):
                self.operation(element)

    def operation(self, element):
        line, get = element.sourceline, element.get
        if element.tag in ('data', 'odoo', 'openerp'):
            for child in element.iterchildren('*'):
                self.operation(child)
        elif element.tag == 'template':
            self.xmlid(line, get('inherit_id'))
            self.groups(line, get('groups'))
            self.arch(element, None)
        elif element.tag == 'menuitem':
            self.menu(element)
        elif element.tag in ('record', 'function'):
            if get('model'):
                self.put('model', line, get('model'))
            self.fields(element)

    def menu(self, element):
        for attribute in ('parent', 'action'):
            self.xmlid(element.sourceline, element.get(attribute))
        self.groups(element.sourceline, element.get('groups'))
        for child in element.iterchildren('menuitem'):
            self.menu(child)

    def fields(self, record):
        view = record.get('model') == 'ir.ui.view'
        for field in record.iterchildren('field', 'value'):
            self.xmlid(field.sourceline, field.get('ref'))
            for found in re.finditer(r'''(?<![\w.])ref\(\s*(['"])([\w.-]+)\1\s*[,)]''', field.get('eval') or ''):
                self.xmlid(field.sourceline, found.group(2))
            if view and field.get('name') == 'arch' and field.get('type') == 'xml':
                inherits = any(other.get('name') == 'inherit_id' for other in record.iterchildren('field'))
                root = next(field.iterchildren('*'), None)
                if root is not None:
                    self.arch(field, 'specs' if inherits else None if root.tag in ('t', 'data') else 'form')
            else:
                for nested in field.iterchildren('record'):
                    self.fields(nested)

    def arch(self, holder, mode):
        """Groups of all nodes; fields of what is no QWeb template: those of specs that have no position are added to the view."""
        for node in holder.iterdescendants('*'):
            if node.tag != 'attribute':
                self.groups(node.sourceline, node.get('groups'))
            if mode and node.tag == 'field' and node.get('name') and not node.get('position'):
                self.put('field in view', node.sourceline, node.get('name'))


def count(core, modules, wanted, loader):
    """Items of the wanted modules' loaded files."""
    items = []
    for namespace in list(loader.loaded.values()):
        if isinstance(namespace, Namespace) and namespace.path and namespace.module in wanted:
            own = {int(d.place.rpartition(':')[2]) for d in loader.definitions[namespace.module]
                   if d.place.rpartition(':')[0] == '%s/%s' % (namespace.module, os.path.relpath(namespace.path, modules[namespace.module].path))}
            with open(namespace.path, encoding='utf-8') as file:
                PythonCounter(namespace.module, os.path.relpath(namespace.path, core), own, items.append).visit(tree.parse_quietly(file.read()))
    for name in wanted:
        counter = DataCounter(modules[name], core, items.append)
        for path in dict.fromkeys(modules[name].data + modules[name].demo):
            counter.read(path)
    return items


def read_links(printed):
    """(path, last name) -> [(line, outcome)] of `--print=links`: PATH:LINE OUTCOME REASON OWNER.NAME KIND -> PLACE."""
    links = collections.defaultdict(list)
    for line in printed.splitlines():
        found = re.match(r'(.+?):(\d+) (bound|own|unresolved|guarded) (.*) (\S*) (\w+) -> ', line)
        if found:
            path, number, outcome, reason, symbol, kind = found.groups()
            links[path, 'names' if kind in ('model', 'record') else 'steps'].append((int(number), outcome, reason, symbol))
    return links


class Matcher:
    """Gives each counted item the nearest link of its name that no other item took."""

    def __init__(self, links):
        self.by_name = collections.defaultdict(list)
        for (path, sort), rows in links.items():
            for number, outcome, reason, symbol in rows:
                name = symbol.lstrip('.') if sort == 'names' else symbol.rpartition('.')[2]
                self.by_name[path, name].append((number, outcome, reason))

    def take(self, item):
        for name in item.names + ('',):
            rows = self.by_name.get((item.path, name), ())
            best = min(rows, key=lambda row: abs(row[0] - item.line), default=None)
            if best is not None and abs(best[0] - item.line) <= FAR:
                rows.remove(best)
                return best[1], best[2]
        return None, None


def overridden(core, modules, pool):
    """module -> {(path, line, model.name)} of methods and fields that an earlier class of another module in its closure defines."""
    found = collections.defaultdict(set)
    for name, entry in pool.models.items():
        classes = [cls for cls in entry.make().__mro__ if cls.__dict__.get('place')]
        for rank, cls in enumerate(classes):
            if cls not in entry.definitions:
                continue   # a mixin's class: its own model's concern
            module = cls.place.partition('/')[0]
            for member, (kind, line) in cls.__dict__['members'].items():
                for below in classes[rank + 1:]:
                    other = below.place.partition('/')[0]
                    if other != module and other in modules[module].closure and below.__dict__['members'].get(member, ('',))[0] == kind:
                        found[module].add((os.path.relpath(cls.path, core), line, '%s.%s' % (name, member)))
                        break
    return found


def build(core):
    modules, pool = tree.read_modules(core), Pool()
    loader = Loader(modules, tree.series(core)[0])
    for name in modules:
        loader.load('odoo.addons.' + name)
        for definition in loader.definitions[name]:
            pool.add(definition)
    return modules, loader, pool


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--module', action='append', default=[])
    parser.add_argument('--overrides', type=int, default=0)
    parser.add_argument('--show', action='append', default=[])
    parser.add_argument('--jobs', type=int, default=2)
    tree_arguments = tree.core_and_binary(parser)
    tree.need_lxml()
    core, binary = tree_arguments.core, tree_arguments.binary
    modules, loader, pool = build(core)
    wanted = [name for name in modules if not tree_arguments.module or name in tree_arguments.module]

    items = count(core, modules, set(wanted), loader)
    taken = wanted if tree_arguments.module else ['*']
    ledger = tree.report(binary, core, taken)['ledger']['by_kind']
    matcher = Matcher(read_links(tree.taken_out(binary, core, taken, '--print=links')))
    counted, found, settled, lost = collections.Counter(), collections.Counter(), collections.Counter(), collections.defaultdict(list)
    for item in sorted(items, key=lambda item: (item.path, item.line)):
        outcome, reason = matcher.take(item)
        counted[item.kind] += 1
        found[item.kind] += outcome is not None
        settled[item.kind] += outcome in ('bound', 'own', 'guarded')
        if outcome not in ('bound', 'own', 'guarded'):
            lost[item.kind].append((item, 'not extracted' if outcome is None else reason))

    expected = overridden(core, modules, pool)
    chosen = wanted if not tree_arguments.overrides else wanted[::max(1, len(wanted) // tree_arguments.overrides)]

    def overrides_of(module):
        report = tree.report(binary, core, [module], '--jobs', '1')
        return module, {(row['path'], row['line'], row['symbol']) for row in report['overrides']}
    with concurrent.futures.ThreadPoolExecutor(tree_arguments.jobs) as pool_of_threads:
        for module, actual in pool_of_threads.map(overrides_of, [m for m in chosen if expected[m]]):
            counted['override'] += len(expected[module])
            settled['override'] += len(expected[module] & actual)
            lost['override'] += [(Item('override', module, path, line, (symbol,)), 'not extracted') for path, line, symbol in sorted(expected[module] - actual)]
    found['override'] = settled['override']

    print('%-15s %9s %9s %9s %8s %8s' % ('kind', 'counted', 'found', 'settled', 'share', 'ledger'))
    failed = False
    for kind in sorted(counted):
        share = settled[kind] / counted[kind]
        extracted = sum(ledger.get(name, {}).get('extracted', 0) for name in LEDGER.get(kind, ()))
        failed = failed or share < ENOUGH.get(kind, 0) or (kind != 'override' and kind in ENOUGH and extracted < found[kind])
        print('%-15s %9d %9d %9d %8.4f %8s%s' % (kind, counted[kind], found[kind], settled[kind], share, extracted or '',
                                               '  TOO FEW, at least %.2f' % ENOUGH[kind] if share < ENOUGH.get(kind, 0) else ''))
    for kind in counted:
        reasons = collections.Counter(reason for _, reason in lost[kind])
        print('%s, not settled: %s' % (kind, ', '.join('%s %d' % row for row in reasons.most_common()) or 'nothing'))
    for kind in tree_arguments.show:
        for item, reason in lost[kind]:
            print('%s:%d: %s: %s' % (item.path, item.line, '.'.join(reversed(item.names)), reason))
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())

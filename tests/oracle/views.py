#!/usr/bin/env python3
"""Compares how driftline combines Odoo's views with Odoo's own engine.

    views.py CORE LINES

CORE is the folder of a core that holds odoo/addons and odoo/tools (any series from 14). LINES is what
`driftline scan --core CORE --as-custom '*' --print=views` printed; "-" reads it from standard input.

Needs Python 3 and lxml. Odoo is not installed or run: only its tools/template_inheritance.py is loaded,
with its few imports replaced, and the records of its data files are read here. Every spec of every view must
resolve to the same node path, with all modules and as each module's dependency closure sees it; inactive
views are applied one at a time. Exit code 0 if all agree, 1 if not.
"""
import ast
import collections
import copy
import importlib.util
import json
import logging
import os
import re
import sys
import types

from lxml import etree
from lxml.builder import E

SKIPPED = (etree._Comment, etree._ProcessingInstruction, etree._Entity)


def load_engine(core):
    """Odoo's template_inheritance module, alone."""
    def translate(text, *args, **kwargs):
        return text % (args or kwargs) if args or kwargs else text
    stubs = {
        'odoo': {}, 'odoo.exceptions': {'ValidationError': type('ValidationError', (Exception,), {})},
        'odoo.tools': {'SKIPPED_ELEMENT_TYPES': SKIPPED, 'html_escape': str},
        'odoo.tools.misc': {'SKIPPED_ELEMENT_TYPES': SKIPPED, 'html_escape': str},
        'odoo.tools.translate': {'_': translate, 'LazyTranslate': lambda module: translate},
    }
    for name, members in stubs.items():
        module = sys.modules[name] = types.ModuleType(name)
        module.__path__ = []
        module.__dict__.update(members)
    spec = importlib.util.spec_from_file_location('odoo.tools.template_inheritance', os.path.join(core, 'odoo/tools/template_inheritance.py'))
    engine = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(engine)
    logging.getLogger('odoo.tools.template_inheritance').disabled = True
    # base/models/ir_ui_view.py registers this function for its XPaths.
    etree.FunctionNamespace(None)['hasclass'] = lambda context, *names: set(context.context_node.attrib.get('class', '').split()).issuperset(names)
    return engine


class Module:
    def __init__(self, path, manifest):
        self.name, self.path, self.manifest = os.path.basename(path), path, manifest
        self.depends = manifest.get('depends') or ([] if self.name == 'base' else ['base'])
        self.files = [f for key in ('init_xml', 'update_xml', 'data', 'demo_xml', 'demo') for f in manifest.get(key) or ()]
        self.demo = set(manifest.get('demo') or ()) | set(manifest.get('demo_xml') or ())


def read_modules(core):
    """Installable modules by name, in the order they are loaded: by depth in the graph, then by name."""
    modules, addons = {}, os.path.join(core, 'odoo/addons')
    for name in sorted(os.listdir(addons)):
        manifest = os.path.join(addons, name, '__manifest__.py')
        if os.path.exists(manifest):
            with open(manifest, encoding='utf-8') as file:
                content = ast.literal_eval(file.read())
            if content.get('installable', True):
                modules[name] = Module(os.path.join(addons, name), content)
    depths, closures = {}, {}

    def closure(name):
        if name not in closures:
            closures[name] = {name}
            for parent in modules[name].depends:
                if parent in modules:
                    closures[name] |= closure(parent)
            depths[name] = 1 + max((depths[p] for p in modules[name].depends if p in modules), default=-1)
        return closures[name]
    for name in modules:
        modules[name].closure = closure(name)
    return {name: modules[name] for name in sorted(modules, key=lambda n: (depths[n], n))}


class Database:
    """What data files say about views: for each external id the writes in load order."""

    def __init__(self, modules):
        self.modules, self.writes, self.deletes, self.numbers = modules, {}, collections.defaultdict(set), {}
        self.written_specs = {}
        for module in modules.values():
            for name in module.files:
                if name.endswith('.xml'):
                    self.read(module, os.path.join(module.path, name), name in module.demo)
        self.ids = {xmlid: number for number, xmlid in enumerate(self.writes)}

    def read(self, module, path, demo):
        try:
            root = etree.parse(path).getroot()
        except (OSError, etree.XMLSyntaxError) as error:
            print('not read:', path, error, file=sys.stderr)
            return
        self.walk(module, root, demo)

    def walk(self, module, parent, demo):
        for element in parent:
            if element.tag in ('odoo', 'openerp', 'data'):
                self.walk(module, element, demo)
            elif element.tag == 'template':
                self.add(module, self.record_of_template(module, element), demo)
            elif element.tag == 'record' and element.get('model') in ('ir.ui.view', 'theme.ir.ui.view'):
                self.add(module, element, demo)
            elif element.tag == 'delete' and element.get('model') == 'ir.ui.view' and element.get('id'):
                self.deletes[self.qualified(module, element.get('id'))].add(module.name)

    @staticmethod
    def qualified(module, xmlid):
        return xmlid if '.' in xmlid else '%s.%s' % (module.name, xmlid)

    def record_of_template(self, module, element):
        """convert.py, _tag_template"""
        name = element.get('id', element.get('t-name'))
        full = self.qualified(module, name)
        if element.get('inherit_id'):
            element.tag = 'data'
        else:
            element.set('t-name', full)
            element.tag = 't'
        element.attrib.pop('id', None)
        record = E.record(id=name, model='theme.ir.ui.view' if module.name.startswith('theme_') else 'ir.ui.view')
        if 'priority' in element.attrib:
            record.append(E.field(element.get('priority'), name='priority'))
        if 'inherit_id' in element.attrib:
            record.append(E.field(name='inherit_id', ref=element.get('inherit_id')))
        if element.get('active') in ('True', 'False'):
            record.append(E.field(name='active', eval=element.get('active')))
        element.attrib.pop('groups', None)
        element.attrib.pop('forcecreate', None)
        element.attrib.pop('context', None)
        if element.get('primary') == 'True':
            element.append(E.xpath(E.attribute(full, name='t-name'), expr='.', position='attributes'))
            record.append(E.field('primary', name='mode'))
            record.set('names_result', '1')
        field = E.field(name='arch', type='xml')
        element.tail = None
        field.append(element)
        record.append(field)
        return record

    def arch_text(self, module, field):
        """convert.py, _eval_xml for type="xml" """
        if len([child for child in field if not isinstance(child, SKIPPED)]) > 1:
            data = etree.Element('data')
            for child in field:
                data.append(child)
            field.append(data)
        text = ''.join(etree.tostring(child, encoding='unicode') for child in field)
        for match in set(re.findall(r'[^%](%\((.*?)\)[ds])', text)):
            xmlid = self.qualified(module, match[1])
            text = text.replace(match[0], str(self.numbers.setdefault(xmlid, 100000 + len(self.numbers))))
        return text.replace('%%', '%')

    def add(self, module, record, demo):
        if not record.get('id'):
            return
        alternative = demo or record.get('model') == 'theme.ir.ui.view'
        values = {}
        for field in record.iterchildren('field'):
            name, text = field.get('name'), (field.text or '').strip()
            said = (field.get('eval') or text).strip()
            if name in ('arch', 'arch_base', 'arch_db'):
                values['arch'] = self.arch_text(module, field)
            elif name == 'inherit_id':
                values[name] = self.qualified(module, field.get('ref')) if field.get('ref') else ''
            elif name in ('model', 'mode'):
                values[name] = text
            elif name == 'priority':
                values[name] = int(said)
            elif name == 'active':
                values[name] = said not in ('False', '0')
        values['names_result'] = bool(record.get('names_result'))
        self.writes.setdefault(self.qualified(module, record.get('id')), []).append((module.name, values, alternative))

    def views(self, installed):
        """Views as a database with these modules holds them, by external id, in the order of their ids."""
        views = {}
        for xmlid, writes in self.writes.items():
            view = None
            for module, values, alternative in writes:
                if module not in installed:
                    continue
                if view is None:
                    view = View(xmlid, values)
                    view.active = view.active and not alternative
                elif not alternative:
                    view.write(values)
            if view and not self.deletes[xmlid] & installed:
                views[xmlid] = view
        for view in views.values():
            view.parent = views.get(view.inherit_id) if view.inherit_id else None
            if view.parent:
                view.parent.children.append(view)
        for view in views.values():
            view.children.sort(key=lambda v: (v.priority, self.ids[v.xmlid]))
        return views


class View:
    def __init__(self, xmlid, values):
        self.xmlid, self.children, self.parent = xmlid, [], None
        self.inherit_id, self.model = values.get('inherit_id', ''), values.get('model', '')
        self.mode = values.get('mode') or ('extension' if self.inherit_id else 'primary')
        self.priority, self.active = values.get('priority', 16), values.get('active', True)
        self.arch, self.names_result = values.get('arch', ''), values['names_result']

    def write(self, values):
        if 'inherit_id' in values and 'mode' not in values and (not values['inherit_id'] or not self.inherit_id):
            self.mode = 'extension' if values['inherit_id'] else 'primary'
        for name in values:
            setattr(self, name, values[name])
        if 'arch' in values:
            self.names_result = values['names_result']

    def chain(self):
        """The view and all above it; None if one is missing or inheritance is circular."""
        chain, view = [], self
        while view not in chain:
            chain.append(view)
            if not view.inherit_id:
                return chain
            view = view.parent
            if view is None:
                return None
        return None


def specs_of(arch, names_result):
    """The arch's specs, <data> flattened, in document order."""
    found = []

    def collect(element):
        for child in element.iterchildren(tag=etree.Element):
            collect(child) if child.tag == 'data' else found.append(child)
    collect(arch) if arch.tag == 'data' else found.append(arch)
    return found[:-1] if names_result and found else found


class Combiner:
    def __init__(self, engine, series):
        self.engine, self.series = engine, series
        self.original = engine.locate_node
        self.watched = {}
        engine.locate_node = self.locate

    def locate(self, arch, spec):
        node = self.original(arch, spec)
        if spec in self.watched:
            self.watched[spec](arch.getroottree().getpath(node) if node is not None else None)
        return node

    def order(self, primary, forced):
        """(view, whether it is a step of `primary` itself) in the order of application, the root first."""
        chain = primary.chain()
        return self.order_with_queue(chain, forced) if self.series >= 15 else self.order_by_recursion(primary, forced)

    @staticmethod
    def applied(view, parent, forced):
        return view.mode != 'primary' and (view.active or view in forced) and view.model == parent.model

    def order_with_queue(self, chain, forced):
        """_get_inheriting_views, get_hierarchy and _combine of base/models/ir_ui_view.py"""
        def hierarchy(view):
            return [child for child in view.children if child in chain or self.applied(child, view, forced)]
        root = chain[-1]
        order, own = [(root, chain[0] is root)], chain[0] is root
        queue = collections.deque(sorted(hierarchy(root), key=lambda v: v.mode))
        while queue:
            view = queue.popleft()
            own = own or view is chain[0]
            order.append((view, own))
            for child in reversed(hierarchy(view)):
                queue.append(child) if child.mode == 'primary' else queue.appendleft(child)
        return order

    def order_by_recursion(self, primary, forced):
        """read_combined and _apply_view_inheritance of base/models/ir_ui_view.py"""
        base = primary
        order = []
        if primary.inherit_id:
            above = primary.parent
            while above.mode != 'primary':
                above = above.parent
            order = [(view, False) for view, _own in self.order_by_recursion(above, forced)]
        order.append((base, True))

        def extend(view):
            for child in view.children:
                if child.mode != 'primary' and (child.active or child in forced) and child.model == primary.model:
                    order.append((child, True))
                    extend(child)
        extend(primary)
        return order

    def run(self, primary, forced, record, one_by_one=False):
        """record(view, ordinal, path, status, own) for every spec."""
        order = self.order(primary, forced)
        source = etree.fromstring(order[0][0].arch)
        for view, own in order[1:]:
            arch = etree.fromstring(view.arch or '<data/>')
            specs = specs_of(arch, view.names_result)
            results = {}
            self.watched = {spec: (lambda path, spec=spec: results.__setitem__(spec, path)) for spec in specs}
            try:
                if not one_by_one:
                    source = self.engine.apply_inheritance_specs(source, arch)
            except Exception:
                return self.run(primary, forced, record, True)
            failed = set()
            queue = collections.deque([arch] if one_by_one else [])
            while queue:
                spec = queue.popleft()
                if spec.tag == 'data':
                    queue.extend(spec)
                    continue
                if isinstance(spec, SKIPPED):
                    continue
                try:
                    source = self.engine.apply_inheritance_specs(source, [spec])
                except Exception:
                    failed.add(spec)
            for ordinal, spec in enumerate(specs, 1):
                path = results.get(spec)
                missed = spec in results and path is None
                record(view, ordinal, path or '', 'not_found' if missed else 'invalid' if spec in failed else 'applied', own)
        return None


def resolve_all(core):
    """{(view, closure, ordinal): (path, status)} by Odoo's engine."""
    engine = load_engine(core)
    with open(os.path.join(core, 'odoo/release.py'), encoding='utf-8') as file:
        series = int(re.search(r'version_info\s*=\s*\(\D*(\d+)', file.read()).group(1))
    modules = read_modules(core)
    database, combiner = Database(modules), Combiner(engine, series)
    by_module = collections.defaultdict(set)
    for xmlid, writes in database.writes.items():
        for module, _values, _alternative in writes:
            by_module[module].add(xmlid)
    results, counts = {}, collections.Counter()

    def resolve(closure, installed, wanted):
        views = database.views(installed)
        primaries = {}
        for xmlid in sorted(wanted):
            view = views.get(xmlid)
            chain = view and view.chain()
            if not chain or not chain[-1].arch:
                continue
            primary = next((v for v in chain if v.mode == 'primary'), None)
            if primary is None:
                continue
            forced = [v for v in chain if not v.active]
            if not forced:
                primaries[primary.xmlid] = primary
                continue

            def record_one(one, ordinal, path, status, own, view=view):
                if one is view:
                    results[one.xmlid, closure, ordinal] = path, status
            combiner.run(primary, forced, record_one)
            counts[closure == '*', 'inactive'] += bool(view.inherit_id)

        def record_own(one, ordinal, path, status, own):
            if own:
                results[one.xmlid, closure, ordinal] = path, status
        for primary in primaries.values():
            combiner.run(primary, [], record_own)

    resolve('*', set(modules), set(database.writes))
    for name, module in modules.items():
        resolve(name, module.closure, by_module[name])
    inheriting = [view for view in database.views(set(modules)).values() if view.inherit_id]
    never = [view.xmlid for view in inheriting if view.mode != 'primary' and view.parent and view.model != view.parent.model]
    print('series %d: %d modules, %d inheriting views: %d active, %d inactive or below one, applied alone, %d never applied (model differs from the parent\'s: %s)'
          % (series, len(modules), len(inheriting), len(inheriting) - counts[True, 'inactive'] - len(never), counts[True, 'inactive'], len(never), ', '.join(never)))
    return results


def main(core, lines):
    expected, found = resolve_all(core), {}
    with sys.stdin if lines == '-' else open(lines, encoding='utf-8') as file:
        for line in file:
            row = json.loads(line)
            found[row['view'], row['closure'], row['spec']] = row['path'], row['status']
    wrong = sorted(key for key in expected.keys() | found.keys() if expected.get(key) != found.get(key))
    for key in wrong[:50]:
        print('%s closure=%s spec=%d\n    engine    %s\n    driftline %s' % (*key, expected.get(key), found.get(key)))
    statuses = collections.Counter(status for _path, status in expected.values())
    every = len(expected.keys() | found.keys())
    print('agree on %d of %d specs, each once per closure; the engine says: %s' % (every - len(wrong), every, dict(statuses)))
    for key, (path, status) in sorted(expected.items()):
        if status != 'applied' and key[1] == '*':
            print('exception, for the engine too: %s spec %d: %s %s' % (key[0], key[2], status, path))
    return 1 if wrong else 0


if __name__ == '__main__':
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))

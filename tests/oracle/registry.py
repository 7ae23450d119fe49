#!/usr/bin/env python3
"""Compares the order in which driftline says a model's classes stand with Python's own.

    registry.py [CORE [BINARY]]

CORE (default $DRIFTLINE_CORPUS/odoo19) is a core that holds odoo/addons. BINARY (default $DRIFTLINE) is driftline.

Odoo is not installed or run: its modules' Python is parsed with `ast`, imports and class statements are carried out
(nothing else), each becomes a real Python class, and real registry classes are made from them as add_to_registry of
odoo/orm/model_classes.py does (_build_model of odoo/models.py in older series). Python then linearizes. Every model must have the same
classes in the same order; framework classes are left out. Exit code 0 if all agree, 1 if not, 77 if something is missing.
"""
import argparse
import ast
import json
import os
import re
import sys

import tree

UNKNOWN = type('Unknown', (), {'__repr__': lambda self: 'UNKNOWN'})()


class BaseModel:
    _register, _name, _inherit, _inherits, _abstract, _transient, place = True, None, (), {}, True, False, None


class Model(BaseModel):
    _abstract = False


class TransientModel(Model):
    _transient = True


FRAMEWORK_CLASSES = {'BaseModel': BaseModel, 'AbstractModel': BaseModel, 'Model': Model, 'TransientModel': TransientModel}


class Framework:
    """Any module outside odoo.addons: only the base classes of models are known."""

    def __init__(self, dotted):
        self.dotted = dotted

    def get(self, name):
        if self.dotted in ('odoo', 'openerp', 'odoo.orm') and name in ('models', 'orm', 'models_transient'):
            return Framework('odoo.models')
        if self.dotted in ('odoo.models', 'odoo.orm.models', 'odoo.orm.models_transient', 'openerp.models'):
            return FRAMEWORK_CLASSES.get(name, UNKNOWN)
        return UNKNOWN


class Namespace:
    """A Python module of an add-on, while and after it runs."""

    def __init__(self, loader, dotted, path):
        self.loader, self.dotted, self.path, self.names = loader, dotted, path, {}
        self.package = dotted if path is None or path.endswith('__init__.py') else dotted.rpartition('.')[0]
        self.module = dotted.split('.')[2]

    def get(self, name):
        if name in self.names:
            return self.names[name]
        submodule = self.loader.load('%s.%s' % (self.dotted, name))
        return UNKNOWN if submodule is None else submodule


class Addons:
    """The namespace package odoo.addons."""

    def __init__(self, loader):
        self.loader = loader

    def get(self, name):
        return self.loader.load('odoo.addons.' + name) or UNKNOWN


class Loader:
    """Carries out the imports and class statements of add-ons, in Python's order."""

    def __init__(self, modules, major):
        self.modules, self.major, self.loaded = modules, major, {}
        self.definitions = {name: [] for name in modules}

    def load(self, dotted):
        """The namespace of a module; None if there is no such module."""
        if dotted.startswith('openerp'):
            dotted = 'odoo' + dotted[7:]
        if dotted == 'odoo.addons':
            return Addons(self)
        if not dotted.startswith('odoo.addons.'):
            return Framework(dotted)
        if dotted not in self.loaded:
            parts = dotted.split('.')
            if len(parts) > 3 and self.load('.'.join(parts[:-1])) is None or parts[2] not in self.modules:
                return None
            if dotted in self.loaded:   # its package imported it
                return self.loaded[dotted]
            stem = os.path.join(self.modules[parts[2]].path, *parts[3:])
            path = next((p for p in (os.path.join(stem, '__init__.py'), stem + '.py') if os.path.exists(p)), None)
            if path is None and not os.path.isdir(stem) or 'tests' in parts[3:]:   # driftline leaves tests out on purpose
                return None
            self.loaded[dotted] = namespace = Namespace(self, dotted, path)
            if path is not None:
                with open(path, encoding='utf-8') as file:
                    self.run(tree.parse_quietly(file.read()).body, namespace)
            if len(parts) > 3:
                self.loaded['.'.join(parts[:-1])].names[parts[-1]] = namespace
        return self.loaded[dotted]

    def run(self, statements, namespace):
        for node in statements:
            getattr(self, 'run_' + type(node).__name__, lambda node, namespace: None)(node, namespace)

    def run_Import(self, node, namespace):
        for alias in node.names:
            found = self.load(alias.name)
            namespace.names[alias.asname or alias.name.split('.')[0]] = found if alias.asname else Framework(alias.name.split('.')[0])

    def run_ImportFrom(self, node, namespace):
        dotted = node.module or ''
        if node.level:
            package = namespace.package.split('.')
            dotted = '.'.join(package[:len(package) - node.level + 1] + ([node.module] if node.module else []))
        source = self.load(dotted)
        for alias in node.names:
            if alias.name != '*':
                namespace.names[alias.asname or alias.name] = source.get(alias.name) if source else UNKNOWN
            elif isinstance(source, Namespace):
                public = source.names.get('__all__')
                for name, value in source.names.items():
                    if name in public if isinstance(public, list) else not name.startswith('_'):
                        namespace.names[name] = value

    def run_Assign(self, node, namespace):
        for target in node.targets:
            if isinstance(target, ast.Name):
                namespace.names[target.id] = self.value(node.value, namespace)

    def run_FunctionDef(self, node, namespace):
        namespace.names[node.name] = UNKNOWN

    def run_If(self, node, namespace):
        if 'TYPE_CHECKING' not in ast.dump(node.test):
            self.run(node.body, namespace)
        self.run(node.orelse, namespace)

    def run_Try(self, node, namespace):
        self.run(node.body + node.orelse + node.finalbody, namespace)

    def run_With(self, node, namespace):
        self.run(node.body, namespace)

    def value(self, node, namespace):
        if isinstance(node, ast.Name):
            return namespace.names.get(node.id, UNKNOWN)
        if isinstance(node, ast.Attribute):
            owner = self.value(node.value, namespace)
            if isinstance(owner, Framework) and owner.dotted in ('odoo', 'openerp') and node.attr == 'addons':
                return Addons(self)
            if isinstance(owner, type):
                return getattr(owner, node.attr, UNKNOWN)
            return owner.get(node.attr) if isinstance(owner, (Namespace, Framework, Addons)) else UNKNOWN
        try:
            return ast.literal_eval(node)
        except ValueError:
            return UNKNOWN

    def run_ClassDef(self, node, namespace):
        bases = [base for base in (self.value(b, namespace) for b in node.bases) if isinstance(base, type)]
        members = {}   # what the body defines: name -> (kind, line)
        body = {'members': members, 'path': namespace.path, 'place': '%s/%s:%d' % (namespace.module, os.path.relpath(namespace.path, self.modules[namespace.module].path), node.lineno)}
        for statement in node.body:
            if isinstance(statement, ast.FunctionDef):
                members[statement.name] = ('method', statement.lineno)
            elif isinstance(statement, (ast.Assign, ast.AnnAssign)) and statement.value is not None:
                target = statement.target if isinstance(statement, ast.AnnAssign) else statement.targets[0]
                function = getattr(statement.value, 'func', None)
                if isinstance(target, ast.Name) and isinstance(function, ast.Attribute) and getattr(function.value, 'id', '') == 'fields':
                    members[target.id] = ('field', statement.lineno)
                if isinstance(target, ast.Name) and target.id in ('_name', '_inherit', '_inherits', '_register', '_abstract', '_transient'):
                    value = statement.value
                    body[target.id] = body[value.id] if isinstance(value, ast.Name) and value.id in body else self.value(value, namespace)
        if any(issubclass(base, BaseModel) for base in bases) and body.get('_register', True) and self.major > 14:
            if isinstance(body.get('_inherit'), str) and body['_inherit']:
                body.setdefault('_name', body['_inherit'])
                body['_inherit'] = [body['_inherit']]
            if not body.get('_name'):
                body['_name'] = re.sub(r'(?<=[^_])([A-Z])', r'.\1', node.name).lower()
        made = namespace.names[node.name] = type(node.name, tuple(bases) or (object,), body)
        if not issubclass(made, BaseModel):
            return
        if self.major > 14 and not body.get('_register', True):
            return
        if self.major <= 14 and not made._register:
            made._register = True   # its subclasses count
            return
        self.definitions[namespace.module].append(made)


class Pool:
    """The registry: models as lists of base classes, made into classes at the end."""

    class Entry:
        def __init__(self, name):
            self.name, self.bases, self.definitions, self.made = name, (), [], None

        def make(self):
            if self.made is None:
                self.made = type(self.name, tuple(base.make() if isinstance(base, Pool.Entry) else base for base in self.bases), {'place': None})
            return self.made

    def __init__(self):
        self.models, self.errors = {}, []

    def add(self, definition):
        inherit = definition._inherit
        if UNKNOWN in (inherit, definition._name):
            self.errors.append('%s: name or parents are not literal' % definition.place)
            return
        parents = [inherit] if isinstance(inherit, str) else list(inherit or ())
        name = definition._name or (len(parents) == 1 and parents[0]) or definition.__name__
        if name != 'base':
            parents.append('base')
        if name in parents and name not in self.models:
            self.errors.append('%s: model %s does not exist' % (definition.place, name))
            return
        entry = self.models[name] if name in parents else Pool.Entry(name)
        bases = {definition: None}   # a LastOrderedSet: what is added again moves to the end
        for parent in parents:
            if parent not in self.models:
                self.errors.append('%s: parent %s does not exist' % (definition.place, parent))
                continue
            for base in entry.bases if parent == name else (self.models[parent],):
                bases.pop(base, None)
                bases[base] = None
        entry.bases = tuple(bases)
        entry.definitions.append(definition)
        self.models[name] = entry


def main():
    arguments = tree.core_and_binary(argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter))
    sys.setrecursionlimit(10000)
    modules, pool = tree.read_modules(arguments.core), Pool()
    loader = Loader(modules, tree.series(arguments.core)[0])
    for name in modules:
        loader.load('odoo.addons.' + name)
        for definition in loader.definitions[name]:
            pool.add(definition)
    for error in pool.errors:
        print('not built:', error)

    expected = {name: [cls.__dict__['place'] for cls in entry.make().__mro__ if cls.__dict__.get('place')] for name, entry in pool.models.items()}
    printed = tree.driftline(arguments.binary, arguments.core, '--core', arguments.core, '--as-custom', '*', '--print=registry')
    actual = {row['model']: row['mro'] for row in map(json.loads, printed.splitlines())}

    same = 0
    for name in sorted(expected.keys() | actual.keys()):
        theirs, ours = expected.get(name), actual.get(name)
        if theirs == ours:
            same += 1
            continue
        if theirs is None or ours is None:
            print('%s: only in %s: %s' % (name, 'driftline' if theirs is None else 'Python', (theirs or ours)[:3]))
            continue
        at = next((i for i, (a, b) in enumerate(zip(theirs, ours)) if a != b), min(len(theirs), len(ours)))
        print('%s: %d classes in Python, %d in driftline; place %d: %s, driftline has %s' % (
            name, len(theirs), len(ours), at, theirs[at:at + 1], ours[at:at + 1]))
        for place in sorted(set(theirs) ^ set(ours))[:5]:
            print('    only in %s: %s' % ('Python' if place in theirs else 'driftline', place))
    print('%d models, %d in the same order, %d classes' % (len(expected), same, sum(map(len, expected.values()))))
    return 0 if same == len(expected.keys() | actual.keys()) else 1


if __name__ == '__main__':
    sys.exit(main())

"""Rows for `score.py migrations` from a repository nobody has looked at: what its maintainers changed, and why the core made them.

migration_rows.py REPOSITORY OWNER/NAME >ROWS.jsonl: the commits "[MIG] MODULE: Migration to SERIES" of the branches 15.0 to 18.0; cores are
$DRIFTLINE_CORPUS/odoo14 and so on. A removed line is the core's doing when it holds syntax that the series dropped, or a name that the older
core defines and the newer one defines nowhere, and the new lines do without it. Only regular expressions and `ast`; views' anchors are not
looked at. It is a rough reading: read what it calls missed before you believe it.
"""
import ast
import collections
import functools
import glob
import json
import os
import re
import subprocess
import sys

import openupgrade
import renames
import tree

SERIES = ('14.0', '15.0', '16.0', '17.0', '18.0')
LEFT_OUT = re.compile(r'(^|/)(tests|migrations|upgrades|i18n|static|readme|demo)/|__manifest__|README')
# What a series dropped: its files, the class, what a removed line holds.
SYNTAX = {
    '15.0': (('xml', 'assets_xml_to_manifest', r'inherit_id="(web|web_editor|website|point_of_sale|portal)\.(assets_\w+|_assets_\w+|assets|report_assets_\w+|qunit_suite\w*)"'),
             ('xml', 'mail_template_syntax', r'\$\{|^\s*% (if|for|set|end)')),
    '16.0': (('py', 'py_orm_api', r'def (fields_view_get|_fields_view_get)\('),),
    '17.0': (('xml', 'view_attrs_states', r'\battrs=["\']|<(field|button|group|div|page)\b[^>]*\bstates=["\']|^\s*states="[a-z_,]+"'),
             ('py', 'py_field_states', r'\bstates=(\{|[A-Z_]+\b)'),
             ('py', 'py_orm_api', r'def name_get\('),
             ('py', 'py_hook_signature', r'def \w*(init|uninstall|load)\w*\(cr\b')),
    '18.0': (('xml', 'view_tree_to_list', r'</?tree\b|//tree\b|/tree\b|<field name="view_mode">[^<]*\btree\b'),
             ('py', 'view_tree_to_list', r'["\']view_mode["\']: ["\'][^"\']*\btree\b'),),
}


class Names:
    """Every name a core's Python defines, by kind, and its data's xmlids."""

    def __init__(self, version):
        root = renames.core(version)
        self.root, self.xmlids = root, openupgrade.Ids(root).names
        self.methods, self.fields, self.models, self.words = set(), set(), set(), set()
        for path in glob.glob(os.path.join(root, 'odoo/**/*.py'), recursive=True) + glob.glob(os.path.join(root, 'addons/**/*.py'), recursive=True):
            try:
                with open(path, encoding='utf-8') as file:
                    text = file.read()
                self.words.update(re.findall(r'\w+', text))
                for node in ast.walk(tree.parse_quietly(text)):
                    if isinstance(node, ast.ClassDef):
                        for statement in node.body:
                            self.put(statement)
            except (SyntaxError, UnicodeDecodeError):
                continue

    def put(self, statement):
        if isinstance(statement, ast.FunctionDef):
            self.methods.add(statement.name)
        elif isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            name, value = statement.targets[0].id, statement.value
            if isinstance(value, ast.Call) and ast.unparse(value.func).startswith('fields.'):
                self.fields.add(name)
            elif name == '_name' and isinstance(value, ast.Constant):
                self.models.add(value.value)

    def has_import(self, module, name):
        path = os.path.join(self.root, module.replace('.', '/'))
        for module_path in (path, path.replace('/odoo/addons/', '/addons/')):
            if os.path.exists(os.path.join(module_path, name + '.py')) or os.path.exists(os.path.join(module_path, name, '__init__.py')):
                return True
            for file in (module_path + '.py', os.path.join(module_path, '__init__.py')):
                if os.path.exists(file):
                    with open(file, encoding='utf-8') as text:
                        content = text.read()
                    if re.search(r'\b%s\b' % name, content) or 'import *' in content:
                        return True
        return False


names = functools.lru_cache(None)(Names)


def causes(line, kind, old, new, series):
    """(class, symbol) of each reason why this line could not stay."""
    for suffix, name, pattern in SYNTAX[series]:
        found = suffix == kind and re.search(pattern, line)
        if found:
            yield name, found[0].strip()
    if kind == 'py':
        for module, imported in re.findall(r'^\s*from (odoo[\w.]*) import ([\w, ]+)', line):
            for name in re.findall(r'\w+', imported):
                if old.has_import(module, name) and not new.has_import(module, name):
                    yield 'py_import_gone', module + '.' + name
        for name in re.findall(r'(?:\bdef |\.)(\w{5,})\(', line):
            if name in old.methods and name not in new.words:
                yield 'py_method_gone', name
        for name in re.findall(r'\.(\w{5,})\b(?!\()|["\'](\w{5,})["\']', line):
            name = name[0] or name[1]
            if name in old.fields and name not in new.words:
                yield 'py_field_gone', name
        for name in re.findall(r'["\']([a-z_]+(?:\.[a-z_]+)+)["\']', line):
            if name in old.models and name not in new.models:
                yield 'py_model_gone', name
    for name in re.findall(r'["\'%(]([a-z_0-9]+\.[a-zA-Z_0-9]+)["\')]', line):
        if name in old.xmlids and name not in new.xmlids and name not in old.models:
            yield 'xmlid_gone', name
    if kind == 'xml':
        for name in re.findall(r'<field[^>]*\bname="(\w{5,})"', line):
            if name in old.fields and name not in new.words:
                yield 'data_field_gone', name


def git(repository, *words):
    return subprocess.run(['git', '-C', repository, *words], capture_output=True, check=True).stdout.decode('utf-8', 'replace')


def hunks(repository, parent, commit, module):
    path, current = None, None
    for line in git(repository, 'diff', '-U0', '-M', parent, commit, '--', module).split('\n'):
        if line.startswith('--- '):
            path = line[6:] if line.startswith('--- a/') else None
        elif line.startswith('@@'):
            first, length = re.match(r'@@ -(\d+)(?:,(\d+))?', line).groups()
            current = [path, int(first), int(length or 1), [], []]
            yield current
        elif current and line[:1] in ('-', '+') and not line.startswith('+++ '):
            current[3 if line[0] == '-' else 4].append(line[1:])


def read(repository, parent, path):
    try:
        return git(repository, 'show', '%s:%s' % (parent, path))
    except subprocess.CalledProcessError:
        return ''


def row(repository, owner, module, before, series, parent, commit):
    manifest = read(repository, parent, module + '/__manifest__.py')
    version = re.search(r'["\']version["\']\s*:\s*["\'](\d+\.\d+)', manifest)
    if not version or version[1] != before:
        return None
    old, new, changes, counted = names(before), names(series), [], False
    for path, first, length, removed, added in list(hunks(repository, parent, commit, module)):
        kind = path.rsplit('.', 1)[-1] if path else ''
        if kind not in ('py', 'xml', 'csv') or LEFT_OUT.search(path):
            continue
        counted, kept = True, '\n'.join(added)
        evidence = [{'kind': name, 'symbol': symbol, 'line': first + number, 'strength': 'read'} for number, line in enumerate(removed)
                    for name, symbol in causes(line, kind, old, new, series) if not re.search(r'(?<![\w.])%s(?![\w.])' % re.escape(symbol), kept)]
        groups = collections.OrderedDict()
        for found in evidence:
            groups.setdefault(found['kind'], []).append(found)
        base = {'path': path, 'line': first, 'len': length, 'kind': kind, 'scope': ''}
        for name, found in groups.items():
            changes.append({**base, 'class': name, 'core_caused': 'true', 'severity': '', 'evidence': found})
        if not groups:
            changes.append({**base, 'class': 'other', 'core_caused': 'unknown', 'severity': '', 'evidence': []})
    return {'repo': owner, 'module': module, 'from': before, 'to': series, 'consecutive': True, 'parent': parent, 'mig': commit, 'depends_old': [],
            'needs_code_change': counted, 'manifest_blockers': [], 'later_fixes': [], 'changes': changes,
            'core_caused_any': 'true' if any(change['core_caused'] == 'true' for change in changes) else 'false'}


def main(repository, owner):
    for before, series in zip(SERIES, SERIES[1:]):
        try:
            log = git(repository, 'log', '--no-merges', '--format=%H %P%x09%s', 'refs/heads/' + series)
        except subprocess.CalledProcessError:
            continue
        for line in log.split('\n'):
            found = re.match(r'(\w+) (\w+)\t\[MIG\] ?:? ?([a-z0-9_]+)\b.*\b%s' % re.escape(series), line)
            made = found and row(repository, owner, found[3], before, series, found[2], found[1])
            if made:
                print(json.dumps(made))


if __name__ == '__main__':
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])

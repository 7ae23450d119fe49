#!/usr/bin/env python3
"""Checks that what is not at hand never makes an error, and that every module of a tree gets the right origin.

    open_world.py [REPOSITORY [CORE [BINARY]]] [--library FOLDER]... [--without M]... [--origins]

REPOSITORY (default $DRIFTLINE_CORPUS/sale-workflow@16.0) is a repository of add-ons, or PATH@REV; CORE (default $DRIFTLINE_CORPUS/odoo16)
the core it is for; BINARY (default $DRIFTLINE) is driftline. The complete set is the repository with the core and with every
--library (default $DRIFTLINE_CORPUS/oca-16.0 if it is there). Without the libraries, and with modules (default: sale_stock, sale_crm,
delivery) taken out of a copy of the core, there must be no error that the complete set does not have.
Origins are checked on small trees made here; they need nothing but BINARY, and --origins checks nothing else. Exit code 0 if all is well, 1 if not, 77 if
something is missing (after the checks that need nothing).
"""
import argparse
import json
import os
import shutil
import sys
import textwrap

import tree

FAILURES = []


def check(what, expected, actual):
    good = expected == actual
    print('%s %s%s' % ('ok  ' if good else 'FAIL', what, '' if good else ': expected %r, got %r' % (expected, actual)))
    if not good:
        FAILURES.append(what)


def write(root, files):
    for path, text in files.items():
        target = os.path.join(root, path)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, 'w', encoding='utf-8') as file:
            file.write(textwrap.dedent(text))


def module(folder, depends=('base',), inherit=None, **manifest):
    """Files of a small module: a model of its own, or an extension of one."""
    name = os.path.basename(folder)
    body = '_inherit = %r' % inherit if inherit else '_name = %r' % name.replace('_', '.')
    return {
        folder + '/__manifest__.py': repr(dict({'name': name, 'depends': list(depends), 'installable': True}, **manifest)) + '\n',
        folder + '/__init__.py': 'from . import models\n',
        folder + '/models.py': 'from odoo import fields, models\n\n\nclass Made(models.Model):\n    %s\n    %s_note = fields.Char()\n' % (body, name),
    }


def core(folder=''):
    """Files of a core of two modules, series 16.0."""
    package = folder + 'odoo/'
    return {
        package + '__init__.py': '', package + 'release.py': "version_info = (16, 0, 0, 'final', 0, '')\n", package + 'models.py': 'class BaseModel:\n    pass\n',
        package + 'fields.py': '', **module(package + 'addons/base', depends=(), author='Odoo S.A.', license='LGPL-3'),
        **module(package + 'addons/sale', author='Odoo S.A.', license='LGPL-3'),
    }


def origins(binary, path, *arguments):
    return {row['path']: row['origin'] for row in json.loads(tree.driftline(binary, path, '--output-format', 'json', *arguments))['modules']}


def check_origins(binary):
    with tree.scratch() as folder:
        plain_core = os.path.join(folder, 'core')
        write(plain_core, core())

        archive = os.path.join(folder, 'archive')
        write(archive, {**module('acme_sale', depends=['sale'], inherit='sale'), **module('docs/archive/foreign_one', version='12.0.1.0.0'),
                        **module('docs/archive/foreign_two', author='Somebody else')})
        check('an archive of foreign modules below docs/ takes no part', {'acme_sale': 'own'}, origins(binary, archive, '--core', plain_core))

        together = os.path.join(folder, 'together')
        write(together, {**core(), **module('custom/acme_sale', depends=['sale'], inherit='sale'), **module('odoo/addons/dropped_in', version='16.0.1.0.0')})
        for arguments in ((), ('--core', together)):
            found = origins(binary, together, *arguments)
            name = 'core and custom/ in one tree' + (', core named' if arguments else '')
            check(name + ': custom/ is own', 'own', found.get('custom/acme_sale'))
            check(name + ': the core is core, or not listed', True, {found.get('odoo/addons/base'), found.get('odoo/addons/sale')} <= {'core', None})
            check(name + ': an add-on dropped into a core folder is not core', 'own', found.get('odoo/addons/dropped_in'))

        mixed, library = os.path.join(folder, 'mixed'), os.path.join(folder, 'library')
        write(library, module('known_elsewhere', author='Somebody'))
        write(mixed, {
            **module('acme_sale', depends=['sale'], inherit='sale', license='LGPL-3', version='1.0'), **module('account_accountant', license='OEEL-1'),
            **module('bought', license='OPL-1'), **module('sale_extra', author='Somebody, Odoo Community Association (OCA)'), **module('sleeping', installable=False),
            **module('old', version='15.0.1.0.0'), **module('current', version='16.0.1.0.0'), **module('sale', author='Odoo S.A.', license='LGPL-3'),
            **module('known_elsewhere', author='Acme'),
        })
        check('licences, authors, series and copies', {
            'acme_sale': 'own', 'account_accountant': 'enterprise', 'bought': 'app store', 'sale_extra': 'community', 'sleeping': 'not installable', 'old': 'foreign series',
            'current': 'own', 'sale': 'core copy', 'known_elsewhere': 'community'}, origins(binary, mixed, '--core', plain_core, '--library', library))


def errors(binary, repository, core_folder, libraries):
    named = [argument for library in libraries for argument in ('--library', library)]
    report = json.loads(tree.driftline(binary, repository, '--core', core_folder, '--output-format', 'json', *named))
    rows = {(finding['rule'], finding['symbol'], place['path'], place['line']): finding['message']
            for finding in report['findings'] if finding['severity'] == 'error' for place in finding['places']}
    return rows, report


def core_without(core_folder, folder, without):
    """A copy of the core's Python and data without some modules."""
    left_out = {os.path.join(core_folder, 'odoo/addons', name) for name in without}

    def ignore(path, names):
        return [n for n in names if os.path.join(path, n) in left_out or (os.path.isfile(os.path.join(path, n)) and not n.endswith(('.py', '.xml', '.csv')))
                or n in ('static', 'i18n', 'tests')]
    target = os.path.join(folder, 'core')
    shutil.copytree(core_folder, target, ignore=ignore, copy_function=link_or_copy)
    return target


def link_or_copy(source, target):
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def check_open_world(arguments):
    complete, report = errors(arguments.binary, arguments.repository, arguments.core, arguments.library)
    print('complete set: %d errors, %d findings, modules missing: %s' % (len(complete), len(report['findings']), ', '.join(sorted(missing(report))) or 'none'))
    with tree.scratch() as folder:
        lesser = core_without(arguments.core, folder, arguments.without)
        for what, core_folder, libraries in (('without libraries', arguments.core, []), ('without %s' % ', '.join(arguments.without), lesser, arguments.library),
                                             ('without either', lesser, [])):
            found, report = errors(arguments.binary, arguments.repository, core_folder, libraries)
            more = sorted(found.keys() - complete.keys())
            check('%s: %d errors, modules missing: %d; no error more than the complete set' % (what, len(found), len(missing(report))), [], more[:5])
            for row in more[:20]:
                print('    %s %s %s:%d %s' % (*row, found[row]))
            told = {name for name in arguments.without if any(name in notice for notice in report['notices'])} | set(report['ledger']['missing_modules'])
            if core_folder == lesser:
                check('%s: it is said what is missing' % what, True, bool(told))


def missing(report):
    return {name for row in report['modules'] for name in row['missing_depends']}


def main():
    corpus = os.environ.get('DRIFTLINE_CORPUS', '')
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('repository', nargs='?', default=os.path.join(corpus, 'sale-workflow@16.0'))
    parser.add_argument('core', nargs='?', default=os.path.join(corpus, 'odoo16'))
    parser.add_argument('binary', nargs='?', default=os.environ.get('DRIFTLINE', 'driftline'))
    parser.add_argument('--library', action='append')
    parser.add_argument('--without', action='append')
    parser.add_argument('--origins', action='store_true', help='only the checks that need no corpus')
    arguments = parser.parse_args()
    arguments.binary = tree.need_binary(arguments.binary)
    arguments.without = arguments.without or ['sale_stock', 'sale_crm', 'delivery']
    usual = os.path.join(corpus, 'oca-16.0')
    if arguments.library is None:
        arguments.library = [usual] if os.path.isdir(usual) else []

    check_origins(arguments.binary)
    present = not arguments.origins and os.path.isdir(arguments.core) and os.path.isdir(arguments.repository.partition('@')[0])
    if present:
        arguments.core = tree.find_core(arguments.core)
        check_open_world(arguments)
    if FAILURES:
        print('%d checks failed' % len(FAILURES))
        return 1
    return 0 if present or arguments.origins else tree.skip('no repository at %r or no core at %r: get them with tests/corpus/get' % (arguments.repository, arguments.core))


if __name__ == '__main__':
    sys.exit(main())

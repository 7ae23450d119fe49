#!/usr/bin/env python3
"""Checks that the report on two states of one series names the edits that touch what custom code overrides, anchors in or copied, and no others.

    bump.py [CORE]

Twelve known edits are made, one commit, on a small core written here; then on a copy of the module sale, with all it depends on, of CORE
(default $DRIFTLINE_CORPUS/odoo16). A custom module overrides, copies and anchors. $DRIFTLINE is the program. Exit code 0 if
exactly the expected findings are there, 1 if not, 77 if all went well but there is no CORE.
"""
import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

import tree

PYTHON, VIEWS = 'models/sale_order.py', 'views/sale_order_views.xml'

SMALL = {
    'odoo/release.py': "version_info = (16, 0, 0, 'final', 0, '')\n",
    'odoo/__init__.py': '',
    'odoo/api.py': 'def model(method):\n    return method\n',
    'odoo/fields.py': 'class Char:\n    pass\n\n\nclass Many2one:\n    pass\n',
    'odoo/models.py': 'class BaseModel:\n    pass\n\n\nclass Model(BaseModel):\n    pass\n',
    'odoo/addons/base/__init__.py': 'from . import models\n',
    'odoo/addons/base/__manifest__.py': "{'name': 'Base', 'depends': []}\n",
    'odoo/addons/base/models.py': "from odoo import fields, models\n\n\nclass Window(models.Model):\n    _name = 'ir.actions.act_window'\n\n    name = fields.Char()\n"
                                  "    context = fields.Char()\n\n\nclass View(models.Model):\n    _name = 'ir.ui.view'\n\n    name = fields.Char()\n    model = fields.Char()\n"
                                  "    arch = fields.Char()\n    inherit_id = fields.Many2one('ir.ui.view')\n",
    'odoo/addons/sale/__init__.py': 'from . import models\n',
    'odoo/addons/sale/__manifest__.py': "{'name': 'Sale', 'depends': ['base'], 'data': ['views/sale_order_views.xml']}\n",
    'odoo/addons/sale/models/__init__.py': 'from . import sale_order\n',
    'odoo/addons/sale/' + PYTHON: '''from odoo import fields, models


class SaleOrder(models.Model):
    _name = 'sale.order'

    name = fields.Char()
    note = fields.Char()
    payment_term_id = fields.Many2one('res.partner')
    client_order_ref = fields.Char()
    tag_ids = fields.Char()

    def action_confirm(self):
        """Confirm it."""
        self.name = 'confirmed'
        return True

    def action_draft(self):
        self.name = 'draft'
        return True

    def action_cancel(self):
        self.name = 'cancelled'
        return True

    def action_done(self):
        self.name = 'done'
        return True

    def action_unlock(self):
        self.name = "unlocked"
        return True

    def _find_mail_template(self):
        return self.name

    def action_quotation_sent(self):
        self.name = self._find_mail_template()

    def _prepare_invoice(self):
        self.ensure_one()
        return {
            'ref': self.client_order_ref or '',
            'move_type': 'out_invoice',
            'narration': self.note,
            'name': self.name,
            'tags': self.tag_ids,
            'user_id': self.user_id.id,
        }

    def _get_invoiceable_lines(self, final=False):
        return self.name if final else self.note

    def _create_invoices(self, final=False):
        for order in self:
            order._get_invoiceable_lines(final)
''',
    'odoo/addons/sale/' + VIEWS: '''<odoo>
    <record id="view_order_form" model="ir.ui.view">
        <field name="name">sale.order.form</field>
        <field name="model">sale.order</field>
        <field name="arch" type="xml">
            <form>
                <field name="payment_term_id" options="{'no_open':True,'no_create': True}"/>
                <notebook>
                    <page string="Order Lines" name="order_lines">
                        <field name="note"/>
                    </page>
                    <page string="Other Info" name="other_information">
                        <field name="client_order_ref"/>
                        <field name="tag_ids" widget="many2many_tags" options="{'color_field': 'color', 'no_create_edit': True}"/>
                    </page>
                </notebook>
            </form>
        </field>
    </record>
    <record id="action_quotations" model="ir.actions.act_window">
        <field name="name">Quotations</field>
        <field name="context">{'search_default_my_quotation': 1}</field>
    </record>
</odoo>
''',
}


def method(text, name):
    """The source of a method of sale.order: (begin, end, text), the line of its def first."""
    lines = text.split('\n')
    for node in ast.parse(text).body:
        for part in getattr(node, 'body', ()):
            if isinstance(part, ast.FunctionDef) and part.name == name:
                return part.lineno - 1, part.end_lineno, '\n'.join(lines[part.lineno - 1:part.end_lineno])
    raise KeyError(name)


def first_statement(name, line):
    def edit(text):
        node = next(part for top in ast.parse(text).body for part in getattr(top, 'body', ()) if isinstance(part, ast.FunctionDef) and part.name == name)
        first = node.body[1] if isinstance(node.body[0], ast.Expr) and isinstance(node.body[0].value, ast.Constant) and len(node.body) > 1 else node.body[0]
        lines = text.split('\n')
        return '\n'.join(lines[:first.lineno - 1] + [' ' * 8 + line] + lines[first.lineno - 1:])
    return edit


def replaced(old, new, count=1):
    def edit(text):
        if old not in text:
            raise KeyError(old)
        return text.replace(old, new, count)
    return edit


def in_record(xmlid, old, new):
    def edit(text):
        begin = text.index('<record id="%s"' % xmlid)
        return text[:begin] + replaced(old, new)(text[begin:])
    return edit


def requoted(name):
    """Single quotes to double ones and back, in one method: another format, the same code."""
    def edit(text):
        begin, end, body = method(text, name)
        swapped = body.translate(str.maketrans('\'"', '"\'')) if '"""' not in body and body.count('"') % 2 == body.count("'") % 2 == 0 else body
        lines = text.split('\n')
        return '\n'.join(lines[:begin] + swapped.split('\n') + [''] + lines[end:])
    return edit


def moved_to_other_page(line_of, page):
    def edit(text):
        found = re.search(line_of, text)
        without = text[:found.start()] + text[found.end():]
        opening = re.search(page, without)
        return without[:opening.end()] + '\n' + found.group(0).strip('\n') + without[opening.end():]
    return edit


def signature(text):
    text = replaced('def _get_invoiceable_lines(self, final=False):', 'def _get_invoiceable_lines(self, final=False, journal=None):')(text)
    return re.sub(r'_get_invoiceable_lines\(final\)', '_get_invoiceable_lines(final, journal=1)', text)


# What is done, where, how, and the finding that has to speak of it; None: nothing of ours is touched.
EDITS = [
    ('body of a method that is extended', PYTHON, first_statement('action_confirm', "self = self.with_context(bumped=True)"), ('DL303', 'sale.order.action_confirm')),
    ('body of a method that is replaced', PYTHON, first_statement('action_draft', "self = self.with_context(bumped=True)"), ('DL303', 'sale.order.action_draft')),
    ('body of a method that was copied', PYTHON, replaced("'narration': self.note,", "'narration': self.note or '',"), ('DL304', 'sale.order._prepare_invoice')),
    ('a method that is extended gets another name', PYTHON, replaced('_find_mail_template(', '_find_confirmation_template(', -1), ('DL301', 'sale.order._find_mail_template')),
    ('a call passes one argument more', PYTHON, signature, ('DL302', 'sale.order._get_invoiceable_lines')),
    ('a comment and a docstring in a method that is extended', PYTHON, first_statement('action_cancel', '# cancels what can be cancelled'), None),
    ('another format of a method that is replaced', PYTHON, requoted('action_unlock'), None),
    ('body of a method nobody overrides', PYTHON, first_statement('action_done', "self = self.with_context(bumped=True)"), None),
    ('an anchor is gone', VIEWS, replaced("""<field name="payment_term_id" options="{'no_open':True,'no_create': True}"/>""", ''), ('DL313', 'sale.view_order_form')),
    ('an anchor stands on another page', VIEWS, moved_to_other_page(r'\n *<field name="client_order_ref"/>', r'<page [^>]*name="order_lines">'), ('DL314', 'sale.view_order_form')),
    ('a node nobody anchors in', VIEWS, replaced("""'no_create_edit': True}"/>""", """'no_create_edit': False}"/>"""), None),
    ('a record that is written over', VIEWS, in_record('action_quotations', "{'search_default_my_quotation': 1}", "{'search_default_my_quotation': 0}"), ('DL322', 'sale.action_quotations')),
]

CUSTOM = '''from odoo import models


class SaleOrder(models.Model):
    _inherit = 'sale.order'

    def action_confirm(self):
        return super().action_confirm()

    def action_draft(self):
        return False

    def action_cancel(self):
        return super().action_cancel()

    def action_unlock(self):
        return False

    def _find_mail_template(self):
        return super()._find_mail_template()

    def _get_invoiceable_lines(self, final=False):
        return super()._get_invoiceable_lines(final)

'''

CUSTOM_VIEWS = '''<odoo>
    <record id="view_order_form" model="ir.ui.view">
        <field name="name">acme</field>
        <field name="model">sale.order</field>
        <field name="inherit_id" ref="sale.view_order_form"/>
        <field name="arch" type="xml">
            <field name="payment_term_id" position="after"><field name="name"/></field>
            <field name="client_order_ref" position="after"><field name="name"/></field>
            <page name="other_information" position="inside"><field name="name"/></page>
        </field>
    </record>
    <record id="sale.action_quotations" model="ir.actions.act_window">
        <field name="context">{'search_default_acme': 1}</field>
    </record>
</odoo>
'''


def write(root, files):
    for path, text in files.items():
        target = os.path.join(root, path)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, 'w', encoding='utf-8') as file:
            file.write(text)


def read(path):
    with open(path, encoding='utf-8') as file:
        return file.read()


def commit(folder):
    environment = dict(os.environ, GIT_CONFIG_GLOBAL='/dev/null', GIT_CONFIG_SYSTEM='/dev/null', GIT_AUTHOR_NAME='a', GIT_AUTHOR_EMAIL='a@b.c', GIT_COMMITTER_NAME='a',
                       GIT_COMMITTER_EMAIL='a@b.c')
    for arguments in (['init', '-q'], ['add', '-A', '-f'], ['commit', '-q', '-m', 'state']):
        subprocess.run(['git', '-C', folder, *arguments], check=True, env=environment)
    return subprocess.run(['git', '-C', folder, 'rev-parse', 'HEAD'], check=True, env=environment, capture_output=True, text=True).stdout.strip()


def copy_core(core, target, modules):
    """What of a core is read: the framework, and some modules."""
    def wanted(source, into):
        for folder, folders, files in os.walk(source):
            folders[:] = [name for name in folders if name not in ('static', 'i18n', 'tests', 'addons', 'doc')]
            for name in files:
                if name.endswith(('.py', '.xml', '.csv')):
                    place = os.path.join(into, os.path.relpath(folder, source))
                    os.makedirs(place, exist_ok=True)
                    shutil.copy(os.path.join(folder, name), place)
    wanted(os.path.join(core, 'odoo'), os.path.join(target, 'odoo'))
    for module in modules:
        wanted(module.path, os.path.join(target, 'odoo/addons', module.name))


def check(title, folder):
    """The core lies in FOLDER/core, in git or not; edits it, and compares the report with what the edits touch."""
    core, custom, sale = (os.path.join(folder, *parts) for parts in (('core',), ('custom',), ('core', 'odoo/addons/sale')))
    old = commit(core)
    copied = method(read(os.path.join(sale, PYTHON)), '_prepare_invoice')[2].replace("'ref': self.client_order_ref or '',", "'ref': self.name,")
    write(custom, {'acme_sale/__manifest__.py': "{'name': 'Acme', 'version': '16.0.1.0.0', 'depends': ['sale'], 'data': ['views/views.xml']}\n",
                   'acme_sale/__init__.py': 'from . import models\n', 'acme_sale/models/__init__.py': 'from . import sale_order\n',
                   'acme_sale/models/sale_order.py': CUSTOM + copied + '\n', 'acme_sale/views/views.xml': CUSTOM_VIEWS})
    for what, path, edit, _ in EDITS:
        before = read(os.path.join(sale, path))
        after = edit(before)
        if after == before:
            raise SystemExit('%s: the edit "%s" changes nothing' % (title, what))
        write(sale, {path: after})
    new = commit(core)
    done = subprocess.run([os.environ.get('DRIFTLINE', 'build/dev/driftline'), 'scan', custom, '--core', '%s@%s' % (core, old), '--to', '%s@%s' % (core, new), '--output-format', 'json',
                           '--exit-zero'], capture_output=True, text=True, env=dict(os.environ, XDG_CACHE_HOME=os.path.join(folder, 'cache')))
    if done.returncode:
        raise SystemExit('%s: driftline ended with %d: %s' % (title, done.returncode, done.stderr))
    found = {(row['rule'], row['symbol']): row for row in json.loads(done.stdout)['findings'] if row['rule'].startswith('DL3')}
    expected = {finding: what for what, _, _, finding in EDITS if finding}
    for finding, what in expected.items():
        print('%s %s: %s: %s' % ('ok  ' if finding in found else 'FAIL', title, what, ' '.join(finding)))
    for finding in sorted(found.keys() - expected.keys()):
        print('FAIL %s: no edit touches this: %s %s: %s' % (title, *finding, found[finding]['message']))
    return found.keys() == expected.keys()


def main(arguments):
    with tempfile.TemporaryDirectory(prefix='driftline-bump-') as folder:
        write(os.path.join(folder, 'core'), SMALL)
        good = check('small core', folder)
    corpus = arguments[0] if arguments else os.path.join(os.environ.get('DRIFTLINE_CORPUS', ''), 'odoo16') if 'DRIFTLINE_CORPUS' in os.environ else None
    if corpus is None or not os.path.exists(corpus):
        if not good:
            return 1
        tree.skip('the small core is fine; there is no core of 16.0 to copy: get one with tests/corpus/get')
    core = tree.find_core(corpus)
    modules = tree.read_modules(core)
    with tempfile.TemporaryDirectory(prefix='driftline-bump-') as folder:
        copy_core(core, os.path.join(folder, 'core'), [modules[name] for name in sorted(modules['sale'].closure)])
        good = check('copy of a real core', folder) and good
    return 0 if good else 1


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))

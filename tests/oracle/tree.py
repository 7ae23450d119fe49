"""What the oracles share: a core's modules in the order they load, its Python files' places, and running driftline.

Everything here is written against Odoo's own sources (odoo/modules/module.py, graph.py, module_graph.py), not against driftline's.
"""
import ast
import atexit
import functools
import json
import os
import shutil
import subprocess
import sys
import tempfile
import warnings

SKIPPED = 77   # CTest's SKIP_RETURN_CODE


def skip(why):
    print('skipped:', why)
    sys.exit(SKIPPED)


def need_lxml():
    try:
        from lxml import etree
    except ImportError:
        skip('needs lxml (python3-lxml)')
    return etree


def parse_quietly(text):
    with warnings.catch_warnings():
        warnings.simplefilter('ignore')   # invalid escapes in other people's strings
        return ast.parse(text)


def find_core(path):
    """The folder that holds odoo/addons: `path`, or the parent of the package itself."""
    path = os.path.abspath(path)
    for folder in (path, os.path.dirname(path)):
        if os.path.exists(os.path.join(folder, 'odoo/addons/base/__manifest__.py')):
            return folder
    skip('no core at %s: get one with tests/corpus/get' % path)


def series(core):
    """(19, 0) of a core: its release.py's version_info."""
    with open(os.path.join(core, 'odoo/release.py'), encoding='utf-8') as file:
        for node in ast.parse(file.read()).body:
            if isinstance(node, ast.Assign) and node.targets[0].id == 'version_info':
                return tuple(element.value for element in node.value.elts[:2])
    raise SystemExit('release.py names no version_info')


class Module:
    def __init__(self, path, manifest):
        self.name, self.path = os.path.basename(path), path
        self.depends = list(manifest.get('depends') or ([] if self.name == 'base' else ['base']))
        self.data = [f for key in ('init_xml', 'update_xml', 'data') for f in manifest.get(key) or ()]
        self.demo = [f for key in ('demo_xml', 'demo') for f in manifest.get(key) or ()]
        self.closure = {self.name}
        self.rank = None


def read_modules(core):
    """Installable modules by name, in the order they load."""
    found, folder, major = {}, os.path.join(core, 'odoo/addons'), series(core)[0]
    for name in sorted(os.listdir(folder)):
        manifest = os.path.join(folder, name, '__manifest__.py')
        if os.path.exists(manifest):
            with open(manifest, encoding='utf-8') as file:
                content = ast.literal_eval(file.read())
            if content.get('installable', True):
                found[name] = Module(os.path.join(folder, name), content)

    def rank(module):
        if module.rank is None:
            parents = [found[d] for d in module.depends if d in found]
            for parent in parents:
                rank(parent)
                module.closure |= parent.closure
            last = max((parent.rank for parent in parents), default=None)
            if last is None:
                module.rank = (0, module.name)
            elif major >= 19 and module.name.startswith('test_'):
                module.rank = (last[0], last[1] + ' ' + module.name)   # right behind its last dependency
            else:
                module.rank = (last[0] + 1, module.name)
        return module.rank
    return {module.name: module for module in sorted(found.values(), key=rank)}


def core_and_binary(parser):
    """Adds CORE and BINARY, which default to $DRIFTLINE_CORPUS/odoo19 and $DRIFTLINE, and parses. Exits 77 if either is absent."""
    parser.add_argument('core', nargs='?', default=os.path.join(os.environ.get('DRIFTLINE_CORPUS', ''), 'odoo19'))
    parser.add_argument('binary', nargs='?', default=os.environ.get('DRIFTLINE', 'driftline'))
    arguments = parser.parse_args()
    if not os.path.isdir(arguments.core):
        skip('no core at %r: get one with tests/corpus/get and set DRIFTLINE_CORPUS' % arguments.core)
    arguments.core = find_core(arguments.core)
    arguments.binary = need_binary(arguments.binary)
    return arguments


def need_binary(binary):
    found = shutil.which(binary)
    if not found:
        skip('no program at %r: build it and set DRIFTLINE' % binary)
    return os.path.abspath(found)


@functools.cache
def cache():
    """A cache folder for this run alone: a core stored by another build of driftline says nothing about this one."""
    folder = scratch()
    atexit.register(folder.cleanup)
    return folder.name


def driftline(binary, *arguments):
    """Standard output of `driftline scan ARGUMENTS`, configuration ignored."""
    command = [binary, 'scan', *arguments, '--isolated', '--exit-zero']
    done = subprocess.run(command, capture_output=True, encoding='utf-8', errors='replace', env={**os.environ, 'XDG_CACHE_HOME': cache()})
    if done.returncode != 0:
        raise SystemExit('%s\nexit code %d: %s' % (' '.join(command), done.returncode, done.stderr[-2000:]))
    return done.stdout


def taken_out(binary, core, modules, *arguments):
    """The same, of modules of the core that are scanned as if they were custom: '*' is all of them."""
    names = [argument for module in modules for argument in ('--as-custom', module)]
    return driftline(binary, core, '--core', core, *names, *arguments)


def report(binary, core, modules, *arguments):
    return json.loads(taken_out(binary, core, modules, '--output-format', 'json', *arguments))


def scratch():
    return tempfile.TemporaryDirectory(prefix='driftline-oracle-')

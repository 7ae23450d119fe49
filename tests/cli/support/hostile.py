"""A repository whose file names, commit messages, module names and code hold whatever some format could take for more than text."""
import json

from program import CORE, module

SCRIPT = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"
FORMULA = "=HYPERLINK(\"http://evil.example\",\"x\")"
ANSI = "\x1b[31m\x1b]0;title\x07\u009b31m\x7f"
COMMAND = "\n::error file=a,line=1::pwned\n::stop-commands::t\n##[error]x\r::set-output name=a::b ##[set-output name=c]d ##vso[task.setvariable variable=e]f"
LINK = "[click](javascript:alert(3)) ![x](http://evil.example/p.png) @everyone www.evil.example <a@evil.example>"
# Turns the direction of text, ends lines of some readers, and is in no XML.
UNSEEN = "\u202e\u2066\u200f\u061c\u2028\u2029\ufffe\uffff"
ALL = SCRIPT + FORMULA + ANSI + COMMAND + LINK + UNSEEN
NAME = "=cmd\x1b[31m\n::error::<b>`|'\"&,[x](y)\u202e\u009b%0A"   # of a file and a folder; no slash
BYTES = "bad\udcff\udc9b"                                          # of a folder; no UTF-8
COLONS = "::error file=x::##[error]y"                               # of a folder; a line that begins with it is a command

# The target of an upgrade, where what the modules below build on has gone.
TARGET = {path: text.replace("(16, 0, 0", "(17, 0, 0").replace("'16.0'", "'17.0'").replace("def action_confirm", "def action_approve") for path, text in CORE.items()}
TARGET["addons/sale/views/order.xml"] = TARGET["addons/sale/views/order.xml"].replace("<field name=\"partner_id\"/>", "")

VIEW = "<odoo><record id='v' model='ir.ui.view'><field name='model'>sale.order</field><field name='inherit_id' ref='sale.view_order_form'/>" \
       "<field name='arch' type='xml'><data><field name='partner_id' position='replace'><field name='&lt;script&gt;=1+1'/></field>" \
       "<xpath expr=\"//field[@name='](javascript:alert(3)) &lt;/script&gt;&#10;::error::x&#x202e;']\" position='inside'/></data></field></record></odoo>"
REGISTER = "[[customization]]\nsymbol = \"sale.order.action_confirm\"\nmodule = \"acme_plain\"\nreason = %s\nowner = %s\nticket = %s\ndecision = \"drop\"\nreview_by = 2020-01-01\n"


def toml(text):
    return json.dumps(text).replace("\x7f", "\\u007f")


def evil_core(files):
    """A core whose own names are hostile: a fork of one, say."""
    files = dict(files)
    files["addons/sale/models/order.py"] += f"\n\nclass Evil(models.Model):\n    _name = {ALL!r}\n    _description = {ALL!r}\n\n    name = fields.Char({ALL!r})\n"
    return files


def write_hostile(case):
    """Into case's repo/, committed; and installed.csv. The modules lie in acme_plain and in folders with hostile names."""
    comment = ALL.replace("\n", "\n        # ").replace("\r", "\n        # ")
    code = f"from odoo import models\n\n\nclass Order(models.Model):\n    _inherit = 'sale.order'\n\n    def action_confirm(self):\n        # Because {comment}\n        return {ALL!r}\n\n" \
           f"    def other(self):\n        return self.env[{ALL!r}]\n"
    # A module's own name is letters and digits, or it is no module; where it lies may be called anything.
    evil = NAME.replace("'", "") + "/acme_deep"
    manifest = {"name": ALL, "summary": ALL, "version": "16.0.1.0.0" + FORMULA, "author": "Acme " + SCRIPT, "license": SCRIPT, "maintainers": [FORMULA], "depends": ["sale"], "data": [NAME + ".xml"]}
    case.write_all("repo", module("acme_sale"))
    for folder in ("acme_plain", evil, BYTES + "/acme_bytes", COLONS + "/acme_colon"):
        lacks = {**manifest, "depends": ["sale", "gone" + SCRIPT]} if folder == evil else manifest
        case.write_all("repo/" + folder, {"__init__.py": "from . import models\n", "models/__init__.py": "from . import order\n", "models/order.py": code, "__manifest__.py": repr(lacks) + "\n", NAME + ".xml": VIEW})
    case.write("repo/.github/CODEOWNERS", f"/acme_plain/ {FORMULA.replace(' ', '')} @a<script>\n")
    case.write("repo/CUSTOMIZATIONS.toml", REGISTER % (toml(ALL), toml(FORMULA), toml("javascript:alert(4)")))
    case.write("repo/driftline.toml", "[evidence]\nticket = [\"NEVER-[0-9]+\"]\n[review]\ntitle = %s\n[[allow]]\nrule = \"record-overwritten\"\nreason = %s\n" % (toml(ALL), toml(ALL)))
    case.environment.update(GIT_AUTHOR_NAME="=1+1<script>", GIT_AUTHOR_DATE="2025-02-10T12:00:00Z", GIT_COMMITTER_DATE="2025-02-10T12:00:00Z")
    case.commit("repo", ALL)
    case.write("installed.csv", "kind,name,state,version,model,module,changed,by\nmodule,acme_sale,installed,,,,,\nmodule,acme_plain,installed,,,,,\nmodule,acme_bytes,installed,,,,,\nmodule,acme_colon,installed,,,,,\nmodule," +
               '"' + "acme_deep" + '",installed,,,,,\nview,' + '"' + ALL.replace('"', '""') + '",,,=1,+1,-1,@x\n')
    return evil

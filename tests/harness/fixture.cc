#include "harness/fixture.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace driftline::test {

namespace {

constexpr const char* orm = R"py(class MetaModel(type):
    pass


class BaseModel(metaclass=MetaModel):
    _name = None
    _register = False

    def create(self, vals_list):
        records = self.browse()
        for vals in vals_list:
            records |= self._insert(vals)
        return records

    def write(self, vals):
        for name, value in vals.items():
            self._store(name, value)
        return True

    def unlink(self):
        self._delete()
        return True

    def read(self, fields=None, load='_classic_read'):
        return [dict(id=record.id) for record in self]

    def copy(self, default=None):
        return self.create(self.copy_data(default))

    def search(self, domain, offset=0, limit=None, order=None):
        return self._search(domain, offset, limit, order)

    def name_get(self):
        return [(record.id, record.display_name) for record in self]

    def check_access_rights(self, operation, raise_exception=True):
        return self.env['ir.model.access'].check(self._name, operation, raise_exception)

    def init(self):
        pass

    def _patch_method(cls, name, method):
        setattr(cls, name, method)

    def browse(self, ids=()):
        return self

    def ensure_one(self):
        return self

    def filtered(self, func):
        return self

    def mapped(self, func):
        return self

    def sorted(self, key=None, reverse=False):
        return self

    def sudo(self, flag=True):
        return self

    def with_context(self, *args, **kwargs):
        return self

    def exists(self):
        return self


class AbstractModel(BaseModel):
    _abstract = True


class Model(AbstractModel):
    _auto = True


class TransientModel(Model):
    _transient = True
)py";

constexpr const char* fields_py = R"py(class Field:
    def get_depends(self, model):
        return [], []


class Boolean(Field): pass
class Integer(Field): pass
class Float(Field): pass
class Monetary(Field): pass
class Char(Field): pass
class Text(Field): pass
class Html(Field): pass
class Date(Field): pass
class Datetime(Field): pass
class Binary(Field): pass
class Selection(Field): pass
class Many2one(Field): pass
class One2many(Field): pass
class Many2many(Field): pass
)py";

constexpr const char* http = R"py(request = None


def route(route=None, **kw):
    return lambda function: function


class Controller:
    pass
)py";

constexpr const char* tools = R"py(def formatLang(env, value, digits=None):
    text = str(value)
    if digits:
        text = text[:digits]
    return text
)py";

constexpr const char* base_models = R"py(from odoo import api, fields, models


class Base(models.AbstractModel):
    _name = 'base'


class Partner(models.Model):
    _name = 'res.partner'
    _description = 'Contact'

    name = fields.Char(required=True)
    ref = fields.Char()
    email = fields.Char()
    phone = fields.Char()
    comment = fields.Html()
    active = fields.Boolean(default=True)
    parent_id = fields.Many2one('res.partner')
    child_ids = fields.One2many('res.partner', 'parent_id')
    user_id = fields.Many2one('res.users')


class Users(models.Model):
    _name = 'res.users'
    _inherits = {'res.partner': 'partner_id'}

    partner_id = fields.Many2one('res.partner', required=True)
    login = fields.Char(required=True)

    def _check_credentials(self, password, env):
        if not password:
            raise ValueError(password)


class Groups(models.Model):
    _name = 'res.groups'

    name = fields.Char(required=True)
    users = fields.Many2many('res.users')
    implied_ids = fields.Many2many('res.groups')


class Company(models.Model):
    _name = 'res.company'

    name = fields.Char(required=True)
    partner_id = fields.Many2one('res.partner')


class View(models.Model):
    _name = 'ir.ui.view'

    name = fields.Char()
    model = fields.Char()
    arch = fields.Text()
    inherit_id = fields.Many2one('ir.ui.view')
    priority = fields.Integer()
    active = fields.Boolean()
    mode = fields.Selection([('primary', 'Base'), ('extension', 'Extension')])
    key = fields.Char()
    type = fields.Char()


class Menu(models.Model):
    _name = 'ir.ui.menu'

    name = fields.Char()
    sequence = fields.Integer()
    parent_id = fields.Many2one('ir.ui.menu')
    action = fields.Char()


class ActWindow(models.Model):
    _name = 'ir.actions.act_window'

    name = fields.Char()
    res_model = fields.Char()
    view_mode = fields.Char()
    domain = fields.Char()
    context = fields.Char()


class Rule(models.Model):
    _name = 'ir.rule'

    name = fields.Char()
    domain_force = fields.Text()
    model_id = fields.Many2one('ir.model')

    @api.model
    def _compute_domain(self, model_name, mode='read'):
        rules = self._get_rules(model_name, mode)
        return [rule.domain_force for rule in rules]

    def _get_rules(self, model_name, mode='read'):
        return self.search([])


class IrModel(models.Model):
    _name = 'ir.model'

    name = fields.Char()
    model = fields.Char()


class ModelAccess(models.Model):
    _name = 'ir.model.access'

    name = fields.Char()
    model_id = fields.Many2one('ir.model')
    group_id = fields.Many2one('res.groups')
    perm_read = fields.Boolean()
    perm_write = fields.Boolean()
    perm_create = fields.Boolean()
    perm_unlink = fields.Boolean()

    def check(self, model, mode='read', raise_exception=True):
        return bool(self.search([('model_id.model', '=', model)]))


class Sequence(models.Model):
    _name = 'ir.sequence'

    name = fields.Char()
    code = fields.Char()
    prefix = fields.Char()
    padding = fields.Integer()


class Cron(models.Model):
    _name = 'ir.cron'

    name = fields.Char()
    active = fields.Boolean()
    interval_number = fields.Integer()
    interval_type = fields.Char()
)py";

constexpr const char* base_data = R"xml(<odoo>
    <record id="group_user" model="res.groups">
        <field name="name">Internal User</field>
    </record>
    <record id="main_partner" model="res.partner">
        <field name="name">My Company</field>
    </record>
</odoo>
)xml";

bool ends_with_one_of(std::string_view text, std::initializer_list<std::string_view> endings) {
    return std::any_of(endings.begin(), endings.end(), [&](std::string_view ending) { return text.ends_with(ending); });
}

// "addons/sale" of "addons/sale/models/sale_order.py"; "" for files of no module.
std::string module_folder(std::string_view path) {
    size_t depth = path.starts_with("odoo/addons/") ? 3 : path.starts_with("odoo/") ? 0 : path.starts_with("addons/") ? 2 : 1;
    size_t end = 0;
    for (; depth && end != path.npos; --depth) end = path.find('/', end ? end + 1 : 0);
    return end == path.npos || !end ? std::string{} : std::string{path.substr(0, end)};
}

std::set<std::string> module_folders(const Files& files) {
    std::set<std::string> folders;
    for (const auto& [path, bytes] : files)
        if (auto folder = module_folder(path); !folder.empty()) folders.insert(std::move(folder));
    return folders;
}

std::string quoted(const std::vector<std::string>& items) {
    std::string text;
    for (const auto& item : items) text += fmt::format("{}'{}'", text.empty() ? "" : ", ", item);
    return "[" + text + "]";
}

void add_manifest(Files& files, const std::string& folder, const std::vector<std::string>& depends) {
    if (files.contains(folder + "/__manifest__.py") || files.contains(folder + "/__openerp__.py")) return;
    std::vector<std::string> data;
    for (const auto& [path, bytes] : files)
        if (path.starts_with(folder + "/") && ends_with_one_of(path, {".xml", ".csv"}) && path.find("/static/") == path.npos) data.push_back(path.substr(folder.size() + 1));
    const std::string name = folder.substr(folder.rfind('/') + 1);
    std::vector<std::string> others;
    for (const auto& depend : depends)
        if (depend != name) others.push_back(depend);
    files[folder + "/__manifest__.py"] = fmt::format("{{'name': '{}', 'depends': {}, 'data': {}}}\n", name, quoted(others), quoted(data));
}

void add_inits(Files& files, const std::string& module) {
    std::map<std::string, std::set<std::string>> imports;   // folder -> names beside its __init__.py
    imports[module];
    for (const auto& [path, bytes] : files) {
        if (!path.starts_with(module + "/") || !path.ends_with(".py") || path.ends_with("/__manifest__.py") || path.ends_with("/__init__.py")) continue;
        if (path.starts_with(module + "/tests/") || path.starts_with(module + "/migrations/")) continue;
        std::string folder = path.substr(0, path.rfind('/'));
        imports[folder].insert(path.substr(folder.size() + 1, path.size() - folder.size() - 4));
        for (; folder != module; folder = folder.substr(0, folder.rfind('/'))) imports[folder.substr(0, folder.rfind('/'))].insert(folder.substr(folder.rfind('/') + 1));
    }
    for (const auto& [folder, names] : imports) {
        std::string text;
        for (const auto& name : names) text += fmt::format("from . import {}\n", name);
        files.emplace(folder + "/__init__.py", text);
    }
}

}  // namespace

void add_mini_core(Files& core) {
    const std::pair<const char*, const char*> files[] = {
        {"odoo/__init__.py", "from . import api, fields, http, models, tools\n"},
        {"odoo/release.py", "version_info = (16, 0, 0, 'final', 0, '')\n"},
        {"odoo/api.py", "def model(method):\n    return method\n\n\ndef depends(*args):\n    return lambda method: method\n"},
        {"odoo/models.py", orm},
        {"odoo/fields.py", fields_py},
        {"odoo/http.py", http},
        {"odoo/exceptions.py", "class UserError(Exception):\n    pass\n\n\nclass ValidationError(UserError):\n    pass\n"},
        {"odoo/tools/__init__.py", "from .misc import formatLang\n"},
        {"odoo/tools/misc.py", tools},
        {"odoo/addons/__init__.py", ""},
        {"odoo/addons/base/__manifest__.py", "{'name': 'Base', 'depends': [], 'data': ['data/base_data.xml']}\n"},
        {"odoo/addons/base/models/base_models.py", base_models},
        {"odoo/addons/base/data/base_data.xml", base_data},
    };
    for (const auto& [path, bytes] : files) core.emplace(path, bytes);
}

std::vector<std::string> module_names(const Files& files) {
    std::vector<std::string> names;
    for (const auto& folder : module_folders(files)) names.push_back(folder.substr(folder.rfind('/') + 1));
    return names;
}

void complete_modules(Files& files, const std::vector<std::string>& depends) {
    for (const auto& folder : module_folders(files)) {
        add_manifest(files, folder, depends);
        add_inits(files, folder);
    }
}

}  // namespace driftline::test

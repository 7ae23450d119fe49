from . import api, fields
from .exceptions import AccessError


class BaseModel:
    _name = None
    _inherit = ()
    _inherits = {}
    _description = None
    _order = 'id'
    _rec_name = None

    id = fields.Integer()
    display_name = fields.Char(compute='_compute_display_name')
    create_date = fields.Datetime()
    write_date = fields.Datetime()

    def __init__(self, env, ids):
        self.env = env
        self.ids = ids

    @api.depends(lambda self: (self._rec_name,))
    def _compute_display_name(self):
        for record in self:
            record.display_name = record[self._rec_name or 'name']

    def name_get(self):
        # Deprecated, for old callers: display_name says it.
        return [(record.id, record.display_name) for record in self]

    @api.model
    def name_search(self, name='', args=None, operator='ilike', limit=100):
        domain = [(self._rec_name or 'name', operator, name)] + (args or [])
        return [(record.id, record.display_name) for record in self.search(domain, limit=limit)]

    @api.model
    def default_get(self, fields_list):
        return {name: None for name in fields_list}

    @api.model
    def search(self, domain, offset=0, limit=None, order=None):
        self.check_access_rights('read')
        return self.browse(self.env.cr.select(self._name, domain, offset, limit, order))

    def browse(self, ids=None):
        return type(self)(self.env, ids or [])

    def read(self, fields=None, load='_classic_read'):
        return [{name: record[name] for name in fields} for record in self]

    @api.model_create_multi
    def create(self, vals_list):
        self.check_access_rights('create')
        return self.browse(self.env.cr.insert(self._name, vals_list))

    def write(self, vals):
        self.check_access_rights('write')
        self.env.cr.update(self._name, self.ids, vals)
        return True

    def unlink(self):
        self.check_access_rights('unlink')
        self.env.cr.delete(self._name, self.ids)
        return True

    def copy(self, default=None):
        return self.create([dict(self.read()[0], **(default or {}))])

    @api.model
    def check_access_rights(self, operation, raise_exception=True):
        allowed = self.env.su or self.env['ir.model.access'].check(self._name, operation, raise_exception)
        if not allowed and raise_exception:
            raise AccessError(operation)
        return allowed

    def exists(self):
        return self.filtered('id')

    def ensure_one(self):
        if len(self.ids) != 1:
            raise ValueError('Expected singleton: %s' % self)
        return self

    def sudo(self, flag=True):
        return self.browse(self.ids)

    def with_context(self, *args, **kwargs):
        return self.browse(self.ids)

    def with_company(self, company):
        return self.with_context(company=company)

    def filtered(self, func):
        return self.browse([record.id for record in self if func(record)])

    def filtered_domain(self, domain):
        return self.search(domain + [('id', 'in', self.ids)])

    def mapped(self, func):
        return [func(record) for record in self]

    def sorted(self, key=None, reverse=False):
        return self.browse(sorted(self.ids, key=key, reverse=reverse))

    def invalidate_recordset(self, fnames=None, flush=True):
        self.env.cr.invalidate(self.ids, fnames)

    def flush_recordset(self, fnames=None):
        self.env.cr.flush(self.ids, fnames)


class AbstractModel(BaseModel):
    _abstract = True


class Model(AbstractModel):
    _abstract = False


class TransientModel(Model):
    _transient = True

from odoo import api, fields, models


class IrModel(models.Model):
    _name = 'ir.model'
    _description = 'Models'

    name = fields.Char(required=True)
    model = fields.Char(required=True)


class IrModelAccess(models.Model):
    _name = 'ir.model.access'
    _description = 'Model Access'

    name = fields.Char(required=True)
    model_id = fields.Many2one('ir.model', required=True)
    group_id = fields.Many2one('res.groups')
    perm_read = fields.Boolean()
    perm_write = fields.Boolean()
    perm_create = fields.Boolean()
    perm_unlink = fields.Boolean()

    @api.model
    def check(self, model, mode='read', raise_exception=True):
        rights = self.search([('model_id.model', '=', model)])
        return any(right['perm_' + mode] for right in rights)


class IrRule(models.Model):
    _name = 'ir.rule'
    _description = 'Record Rule'

    name = fields.Char()
    model_id = fields.Many2one('ir.model', required=True)
    domain_force = fields.Text()

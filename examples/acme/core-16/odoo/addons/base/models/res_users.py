from odoo import fields, models


class Groups(models.Model):
    _name = 'res.groups'
    _description = 'Access Groups'

    name = fields.Char(required=True)
    implied_ids = fields.Many2many('res.groups')


class Users(models.Model):
    _name = 'res.users'
    _inherits = {'res.partner': 'partner_id'}
    _description = 'User'

    login = fields.Char(required=True)
    partner_id = fields.Many2one('res.partner', required=True)
    company_id = fields.Many2one('res.company', required=True)
    groups_id = fields.Many2many('res.groups')

    def has_group(self, group_ext_id):
        return self.env.ref(group_ext_id) in self.groups_id

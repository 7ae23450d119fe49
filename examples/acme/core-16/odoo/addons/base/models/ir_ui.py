from odoo import fields, models


class View(models.Model):
    _name = 'ir.ui.view'
    _description = 'View'
    _order = 'priority,name'

    name = fields.Char(required=True)
    model = fields.Char()
    key = fields.Char()
    type = fields.Selection([('tree', 'Tree'), ('form', 'Form'), ('search', 'Search'), ('qweb', 'QWeb')])
    arch = fields.Text()
    inherit_id = fields.Many2one('ir.ui.view')
    mode = fields.Selection([('primary', 'Base view'), ('extension', 'Extension View')], default='primary')
    priority = fields.Integer(default=16)
    active = fields.Boolean(default=True)


class Menu(models.Model):
    _name = 'ir.ui.menu'
    _description = 'Menu'
    _order = 'sequence,id'

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    parent_id = fields.Many2one('ir.ui.menu')
    action = fields.Char()
